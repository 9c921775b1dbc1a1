import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Entry, Job } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, JobHandle, Pool } from '../api.ts';
import { openCatalogFile } from '../catalog/catalog.ts';
import { catalogPath, openCatalogWriter } from '../catalog/database.ts';
import { fillFrom } from '../catalog/fill.ts';
import { openEngine } from '../engine.ts';
import { mergeAway } from '../pool/away.ts';
import { onlyAway } from '../pool/copies.ts';
import { openOfflineEntries } from './offline-entries.ts';

/** Three volumes in real folders; disk3 is away from `leave` on, and what it holds is in the catalog. */
let base = '';
let engine: Engine;
let pool: Pool;

const at = parsePath;
const disks = ['disk1', 'disk2', 'disk3'] as const;

function put(path: string, text: string, seconds = 1_700_000_000): void {
  const real = join(base, path);
  mkdirSync(dirname(real), { recursive: true });
  writeFileSync(real, text);
  utimesSync(real, seconds, seconds);
}

async function fill(): Promise<void> {
  const { volumes, id } = await pool.info();
  const db = openCatalogWriter(catalogPath(join(base, 'home'), id));
  fillFrom(
    db,
    volumes.map((volume) => ({ id: volume.id, name: volume.name, root: volume.root })),
  );
  db.close();
}

