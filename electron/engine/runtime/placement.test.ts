import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, JobHandle, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';

/** Rules, pins and kept folders of a real pool, on every way by which files come into it. */

const MB = 1_000_000;
const path = parsePath;
const names = ['disk1', 'disk2', 'disk3'] as const;
let base: string;
let engine: Engine;
let pool: Pool;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-placement-'));
  for (const name of names) mkdirSync(join(base, name));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.createPool({
    name: 'p',
    policy: 'first-fit',
    reserve: 0,
    volumes: names.map((name) => ({ root: join(base, name), name, limit: 10 * MB })),
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

const has = (volume: string, name: string): boolean => existsSync(join(base, volume, name));
const on = (name: string): readonly string[] => names.filter((volume) => has(volume, name));
const source = (name: string, bytes: number): string => {
  const file = join(base, 'local', name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, Buffer.alloc(bytes, 7));
  return file;
};
const write = (to: string, bytes = 10): Promise<unknown> =>
  pool.write(path(to), [Buffer.alloc(bytes, 1)], { size: bytes });
const done = async (job: Promise<JobHandle>): Promise<Job> => (await job).ended;

describe('what a pool is told', () => {
  it('[L20] holds for put, copy, upload, write, touch and a place for another program; a rename stays', async () => {
    await pool.set({
      rules: [{ glob: '/films/**', volumes: ['disk3'] }],
      pins: [{ path: '/films/pinned', volume: 'disk2' }],
    });
    await write('/first');
    expect(on('first')).toEqual(['disk1']);
    for (const folder of ['/films', '/films/pinned', '/films/sub']) await pool.makeDirectory(path(folder));

    await write('/films/written');
    await done(pool.put([source('put', 9)], path('/films')));
    source('tree/deep/in', 9);
    await done(pool.put([source('tree/in', 9)], path('/films/pinned')));
    await done(pool.put([join(base, 'local', 'tree')], path('/films')));
    await done(pool.copy([path('/first')], path('/films')));
    await pool.touch(path('/films/touched'));
    const upload = await pool.receive(path('/films/sub'), { files: 1, bytes: 4 });
    await upload.file(path('/films/sub/sent'), [Buffer.from('sent')], { size: 4 });
    upload.finish();
    expect(await upload.ended).toMatchObject({ state: 'done' });
    const other = await pool.placeForWriting(path('/films/other'), 9);
    expect(other.volume).toBe('disk3');

    for (const file of ['written', 'put', 'tree/in', 'tree/deep/in', 'first', 'touched', 'sub/sent']) {
      expect([file, on(`films/${file}`)]).toEqual([file, ['disk3']]);
    }
    expect(on('films/pinned/in')).toEqual(['disk2']);
    // A rename copies nothing: what was written there stays there.
    await done(pool.move([path('/first')], path('/films/pinned')));
    expect(on('films/pinned/first')).toEqual(['disk1']);
    expect((await pool.details(path('/films/put'))).why).toMatchObject({ by: { kind: 'rule', glob: '/films/**' } });
  });

  it('[L20] holds when a volume fails halfway: another one of the rule is tried, and no other', async () => {
    await pool.set({ rules: [{ glob: '/r/**', volumes: ['disk1', 'disk2'] }] });
    await pool.makeDirectory(path('/r'));
    // Its real folder takes no folder of this name: something else stands there.
    rmSync(join(base, 'disk1', 'r'), { recursive: true, force: true });
    writeFileSync(join(base, 'disk1', 'r'), 'a file');
    mkdirSync(join(base, 'disk3', 'r'), { recursive: true });
    const put = await done(pool.put([source('x', 9)], path('/r')));
    // Nothing of it may be on disk3, wherever it ended.
    expect(has('disk3', 'r/x')).toBe(false);
    expect(put.errors.length + (has('disk2', 'r/x') ? 1 : 0)).toBe(1);
  });

  it('[L20] a rule that cannot be met refuses before the first byte, for the whole job and not later', async () => {
    await pool.set({ rules: [{ glob: '*.iso', volumes: ['tag:archive'] }] });
    const job = await done(pool.put([source('a.iso', MB), source('b.txt', 5)], path('/')));
    expect(job.errors.map(({ error }) => error.code)).toEqual(['refused']);
    expect(job.errors[0]?.error.message).toContain('the rule "*.iso"');
    expect(job.errors[0]?.error.message).toContain('disk2: the rule "*.iso" does not name it');
    expect([on('a.iso'), on('b.txt')]).toEqual([[], ['disk1']]);
    await pool.setVolume('disk2', { tags: ['archive'] });
    await done(pool.put([source('a.iso', MB)], path('/')));
    expect(on('a.iso')).toEqual(['disk2']);
  });

  it('[L25] a file larger than the room of every volume is refused before its first byte, with each figure', async () => {
    await pool.setVolume('disk2', { reserve: 4 * MB });
    const size = 11 * MB;
    const local = source('huge', 0);
    truncateSync(local, size);
    let asked = 0;
    function* bytes(): Iterable<Uint8Array> {
      asked += 1;
      yield Buffer.alloc(size);
    }
    const clean = (error: unknown): void => {
      const { code, data, message } = error as AppError;
      expect(code).toBe('no-space');
      expect(message).toContain('disk1: the file is larger than the 10.0 MB left within its 10.0 MB limit');
      expect(message).toContain('disk2: the file is larger than the 6.00 MB left within its 10.0 MB limit');
      expect((data['volumes'] as unknown[]).length).toBe(3);
    };
    await pool.write(path('/huge'), bytes(), { size }).then(() => expect.fail('it was taken'), clean);
    const put = await done(pool.put([local], path('/')));
    clean(put.errors[0]?.error);
    expect(put.bytesDone).toBe(0);
    const upload = await pool.receive(path('/'), { files: 1, bytes: size });
    await upload.file(path('/huge'), bytes(), { size }).catch(() => undefined);
    upload.finish();
    clean((await upload.ended).errors[0]?.error);
    expect(asked).toBe(0);
    // In the pool: it lies on a volume whose limit was lowered since.
    await pool.setVolume('disk3', { limit: 20 * MB });
    await done(pool.put([local], path('/')));
    expect(on('huge')).toEqual(['disk3']);
    await pool.setVolume('disk3', { mode: 'no-create' });
    const copy = await pool.copy([path('/huge')], path('/huge-2'), { destination: 'as' });
    const ended = await copy.ended;
    expect(ended.errors[0]?.error.message).toContain('disk3: takes no new files');
    expect(ended.bytesDone).toBe(0);
    for (const name of names)
      expect(readdirSync(join(base, name)).filter((one) => one !== '.cfs' && one !== 'huge')).toEqual([]);
  });

  it('[L19] [L23] a folder is kept together from the first file on, also when many come at once', async () => {
    await pool.set({ policy: 'round-robin', keepTogether: { levels: 1, firm: false } });
    for (const folder of ['a', 'b', 'c']) for (let i = 0; i < 40; i += 1) source(`${folder}/${String(i)}`, 1_000 + i);
    await done(
      pool.put(
        ['a', 'b', 'c'].map((folder) => join(base, 'local', folder)),
        path('/'),
      ),
    );
    const places = ['a', 'b', 'c'].map((folder) => [
      ...new Set(Array.from({ length: 40 }, (_, i) => on(`${folder}/${String(i)}`).join())),
    ]);
    expect(places.map((list) => list.length)).toEqual([1, 1, 1]);
    // It goes by what is there, not by what was placed: another program moved all of it.
    await engine.close();
    const [first = ''] = places[0] ?? [];
    const other = names.find((name) => name !== first) ?? '';
    mkdirSync(join(base, other, 'a'), { recursive: true });
    for (let i = 0; i < 40; i += 1) {
      writeFileSync(join(base, other, 'a', String(i)), readFileSync(join(base, first, 'a', String(i))));
    }
    rmSync(join(base, first, 'a'), { recursive: true });
    engine = await openEngine({ home: join(base, 'home') });
    pool = await engine.pool();
    await write('/a/new');
    expect(on('a/new')).toEqual([other]);
  });

  it('[L19] softly a file that does not fit goes elsewhere, firmly it is refused with the reason', async () => {
    await pool.makeDirectory(path('/a'));
    await write('/a/x', 6 * MB);
    await pool.set({ keepTogether: { levels: 1, firm: true } });
    await expect(write('/a/big', 6 * MB)).rejects.toMatchObject({ code: 'no-space' });
    await expect(write('/a/big', 6 * MB)).rejects.toThrow('/a is kept together on disk1');
    expect(on('a/big')).toEqual([]);
    await pool.set({ keepTogether: { levels: 1, firm: false } });
    await write('/a/big', 6 * MB);
    expect(on('a/big')).toEqual(['disk2']);
    expect((await pool.details(path('/a/big'))).why?.summary).toContain('/a is kept together on disk1, which cannot');
    await pool.set({ keepTogether: null });
    expect((await pool.info()).keepTogether).toBeNull();
  });

  it('[L16] [L23] existing-path follows folders, also those that were made a moment ago', async () => {
    mkdirSync(join(base, 'disk3', 'x', 'y'), { recursive: true });
    mkdirSync(join(base, 'disk2', 'x'), { recursive: true });
    await pool.set({ policy: 'existing-path' });
    await write('/x/y/one');
    await write('/x/two');
    expect([on('x/y/one'), on('x/two')]).toEqual([['disk3'], ['disk2']]);
    source('n/1', 5);
    source('n/m/2', 5);
    await done(pool.put([join(base, 'local', 'n')], path('/')));
    expect(on('n/m/2')).toEqual(on('n/1'));
  });
});

describe('the settings of a pool', () => {
  it('[L21] names what is wrong and changes nothing', async () => {
    const refusal = async (settings: Parameters<Pool['set']>[0]): Promise<string> => {
      try {
        await pool.set({ ...settings, policy: 'most-free' });
      } catch (thrown) {
        return `${(thrown as { code: string }).code} ${(thrown as Error).message}`;
      }
      return 'taken';
    };
    expect(await refusal({ rules: [{ glob: '/x/**', volumes: ['disk9'] }] })).toBe(
      'not-found Setting the rule "/x/**": the pool p has no volume "disk9": name one of disk1, disk2, disk3, or a tag as tag:media',
    );
    expect(await refusal({ rules: [{ glob: '/[x/**' }] })).toMatch(/^invalid .*a "\[" has no "]"/);
    expect(await refusal({ rules: [{ glob: '*.a' }, { glob: '*.a', volumes: ['disk1'] }] })).toMatch(/^exists /);
    expect(await refusal({ rules: [{ glob: '*.a', keepTogether: 0 }] })).toMatch(
      /^invalid .*0 is no number of folders/,
    );
    expect(await refusal({ rules: [{ glob: '*.a', firm: true }] })).toMatch(/^invalid .*firm is about folders/);
    expect(await refusal({ rules: [{ glob: '*.a', volumes: [] }] })).toMatch(/^invalid .*names no volume/);
    expect(await refusal({ keepTogether: { levels: 33, firm: false } })).toMatch(/^invalid /);
    expect(await refusal({ pins: [{ path: '/a', volume: 'disk9' }] })).toMatch(/^not-found Pinning \/a to disk9/);
    expect(
      await refusal({
        pins: [
          { path: '/a', volume: 'disk1' },
          { path: '/a/', volume: 'disk2' },
        ],
      }),
    ).toMatch(/^exists /);
    await expect(pool.setVolume('disk1', { name: 'tag:x' })).rejects.toMatchObject({ code: 'invalid' });
    const many = Array.from({ length: 900 }, (_, i) => ({ glob: `/${'x'.repeat(90)}${String(i)}/**` }));
    expect(await refusal({ rules: many })).toMatch(/^invalid .*markers of its volumes hold/);
    expect(await pool.info()).toMatchObject({ policy: 'first-fit', keepTogether: null, rules: [], pins: [] });
  });

  it('[L21] follows a volume that is renamed, survives a restart, and comes back with an import', async () => {
    const told = {
      keepTogether: { levels: 2, firm: true },
      rules: [
        { glob: '/x/**', volumes: ['disk2', 'tag:media'], policy: 'fill-up' as const },
        { glob: '*.tmp', off: true },
      ],
      pins: [{ path: '/p', volume: 'disk2' }],
    };
    await pool.set(told);
    await pool.setVolume('disk2', { name: 'films' });
    const now = {
      ...told,
      rules: [{ glob: '/x/**', volumes: ['films', 'tag:media'], policy: 'fill-up' }, told.rules[1]],
      pins: [{ path: '/p', volume: 'films' }],
    };
    expect(await pool.info()).toMatchObject(now);
    await engine.close();
    engine = await openEngine({ home: join(base, 'home') });
    expect(await (await engine.pool()).info()).toMatchObject(now);
    await engine.close();
    rmSync(join(base, 'home'), { recursive: true });
    engine = await openEngine({ home: join(base, 'home') });
    const { pool: back } = await engine.importPool(names.map((name) => join(base, name)));
    expect(await back.info()).toMatchObject(now);
    // A volume that went away from the pool: its rules stay, may be kept as they are, and refuse what they are for.
    await back.removeVolume('films', { leaveFiles: true });
    await back.set({ rules: [...(await back.info()).rules, { glob: '*.new' }] });
    await back.makeDirectory(path('/p'));
    await expect(
      back.write(
        path('/p/f'),
        ['x'].map((text) => Buffer.from(text)),
      ),
    ).rejects.toThrow('/p is pinned to films');
  });

  it('[L27] each rule tells what it matches and whether it can be met', async () => {
    for (const folder of ['/x', '/y']) await pool.makeDirectory(path(folder));
    for (const file of ['/x/1', '/x/2', '/y/3.tmp', '/x/4.tmp']) await write(file, 100);
    await pool.set({
      rules: [{ glob: '*.tmp', volumes: ['disk1'] }, { glob: '/x/**', volumes: ['tag:archive'] }, { glob: '/none/**' }],
    });
    expect((await pool.ruleStandings()).map(({ files }) => files)).toEqual([null, null, null]);
    await pool.catalog.update();
    await pool.setVolume('disk1', { mode: 'no-create' });
    expect(await pool.ruleStandings()).toEqual([
      {
        glob: '*.tmp',
        files: 2,
        bytes: 200,
        volumes: ['disk1'],
        problem: 'No volume takes such files now: disk1 takes no new files.',
      },
      { glob: '/x/**', files: 2, bytes: 200, volumes: [], problem: 'No volume has the tag archive.' },
      { glob: '/none/**', files: 0, bytes: 0, volumes: ['disk1', 'disk2', 'disk3'], problem: null },
    ]);
  });

  it('[L28] a reserve of the pool is that of its volumes, but for those that have one of their own', async () => {
    await pool.setVolume('disk2', { reserve: 3 * MB });
    const { reserve, volumes } = await pool.set({ reserve: 2 * MB });
    expect(reserve).toBe(2 * MB);
    expect(volumes.map((volume) => volume.reserve)).toEqual([2 * MB, 3 * MB, 2 * MB]);
  });

  it('[L22] why says what decides, and what would help where all refuse', async () => {
    await pool.set({ pins: [{ path: '/p', volume: 'disk2' }] });
    expect(await pool.why(path('/p/new'), 5)).toMatchObject({
      by: { kind: 'pin', path: '/p', volume: 'disk2' },
      summary: expect.stringContaining('disk2: /p is pinned to disk2') as string,
    });
    const refused = await pool.why(path('/p/new'), 20 * MB);
    expect(refused.summary).toContain('No volume takes it, as /p is pinned to disk2');
    expect(refused.candidates.find(({ volume }) => volume === 'disk2')?.fix).toMatch(/^free 10\.\d MB on it, or raise/);
  });
});
