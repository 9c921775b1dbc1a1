import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { isRoot, root } from './tool.ts';

/** What figures of the window need: a headless host, a browser, and what both of them take. */

export const server = join(root, 'out', 'main', 'server.js');

/** The browser that is there: Playwright's own, else the system's. */
export function browserPath(): string | null {
  const named = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'] ?? '';
  const known = [named, chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/google-chrome'];
  return known.find((path) => path !== '' && existsSync(path)) ?? null;
}

export interface Host {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

export async function startHost(home: string): Promise<Host> {
  const env = { ...process.env, CFS_HOME: home };
  const child = spawn(process.execPath, [server, '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const url = /^(http:\/\/\S+)\n/.exec(text)?.[1];
    if (url !== undefined && child.pid !== undefined) return { pid: child.pid, url, stop };
  }
  throw new Error(`the host ended before it printed its address: ${text}`);
}

/** A browser without a screen. `executablePath` from `browserPath`. */
export function launch(executablePath: string): Promise<Browser> {
  const args = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath, args: isRoot() ? [...args, '--no-sandbox'] : args });
}

/** ms of processor time that a process has taken, all its threads that still are together (Linux). */
export function cpuOf(pid: number): number {
  return readdirSync(`/proc/${String(pid)}/task`).reduce((sum, task) => {
    const [ran = ''] = readFileSync(`/proc/${String(pid)}/task/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(ran) / 1e6;
  }, 0);
}

/** Bytes of memory that a process has for itself, with its share of what it shares with others. */
export const memoryOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1] ?? NaN) * 1024;

/** A process and all that it started. */
export function family(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${String(pid)}/task`).flatMap((task) =>
    readFileSync(`/proc/${String(pid)}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

/** The process that draws a page: the one that works while the page does. Others draw parts of the browser itself (Linux). */
export async function pageProcess(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page belongs to no browser');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const before = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => ({ id, ms: cpuOf(id) }));
  await page.evaluate('{ const end = performance.now() + 150; while (performance.now() < end); }');
  const [busiest] = before.map(({ id, ms }) => ({ id, ms: cpuOf(id) - ms })).sort((a, b) => b.ms - a.ms);
  if (busiest === undefined) throw new Error('the browser has no process that draws pages');
  return busiest.id;
}
