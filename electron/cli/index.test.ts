import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openCatalogWriter } from '../engine/catalog/database.ts';
import { spawnChild } from '../engine/catalog/live-fixture.ts';
import { emptyStatus, publish } from '../engine/catalog/status.ts';
import { openEngine } from '../engine/engine.ts';
import { isGone, ownProcess, processStart } from '../engine/volume/parts.ts';
import { shareJobs } from '../host/share-jobs.ts';
import { testCli } from './run-fixture.ts';

// A busy machine starts few processes and threads in a second.
vi.setConfig({ testTimeout: 180_000 });

let base = '';
let cfs: ReturnType<typeof testCli>;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-index-'));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk, 'photos'), { recursive: true });
    writeFileSync(join(base, disk, 'photos', `of ${disk}.jpg`), disk);
    await cfs.ok('volume', 'add', join(base, disk), '--name', disk, '--reserve', '0');
  }
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('[Q4] cfs index brings the catalog up to date and says what it found, also of volumes that are away', async () => {
  expect((await cfs.objects('index', '--status')).at(-1)).toMatchObject({ summary: { state: 'none', entries: 0 } });
  const first = await cfs('index');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^2 entries in 1 folder: 4 new, 0 changed, 0 gone \(4 of 4 folders read, /);

  writeFileSync(join(base, 'disk1', 'photos', 'more.jpg'), 'more');
  expect((await cfs.objects('index')).at(-1)).toMatchObject({ summary: { entries: 3, rebuilt: false } });

  renameSync(join(base, 'disk2'), join(base, 'away'));
  const away = await cfs('index');
  expect(away).toMatchObject({ code: 0 });
  expect(away.err).toMatch(/^cfs: disk2 is not connected \(.+\): what is known of it is kept\n$/);
  expect(away.out).toMatch(/^3 entries in 1 folder: 0 new/);
  const status = await cfs.objects('index', '--status');
  expect(status).toMatchObject([
    { volume: 'disk1', entries: 2, problem: expect.any(String) as string },
    { volume: 'disk2', state: 'offline', entries: 1 },
    { summary: { entries: 3 } },
  ]);
});

test('[Q9] --rebuild keeps what is known of volumes that are away, unless the file is damaged', async () => {
  await cfs.ok('index');
  renameSync(join(base, 'disk2'), join(base, 'away'));
  expect((await cfs('index', '--rebuild')).err).toContain('disk2 is not connected');
  expect(await cfs.objects('index', '--status')).toMatchObject([
    { volume: 'disk1', entries: 1 },
    { volume: 'disk2', state: 'offline', entries: 1 },
    { summary: { entries: 2 } },
  ]);
  expect((await cfs('ls', '/photos')).out.split('\n')).toContain('of disk2.jpg');
  const [{ id }] = (await cfs.objects('pool', 'show')) as [{ id: string }];
  writeFileSync(join(base, 'home', 'catalog', `${id}.db`), Buffer.alloc(20_000, 'no database at all '));
  await cfs('index', '--rebuild');
  expect((await cfs.objects('index', '--status')).at(-1)).toMatchObject({ summary: { entries: 1 } });
});

test('[Q4] a damaged catalog is built again, which is said once; --rebuild does it at will', async () => {
  await cfs.ok('index');
  const [summary] = (await cfs.objects('pool', 'show')) as [{ id: string }];
  writeFileSync(join(base, 'home', 'catalog', `${summary.id}.db`), Buffer.alloc(20_000, 'no database at all '));
  const built = await cfs('index');
  expect(built).toMatchObject({ code: 0, err: 'cfs: the catalog was built from nothing: its file was damaged\n' });
  expect(built.out).toMatch(/^2 entries in 1 folder: 4 new/);
  expect(await cfs('index')).toMatchObject({ code: 0, err: '' });
  const again = await cfs('index', '--rebuild');
  expect(again).toMatchObject({ code: 0, err: 'cfs: the catalog was built from nothing: it was asked for\n' });
  expect(again.out).toMatch(/^2 entries in 1 folder: 4 new/);
  // Pages in the middle, which nothing has asked for yet.
  const file = join(base, 'home', 'catalog', `${summary.id}.db`);
  const pages = readFileSync(file);
  pages.fill(0xff, 3 * 4096, 12 * 4096);
  writeFileSync(file, pages);
  expect(await cfs('index', '--full')).toMatchObject({
    code: 0,
    err: 'cfs: the catalog was built from nothing: its file was damaged\n',
  });
});

