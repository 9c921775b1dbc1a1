import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { hasLeases } from '../volume/fixture.ts';
import { openTestPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';
import { moveBetween } from './move-between.ts';

let base = '';
let pool: TestPool;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-lease-'));
  pool = openTestPool(base);
});
afterEach(async () => {
  await pool.close();
  rmSync(base, { recursive: true });
});

it('[V120] a writer who comes while a file is moved keeps it: the copy is taken back, the source stays', async (context) => {
  const [from, to] = pool.members;
  if (from === undefined || to === undefined) throw new Error('the pool has volumes');
  const file = join(base, 'disk1/film');
  const content = Buffer.alloc(3_000_000, 'film');
  writeFileSync(file, content);
  if (!hasLeases(base)) context.skip('no leases here');
  const writers: number[] = [];
  const moves = [{ path: parsePath('/film') }];
  const onBytes = (): void => {
    if (writers.length === 0) writers.push(openSync(file, 'r+'));
  };
  const refused = await moveBetween(pool.context.volume, from, to, moves, { onBytes });
  expect(refused).toMatchObject([{ ok: false, error: { code: 'busy' } }]);
  expect(existsSync(join(base, 'disk2/film'))).toBe(false);
  expect(readFileSync(file).equals(content)).toBe(true);
  for (const writer of writers) closeSync(writer);
  expect(writers).toHaveLength(1);
  expect(await moveBetween(pool.context.volume, from, to, moves)).toMatchObject([{ ok: true }]);
  expect(readFileSync(join(base, 'disk2/film')).equals(content)).toBe(true);
  expect(existsSync(file)).toBe(false);
});
