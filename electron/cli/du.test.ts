import { execFile } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CatalogStatus } from '../../shared/model.ts';
import { catalogPath, openCatalogWriter } from '../engine/catalog/database.ts';
import type { CatalogWriter } from '../engine/catalog/database.ts';
import { fillFrom } from '../engine/catalog/fill.ts';
import { claim } from '../engine/catalog/owner.ts';
import { emptyStatus, publish } from '../engine/catalog/status.ts';
import { testCli } from './run-fixture.ts';

let base = '';
let cfs: ReturnType<typeof testCli>;
let db: CatalogWriter;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-du-'));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk, 'a', 'deep', '10'), { recursive: true });
    await cfs.ok('volume', 'add', join(base, disk), '--name', disk, '--reserve', '0');
  }
});
afterEach(() => {
  db.close();
  rmSync(base, { recursive: true, force: true });
});

const write = (path: string, bytes: number, seconds = 1_700_000_000): void => {
  writeFileSync(join(base, path), Buffer.alloc(bytes, 1));
  utimesSync(join(base, path), seconds, seconds);
};

/** A catalog of what is there now, which a process (this one) keeps up to date, of a pool that is not small. */
async function keep(change: Partial<CatalogStatus> = {}): Promise<void> {
  const [pool] = (await cfs.objects('pool', 'show')) as [
    { id: string; volumes: { id: string; name: string; root: string }[] },
  ];
  db = openCatalogWriter(catalogPath(join(base, 'home'), pool.id));
  fillFrom(db, pool.volumes);
  claim(db);
  const perVolume = pool.volumes.map(({ id, name }) => ({
    ...{ volume: name, id, state: 'live' as const, entries: 10_000, scannedMs: 1, seenMs: 1, problem: null },
    ...{ unreadable: [], heldBack: null },
  }));
  publish(db, { ...emptyStatus, state: 'fresh', entries: 20_000, folders: 9, scannedMs: 1, perVolume, ...change });
}

test('[Q87] du from a catalog that is up to date prints what a walk prints', async () => {
  write('disk1/a/one', 1_000);
  write('disk1/a/both', 500);
  write('disk2/a/both', 500);
  // The newer one opens; of two with one time, the first in the pool.
  write('disk1/a/differ', 10, 1_600_000_000);
  write('disk2/a/differ', 7_000, 1_700_000_000);
  write('disk1/a/tie', 20);
  write('disk2/a/tie', 3_000);
  write('disk2/a/deep/10/x', 40_000);
  for (const name of ['9', '2', 'Zoo', 'ape', 'ape 2', 'ape.d']) {
    mkdirSync(join(base, 'disk2', 'a', 'deep', name));
    write(`disk2/a/deep/${name}/f`, 30);
  }
  linkSync(join(base, 'disk1/a/one'), join(base, 'disk1/a/deep/again'));
  symlinkSync('/nowhere', join(base, 'disk1/a/link'));
  symlinkSync('/nowhere/else', join(base, 'disk2/a/link'));
  mkdirSync(join(base, 'disk1', 'lost+found'));
  writeFileSync(join(base, 'disk1', '.DS_Store'), 'not the pool');
  mkdirSync(Buffer.concat([Buffer.from(`${base}/disk1/a/caf`), Buffer.from([0xe9])]));
  await keep();
  const given = [['/'], ['/', '-d', '1'], ['-s', '/a'], ['/a/deep'], ['/a/deep/10']];
  const known: (typeof listed)[] = [];
  for (const words of given) {
    known.push(await cfs.objects('du', ...words));
    // In one walk.
    expect(await cfs.objects('du', '--walk', ...words)).toEqual(known.at(-1));
  }
  // Folder by folder, as in small pools.
  const kept = db.get("SELECT value FROM meta WHERE key = 'status'")?.['value'];
  const status = (JSON.parse(String(kept)) as { status: CatalogStatus }).status;
  publish(db, { ...status, entries: 100 });
  const listed = await cfs.objects('du', '/');
  expect(listed.length).toBeGreaterThan(8);
  for (const [index, words] of given.entries()) expect(await cfs.objects('du', ...words)).toEqual(known[index]);
  publish(db, status);
  expect((await cfs.objects('du', '-s')).at(0)).toMatchObject({ path: '/', size: 49_700, files: 12 });
  // It is the catalog that answers: what it does not know yet is not counted, unless one looks.
  write('disk1/a/new', 5_000);
  expect((await cfs.objects('du', '-s')).at(0)).toMatchObject({ size: 49_700, files: 12 });
  expect((await cfs.objects('du', '-s', '--walk')).at(0)).toMatchObject({ size: 54_700, files: 13 });
  const told = await cfs('du', '-s', '-v');
  expect(told.err).toMatch(/from the catalog/);
});

