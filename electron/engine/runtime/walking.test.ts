import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nameToBytes } from '../../../shared/names.ts';
import { joinPath, parsePath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';

let base: string;
let engine: Engine;
let pool: Pool;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-walking-'));
  engine = await openEngine({ home: join(base, 'home') });
  const disks = ['disk1', 'disk2', 'disk3'];
  for (const disk of disks) mkdirSync(join(base, disk));
  const volumes = disks.map((name) => ({ root: join(base, name), name, reserve: 0 }));
  pool = await engine.createPool({ name: 'home', reserve: 0, volumes });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

/** One line per entry, sorted. */
async function walked(below: PoolPath): Promise<readonly string[]> {
  const lines: string[] = [];
  const seen = new Set<string>();
  for await (const { path, entries } of pool.walk(below)) {
    expect(seen.has(path)).toBe(false);
    seen.add(path);
    for (const { name, type, size, mtimeMs, volumes } of entries) {
      const figures = type === 'directory' ? [] : [size, Math.floor(mtimeMs)];
      lines.push(JSON.stringify([joinPath(path as PoolPath, name), type, ...figures, ...volumes]));
    }
  }
  return lines.sort();
}

async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

async function listed(folder: PoolPath): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { path, type, size, mtimeMs, volumes } of (await pool.list(folder)).entries) {
    const figures = type === 'directory' ? [] : [size, Math.floor(mtimeMs)];
    lines.push(JSON.stringify([path, type, ...figures, ...volumes]));
    if (type === 'directory') lines.push(...(await listed(parsePath(path))));
  }
  return lines.sort();
}

test('[Q7] a walk tells once and merged what listing every folder tells', async () => {
  // Names that begin alike sort in one way as names and in another as paths.
  const folders = ['a', 'a/b', 'a-', 'a-/b', 'a/b/c', 'a b', 'ab', 'ab/c', 'Z', 'ä', 'empty'];
  for (const [index, folder] of folders.entries()) {
    for (const disk of [1, 2, 3]) {
      if ((index + disk) % 3 === 0) continue;
      const real = join(base, `disk${String(disk)}`, folder);
      mkdirSync(real, { recursive: true });
      if (folder === 'empty') continue;
      for (let file = 0; file < 5; file += 1) {
        // Some on one volume, some on several, with other sizes and times.
        const name = file < 3 ? `both${String(file)}` : `only ${String(disk)}-${String(file)}`;
        writeFileSync(join(real, name), 'x'.repeat(file * disk));
        utimesSync(join(real, name), 1_000 + file, 1_000 + file + (file === 1 ? disk : 0));
      }
      symlinkSync('both0', join(real, 'link'));
      writeFileSync(Buffer.concat([Buffer.from(`${real}/`), nameToBytes('byte\udcff')]), 'bytes');
    }
  }
  // A file where another volume has a folder.
  writeFileSync(join(base, 'disk3', 'a-file'), 'file');
  mkdirSync(join(base, 'disk1', 'a-file', 'inside'), { recursive: true });
  // More than one part of a listing holds.
  for (const [disk, count] of [
    ['disk1', 4_200],
    ['disk2', 50],
  ] as const) {
    mkdirSync(join(base, disk, 'many'));
    for (let file = 0; file < count; file += 1) writeFileSync(join(base, disk, 'many', `${disk}-${String(file)}`), '');
  }
  const expected = await listed(rootPath);
  expect(expected.length).toBeGreaterThan(4_300);
  expect(await walked(rootPath)).toEqual(expected);
  expect(await walked(parsePath('/a'))).toEqual(await listed(parsePath('/a')));
});

test('[Q7] a walk says which volumes it is without, is refused where there is nothing, and may be left early', async () => {
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk, 'folder'));
    writeFileSync(join(base, disk, 'folder', disk), disk);
  }
  await expect(walked(parsePath('/none'))).rejects.toMatchObject({ code: 'not-found' });
  for await (const { path } of pool.walk(rootPath)) {
    expect(path).toBe('/');
    break;
  }
  const aborted = { signal: AbortSignal.abort() };
  await expect(all(pool.walk(rootPath, aborted))).rejects.toThrow(/abort/i);
  renameSync(join(base, 'disk2'), join(base, 'away'));
  await pool.list(rootPath);
  const found = await all(pool.walk(rootPath));
  expect(found.flatMap(({ missing }) => missing.map(({ volume }) => volume))).toEqual(['disk2']);
  expect(found.flatMap(({ entries }) => entries.map(({ name }) => name))).toEqual(['folder', 'disk1']);
});