/** Unplugs disk3, with or without a catalog that knows it; a volume in use would be held open for a moment. */
async function leave(options: { readonly catalog: boolean } = { catalog: true }): Promise<void> {
  if (options.catalog) await fill();
  await engine.close();
  renameSync(join(base, 'disk3'), join(base, 'unplugged'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.pool('home');
}

async function entries(path: string): Promise<Record<string, Entry>> {
  const listing = await pool.list(at(path));
  return Object.fromEntries(listing.entries.map((entry) => [entry.name, entry]));
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!isAppError(thrown)) throw new Error(`no refusal: ${String(thrown)}`);
  return thrown;
}

async function end(handle: Promise<JobHandle>): Promise<Job> {
  return (await handle).ended;
}

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-offline-'));
  for (const name of disks) mkdirSync(join(base, name));
  put('disk1/docs/here.txt', 'here');
  put('disk1/both.txt', 'same');
  put('disk3/both.txt', 'same');
  put('disk3/other.txt', 'an older text', 1_600_000_000);
  put('disk2/other.txt', 'new');
  put('disk3/docs/away.txt', 'away from here');
  put('disk3/only/deep/x.txt', 'x');
  put('disk3/alone.txt', 'alone');
  engine = await openEngine({ home: join(base, 'home') });
  const volumes = disks.map((name) => ({ root: join(base, name), limit: 50_000_000, reserve: 0 }));
  pool = await engine.createPool({ name: 'home', volumes, policy: 'first-fit' });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

describe('listings', () => {
  it('[Q110] show what only volumes that are not connected hold, with their names and when they were last seen', async () => {
    await leave();
    const { entries: rows, missing } = await pool.list(at('/'));
    expect(rows.map(({ name, offline }) => `${name}${offline ? ' offline' : ''}`)).toEqual([
      'docs',
      'only offline',
      'alone.txt offline',
      'both.txt',
      'other.txt',
    ]);
    const alone = (await entries('/'))['alone.txt'];
    expect(alone).toMatchObject({ type: 'file', size: 5, mtimeMs: 1_700_000_000_000, volumes: ['disk3'] });
    expect(alone?.away?.[0]?.seenMs).toBeGreaterThan(Date.now() - 60_000);
    expect(missing).toMatchObject([{ volume: 'disk3', knownMs: alone?.away?.[0]?.seenMs }]);
    expect(Object.keys(await entries('/docs'))).toEqual(['away.txt', 'here.txt']);
    expect((await entries('/only/deep'))['x.txt']).toMatchObject({ offline: true, path: '/only/deep/x.txt' });
    expect(await pool.stat(at('/only'))).toMatchObject({ type: 'directory', offline: true });
    expect((await refusal(pool.list(at('/nowhere')))).code).toBe('not-found');
  });

  it('[Q111] keep a name that connected volumes hold as one entry, and name its copies elsewhere; what differs is a conflict', async () => {
    await leave();
    const { 'both.txt': both, 'other.txt': other, docs } = await entries('/');
    expect(both).toMatchObject({ volumes: ['disk1'], offline: false, conflict: false, away: [{ volume: 'disk3' }] });
    expect(other).toMatchObject({ volumes: ['disk2'], size: 3, conflict: true, away: [{ volume: 'disk3' }] });
    expect(docs).toMatchObject({ volumes: ['disk1'], conflict: false, away: [{ volume: 'disk3' }] });
    const details = await pool.details(at('/other.txt'));
    expect(details.copies.map(({ volume, size, away }) => ({ volume, size, isAway: away !== undefined }))).toEqual([
      { volume: 'disk2', size: 3, isAway: false },
      { volume: 'disk3', size: 13, isAway: true },
    ]);
    expect(await pool.stat(at('/both.txt'))).toEqual(both);
  });

  it('[Q112] name the missing volume as before where no catalog knows it, and know nothing of it again when it is back', async () => {
    await leave({ catalog: false });
    const { entries: rows, missing } = await pool.list(at('/'));
    expect(rows.map(({ name }) => name)).toEqual(['docs', 'both.txt', 'other.txt']);
    expect(missing).toMatchObject([{ volume: 'disk3' }]);
    expect(missing[0]?.knownMs).toBeUndefined();
    renameSync(join(base, 'unplugged'), join(base, 'disk3'));
    await fill();
    rmSync(join(base, 'disk3/alone.txt'));
    await pool.info();
    expect(Object.values(await entries('/')).some(({ offline, away }) => offline || away !== undefined)).toBe(false);
  });
});

describe('what cannot be reached', () => {
  it('[Q113] is not read, moved, renamed or removed, and the message says where it is and what to do', async () => {
    await leave();
    const words = /it is on disk3, which is not connected, last seen a moment ago: connect disk3$/;
    const opening = await refusal(pool.bestCopy(at('/alone.txt')));
    expect([opening.code, opening.message]).toEqual(['offline', expect.stringMatching(words) as string]);
    const read = async (): Promise<void> => {
      for await (const chunk of pool.read(at('/alone.txt'))) expect(chunk).toBeUndefined();
    };
    expect(await refusal(read())).toMatchObject({ code: 'offline', message: expect.stringMatching(words) as string });
    for (const work of [
      pool.trash([at('/alone.txt')]),
      pool.remove([at('/only')], { recursive: true }),
      pool.move([at('/alone.txt')], at('/docs')),
      pool.copy([at('/only')], at('/docs')),
    ]) {
      const { state, errors } = await end(work);
      expect({ state, message: errors[0]?.error.message }).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(words) as string,
      });
    }
    expect((await refusal(pool.rename(at('/alone.txt'), 'b.txt'))).message).toMatch(words);
    expect(readFileSync(join(base, 'unplugged/alone.txt'), 'utf8')).toBe('alone');
  });

  it('[Q114] what is removed or moved around it says what stays there', async () => {
    await leave();
    const { state, notes } = await end(pool.trash([at('/docs')]));
    expect({ state, notes }).toEqual({
      state: 'done',
      notes: ['disk3 is not connected: what it holds in /docs (1 file) stays as it is.'],
    });
    expect((await entries('/'))['docs']).toMatchObject({ offline: true });
    mkdirSync(join(base, 'disk1/only'));
    const removal = await refusal(pool.removeDirectory(at('/only')));
    expect([removal.code, removal.message]).toEqual([
      'not-empty',
      'Removing the folder /only: it is not empty on disk3, not connected: connect disk3',
    ]);
    put('disk1/new/a.txt', 'a');
    expect((await end(pool.trash([at('/new')]))).notes).toEqual([]);
  });
});

