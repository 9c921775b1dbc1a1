import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { openCatalogLink } from './child-link.ts';
import { openCatalogReader, openCatalogWriter } from './database.ts';
import { openLive, spawnChild } from './live-fixture.ts';
import type { LiveCatalog } from './live-fixture.ts';
import { claim, livingOwner, readOwner, release } from './owner.ts';
import { emptyStatus } from './status.ts';
import { summary } from './summary.ts';

/** Volumes that go and return, that tell no changes, and catalogs that more than one process wants to keep. */

let live: LiveCatalog | null = null;
afterEach(async () => {
  await live?.close();
  live = null;
});

const entriesOf = (catalog: LiveCatalog): readonly number[] => {
  const db = openCatalogReader(catalog.path);
  try {
    return db === null ? [] : summary(db).volumes.map(({ entries }) => entries);
  } finally {
    db?.close();
  }
};

it('[Q9] a catalog that is built again keeps what it knows of a volume that is away', async () => {
  const catalog = (live = openLive({
    fill: (members) => members.forEach(({ root, id }) => writeFileSync(join(root, `of ${id}`), id)),
  }));
  await catalog.until(({ state }) => state === 'fresh');
  catalog.setOnline(['one']);
  await catalog.until(({ perVolume }) => perVolume[1]?.state === 'offline');
  await catalog.link.call({ t: 'rebuild', pool: 'pool' });
  const built = await catalog.until(({ state, entries }) => state === 'fresh' && entries === 2);
  expect(built.perVolume.map(({ state, entries }) => [state, entries])).toEqual([
    ['live', 1],
    ['offline', 1],
  ]);
  catalog.setOnline(['one', 'two']);
  await catalog.until(({ perVolume }) => perVolume[1]?.state === 'live');
  await catalog.equal();
});

it('[Q27] a volume that goes keeps its entries; when it returns, what happened meanwhile is found', async () => {
  const catalog = (live = openLive({
    fill: (members) => {
      for (const { root, id } of members) {
        mkdirSync(join(root, 'photos'));
        for (let n = 0; n < 5; n += 1) writeFileSync(join(root, 'photos', `${id}${String(n)}`), id);
      }
    },
  }));
  await catalog.until(({ state }) => state === 'fresh');
  const root = catalog.members[0]?.root ?? '';
  const before = Date.now();
  renameSync(root, `${root}.away`);
  // As an unmounted disk leaves it: the folder is there, and empty.
  mkdirSync(root);
  const away = await catalog.until(({ perVolume }) => perVolume[0]?.state === 'offline');
  expect(away).toMatchObject({ state: 'fresh', entries: 10 });
  expect(away.perVolume[0]?.seenMs).toBeGreaterThan(before - 60_000);
  expect(away.perVolume[0]?.problem).toMatch(/marker|not there|mounted/);
  expect(entriesOf(catalog)).toEqual([5, 5]);
  // The host sees it as well.
  catalog.setOnline(['two']);
  const told = await catalog.until(({ perVolume }) => perVolume[0]?.problem === 'away');
  expect(told.perVolume.map(({ state }) => state)).toEqual(['offline', 'live']);

  rmSync(join(`${root}.away`, 'photos', 'one3'));
  appendFileSync(join(`${root}.away`, 'photos', 'one4'), 'changed in place while it was away');
  writeFileSync(join(`${root}.away`, 'new'), '');
  rmSync(root, { recursive: true });
  renameSync(`${root}.away`, root);
  catalog.setOnline(['one', 'two']);
  await catalog.until(({ perVolume }) => perVolume.every(({ state }) => state === 'live'));
  await catalog.equal();
});

