import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { whyNotMounted } from '../volume/mount-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;
const inSample = (...names: string[]): string => join(base, 'home', 'sample', ...names);

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-sample-'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.createSamplePool();
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

describe('files of a person in the sample pool', () => {
  it('[S20] are not deleted unasked from the trash, though the deleted files of the sample are', async () => {
    await (
      await pool.trash([parsePath('/Shopping list.txt'), parsePath('/Photos')])
    ).ended;
    writeFileSync(inSample('disk1', 'my letter.txt'), 'mine');
    await (
      await pool.trash([parsePath('/my letter.txt')])
    ).ended;
    await expect(engine.removeSamplePool()).rejects.toMatchObject({ code: 'refused', data: { files: 1 } });
    const [letter] = (await pool.listTrash()).filter(({ path }) => path === '/my letter.txt');
    await (
      await pool.restoreTrash([letter?.id ?? ''])
    ).ended;
    expect(readFileSync(inSample('disk1', 'my letter.txt'), 'utf8')).toBe('mine');
    rmSync(inSample('disk1', 'my letter.txt'));
    await engine.removeSamplePool();
    expect(existsSync(inSample())).toBe(false);
  });

  it('[S20] are not deleted unasked beside its volumes, nor when the list of its files is damaged', async () => {
    mkdirSync(inSample('disk4'));
    writeFileSync(inSample('disk4', 'mine'), 'mine');
    await expect(engine.removeSamplePool()).rejects.toMatchObject({ code: 'refused', data: { files: 1 } });
    rmSync(inSample('disk4'), { recursive: true });
    writeFileSync(inSample('files.json'), '{');
    await expect(engine.removeSamplePool()).rejects.toMatchObject({ code: 'refused' });
    await engine.removeSamplePool({ all: true });
    expect(existsSync(inSample())).toBe(false);
  });

  it('[S20] are kept when the pool was forgotten and a new sample is made', async () => {
    await engine.forgetPool(pool.name);
    await engine.createSamplePool();
    // Nothing in it was the person's: nothing is kept.
    expect(readdirSync(join(base, 'home')).filter((name) => name.startsWith('sample-kept'))).toEqual([]);
    writeFileSync(inSample('disk2', 'mine'), 'mine');
    await engine.forgetPool((await engine.pool()).name);
    await engine.createSamplePool();
    const [kept = ''] = readdirSync(join(base, 'home')).filter((name) => name.startsWith('sample-kept'));
    expect(readFileSync(join(base, 'home', kept, 'disk2', 'mine'), 'utf8')).toBe('mine');
    expect(existsSync(inSample('disk2', 'mine'))).toBe(false);
  });

  it('[S20] are not reached through a file system that is mounted in it, even when all may go', async (context) => {
    const why = whyNotMounted('tmpfs');
    if (why !== null) return context.skip(why);
    mkdirSync(inSample('disk3', 'stick'));
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', inSample('disk3', 'stick')]);
    try {
      writeFileSync(inSample('disk3', 'stick', 'mine'), 'mine');
      await expect(engine.removeSamplePool({ all: true })).rejects.toMatchObject({ code: 'busy' });
      expect(readFileSync(inSample('disk3', 'stick', 'mine'), 'utf8')).toBe('mine');
      expect(await engine.pools()).toHaveLength(1);
    } finally {
      execFileSync('umount', [inSample('disk3', 'stick')]);
    }
    await engine.removeSamplePool();
    expect(existsSync(inSample())).toBe(false);
  });
});
