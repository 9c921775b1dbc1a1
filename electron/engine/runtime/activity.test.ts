import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';

let folder: string;
let engine: Engine;
let pool: Pool;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-activity-'));
  for (const name of ['home', 'disk1', 'disk2', 'in']) mkdirSync(join(folder, name));
  engine = await openEngine({ home: join(folder, 'home'), as: 'window' });
  pool = await engine.createPool({
    name: 'Home pool',
    volumes: ['disk1', 'disk2'].map((name) => ({ name, root: join(folder, name), reserve: 0, limit: 50_000_000 })),
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = parsePath;
async function put(names: readonly string[], dest = '/'): Promise<void> {
  const sources = names.map((name) => join(folder, 'in', name));
  for (const source of sources) writeFileSync(source, `bytes of ${source}`);
  await (
    await pool.put([...sources, join(folder, 'in', 'missing')], path(dest))
  ).ended;
}

it('[B384] [B385] keeps what a job did, what was left and failed, and what can be undone of it', async () => {
  await put(['a.txt', 'b.txt']);
  writeFileSync(join(folder, 'in', 'c.txt'), 'c');
  await (
    await pool.put(
      ['a.txt', 'c.txt'].map((name) => join(folder, 'in', name)),
      path('/'),
      { onConflict: 'skip' },
    )
  ).ended;
  const { rows, cursor, problems } = await pool.activity();
  expect(rows.map(({ kind, state, files, skipped, failed }) => [kind, state, files, skipped, failed])).toEqual([
    ['put', 'done', 1, 1, 0],
    ['put', 'failed', 2, 0, 1],
  ]);
  expect([cursor, problems]).toEqual([null, 1]);
  expect(rows.map(({ by, receipt, act }) => [by, receipt, act?.state, act?.next])).toEqual([
    ['window', true, 'done', true],
    ['window', true, 'done', false],
  ]);
  const [later, first] = rows;
  const receipt = await pool.activityReceipt(first?.id ?? '');
  expect(receipt.errors.map((error) => error.path)).toEqual([join(folder, 'in', 'missing')]);
  expect(receipt.verified.device + receipt.verified.cached).toBe(2);
  expect(Object.values(receipt.perVolume).reduce((all, one) => all + one, 0)).toBe(receipt.bytes);
  expect(receipt.speeds.bytes.reduce((all, one) => all + one, 0)).toBe(receipt.bytes);
  expect((await pool.activityReceipt(later?.id ?? '')).left).toEqual([
    { path: '/a.txt', why: 'something of that name is there' },
  ]);
  await expect(pool.activityReceipt('none')).rejects.toMatchObject({ code: 'not-found' });
});

it('[B384] what is done without a job is listed, and an undo shows on what it took back', async () => {
  await put(['a.txt']);
  await pool.rename(path('/a.txt'), 'b.txt');
  await pool.makeDirectory(path('/films'));
  await (
    await pool.undo()
  ).ended;
  const { rows } = await pool.activity();
  expect(rows.map(({ kind, act }) => [kind, act?.state, act?.next])).toEqual([
    ['undo', undefined, undefined],
    ['folder', 'undone', true],
    ['rename', 'done', true],
    ['put', 'done', false],
  ]);
});

it('[B384] is narrowed by kind, by words, by time and by problems, and goes on page by page', async () => {
  await put(['a.txt']);
  for (const name of ['b.txt', 'c.txt', 'd.txt']) {
    const [was] = (await pool.list(path('/'))).entries;
    await pool.rename(path(`/${was?.name ?? ''}`), name);
  }
  const titles = async (query: Parameters<Pool['activity']>[0]) =>
    (await pool.activity(query)).rows.map((row) => row.title);
  expect(await titles({ group: 'copies' })).toEqual(['Copying 2 items to Home pool']);
  expect(await titles({ group: 'moves' })).toHaveLength(3);
  expect(await titles({ group: 'problems' })).toHaveLength(1);
  // Names of what failed are found, too; letters are only letters.
  expect(await titles({ text: 'MISSING' })).toHaveLength(1);
  expect(await titles({ text: '%' })).toEqual([]);
  expect(await titles({ sinceMs: Date.now() + 1000 })).toEqual([]);
  const first = await pool.activity({ limit: 3 });
  const second = await pool.activity({ limit: 3, cursor: first.cursor ?? '' });
  expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual((await pool.activity()).rows.map(({ id }) => id));
  expect(second.cursor).toBeNull();
  await expect(pool.activity({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' });
});

it('[B384] outlives its process, is shared with others, and acts of before have no receipt', async () => {
  await put(['a.txt']);
  await engine.close();
  engine = await openEngine({ home: join(folder, 'home'), as: 'window' });
  pool = await engine.pool();
  const command = await openEngine({ home: join(folder, 'home'), as: 'command' });
  await (
    await (await command.pool()).move([path('/a.txt')], path('/b.txt'), { destination: 'as' })
  ).ended;
  await command.close();
  expect((await pool.activity()).rows.map(({ kind, by }) => [kind, by])).toEqual([
    ['move', 'command'],
    ['put', 'window'],
  ]);
  await engine.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, 'home', `activity.db${suffix}`), { force: true });
  engine = await openEngine({ home: join(folder, 'home') });
  pool = await engine.pool();
  const { rows } = await pool.activity();
  expect(rows.map(({ kind, receipt, by }) => [kind, receipt, by])).toEqual([
    ['move', false, null],
    ['put', false, null],
  ]);
  expect(await pool.activityReceipt(rows[0]?.id ?? '')).toMatchObject({ receipt: false, errors: [] });
});

it('[B384] [B386] the run of a plan is one line, verified, with what it costs to take it back', async () => {
  for (let i = 0; i < 6; i += 1) writeFileSync(join(folder, 'disk1', `f${String(i)}`), Buffer.alloc(1_000_000, i));
  const plan = await pool.planDrain('disk1');
  await (
    await engine.plans.run(plan.id)
  ).ended;
  const row = await vi.waitFor(async () => {
    const [first] = (await pool.activity()).rows;
    expect(first?.act ?? null).not.toBeNull();
    return first;
  });
  expect(row).toMatchObject({ kind: 'drain', state: 'done', planId: plan.id, failed: 0 });
  expect(row?.act).toMatchObject({ state: 'done', next: true, bytes: row?.bytes });
  expect((row?.verified.device ?? 0) + (row?.verified.cached ?? 0)).toBe(row?.files);
  expect(Object.keys(row?.perVolume ?? {})).toEqual(['disk2']);
});

it('[B384] an interrupted job that is put away is told as that, with what it had done', async () => {
  const source = join(folder, 'in', 'film');
  mkdirSync(source);
  for (let i = 0; i < 200; i += 1) writeFileSync(join(source, `s${String(i)}`), Buffer.alloc(5_000, i));
  const job = await pool.put([source], path('/'), { limit: 100_000 });
  await vi.waitFor(() => expect(job.snapshot().bytesDone).toBeGreaterThan(0), { timeout: 10_000 });
  await engine.close({ keepJobs: true });
  engine = await openEngine({ home: join(folder, 'home'), as: 'server' });
  pool = await engine.pool();
  expect((await pool.activity({ group: 'problems' })).rows).toEqual([]);
  const [left] = engine.jobs.list();
  engine.jobs.dismiss(left?.id ?? '');
  const { rows } = await pool.activity({ group: 'problems' });
  expect(rows.map(({ kind, state }) => [kind, state])).toEqual([['put', 'interrupted']]);
});

it('[T180] what failed is tried again after a restart, by one process, once; an upload says that it has to be sent', async () => {
  const odd = Buffer.concat([Buffer.from(join(folder, 'in/')), Buffer.from([0x61, 0xff])]);
  const missing = [join(folder, 'in', 'late.txt'), `${join(folder, 'in')}/a\udcff`];
  const first = await (await pool.put(missing, path('/'), { limit: 5_000_000 })).ended;
  expect(first).toMatchObject({ state: 'failed', canRetry: true });
  const receiver = await pool.receive(path('/'), { files: 1, bytes: 1 });
  const broken = new ReadableStream<Uint8Array>({ pull: (source) => source.error(new Error('the page is gone')) });
  await expect(receiver.file(path('/sent.txt'), broken, {})).rejects.toThrow();
  receiver.finish();
  const sent = await receiver.ended;
  await engine.close();

  engine = await openEngine({ home: join(folder, 'home'), as: 'window' });
  pool = await engine.pool();
  const other = await openEngine({ home: join(folder, 'home'), as: 'server' });
  try {
    const offers = async () => (await pool.activity()).rows.map(({ kind, retry }) => [kind, retry]);
    expect(await offers()).toEqual(
      expect.arrayContaining([
        ['put', 'offered'],
        ['upload', null],
      ]),
    );
    await expect(engine.jobs.retry(sent.id)).rejects.toMatchObject({ code: 'not-found' });
    writeFileSync(missing[0] ?? '', 'late');
    writeFileSync(odd, 'odd');
    const tries = await Promise.allSettled([engine.jobs.retry(first.id), other.jobs.retry(first.id)]);
    const [begun] = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const [refused] = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(begun?.snapshot().limit).toBe(5_000_000);
    expect(refused).toMatchObject({ code: 'refused' });
    expect(await begun?.ended).toMatchObject({ state: 'done', filesDone: 2 });
    expect((await pool.list(path('/'))).entries.map(({ name }) => name)).toEqual(['a\udcff', 'late.txt']);
    expect(await offers()).toEqual(
      expect.arrayContaining([
        ['put', 'taken'],
        ['put', null],
        ['upload', null],
      ]),
    );
    await expect(engine.jobs.retry(first.id)).rejects.toMatchObject({ code: 'refused' });
  } finally {
    await other.close();
  }
});

it('[T183] the rest of what was cancelled is done after a restart, and what is whole is not done again', async () => {
  const source = join(folder, 'in', 'film');
  mkdirSync(source);
  // More than one batch for each volume: when the first file is done, others have not begun.
  const many = 600;
  for (let i = 0; i < many; i += 1) writeFileSync(join(source, `s${String(i)}`), String(i));
  const job = await pool.put([source], path('/'));
  job.onItem(() => engine.jobs.cancel(job.id));
  const first = await job.ended;
  expect(first).toMatchObject({ state: 'cancelled', canRetry: true });
  await engine.close();
  engine = await openEngine({ home: join(folder, 'home') });
  pool = await engine.pool();
  const rest = await (await engine.jobs.retry(job.id)).ended;
  expect(rest).toMatchObject({ state: 'done', title: first.title });
  expect(rest.filesDone).toBeLessThan(many);
  expect((await pool.list(path('/film'))).entries).toHaveLength(many);
  expect((await pool.activity()).rows.map(({ retry, state }) => [retry, state])).toEqual([
    [null, 'done'],
    ['taken', 'cancelled'],
  ]);
});

it('[T180] what fails once more has an offer of its own', async () => {
  const job = await (await pool.put([join(folder, 'in', 'late.txt')], path('/'))).ended;
  await engine.close();
  engine = await openEngine({ home: join(folder, 'home') });
  pool = await engine.pool();
  expect(await (await engine.jobs.retry(job.id)).ended).toMatchObject({ state: 'failed', canRetry: true });
  const offers = (await pool.activity()).rows.map(({ retry }) => retry);
  expect(offers).toEqual(['offered', 'taken']);
});

it('[B385] a host goes on when the files of what was done cannot be read, and keeps them as they are', async () => {
  await put(['a.txt']);
  await engine.close();
  const files = ['activity.db', 'history.db'].map((name) => join(folder, 'home', name));
  for (const file of files) {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 1000');
    db.close();
  }
  engine = await openEngine({ home: join(folder, 'home'), as: 'window' });
  pool = await engine.pool('Home pool');
  engine.on('activityChanged', () => undefined);
  engine.on('historyChanged', () => undefined);
  let looks = 0;
  engine.on('poolChanged', () => (looks += 1));
  await put(['b.txt']);
  expect((await pool.list(path('/'))).entries.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  await expect(pool.activity()).rejects.toMatchObject({ code: 'io' });
  // Its look at what others do comes every two seconds: an error in it would end the process.
  const before = looks;
  writeFileSync(join(folder, 'disk1', 'c.txt'), 'c');
  await vi.waitFor(() => expect(looks).toBeGreaterThan(before), { timeout: 20_000 });
  for (const file of files) {
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1000 });
    db.close();
  }
});