test.each([
  ['it is not up to date', { state: 'stale' }],
  ['a volume is still being counted', { state: 'scanning' }],
  ['the pool is small', { entries: 19_999 }],
] as const)('[Q87] du walks where %s', async (_, change) => {
  write('disk1/a/one', 1_000);
  await keep(change);
  write('disk1/a/new', 5_000);
  expect((await cfs.objects('du', '-s')).at(0)).toMatchObject({ size: 6_000, files: 2 });
});

test('[Q87] du looks at the volumes where the catalog is damaged, and folder by folder where one is away', async () => {
  write('disk1/a/one', 1_000);
  await keep();
  db.close();
  const [pool] = (await cfs.objects('pool', 'show')) as [{ id: string }];
  const file = catalogPath(join(base, 'home'), pool.id);
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
  writeFileSync(file, 'no catalog at all, but long enough to be taken for one. '.repeat(200));
  expect((await cfs.objects('du', '-s')).at(0)).toMatchObject({ size: 1_000, files: 1 });
  rmSync(file);
  db = openCatalogWriter(file);
  renameSync(join(base, 'disk2'), join(base, 'away'));
  const away = await cfs('du', '-s', '--json');
  expect(away.code).toBe(1);
  const unread = { folders: 4, before: 0, volumes: ['disk2'], path: '/', why: 'the folder is not there' };
  expect(JSON.parse(away.out)).toEqual({ path: '/', size: 1_000, files: 1, unread });
  expect(away.err).toMatch(/disk2/);
});

test('[Q87] the threads of a walk hold no process when it is over', async () => {
  write('disk1/a/one', 1_000);
  await keep();
  const engine = JSON.stringify(new URL('../engine/engine.ts', import.meta.url).href);
  const home = JSON.stringify(join(base, 'home'));
  const program = `const { openEngine } = await import(${engine});
    const engine = await openEngine({ home: ${home} });
    const pool = await engine.pool();
    for await (const folder of pool.walk('/')) console.log(folder.path);
    await engine.close();
    console.log(JSON.stringify(process.getActiveResourcesInfo()));`;
  writeFileSync(join(base, 'program.mjs'), program);
  const { stdout } = await promisify(execFile)(process.execPath, [join(base, 'program.mjs')]);
  const lines = stdout.trim().split('\n');
  expect(lines).toContain('/a/deep');
  expect(lines.at(-1)).not.toMatch(/MessagePort|Worker/);
});

test('[Q87] du walks where a name is a folder here and a file there, and for a file', async () => {
  write('disk1/a/name', 1_000);
  mkdirSync(join(base, 'disk2/a/name'));
  write('disk2/a/name/in', 300);
  await keep();
  expect(await cfs.objects('du', '/a/name')).toEqual(await cfs.objects('du', '--walk', '/a/name'));
  expect(await cfs.objects('du', '/')).toEqual(await cfs.objects('du', '--walk', '/'));
  expect(await cfs.objects('du', '/a/name/in')).toEqual([{ path: '/a/name/in', size: 300, files: 1 }]);
  expect(await cfs('du', '/none')).toMatchObject({ code: 3 });
});