it('[Q27] where another volume is, nothing is read', async () => {
  const catalog = (live = openLive({ fill: ([one]) => writeFileSync(join(one?.root ?? '', 'mine'), '') }));
  await catalog.until(({ state }) => state === 'fresh');
  const [one, two] = catalog.members.map(({ root }) => root);
  renameSync(one ?? '', `${one ?? ''}.away`);
  execFileSync('cp', ['-r', two ?? '', one ?? '']);
  writeFileSync(join(one ?? '', 'of the other one'), '');
  const status = await catalog.until(({ perVolume }) => perVolume[0]?.state === 'offline');
  expect(status.perVolume[0]?.problem).toMatch(/another volume|mounted anew/);
  await sleep(2_500);
  expect(entriesOf(catalog)).toEqual([1, 0]);
});

it('[Q28] a volume that tells no changes is looked at again and again, and the status says so', async () => {
  const catalog = (live = openLive({
    change: (volume) => ({ ...volume, network: volume.id === 'one' }),
    times: { polledMs: 300, firstAllMs: 300, allMs: 1_000 },
  }));
  const status = await catalog.until(({ state }) => state === 'fresh');
  expect(status.perVolume.map(({ state }) => state)).toEqual(['polled', 'live']);
  expect(status.perVolume[0]?.problem).toBe('its file system tells no changes');
  const root = catalog.members[0]?.root ?? '';
  mkdirSync(join(root, 'a', 'b'), { recursive: true });
  writeFileSync(join(root, 'a', 'b', 'deep'), '');
  await catalog.equal();
  appendFileSync(join(root, 'a', 'b', 'deep'), 'in place');
  await catalog.equal();
});

it('[Q28] where the system watches no more folders, the rest is looked at again and again', async () => {
  const catalog = (live = openLive({
    volumes: ['one'],
    times: { mostFolders: 2, polledMs: 300, firstAllMs: 300, allMs: 1_000 },
    fill: ([one]) => mkdirSync(join(one?.root ?? '', 'a', 'b', 'c'), { recursive: true }),
  }));
  const status = await catalog.until(({ state }) => state === 'fresh');
  expect(status.perVolume[0]).toMatchObject({
    state: 'polled',
    problem: 'CFS watches no more than 2 folders of a disk',
  });
  const root = catalog.members[0]?.root ?? '';
  writeFileSync(join(root, 'watched'), '');
  writeFileSync(join(root, 'a', 'b', 'c', 'not watched'), '');
  mkdirSync(join(root, 'a', 'new', 'deeper'), { recursive: true });
  writeFileSync(join(root, 'a', 'new', 'deeper', 'file'), '');
  await catalog.equal();
  renameSync(join(root, 'a', 'b'), join(root, 'moved'));
  appendFileSync(join(root, 'moved', 'c', 'not watched'), 'in place');
  await catalog.equal();
});

it('[Q28] when more happens at once than the system tells, everything is read again', async () => {
  const catalog = (live = openLive({ times: { mostEvents: 10, firstAllMs: 600_000 } }));
  await catalog.until(({ state }) => state === 'fresh');
  const root = catalog.members[0]?.root ?? '';
  mkdirSync(join(root, 'a'));
  await catalog.equal();
  execFileSync('sh', ['-c', 'for n in $(seq 300); do echo x > f$n; done; mkdir -p x/y/z; echo y > x/y/z/w'], {
    cwd: join(root, 'a'),
  });
  await catalog.equal();
  for (let n = 1; n <= 100; n += 1) appendFileSync(join(root, 'a', `f${String(n)}`), 'in place');
  await catalog.equal();
  await catalog.until(({ perVolume }) => perVolume[0]?.state === 'live');
});