describe('names that it holds', () => {
  it('[Q115] are taken: no policy makes a second version of what cannot be seen', async () => {
    await leave();
    put('local/alone.txt', 'another');
    const source = [join(base, 'local/alone.txt')];
    const failed = await end(pool.put(source, at('/')));
    expect(failed.errors[0]?.error).toMatchObject({
      code: 'exists',
      message: expect.stringContaining('it is already there on disk3, not connected') as string,
    });
    for (const onConflict of ['replace', 'different', 'newer'] as const) {
      utimesSync(join(base, 'local/alone.txt'), 1_800_000_000, 1_800_000_000);
      const { errors } = await end(pool.put(source, at('/'), { onConflict }));
      expect([onConflict, errors[0]?.error.code]).toEqual([onConflict, 'exists']);
    }
    expect((await end(pool.put(source, at('/'), { onConflict: 'skip' }))).state).toBe('done');
    utimesSync(join(base, 'local/alone.txt'), 1_500_000_000, 1_500_000_000);
    expect((await end(pool.put(source, at('/'), { onConflict: 'newer' }))).errors).toEqual([]);
    for (const name of disks) expect(existsSync(join(base, name, 'alone.txt'))).toBe(false);
    expect((await end(pool.put(source, at('/'), { onConflict: 'keep-both' }))).state).toBe('done');
    expect(readFileSync(join(base, 'disk1/alone (2).txt'), 'utf8')).toBe('another');

    expect((await refusal(pool.write(at('/alone.txt'), [Buffer.from('x')]))).code).toBe('exists');
    expect((await refusal(pool.placeForWriting(at('/alone.txt'), 1))).code).toBe('exists');
    expect((await refusal(pool.touch(at('/alone.txt')))).code).not.toBe('internal');
    expect((await refusal(pool.symlink(at('/only'), 'docs'))).code).toBe('exists');
    expect((await refusal(pool.rename(at('/both.txt'), 'alone.txt'))).code).toBe('exists');
    const moved = await end(
      pool.move([at('/both.txt')], at('/alone.txt'), { destination: 'as', onConflict: 'replace' }),
    );
    expect(moved.errors[0]?.error.code).toBe('exists');
  });

  it('[Q115] are taken for uploads, too: what is sent leaves nothing on any volume', async () => {
    await leave();
    for (const onConflict of ['fail', 'replace', 'different'] as const) {
      const receiver = await pool.receive(at('/'), { files: 1, bytes: 0, onConflict });
      const sent = receiver.file(at('/alone.txt'), [Buffer.from('other')], { mtimeMs: 1_800_000_000_000 });
      expect([onConflict, (await refusal(sent)).code]).toEqual([onConflict, 'exists']);
      receiver.finish();
      expect((await receiver.ended).state).toBe('failed');
    }
    const both = await pool.receive(at('/only/deep'), { files: 1, bytes: 0, onConflict: 'keep-both' });
    await both.file(at('/only/deep/x.txt'), [Buffer.from('other')], {});
    both.finish();
    expect((await both.ended).state).toBe('done');
    expect(readdirSync(join(base, 'disk1')).sort()).toEqual(['.cfs', 'both.txt', 'docs', 'only']);
    expect(readdirSync(join(base, 'disk1/only/deep'))).toEqual(['x (2).txt']);
  });

  it('[Q116] of folders are shared: what comes joins the folder on a connected volume, name by name', async () => {
    await leave();
    put('local/only/deep/x.txt', 'mine');
    put('local/only/deep/y.txt', 'y');
    const { errors } = await end(pool.put([join(base, 'local/only')], at('/')));
    expect(errors.map(({ path, error }) => [path.endsWith('/x.txt'), error.code])).toEqual([[true, 'exists']]);
    expect(readFileSync(join(base, 'disk1/only/deep/y.txt'), 'utf8')).toBe('y');
    expect(existsSync(join(base, 'disk1/only/deep/x.txt'))).toBe(false);
    // As DEST it is a folder, too.
    const copied = await end(pool.copy([at('/both.txt')], at('/only'), { destination: 'auto' }));
    expect(copied.state).toBe('done');
    expect(existsSync(join(base, 'disk1/only/both.txt'))).toBe(true);
    // A folder that is moved there keeps what is taken.
    put('disk2/more/deep/x.txt', 'theirs');
    put('disk2/more/deep/z.txt', 'z');
    const moved = await end(pool.move([at('/more')], at('/only'), { destination: 'as' }));
    expect(moved.errors.map(({ error }) => error.code)).toEqual(['exists']);
    expect(readFileSync(join(base, 'disk2/more/deep/x.txt'), 'utf8')).toBe('theirs');
    expect(existsSync(join(base, 'disk2/only/deep/z.txt'))).toBe(true);
  });

  it('[Q116] and a folder that was moved goes back to the part of it that is away; one is not renamed to another', async () => {
    await leave();
    expect((await refusal(pool.rename(at('/docs'), 'only'))).code).toBe('exists');
    expect((await end(pool.move([at('/docs')], at('/papers'), { destination: 'as' }))).state).toBe('done');
    expect(readFileSync(join(base, 'disk1/papers/here.txt'), 'utf8')).toBe('here');
    expect(Object.keys(await entries('/docs'))).toEqual(['away.txt']);
    expect((await end(pool.undo())).errors).toEqual([]);
    expect(readFileSync(join(base, 'disk1/docs/here.txt'), 'utf8')).toBe('here');
    expect(Object.keys(await entries('/docs'))).toEqual(['away.txt', 'here.txt']);
  });

  it('[Q116] are given back to what was trashed or moved while its other part, or its same copy, is away', async () => {
    await leave();
    for (const path of ['/docs', '/both.txt']) {
      expect((await end(pool.trash([at(path)]))).state).toBe('done');
      expect(existsSync(join(base, 'disk1', path))).toBe(false);
      expect((await end(pool.undo())).errors).toEqual([]);
      expect(existsSync(join(base, 'disk1', path))).toBe(true);
    }
    expect((await end(pool.move([at('/both.txt')], at('/moved.txt'), { destination: 'as' }))).state).toBe('done');
    expect((await end(pool.undo())).errors).toEqual([]);
    expect(readFileSync(join(base, 'disk1/both.txt'), 'utf8')).toBe('same');
    // Another version than the one that is away stays where it is.
    expect((await end(pool.trash([at('/other.txt')]))).state).toBe('done');
    const [trashed] = await pool.listTrash();
    const restored = await end(pool.restoreTrash([trashed?.id ?? '']));
    expect(restored.errors.map(({ error }) => error.code)).toEqual(['exists']);
  });

  it('[Q117] ask a person: keep both, or leave it out', async () => {
    await leave();
    put('local/alone.txt', 'another');
    const handle = await pool.put([join(base, 'local/alone.txt')], at('/'), { onConflict: 'ask' });
    await expect.poll(() => engine.jobs.questions(handle.id).questions.length, { timeout: 5_000 }).toBe(1);
    const [question] = engine.jobs.questions(handle.id).questions;
    expect(question).toMatchObject({ kind: 'away', choices: ['keep-both', 'skip'], existing: { volume: 'disk3' } });
    engine.jobs.answer(handle.id, [{ question: question?.id ?? 0, choice: 'keep-both' }]);
    expect((await handle.ended).state).toBe('done');
    expect(existsSync(join(base, 'disk1/alone (2).txt'))).toBe(true);
  });

  it('[Q118] with a copy on a connected volume too are replaced there, and it is told that the old version stays', async () => {
    await leave();
    put('local/both.txt', 'new text');
    const job = await end(pool.put([join(base, 'local/both.txt')], at('/'), { onConflict: 'replace' }));
    expect({ state: job.state, notes: job.notes }).toEqual({
      state: 'done',
      notes: ['/both.txt: the copy on disk3, not connected, is the old version still.'],
    });
    expect((await entries('/'))['both.txt']).toMatchObject({ conflict: true, volumes: ['disk1'] });
  });
});

