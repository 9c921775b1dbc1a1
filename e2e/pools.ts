import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Host } from './fixtures.ts';

/** A pool of folders with limits (bytes, as the command line takes them), named disk1, disk2... Answers their roots. */
export function limitedPool(host: Host, limits: readonly string[], policy = 'balanced'): readonly string[] {
  host.cfs('pool', 'create', 'Home pool', '--policy', policy);
  return limits.map((limit, index) => {
    const name = `disk${String(index + 1)}`;
    const root = host.dir(name);
    host.cfs('volume', 'add', root, '--name', name, '--limit', limit, '--reserve', '0');
    return root;
  });
}

/** Writes a file of one repeated line; `day` makes the modification time. */
export function file(path: string, bytes: number, day = 1): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes, `${path.slice(path.lastIndexOf('/') + 1)}\n`));
  const time = new Date(Date.UTC(2026, 0, day, 12));
  utimesSync(path, time, time);
}

/** A tree of `count` small files in folders, some of them deep, with an empty folder and odd names. */
export function manyFiles(folder: string, count: number): void {
  mkdirSync(join(folder, 'empty', 'inside'), { recursive: true });
  for (let i = 0; i < count; i += 1) {
    const place = i % 10 === 0 ? join('deep', String(i % 7), 'er', String(i % 3)) : String(i % 20);
    file(join(folder, place, `file ${String(i)} ü.bin`), 200 + ((i * 37) % 4000), (i % 27) + 1);
  }
}

export interface Tmpfs {
  readonly root: string;
  unmount(): void;
}

/** A tmpfs of its own (root only); null where it cannot be mounted. */
export function tmpfs(size: string): Tmpfs | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const root = mkdtempSync(join(tmpdir(), 'cfs-e2e-tmpfs-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', root], { stdio: 'pipe' });
  } catch {
    rmSync(root, { recursive: true });
    return null;
  }
  return {
    root,
    unmount() {
      execFileSync('umount', ['-l', root]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export interface LoopDisk {
  readonly root: string;
  readonly isMounted: () => boolean;
  readonly mount: () => void;
  readonly unmount: () => void;
}

/** An ext4 disk of its own in an image, mounted (root only); null where that cannot be. */
export function loopDisk(): LoopDisk | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'cfs-e2e-loop-'));
  const [image, root] = [join(folder, 'image'), join(folder, 'disk')];
  mkdirSync(root);
  writeFileSync(image, '');
  truncateSync(image, 64 << 20);
  const isMounted = (): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${root} `);
  const mount = (): void => void execFileSync('mount', ['-o', 'loop', image, root], { stdio: 'pipe' });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' });
    mount();
  } catch {
    remove();
    return null;
  }
  return {
    root,
    isMounted,
    mount,
    unmount() {
      if (isMounted()) execFileSync('umount', ['-l', root]);
      remove();
    },
  };
}

/** The row of a name in the list. */
export function row(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.locator(`[title="${name}"]`) });
}

/** The tile of a name. */
export function tile(page: Page, name: string) {
  return page.getByRole('gridcell').filter({ has: page.locator(`[title="${name}"]`) });
}

/** Waits until the catalog has all of a volume, which holds so many files. */
export async function catalogKnows(host: Host, volume: string, entries: number): Promise<void> {
  await expect
    .poll(() => host.cfs('index', '--status', '--json'), { timeout: 30_000, intervals: [500] })
    .toMatch(new RegExp(`"volume":"${volume}"[^}]*"entries":${String(entries)}\\b[^}]*"scannedMs":\\d`));
}