it('[Q29] one process keeps a catalog; another one reads it, follows, and takes over when the first ends', async () => {
  const catalog = (live = openLive({ fill: ([one]) => writeFileSync(join(one?.root ?? '', 'first'), '') }));
  await catalog.until(({ state }) => state === 'fresh');
  let told = emptyStatus;
  const other = openCatalogLink(
    () => spawnChild().process,
    (_pool, status) => (told = status),
  );
  try {
    other.setPools(catalog.pools());
    await expect.poll(() => told.state, { timeout: 20_000 }).toBe('fresh');
    const root = catalog.members[0]?.root ?? '';
    writeFileSync(join(root, 'second'), '');
    await expect.poll(() => told.entries, { timeout: 20_000 }).toBe(2);
    const read = await other.call({ t: 'read', path: catalog.path, name: 'summary', input: {} });
    expect(read).toMatchObject({ entries: 2 });
    await expect(other.call({ t: 'rebuild', pool: 'pool' })).rejects.toMatchObject({ code: 'busy' });

    const db = openCatalogReader(catalog.path);
    const first = db === null ? null : readOwner(db)?.process.pid;
    db?.close();
    expect(first).toBe(catalog.pids[0]);
    catalog.link.close();
    writeFileSync(join(root, 'third'), '');
    await expect.poll(() => told.entries, { timeout: 20_000 }).toBe(3);
    await other.call({ t: 'rebuild', pool: 'pool' });
    await catalog.equal();
  } finally {
    other.close();
  }
});

it('[Q29] the owner is the one that lives: a dead one and one that was silent too long are followed by the next', () => {
  const catalog = (live = openLive({ volumes: [] }));
  catalog.link.close();
  const db = openCatalogWriter(join(catalog.base, 'owned.db'));
  expect(livingOwner(db)).toBeNull();
  expect(claim(db, 1_000)).toBe(true);
  expect(livingOwner(db, 1_000_000_000)?.process.pid).toBe(process.pid);
  const other = (owner: object): void => {
    const here = readOwner(db)?.process;
    const text = JSON.stringify({ process: { ...here, ...owner }, beatMs: 5_000 });
    db.run("UPDATE meta SET value = ? WHERE key = 'owner'", text);
  };
  other({ pid: 1, start: '1' });
  // Another process has its number by now.
  expect(claim(db, 6_000)).toBe(true);
  other({ host: 'another computer' });
  expect(claim(db, 6_000)).toBe(false);
  expect(claim(db, 5_000 + 61_000)).toBe(true);
  release(db);
  expect(readOwner(db)).toBeNull();
  db.close();
});

it('[Q30] a catalog whose file is damaged is built again, and says so until then', async () => {
  const catalog = (live = openLive({ fill: ([one]) => writeFileSync(join(one?.root ?? '', 'first'), '') }));
  await catalog.until(({ state }) => state === 'fresh');
  catalog.link.close();
  await sleep(200);
  writeFileSync(catalog.path, 'x'.repeat(40_000));
  rmSync(`${catalog.path}-wal`, { force: true });
  let told = emptyStatus;
  const again = openCatalogLink(
    () => spawnChild().process,
    (_pool, status) => (told = status),
  );
  try {
    again.setPools(catalog.pools());
    await expect.poll(() => told.state, { timeout: 20_000 }).toBe('fresh');
    await catalog.equal();
  } finally {
    again.close();
  }
});

it('[Q30] what keeps the file from being used is told in words, and building it again works once that is gone', async () => {
  const catalog = (live = openLive({ fill: ([one]) => writeFileSync(join(one?.root ?? '', 'first'), '') }));
  await catalog.until(({ state }) => state === 'fresh');
  catalog.link.close();
  await sleep(200);
  for (const end of ['', '-wal', '-shm']) rmSync(`${catalog.path}${end}`, { force: true });
  mkdirSync(catalog.path);
  let told = emptyStatus;
  const again = openCatalogLink(
    () => spawnChild().process,
    (_pool, status) => (told = status),
  );
  try {
    again.setPools(catalog.pools());
    await expect.poll(() => told.state, { timeout: 20_000 }).toBe('off');
    expect(told.problem).toContain(`Opening the catalog ${catalog.path}: it is a folder: check the disk`);
    // Nobody else keeps it, so that is not what is said.
    await expect(again.call({ t: 'rebuild', pool: 'pool' })).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(`Removing the catalog ${catalog.path}: `) as string,
    });
    rmdirSync(catalog.path);
    await again.call({ t: 'rebuild', pool: 'pool' });
    await expect.poll(() => told.state, { timeout: 20_000 }).toBe('fresh');
    await catalog.equal();
  } finally {
    again.close();
  }
});
