import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Job } from '../../../shared/model.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import { beginAgain } from './again.ts';
import { openTestPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';
import { startPut, startReceive } from './transfer.ts';
import { createTurns } from './turns.ts';

/** Jobs on real folders: all of them lie on one disk. */

const megabyte = 1 << 20;
let base = '';
let pool: TestPool;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-jobs-'));
  mkdirSync(join(base, 'src'));
  pool = openTestPool(base, { limits: [null], turns: createTurns({ slice: 800 }) });
});
afterEach(async () => {
  await pool.close();
  rmSync(base, { recursive: true, force: true });
});

function source(name: string, bytes: number): { readonly path: string; readonly content: Buffer } {
  const path = join(base, 'src', name);
  const content = randomBytes(bytes);
  writeFileSync(path, content);
  return { path, content };
}
const onDisk = (): readonly string[] => readdirSync(join(base, 'disk1')).filter((name) => name !== '.cfs');
const written = (): number => onDisk().reduce((sum, name) => sum + statSync(join(base, 'disk1', name)).size, 0);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const job = (id: string): Job => pool.context.jobs.get(id);

it('[T104] a small copy does not wait for the end of a big one on the same disk, and says what it waits for', async () => {
  const big = source('big', 8 * megabyte);
  const first = await startPut(pool.context, [big.path], rootPath, { limit: 2 * megabyte });
  await vi.waitFor(() => expect(written()).toBeGreaterThan(0), { timeout: 10_000 });
  const second = await startPut(pool.context, [source('small', 1000).path], rootPath);
  await vi.waitFor(() => expect(job(second.id).waitingFor).not.toBe(''), { timeout: 5_000, interval: 5 });
  expect((await second.ended).state).toBe('done');
  expect(job(first.id)).toMatchObject({ state: 'running', filesDone: 0 });
  pool.context.jobs.limit(first.id, null);
  expect(await first.ended).toMatchObject({ state: 'done', waitingFor: '' });
  expect(readFileSync(join(base, 'disk1/big')).equals(big.content)).toBe(true);
});

it('[T100] a paused job writes nothing more, keeps nobody from its disk, and goes on', async () => {
  const big = source('big', 6 * megabyte);
  const first = await startPut(pool.context, [big.path], rootPath, { limit: 2 * megabyte });
  await vi.waitFor(() => expect(written()).toBeGreaterThan(0), { timeout: 10_000 });
  pool.context.jobs.pause(first.id);
  await wait(200);
  const at = written();
  const second = await startPut(pool.context, [source('small', 1000).path], rootPath);
  expect((await second.ended).state).toBe('done');
  await wait(300);
  expect(written()).toBe(at + 1000);
  pool.context.jobs.limit(first.id, null);
  pool.context.jobs.resume(first.id);
  expect((await first.ended).state).toBe('done');
  expect(readFileSync(join(base, 'disk1/big')).equals(big.content)).toBe(true);
});

it('[T102] a cancel after the file under way leaves that one whole, and no part of the others', async () => {
  const paths = ['a', 'b', 'c'].map((name) => source(name, 2 * megabyte).path);
  const put = await startPut(pool.context, paths, rootPath, { limit: 2 * megabyte });
  await vi.waitFor(() => expect(written()).toBeGreaterThan(0), { timeout: 10_000 });
  pool.context.jobs.cancel(put.id, { after: 'file' });
  expect(await put.ended).toMatchObject({ state: 'cancelled', filesDone: 1, errors: [] });
  expect(onDisk()).toEqual(['a']);
  expect(statSync(join(base, 'disk1/a')).size).toBe(2 * megabyte);
});

it('[T101] an upload is held to its limit too, and can be cancelled while it is held', async () => {
  const receiver = await startReceive(pool.context, rootPath, { files: 1, bytes: 4 * megabyte });
  pool.context.jobs.limit(receiver.id, 2048);
  function* content(): Iterable<Uint8Array> {
    for (let i = 0; i < 64; i += 1) yield new Uint8Array(64 << 10);
  }
  const sent = receiver.file(parsePath('/up'), content(), { size: 4 * megabyte });
  sent.catch(() => undefined);
  await wait(300);
  expect(job(receiver.id).bytesDone).toBeLessThan(megabyte);
  pool.context.jobs.cancel(receiver.id);
  await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
  expect((await receiver.ended).state).toBe('cancelled');
  expect(onDisk()).toEqual([]);
});

it('[T106] a move that goes on leaves alone what was moved, and says what is in neither place', async () => {
  const put = await startPut(
    pool.context,
    ['a', 'b'].map((name) => source(name, 10).path),
    rootPath,
  );
  await put.ended;
  await pool.context.volume.makeDirectory(parsePath('/to'));
  await pool.context.volume.rename(parsePath('/a'), parsePath('/to/a'));
  const items = ['a', 'b', 'c'].map((name) => ({ from: `/${name}`, to: `/to/${name}` }));
  const options = { dest: '/to', resumed: { madeFolders: [], folderTimes: {} } };
  const { state, filesDone, filesSkipped, errors } = await beginAgain(
    pool.context,
    { kind: 'move', items, options },
    {},
  ).ended;
  expect({ state, filesDone, filesSkipped }).toEqual({ state: 'failed', filesDone: 1, filesSkipped: 1 });
  expect(errors).toMatchObject([{ path: '/c', error: { code: 'not-found' } }]);
  expect(readdirSync(join(base, 'disk1/to')).sort()).toEqual(['a', 'b']);
});
