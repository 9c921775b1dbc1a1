import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLive } from './live-fixture.ts';
import type { LiveCatalog } from './live-fixture.ts';
import { makeVolume } from './store-fixture.ts';

/** A volume that hangs: its file system is a process, which is stopped. */

let base: string;
let fileSystem: ChildProcess | null = null;
let live: LiveCatalog | null = null;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-live-hang-'));
});
afterEach(async () => {
  fileSystem?.kill('SIGCONT');
  await live?.close();
  live = null;
  if (fileSystem !== null) execFileSync('umount', ['-l', join(base, 'mounted')]);
  fileSystem?.kill('SIGTERM');
  fileSystem = null;
  rmSync(base, { recursive: true, force: true });
});

it('[Q32] a volume that hangs is told as such and stops no other volume, no question and no end', async (context) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/mergerfs')) {
    context.skip('needs Linux, root and mergerfs for a file system that can hang');
  }
  const [source, mounted] = [join(base, 'source'), join(base, 'mounted')];
  makeVolume(source, 'one');
  mkdirSync(mounted);
  writeFileSync(join(source, 'before'), '');
  fileSystem = spawn('mergerfs', ['-f', '-o', 'minfreespace=0', source, mounted], { stdio: 'ignore' });
  const isUp = (): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${mounted} `);
  await expect.poll(isUp, { timeout: 5_000 }).toBe(true);
  const catalog = (live = openLive({
    times: { hungMs: 1_500 },
    change: (volume) => (volume.id === 'one' ? { ...volume, root: mounted, device: 'hangs' } : volume),
  }));
  await catalog.until(({ state }) => state === 'fresh');
  fileSystem.kill('SIGSTOP');
  const hung = await catalog.until(({ perVolume }) => perVolume[0]?.state === 'unreadable');
  expect(hung.perVolume[0]).toMatchObject({ problem: 'it does not answer', entries: 1 });
  writeFileSync(join(catalog.members[1]?.root ?? '', 'meanwhile'), '');
  await catalog.until(({ entries }) => entries === 2);
  expect(await catalog.link.call({ t: 'read', path: catalog.path, name: 'summary', input: {} })).toMatchObject({
    entries: 2,
  });
  fileSystem.kill('SIGCONT');
  await catalog.until(({ perVolume }) => perVolume[0]?.state === 'live');
  writeFileSync(join(mounted, 'after'), '');
  await catalog.until(({ entries }) => entries === 3);
  // It ends while a call hangs.
  fileSystem.kill('SIGSTOP');
  await catalog.until(({ perVolume }) => perVolume[0]?.state === 'unreadable');
  await catalog.close();
  live = null;
}, 60_000);
