import { test as base, expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { createHash } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

const root = join(import.meta.dirname, '..');

/** A headless host of its own over temporary folders: real processes, real files. */
export interface Host {
  /** CFS_HOME */
  readonly home: string;
  /** A temporary folder that ends with the test. */
  readonly folder: string;
  /** Makes (once) and answers a folder below `folder`. */
  dir(name: string): string;
  /** Runs a command of the command line on the same CFS_HOME; answers its stdout. */
  cfs(...args: readonly string[]): string;
  /** Opens the window: starts the host when it is not running yet. */
  open(page: Page): Promise<void>;
  /** Forgets configuration and state, as on another machine; volumes keep their markers. Only before `open`. */
  forgetState(): void;
  /**
   * Goes on as a user who may not read everything, as whom all belongs to that is there by now; root may. Only before
   * `open`.
   */
  withoutRights(): void;
  /** The host's own address, without the token. */
  origin(): string;
  stop(): Promise<void>;
  /** Ends the host in the middle of whatever it does, as a power cut would end it. */
  kill(): Promise<void>;
  /** A new host at the address of the one that was stopped. */
  startAgain(): Promise<void>;
}

/** Who a process runs as: nobody, where this is root. */
interface User {
  readonly uid?: number;
  readonly gid?: number;
}

async function startHost(home: string, user: User, port = '0'): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'server.js'), '--port', port], {
    env: { ...process.env, CFS_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const line = /^(http:\/\/\S+)\n/.exec(text);
    if (line?.[1] !== undefined) return { child, url: line[1] };
  }
  throw new Error(`The host ended before it printed its address: ${text}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
}

interface Fixtures {
  readonly host: Host;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright asks for a destructuring pattern here
  host: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cfs-e2e-'));
    const home = join(folder, 'home');
    mkdirSync(home);
    let lastPort = '0';
    let running: { child: ChildProcess; url: string } | null = null;
    let user: User = {};
    const stop = async (): Promise<void> => {
      if (running !== null) await stopChild(running.child);
      running = null;
    };
    const host: Host = {
      home,
      folder,
      dir(name) {
        const path = join(folder, name);
        mkdirSync(path, { recursive: true });
        return path;
      },
      cfs(...args) {
        return execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
          env: { ...process.env, CFS_HOME: home },
          encoding: 'utf8',
          ...user,
        });
      },
      async open(page) {
        running ??= await startHost(home, user);
        lastPort = new URL(running.url).port;
        await page.goto(running.url);
      },
      forgetState() {
        rmSync(home, { recursive: true });
        mkdirSync(home);
      },
      withoutRights() {
        if (process.getuid?.() !== 0) return;
        user = { uid: 65_534, gid: 65_534 };
        execFileSync('chown', ['-R', '65534:65534', folder]);
      },
      origin() {
        return running === null ? '' : new URL(running.url).origin;
      },
      stop,
      async kill() {
        if (running === null) return;
        const exited = once(running.child, 'exit');
        running.child.kill('SIGKILL');
        await exited;
        running = null;
      },
      async startAgain() {
        running = await startHost(home, user, lastPort);
      },
    };
    await use(host);
    await stop();
    // What a test closed.
    execFileSync('chmod', ['-R', 'u+rwX', folder]);
    rmSync(folder, { recursive: true, force: true });
  },
});

export { expect };

/**
 * axe on what is shown now, without violations. `only`: by these of its rules.
 * It runs in the page itself: there are no frames of other origins, and the blank page that it opens else takes longer than the look.
 */
export async function expectAccessible(page: Page, only?: readonly string[]): Promise<void> {
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (only === undefined ? builder : builder.withRules([...only])).analyze();
  expect(
    violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`),
  ).toEqual([]);
}

/** The same in the light and in the dark scheme. Between them only colours differ, so the second look is at those alone. */
export async function expectAccessibleInBoth(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, ['color-contrast', 'link-in-text-block']);
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page);
}

/** What a person knows the focused element by: its label, else its words. */
export function focusName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return '';
    const labels = active instanceof HTMLInputElement ? [...(active.labels ?? [])] : [];
    return active.getAttribute('aria-label') ?? labels[0]?.textContent ?? active.textContent;
  });
}

/** Keeps pictures of a screen (light, dark, narrow) under artifacts/ for people to look at; in CI, where nobody does, one. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(root, 'artifacts', 'screens');
  mkdirSync(folder, { recursive: true });
  if (process.env['CI'] !== undefined) {
    await page.screenshot({ path: join(folder, `${name}-light.png`) });
    return;
  }
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 960, height: 640 });
  await page.screenshot({ path: join(folder, `${name}-narrow.png`) });
  await page.setViewportSize(size);
}

/**
 * Drops real files and folders of this machine onto an element, as the operating system does: Chromium gets the paths
 * through CDP and gives the page a DataTransfer with them.
 */
export async function dropFromSystem(page: Page, target: Locator, files: readonly string[]): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('The drop target is not visible.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

/** Files below a folder, relative, sorted; CFS's own folder left out. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('.cfs/'))
    .sort();
}

/** Hash of every file below the roots by its path; a file that is on two of them fails the test. */
export function contents(roots: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const root of roots) {
    for (const path of filesBelow(root)) {
      expect(found.has(path)).toBe(false);
      found.set(
        path,
        createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex'),
      );
    }
  }
  return found;
}
