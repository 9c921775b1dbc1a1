import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { parsePath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { Engine, Pool } from './api.ts';
import { openEngine } from './engine.ts';
import type { EngineOptions } from './engine.ts';
import { openPool } from './open-pool.ts';

let folder = '';
const engines: Engine[] = [];

async function open(options: EngineOptions = {}): Promise<Engine> {
  const engine = await openEngine({ home: join(folder, 'home'), ...options });
  engines.push(engine);
  return engine;
}

function disk(name: string): string {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  return root;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function refusal(work: Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown;
    expect(thrown.message).toMatch(/^[^:]+.*: .+: .+/s);
    return thrown.code;
  }
}

async function twoDisks(engine: Engine, limit = 8_000_000): Promise<Pool> {
  const volumes = ['disk1', 'disk2'].map((name) => ({ root: disk(name), limit, reserve: 0 }));
  return engine.createPool({ name: 'home', volumes });
}

async function text(pool: Pool, path: PoolPath): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pool.read(path)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Waits until it holds, or fails with what it last was. */
async function until(what: () => unknown): Promise<void> {
  await expect.poll(what, { timeout: 10_000, interval: 20 }).toBeTruthy();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-engine-'));
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('pools', () => {
  it('[S8] are made, found by name or id, renamed and forgotten; files and markers stay', async () => {
    const engine = await open();
    put('disk1/a/b.txt', 'hello');
    expect(await refusal(engine.pool())).toBe('not-found');
    const pool = await twoDisks(engine);
    expect(await refusal(engine.createPool({ name: 'home' }))).toBe('exists');
    for (const name of ['', ' a', 'a/b', 'a\nb', 'x'.repeat(300)]) {
      expect(await refusal(engine.createPool({ name }))).toBe('invalid');
    }
    expect((await engine.pool()).id).toBe(pool.id);
    expect((await engine.pool(pool.id)).name).toBe('home');
    expect(await text(pool, parsePath('/a/b.txt'))).toBe('hello');
    await engine.createPool({ name: 'other', policy: 'first-fit' });
    expect(await refusal(engine.pool())).toBe('invalid');
    expect(await refusal(pool.set({ name: 'other' }))).toBe('exists');
    await pool.set({ name: 'renamed', policy: 'most-free' });
    expect(JSON.parse(readFileSync(join(folder, 'disk1/.cfs/volume.json'), 'utf8'))).toMatchObject({
      name: 'disk1',
      pool: { id: pool.id, name: 'renamed' },
    });
    await engine.forgetPool('renamed');
    expect((await engine.pools()).map(({ name }) => name)).toEqual(['other']);
    expect(readFileSync(join(folder, 'disk1/a/b.txt'), 'utf8')).toBe('hello');
    expect(existsSync(join(folder, 'disk1/.cfs/volume.json'))).toBe(true);
    expect(await refusal(pool.info())).toBe('not-found');
  });

  it('[S9] a lost home loses nothing: the volumes are added again as they are', async () => {
    const first = await open();
    const pool = await twoDisks(first);
    await pool.write(parsePath('/deep/a.txt'), [Buffer.from('kept')]);
    const { volumes } = await pool.info();
    await first.close();
    rmSync(join(folder, 'home'), { recursive: true });
    const again = await twoDisks(await open());
    expect(await text(again, parsePath('/deep/a.txt'))).toBe('kept');
    expect((await again.info()).volumes.map(({ id }) => id)).toEqual(volumes.map(({ id }) => id));
  });

  it('[S10] a pool that cannot get all of its volumes is not made, and leaves no marker', async () => {
    const engine = await open();
    const volumes = [{ root: disk('disk1') }, { root: join(folder, 'missing') }];
    expect(await refusal(engine.createPool({ name: 'home', volumes }))).toBe('not-found');
    expect(await engine.pools()).toEqual([]);
    expect(existsSync(join(folder, 'disk1/.cfs/volume.json'))).toBe(false);
  });
});

describe('volumes', () => {
  it('[S11] roots inside of each other, of CFS itself, of the system, used or missing ones are refused', async () => {
    const engine = await open();
    const pool = await twoDisks(engine);
    put('file', '');
    const refused: readonly (readonly [string, ErrorCode])[] = [
      [disk('disk1'), 'refused'],
      [disk('disk1/inside'), 'refused'],
      [folder, 'refused'],
      [disk('home/inside'), 'refused'],
      [join(folder, 'missing'), 'not-found'],
      [join(folder, 'file'), 'not-a-directory'],
      ['/', 'refused'],
      ['/proc', 'refused'],
      ['relative', 'not-found'],
    ];
    for (const [root, code] of refused) {
      expect([root, await refusal(pool.addVolume({ root }))]).toEqual([root, code]);
      expect([root, (await engine.probeVolume(root)).refusal === null]).toEqual([root, false]);
    }
    symlinkSync(join(folder, 'disk1'), join(folder, 'link'));
    expect(await refusal(pool.addVolume({ root: join(folder, 'link') }))).toBe('refused');
    expect((await pool.info()).volumes).toHaveLength(2);
    expect(await refusal(pool.addVolume({ root: disk('disk3'), name: 'disk1' }))).toBe('exists');
    expect(existsSync(join(folder, 'disk3/.cfs'))).toBe(false);
    expect(await engine.probeVolume(disk('disk3'))).toMatchObject({ refusal: null, suggestedName: 'disk3' });
    expect(Array.isArray(await engine.suggestVolumes())).toBe(true);
  });

  it('[S12] each gets a colour and a mark of its own, which stay', async () => {
    const engine = await open();
    const pool = await engine.createPool({ name: 'home' });
    for (const name of ['disk1', 'disk2', 'backup', 'books', 'one/disk1', 'nas'])
      await pool.addVolume({ root: disk(name) });
    const shown = async (): Promise<string[]> =>
      (await pool.info()).volumes.map(({ name, mark, colour }) => `${name} ${mark} ${String(colour)}`);
    expect(await shown()).toEqual(['disk1 1 1', 'disk2 2 2', 'backup B 3', 'books O 4', 'disk1-2 D 5', 'nas N 6']);
    await pool.removeVolume('backup');
    await pool.setVolume('disk2', { name: 'renamed' });
    expect(await shown()).toEqual(['disk1 1 1', 'renamed 2 2', 'books O 4', 'disk1-2 D 5', 'nas N 6']);
    expect(await pool.addVolume({ root: disk('last') })).toMatchObject({ colour: 3 });
  });

  it('[S13] the reserve is 2 % of the volume, at most 4 GiB, follows the limit, and stays as chosen', async () => {
    const engine = await open();
    const pool = await engine.createPool({ name: 'home' });
    expect(await pool.addVolume({ root: disk('a'), limit: 10_000_000 })).toMatchObject({ reserve: 200_000 });
    expect(await pool.setVolume('a', { limit: 20_000_000 })).toMatchObject({ reserve: 400_000, limit: 20_000_000 });
    expect(await pool.setVolume('a', { reserve: 0 })).toMatchObject({ reserve: 0 });
    expect(await pool.setVolume('a', { limit: 30_000_000 })).toMatchObject({ reserve: 0 });
    const plain = await pool.addVolume({ root: disk('b') });
    expect(plain.reserve).toBe(Math.min(4 * 1024 ** 3, Math.floor((plain.space?.total ?? 0) * 0.02)));
    const other = await engine.createPool({ name: 'other', reserve: 5, volumes: [{ root: disk('c') }] });
    expect((await other.info()).volumes[0]).toMatchObject({ reserve: 5 });
  });

  it('[S14] a volume whose marker or root is missing is offline, nothing is written there, and it comes back', async () => {
    const engine = await open();
    const pool = await twoDisks(engine);
    /** A volume in use is held open for a moment and is then still the volume, wherever its folder was moved. */
    const becomes = (states: readonly string[]): Promise<void> =>
      expect
        .poll(async () => (await pool.info()).volumes.map(({ state }) => state), { timeout: 8_000, interval: 700 })
        .toEqual(states);
    renameSync(join(folder, 'disk1'), join(folder, 'away'));
    await becomes(['offline', 'online']);
    const [first] = (await pool.info()).volumes;
    expect(first).toMatchObject({ space: { total: 8_000_000 }, stateReason: 'the folder is not there' });
    disk('disk1');
    await becomes(['offline', 'online']);
    await pool.write(parsePath('/a/b'), [Buffer.from('x')]);
    expect((await pool.stat(parsePath('/a/b'))).volumes).toEqual(['disk2']);
    expect(readdirSync(join(folder, 'disk1'))).toEqual([]);
    expect((await pool.list(parsePath('/a'))).missing).toMatchObject([{ volume: 'disk1' }]);
    expect(await refusal(pool.removeVolume('disk1'))).toBe('refused');
    rmSync(join(folder, 'disk1'), { recursive: true });
    renameSync(join(folder, 'disk2'), join(folder, 'disk1'));
    await becomes(['offline', 'offline']);
    renameSync(join(folder, 'disk1'), join(folder, 'disk2'));
    renameSync(join(folder, 'away'), join(folder, 'disk1'));
    await becomes(['online', 'online']);
  });

  it('[S15] a disk that is mounted elsewhere is the same volume again; a copy of a connected one is refused', async () => {
    const engine = await open();
    const pool = await twoDisks(engine);
    await pool.write(parsePath('/a'), [Buffer.from('x')]);
    const [before] = (await pool.info()).volumes;
    mkdirSync(join(folder, 'clone/.cfs'), { recursive: true });
    writeFileSync(join(folder, 'clone/.cfs/volume.json'), readFileSync(join(folder, 'disk1/.cfs/volume.json')));
    expect(await refusal(pool.addVolume({ root: join(folder, 'clone') }))).toBe('refused');
    renameSync(join(folder, 'disk1'), join(folder, 'moved'));
    expect(await pool.addVolume({ root: join(folder, 'moved') })).toMatchObject({
      id: before?.id,
      name: 'disk1',
      root: join(folder, 'moved'),
      state: 'online',
    });
    expect((await pool.info()).volumes).toHaveLength(2);
  });

  it('[S16] a volume with the only copy of anything is not removed unless its files are left; then the marker goes', async () => {
    const engine = await open();
    put('disk1/d/a', 'x');
    put('disk2/d/a', 'x');
    const pool = await twoDisks(engine);
    await pool.removeVolume('disk1');
    expect(existsSync(join(folder, 'disk1/.cfs/volume.json'))).toBe(false);
    expect(readFileSync(join(folder, 'disk1/d/a'), 'utf8')).toBe('x');
    expect(await refusal(pool.removeVolume('disk2'))).toBe('refused');
    await pool.removeVolume('disk2', { leaveFiles: true });
    expect(readFileSync(join(folder, 'disk2/d/a'), 'utf8')).toBe('x');
    expect(await refusal(pool.removeVolume('disk2'))).toBe('not-found');
    await pool.addVolume({ root: disk('disk1') });
    mkdirSync(join(folder, 'disk1/only'));
    expect(await refusal(pool.removeVolume('disk1'))).toBe('refused');
  });

  it('[S17] space of the pool counts each file system once, and limits by themselves', async () => {
    const engine = await open();
    const limited = await twoDisks(engine);
    expect((await limited.info()).space).toMatchObject({ total: 16_000_000 });
    const shared = await engine.createPool({ name: 'shared', volumes: [{ root: disk('a') }, { root: disk('b') }] });
    const { space, volumes } = await shared.info();
    expect(space.total).toBe(volumes[0]?.space?.total);
    expect(new Set(volumes.map(({ spaceGroup }) => spaceGroup)).size).toBe(1);
  });
});

describe('entries', () => {
  it('[S18] a copy, its place, the reason for it and what comes next are told', async () => {
    const engine = await open();
    const pool = await twoDisks(engine);
    const path = parsePath('/docs/a.txt');
    const entry = await pool.write(path, [Buffer.from('hello')], { size: 5, mtimeMs: 1_000_000_123, mode: 0o600 });
    expect(entry).toMatchObject({ path, size: 5, mtimeMs: 1_000_000_123, mode: 0o600 });
    const best = await pool.bestCopy(path);
    expect(readFileSync(best.physical ?? '', 'utf8')).toBe('hello');
    expect([best.volume]).toEqual(entry.volumes);
    const why = await pool.why(path);
    expect(why.candidates.filter(({ chosen }) => chosen).map(({ volume }) => volume)).toEqual(entry.volumes);
    expect(why.atMs).not.toBeNull();
    const details = await pool.details(path);
    expect(details).toMatchObject({ entry, copies: [{ volume: best.volume, size: 5 }], why: { summary: why.summary } });
    expect(details.next?.atMs).toBeNull();
    put(`${best.volume}/found`, 'x');
    expect((await pool.why(parsePath('/found'))).summary).toContain('no record');
    expect((await pool.why(parsePath('/large'), 1e12)).candidates.every(({ eligible }) => !eligible)).toBe(true);
    await pool.rename(path, 'b.txt');
    expect(await pool.why(parsePath('/docs/b.txt'))).toMatchObject({ summary: why.summary });
    expect(await refusal(pool.write(parsePath('/docs/b.txt'), [Buffer.from('y')]))).toBe('exists');
    expect(await refusal(pool.bestCopy(path))).toBe('not-found');
  });

  it('[S19] "open --write" makes the parent and holds the space until the file is there', async () => {
    const engine = await open();
    const pool = await twoDisks(engine);
    const path = parsePath('/logs/new.log');
    const place = await pool.placeForWriting(path, 5_000_000);
    expect(existsSync(dirname(place.physical))).toBe(true);
    const second = await pool.placeForWriting(parsePath('/logs/second'), 5_000_000);
    expect(second.volume).not.toBe(place.volume);
    const other = await open();
    expect(await refusal((await other.pool()).placeForWriting(parsePath('/logs/third'), 5_000_000))).toBe('no-space');
    writeFileSync(place.physical, 'x');
    expect(await refusal(pool.placeForWriting(path, 0))).toBe('exists');
    expect(await refusal(pool.placeForWriting(parsePath('/logs/third'), 5_000_000))).toBe('no-space');
    utimesSync(place.physical, new Date(), new Date(Date.now() - 60_000));
    expect(await pool.placeForWriting(parsePath('/logs/third'), 5_000_000)).toMatchObject({ volume: place.volume });
    expect(await text(pool, path)).toBe('x');
  });
});

describe('the sample pool', () => {
  it('[S20] is made with real files, and removing it deletes only what lies in its folder', async () => {
    const engine = await open();
    const pool = await engine.createSamplePool();
    const info = await pool.info();
    expect(info).toMatchObject({ sample: true, volumes: [{ name: 'disk1' }, { name: 'disk2' }, { name: 'disk3' }] });
    expect(new Set(info.volumes.map(({ limit }) => limit)).size).toBe(3);
    const { entries } = await pool.list(parsePath('/'));
    expect(entries.find(({ name }) => name === 'Shopping list.txt')).toMatchObject({ conflict: true });
    expect(entries.find(({ name }) => name === 'Read me first.md')).toMatchObject({
      volumes: ['disk1', 'disk2'],
      conflict: false,
    });
    expect(await refusal(engine.createSamplePool())).toBe('exists');
    put('mine/keep.txt', 'x');
    // A rebalance leaves them files of the sample, wherever they lie.
    const plan = await pool.planEven({ within: 2 });
    expect(plan.moves.length).toBeGreaterThan(0);
    expect(await (await engine.plans.run(plan.id)).ended).toMatchObject({ state: 'done', errors: [] });
    await pool.addVolume({ root: join(folder, 'mine') });
    put('home/sample/disk3/my letter.txt', 'mine');
    await expect(engine.removeSamplePool()).rejects.toMatchObject({ code: 'refused', data: { files: 1 } });
    expect(readFileSync(join(folder, 'home/sample/disk3/my letter.txt'), 'utf8')).toBe('mine');
    expect(await engine.pools()).toHaveLength(1);
    rmSync(join(folder, 'home/sample/disk3/my letter.txt'));
    await engine.removeSamplePool();
    expect(await engine.pools()).toEqual([]);
    expect(existsSync(join(folder, 'home/sample'))).toBe(false);
    expect(readFileSync(join(folder, 'mine/keep.txt'), 'utf8')).toBe('x');
    expect(await refusal(engine.removeSamplePool())).toBe('not-found');
    await twoDisks(engine);
    expect(await refusal(engine.removeSamplePool())).toBe('not-found');
  });
});

describe('several at once', () => {
  it('[S3] a change by one engine is told by the others', async () => {
    const [mine, theirs] = [await open(), await open()];
    const pool = await twoDisks(mine);
    const heard: string[] = [];
    mine.on('poolsChanged', () => heard.push('pools'));
    mine.on('poolChanged', ({ name }) => heard.push(name));
    await (await theirs.pool('home')).setVolume('disk1', { mode: 'read-only' });
    await until(() => heard.includes('pools') && heard.includes('home'));
    expect((await pool.info()).volumes[0]).toMatchObject({ mode: 'read-only' });
    await theirs.forgetPool('home');
    expect(await mine.pools()).toEqual([]);
  });

  it('[S21] what another program changes in an open folder is told as a folder of the pool', async () => {
    const entry = fileURLToPath(new URL('./watch/watch-child.ts', import.meta.url));
    const engine = await open({
      spawnWatch: () => {
        const child = fork(entry, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        return {
          send: (message) => void child.send(message as object),
          onMessage: (listener) => void child.on('message', listener),
          onExit: (listener) => void child.on('exit', () => listener()),
          kill: () => void child.kill('SIGKILL'),
        };
      },
    });
    put('disk1/open/a', 'x');
    put('disk2/closed/a', 'x');
    const pool = await twoDisks(engine);
    const seen = new Set<string>();
    engine.on('foldersChanged', ({ paths }) => paths.forEach((path) => seen.add(path)));
    pool.watchFolders('window', [parsePath('/open')]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    put('disk2/closed/b', 'y');
    put('disk1/open/b', 'y');
    await until(() => seen.has('/open'));
    put('disk2/top', 'y');
    await until(() => seen.has('/'));
    expect(seen.has('/closed')).toBe(false);
  });
});

describe('lanes', () => {
  it('[S25] with lanes, volumes are used in child processes: entries, places and plans are the same', async () => {
    const entry = fileURLToPath(new URL('./volume/lane-child.ts', import.meta.url));
    const engine = await open({
      spawnLane: () => {
        const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        return {
          send: (message) => {
            if (child.connected) child.send(message as object);
          },
          onMessage: (listener) => void child.on('message', listener),
          onExit: (listener) => void child.on('exit', () => listener()),
          kill: () => void child.kill('SIGKILL'),
        };
      },
    });
    const pool = await twoDisks(engine);
    const path = parsePath('/a/b.txt');
    const entryMade = await pool.write(path, [Buffer.from('hello')]);
    expect(await text(pool, path)).toBe('hello');
    expect(readFileSync((await pool.bestCopy(path)).physical ?? '', 'utf8')).toBe('hello');
    const drain = await pool.planDrain(entryMade.volumes[0] ?? '');
    expect((await (await engine.plans.run(drain.id)).ended).state).toBe('done');
    expect((await pool.stat(path)).volumes).not.toEqual(entryMade.volumes);
    expect(await text(pool, path)).toBe('hello');
  });
});

describe('a volume that goes', () => {
  it('[S23] is told, and so are the open folders, in which it may have had something', async () => {
    const engine = await open();
    put('disk1/open/a', 'x');
    const pool = await twoDisks(engine);
    const seen = new Set<string>();
    const states: string[] = [];
    engine.on('foldersChanged', ({ paths }) => paths.forEach((path) => seen.add(path)));
    engine.on('poolChanged', ({ volumes }) => states.push(volumes.map(({ state }) => state).join(' ')));
    pool.watchFolders('window', [parsePath('/open')]);
    await until(() => states.includes('online online'));
    seen.clear();
    renameSync(join(folder, 'disk1'), join(folder, 'away'));
    await until(() => states.includes('offline online') && seen.has('/open') && seen.has('/'));
  });
});

describe('openPool', () => {
  it('[S22] gives one pool of a home, and closes it', async () => {
    await twoDisks(await open());
    const pool = await openPool({ home: join(folder, 'home') });
    await pool.write(parsePath('/a'), [Buffer.from('x')]);
    expect(pool.name).toBe('home');
    expect((await pool.list(parsePath('/'))).entries.map(({ name }) => name)).toEqual(['a']);
    await pool.close();
    expect(await refusal(openPool({ home: join(folder, 'home'), pool: 'none' }))).toBe('not-found');
  });
});
