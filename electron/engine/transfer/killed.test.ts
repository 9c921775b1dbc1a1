import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskVolume } from '../volume/disk.ts';

const worker = fileURLToPath(new URL('./killed-worker.ts', import.meta.url));
const rounds = process.env['CFS_TORTURE'] === '1' ? 40 : 2;
const files = 200;
const disks = ['disk1', 'disk2', 'disk3'];

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-killed-'));
  mkdirSync(join(base, 'src'));
  for (let i = 0; i < files; i += 1) writeFileSync(join(base, `src/f${String(i)}`), contentOf(i));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const contentOf = (i: number): Buffer => Buffer.alloc(20_000 + i, i);

/** Runs the worker and kills it after it said so many dots and some time of its own. */
async function killAfter(what: 'put' | 'move', dots: number): Promise<void> {
  const child = spawn(process.execPath, [worker, what, base], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let seen = 0;
  child.stdout.on('data', (text: Buffer) => {
    seen += text.length;
    if (seen >= dots) child.kill('SIGKILL');
  });
  await gone;
  expect(seen).toBeGreaterThan(0);
}

/** What is on the disks besides whole files: part files, all of them found as such. */
async function look(): Promise<{ readonly whole: ReadonlySet<string>; readonly parts: number }> {
  const whole = new Set<string>();
  let parts = 0;
  for (const disk of disks) {
    const volume = openDiskVolume({ root: join(base, disk), name: disk });
    const found = await volume.findParts({ remove: false });
    parts += found.length;
    const folder = join(base, disk, 'src');
    const hidden = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('.')) : [];
    expect(hidden.map((name) => `/src/${name}`).sort()).toEqual([...found].sort());
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (name.startsWith('.')) continue;
      expect(readFileSync(join(folder, name)).equals(contentOf(Number(name.slice(1))))).toBe(true);
      whole.add(name);
    }
    await volume.findParts({ remove: true });
    expect(await volume.findParts({ remove: false })).toEqual([]);
    await volume.close();
  }
  return { whole, parts };
}

// A whole process starts in each round: a busy machine takes its time.
describe('a process that is killed', { timeout: rounds * 60_000 }, () => {
  it('[T18] in the middle of a put: whole files and part files only, the sources untouched', async () => {
    for (let round = 1; round <= rounds; round += 1) {
      await killAfter('put', Math.ceil((round / (rounds + 1)) * files * 0.9));
      await look();
      expect(readdirSync(join(base, 'src'))).toHaveLength(files);
      for (const disk of disks) rmSync(join(base, disk), { recursive: true, force: true });
    }
  });

  it('[T18] in the middle of a move: every file whole on one volume or another', async () => {
    for (let round = 1; round <= rounds; round += 1) {
      await killAfter('move', Math.ceil((round / rounds) * 8));
      expect((await look()).whole.size).toBe(files);
      for (const disk of disks) rmSync(join(base, disk), { recursive: true, force: true });
    }
  });
});
