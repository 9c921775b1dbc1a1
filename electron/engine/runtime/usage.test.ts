import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rootPath, parsePath } from '../../../shared/path.ts';
import type { UsageFile } from '../../../shared/usage.ts';
import type { Engine, Pool, PoolCatalog } from '../api.ts';
import { catalogPath, openCatalogWriter } from '../catalog/database.ts';
import { fillFrom } from '../catalog/fill.ts';
import type { UsageScanInput, UsageScanPart } from '../catalog/usage-lists.ts';
import { openEngine } from '../engine.ts';
import { openUsageHistory } from '../state/usage-history.ts';
import type { PoolContext } from './context.ts';
import { usagePasses } from './usage-pass.ts';
import { usageSampling } from './usage-sampling.ts';

const day = 86_400_000;

let base: string;
let engine: Engine;
let pool: Pool;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-pool-usage-'));
  for (const name of ['disk1', 'disk2']) mkdirSync(join(base, name));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.createPool({
    name: 'home',
    volumes: ['disk1', 'disk2'].map((name) => ({ root: join(base, name), limit: 50_000_000, reserve: 0 })),
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

function put(path: string, bytes: number): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), Buffer.alloc(bytes, 1));
}

async function fill(): Promise<void> {
  const { volumes } = await pool.info();
  const db = openCatalogWriter(catalogPath(join(base, 'home'), pool.id));
  fillFrom(db, volumes);
  db.close();
}