test('[Q4] when much vanished from a volume at once, it stays until it is confirmed; what only moved goes', async () => {
  const many = join(base, 'disk1', 'many');
  mkdirSync(many);
  for (let file = 0; file < 1_500; file += 1) writeFileSync(join(many, `f${String(file)}`), String(file));
  await cfs.ok('index');
  renameSync(many, join(base, 'disk1', 'elsewhere'));
  expect((await cfs.objects('index', '--full')).at(-1)).toMatchObject({ summary: { entries: 1_502, folders: 2 } });
  rmSync(join(base, 'disk1', 'elsewhere'), { recursive: true });
  const held = await cfs('index', '--full');
  expect(held.code).toBe(4);
  expect(held.err).toMatch(
    /^cfs: Taking over what is gone from disk1: 1,500 files and 1 folder that were .+ cfs index --confirm disk1\n$/,
  );
  expect(held.out).toMatch(/^1,502 entries in 2 folders: 0 new, 0 changed, 0 gone/);
  const gone = await cfs('index', '--confirm', 'disk1');
  expect(gone).toMatchObject({ code: 0, err: '' });
  expect(gone.out).toMatch(/^2 entries in 1 folder: 0 new, 0 changed, 1,501 gone/);
});

test('[Q8] where a running CFS keeps the catalog, cfs index waits for it, and asks it to build it again', async () => {
  const engine = await openEngine({ home: join(base, 'home'), spawnCatalog: () => spawnChild().process });
  const local = await shareJobs(engine, 'server', '1', { owner: ownProcess(), isGone });
  try {
    const pool = await engine.pool();
    await vi.waitFor(async () => expect(await pool.catalog.status()).toMatchObject({ state: 'fresh', entries: 2 }), {
      timeout: 60_000,
      interval: 100,
    });
    const said = 'cfs: a running CFS keeps the catalog up to date; waiting until it has read everything\n';
    for (const options of [[], ['--rebuild']]) {
      const waited = await cfs('index', ...options);
      expect({ options, code: waited.code, err: waited.err }).toEqual({ options, code: 0, err: said });
      expect(waited.out).toMatch(/^volume +state +entries +read +remark\ndisk1 +live +1 .*\ndisk2 +live +1 .*\n/);
      expect(waited.out).toMatch(/\nup to date: 2 entries in 1 folder\n$/);
    }
    const refused = await cfs('index', '--confirm', 'disk1');
    expect(refused).toMatchObject({ code: 4 });
    expect(refused.err).toMatch(/^cfs: Confirming what is gone from disk1: nothing of it is held back/);
  } finally {
    await local.close();
    await engine.close();
  }
});

test('[Q8] where another cfs index is at work, the second one waits for its end, and does what is left then', async () => {
  await cfs.ok('index');
  const [{ id }] = (await cfs.objects('pool', 'show')) as [{ id: string }];
  const other = spawn('sleep', ['600'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => other.on('exit', resolve));
  try {
    const db = openCatalogWriter(join(base, 'home', 'catalog', `${id}.db`));
    const owner = { ...ownProcess(), pid: other.pid ?? 0, start: processStart(other.pid ?? 0) ?? '' };
    const value = JSON.stringify({ process: owner, beatMs: Date.now() });
    db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('owner', ?)", value);
    publish(db, { ...emptyStatus, state: 'scanning' });
    db.close();
    writeFileSync(join(base, 'disk1', 'later.txt'), 'later');
    let hasEnded = false;
    const second = cfs('index').finally(() => (hasEnded = true));
    await sleep(1_500);
    expect(hasEnded).toBe(false);
    other.kill('SIGKILL');
    const { code, out, err } = await second;
    expect({ code, err }).toEqual({
      code: 0,
      err: 'cfs: a running CFS keeps the catalog up to date; waiting until it has read everything\n',
    });
    expect(out).toMatch(/^3 entries in 1 folder: 1 new/);
  } finally {
    other.kill('SIGKILL');
    await ended;
  }
});

test('[Q8] two at the same moment end with one catalog that is right', async () => {
  for (let file = 0; file < 1_000; file += 1) writeFileSync(join(base, 'disk2', 'photos', `f${String(file)}`), '');
  const both = await Promise.all([cfs('index'), cfs('index')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  for (const { out } of both) expect(out).toMatch(/^1,002 entries in 1 folder: /);
  expect((await cfs.objects('index', '--full')).at(-1)).toMatchObject({ summary: { entries: 1_002, folders: 1 } });
  expect((await cfs.objects('index', '--full'))[0]).toMatchObject({ added: 0, changed: 0, removed: 0 });
});