describe('what vanished at once', () => {
  it('[Q119] from a volume that is connected, and was not confirmed, is known as before and its names are taken', async () => {
    await fill();
    const { volumes, id } = await pool.info();
    const away = openOfflineEntries(
      { list: () => volumes.map(({ id: one, name }) => ({ id: one, name, state: () => ({ online: true }) })) } as never,
      () => ({
        heldBack: () => Promise.resolve(volumes.filter(({ name }) => name === 'disk3').map((one) => one.id)),
        read: (name, input) => openCatalogFile(catalogPath(join(base, 'home'), id)).read(name, input),
      }),
    );
    rmSync(join(base, 'disk3/alone.txt'));
    const listing = await pool.list(at('/'));
    const known = await away.in(at('/'));
    const rows = mergeAway(at('/'), listing.entries, known.things);
    expect(rows.find(({ name }) => name === 'alone.txt')).toMatchObject({
      offline: true,
      away: [{ volume: 'disk3', vanished: true }],
    });
    // What it still has is live, and no second copy.
    expect(rows.find(({ name }) => name === 'only')).toMatchObject({ offline: false, volumes: ['disk3'] });
    expect(rows.find(({ name }) => name === 'only')?.away).toBeUndefined();
    expect(onlyAway(await away.at(at('/alone.txt')), 'Looking').message).toBe(
      'Looking: it is on disk3, from which much vanished at once: look at the disk, or confirm that it is gone',
    );
  });
});