describe('usage of a pool', () => {
  it('[Q84] what a folder grew by is told since the sample nearest to 30 days ago; a new folder counts whole', async () => {
    put('disk1/photos/a.jpg', 3_000_000);
    put('disk2/photos/b.jpg', 1_000_000);
    put('disk1/new/c.mov', 2_000_000);
    put('disk1/photos/deep/er/d.txt', 10);
    await fill();
    const before = await pool.usage.folder(rootPath, { measure: 'logical' });
    expect(before.change).toBeNull();
    expect(before).toMatchObject({ partial: false, root: { size: 6_000_010, files: 4 } });

    const history = openUsageHistory(join(base, 'home'));
    const now = Date.now();
    for (const [days, bytes] of [
      [100, 7],
      [31, 1_500_000],
      [12, 3],
    ] as const) {
      const folders = [
        { path: '/', allocated: bytes, bytes },
        { path: '/photos', allocated: bytes, bytes },
        { path: '/gone', allocated: 5, bytes: 5 },
      ];
      history.addFolders(pool.id, { atMs: now - days * day, least: 0 }, folders);
    }
    const { change } = await pool.usage.folder(rootPath, { measure: 'logical' });
    expect(change).toEqual({
      sinceMs: now - 31 * day,
      self: 4_500_010,
      children: { photos: 2_500_010, new: 2_000_000 },
    });
    // Three levels deep nothing was sampled: nothing is said.
    expect((await pool.usage.folder(parsePath('/photos/deep'))).change?.children).toEqual({});
    const { growth } = await pool.usage.lists(parsePath('/photos'));
    expect(growth.map(({ path }) => path)).toEqual(['/photos', '/photos/deep']);
    expect(growth[0]?.sinceMs).toBe(now - 31 * day);

    // Only the biggest could be noted down that day: one that is missing may have been there.
    history.addFolders(pool.id, { atMs: now - 30 * day, least: 4 }, [{ path: '/', allocated: 5, bytes: 5 }]);
    history.close();
    expect((await pool.usage.folder(rootPath)).change?.children).toEqual({});
  });

  it('[Q84] a folder that the catalog does not know, or a catalog that is not there, is said so', async () => {
    await expect(pool.usage.folder(parsePath('/nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(pool.usage.lists(parsePath('/nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    expect(await pool.usage.folder(rootPath)).toMatchObject({ partial: true, countedMs: null, root: { size: 0 } });
    expect(await pool.usage.sizes(rootPath)).toEqual([]);
    await expect(pool.usage.history({ volume: 'disk9' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('[Q85] a sample notes down volumes, and folders once all was counted; history tells them', async () => {
    put('disk3/photos/a.jpg', 3_000_000);
    await pool.addVolume({ root: join(base, 'disk3'), limit: 50_000_000, reserve: 0 });
    expect(await pool.usage.sample()).toEqual({ folders: false });
    expect((await pool.usage.history({ path: parsePath('/photos') })).points).toEqual([]);
    await fill();
    expect(await pool.usage.sample()).toEqual({ folders: true });
    expect(await pool.usage.sample()).toEqual({ folders: true });
    // One that was not counted yet: it would look like growth when it is.
    mkdirSync(join(base, 'disk4'));
    await pool.addVolume({ root: join(base, 'disk4'), limit: 50_000_000, reserve: 0 });
    expect(await pool.usage.folder(rootPath)).toMatchObject({ partial: true });
    expect(await pool.usage.sample()).toEqual({ folders: false });
    await pool.removeVolume('disk4');
    const history = await pool.usage.history();
    expect(history).toMatchObject({ forecast: { kind: 'unknown', needDays: 5 }, steps: [], reserve: 0 });
    expect(history.points).toHaveLength(1);
    expect(history.points[0]?.total).toBe(150_000_000);
    expect(Object.keys(history.volumes)).toEqual(['disk1', 'disk2', 'disk3']);
    expect(history.points[0]?.used).toBeGreaterThan(2_999_999);
    const [photos, disk] = [
      await pool.usage.history({ path: parsePath('/photos') }),
      await pool.usage.history({ volume: 'disk3' }),
    ];
    expect(photos.points[0]?.used).toBe(history.points[0]?.used);
    expect(photos.points[0]?.total).toBeNull();
    expect(disk.points[0]).toMatchObject({ total: 50_000_000, used: photos.points[0]?.used });
    await engine.forgetPool('home');
    const left = openUsageHistory(join(base, 'home'));
    expect(left.volumes(pool.id, Date.now())).toEqual([]);
    left.close();
  });

  it('[Q74] a file with holes is among the largest by what can be read of it, not by what it takes', async () => {
    put('disk1/photos/a.jpg', 300_000);
    put('disk1/photos/b.jpg', 200_000);
    put('disk2/photos/holes.img', 0);
    truncateSync(join(base, 'disk2/photos/holes.img'), 5_000_000);
    await fill();
    const { biggest } = await pool.usage.lists(parsePath('/photos'), { limit: 1 });
    expect(biggest.allocated.map(({ name }) => name)).toEqual(['a.jpg']);
    expect(biggest.logical.map(({ name, size }) => [name, size])).toEqual([['holes.img', 5_000_000]]);
  });

  it('[Q74] lists are those of all files below a folder, by kind and ending', async () => {
    put('disk1/photos/a.JPG', 300_000);
    put('disk2/photos/b.jpg', 100_000);
    put('disk2/photos/sub/c.mov', 200_000);
    put('disk2/other/d.zip', 900_000);
    await fill();
    const lists = await pool.usage.lists(parsePath('/photos'), { limit: 2 });
    expect(lists).toMatchObject({ looked: 3, known: 3, complete: true });
    expect(lists.biggest.allocated.map(({ path, volume }) => [path, volume])).toEqual([
      ['/photos/a.JPG', 'disk1'],
      ['/photos/sub/c.mov', 'disk2'],
    ]);
    expect(lists.kinds.map(({ kind, files, bytes }) => [kind, files, bytes])).toEqual([
      ['image', 2, 400_000],
      ['video', 1, 200_000],
    ]);
    expect(lists.extensions.map(({ extension, files }) => [extension, files])).toEqual([
      ['jpg', 2],
      ['mov', 1],
    ]);
  });
});

describe('passes over all files', () => {
  const file = (name: string, allocated: number): UsageFile => ({
    ...{ path: `/${name}`, name, volume: 'd', size: allocated, allocated, mtimeMs: 1e12 + allocated, kind: 'other' },
  });

  /** A catalog of `parts` parts, of which each takes `ms`. */
  function catalogOf(parts: number, ms: number): { readonly catalog: PoolCatalog; readonly asked: UsageScanInput[] } {
    const asked: UsageScanInput[] = [];
    const read = async (_name: string, input: UsageScanInput): Promise<UsageScanPart> => {
      asked.push(input);
      await new Promise((resolve) => setTimeout(resolve, ms));
      const part = input.from.id ?? 0;
      return {
        ...{ next: part + 1 < parts ? { id: part + 1 } : null, looked: 10, known: parts * 10 },
        biggest: { allocated: [file(`f${String(part)}`, part)], logical: [file(`f${String(part)}`, part)] },
        oldest: [file(`f${String(part)}`, part)],
        extensions: { jpg: [10, part, part] },
      };
    };
    return { catalog: { read } as unknown as PoolCatalog, asked };
  }

  it('[Q86] an answer comes in time with what there is by then; asked again there is more, until it is all', async () => {
    const { catalog, asked } = catalogOf(20, 10);
    const passes = usagePasses(() => catalog);
    const first = await passes.lists(rootPath, 45);
    expect(first).toMatchObject({ complete: false, known: 200 });
    expect(first?.looked).toBeLessThan(200);
    await expect.poll(async () => (await passes.lists(rootPath, 20))?.complete, { timeout: 5_000 }).toBe(true);
    const all = await passes.lists(rootPath, 0);
    expect(all).toMatchObject({ looked: 200, extensions: [{ extension: 'jpg', files: 200, bytes: 190 }] });
    expect(all?.biggest.allocated.map(({ name }) => name).slice(0, 2)).toEqual(['f19', 'f18']);
    expect(all?.biggest.logical.map(({ name }) => name).slice(0, 2)).toEqual(['f19', 'f18']);
    expect(all?.oldest.map(({ name }) => name).slice(0, 2)).toEqual(['f0', 'f1']);
    // One pass was enough for all of them.
    expect(asked).toHaveLength(20);
    passes.close();
  });

  it('[Q86] lists that are a little old are told at once while a new pass runs; a pass nobody asks about ends', async () => {
    let clock = 1e12;
    const { catalog, asked } = catalogOf(3, 5);
    const passes = usagePasses(
      () => catalog,
      () => clock,
    );
    await passes.lists(rootPath, Infinity);
    clock += 60_000;
    expect(await passes.lists(rootPath, 0)).toMatchObject({ complete: true, looked: 30 });
    await expect.poll(() => asked.length).toBe(6);
    clock += 3_600_000;
    const long = catalogOf(1_000, 5);
    const abandoned = usagePasses(
      () => long.catalog,
      () => clock,
    );
    expect(await abandoned.lists(rootPath, 12)).toMatchObject({ complete: false });
    clock += 60_000;
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { length } = long.asked;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(long.asked).toHaveLength(length);
    passes.close();
    abandoned.close();
  });

  it('[Q86] what fails is told to who asks, and the next time it is tried again', async () => {
    let broken = true;
    const { catalog } = catalogOf(1, 0);
    const read: PoolCatalog['read'] = (...given) =>
      broken ? Promise.reject(new Error('damaged')) : catalog.read(...given);
    const passes = usagePasses(() => ({ ...catalog, read }));
    await expect(passes.lists(rootPath, Infinity)).rejects.toThrow('damaged');
    broken = false;
    expect(await passes.lists(rootPath, Infinity)).toMatchObject({ complete: true });
    passes.close();
  });
});

describe('sampling', () => {
  it('[Q88] soon after the start, then every hour; again soon where a pool was not counted wholly', async () => {
    let clock = 0;
    let counted = false;
    const taken: string[] = [];
    const context = (id: string): PoolContext => {
      const sample = (): Promise<{ folders: boolean }> => {
        taken.push(`${id} ${String(clock / 60_000)}`);
        return id === 'broken' ? Promise.reject(new Error('no home')) : Promise.resolve({ folders: counted });
      };
      return { id, usage: { sample } } as unknown as PoolContext;
    };
    const sampling = usageSampling(() => clock);
    const contexts = [context('a'), context('broken')];
    for (let minute = 0; minute < 125; minute += 1) {
      clock = minute * 60_000;
      counted = minute >= 3;
      sampling.look(contexts);
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(taken).toEqual(['a 1', 'broken 1', 'a 2', 'a 3', 'broken 61', 'a 63', 'broken 121', 'a 123']);
  });
});

it('[Q88] a host keeps the catalogs of its pools, and notes down, while nobody asks it anything', async () => {
  // Pools of another process's making: nobody opens them here.
  const sent: unknown[] = [];
  const child = { send: (message: unknown) => sent.push(message), onMessage: () => 0, onExit: () => 0, kill: () => 0 };
  const host = await openEngine({ home: join(base, 'home'), spawnCatalog: () => child });
  try {
    const kept = expect.objectContaining({ t: 'pools', pools: [expect.objectContaining({ id: pool.id })] }) as unknown;
    await expect.poll(() => sent, { timeout: 20_000 }).toContainEqual(kept);
    await expect
      .poll(async () => (await pool.usage.history()).points.length, { timeout: 30_000, interval: 250 })
      .toBe(1);
  } finally {
    await host.close();
  }
});
