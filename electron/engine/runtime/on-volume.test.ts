import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asAppError } from '../../../shared/errors.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';

let base: string;
let engine: Engine;
let pool: Pool;
const at = (volume: string, path: string): string => join(base, volume, path);

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-on-volume-'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.createPool({ name: 'Home', policy: 'first-fit' });
  for (const name of ['disk1', 'disk2']) {
    mkdirSync(at(name, ''));
    await pool.addVolume({ root: at(name, ''), name, limit: 4_000_000, reserve: 0 });
  }
  // The policy, and a pin too, would have all of it on disk1.
  await pool.set({ pins: [{ path: '/films', volume: 'disk1' }] });
  await pool.makeDirectory(parsePath('/films'));
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

it('[B455] a folder is made on the chosen volume, with those above it, and undo takes it away again', async () => {
  await pool.makeDirectory(parsePath('/films/new'), { volume: 'disk2' });
  expect([existsSync(at('disk1', 'films/new')), existsSync(at('disk2', 'films/new'))]).toEqual([false, true]);
  expect((await (await pool.undo()).ended).state).toBe('done');
  expect(existsSync(at('disk2', 'films/new'))).toBe(false);
  await expect(pool.makeDirectory(parsePath('/films/x'), { volume: 'disk9' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('[B455] what comes from outside goes to the chosen volume, folders with all in them; its reason says so', async () => {
  mkdirSync(join(base, 'card', 'deep', 'empty'), { recursive: true });
  writeFileSync(join(base, 'card', 'a.bin'), Buffer.alloc(10_000, 'a'));
  writeFileSync(join(base, 'card', 'deep', 'b.bin'), Buffer.alloc(10_000, 'b'));
  const job = await (await pool.put([join(base, 'card')], parsePath('/films'), { volume: 'disk2' })).ended;
  expect(job).toMatchObject({ state: 'done', title: expect.stringContaining(' on disk2') as string });
  expect(readdirSync(at('disk1', 'films'))).toEqual([]);
  expect(readdirSync(at('disk2', 'films/card'), { recursive: true }).sort()).toEqual(
    ['a.bin', 'deep', 'deep/b.bin', 'deep/empty'].sort(),
  );
  expect((await pool.why(parsePath('/films/card/a.bin'))).summary).toContain('disk2: it was chosen for this');
});

it('[B455] what does not fit there fails and goes nowhere else; streams go there, too', async () => {
  writeFileSync(join(base, 'big.bin'), Buffer.alloc(5_000_000));
  const job = await (await pool.put([join(base, 'big.bin')], parsePath('/'), { volume: 'disk2' })).ended;
  expect(job.errors[0]?.error).toMatchObject({ code: 'no-space' });
  expect(job.errors[0]?.error.message).toContain('disk1: another volume was chosen for it');
  expect([existsSync(at('disk1', 'big.bin')), existsSync(at('disk2', 'big.bin'))]).toEqual([false, false]);

  const receiver = await pool.receive(parsePath('/films'), { files: 1, bytes: 3, volume: 'disk2' });
  await receiver.file(parsePath('/films/c.txt'), [Buffer.from('abc')], { size: 3 });
  receiver.finish();
  expect((await receiver.ended).state).toBe('done');
  expect(existsSync(at('disk2', 'films/c.txt'))).toBe(true);
  const refused = await pool.receive(parsePath('/'), { files: 1, bytes: 3, volume: 'disk9' }).then(
    () => null,
    (thrown: unknown) => asAppError(thrown).code,
  );
  expect(refused).toBe('not-found');
});
