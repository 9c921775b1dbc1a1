import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
let db: CatalogWriter | null = null;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-search-'));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk));
    await cfs.ok('volume', 'add', join(base, disk), '--name', disk, '--reserve', '0');
  }
  write('disk1/photos/Beach.jpg', 1_000, 1_600_000_000);
  write('disk2/photos/Beach.jpg', 2_000, 1_700_000_000);
  write('disk1/photos/beach house/plan.pdf', 10);
  write('disk2/music/On the beach.mp3', 5_000_000);
  write('disk2/music/[1] a-b.mp3', 5);
  write('disk1/\u00dc/Straße.txt', 5);
  symlinkSync('/nowhere', join(base, 'disk1', 'beach link'));
});
afterEach(() => {
  db?.close();
  db = null;
  rmSync(base, { recursive: true, force: true });
});

function write(path: string, bytes: number, seconds = 1_700_000_000): void {
  mkdirSync(join(base, path, '..'), { recursive: true });
  writeFileSync(join(base, path), Buffer.alloc(bytes, 1));
  utimesSync(join(base, path), seconds, seconds);
}

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

const byPath = (entries: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] =>
  entries.toSorted((a, b) => (String(a['path']) < String(b['path']) ? -1 : 1));

/** The same entries. The catalog keeps times to the microsecond. */
function expectSame(
  known: readonly Record<string, unknown>[],
  walked: readonly Record<string, unknown>[],
  hint?: string,
): void {
  const wanted = byPath(walked);
  const near = (time: unknown): unknown => expect.closeTo(Number(time), 2);
  expect(byPath(known), hint).toEqual(wanted.map((entry) => ({ ...entry, mtimeMs: near(entry['mtimeMs']) })));
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

test('[Q63] search prints paths best first, as ls does with --json and -l, and figures', async () => {
  await keep();
  const found = ['/photos/Beach.jpg', '/photos/beach house', '/beach link', '/music/On the beach.mp3'];
  expect(lines(await cfs.ok('search', 'beach')).toSorted()).toEqual(
    [...found, '/photos/beach house/plan.pdf'].toSorted(),
  );
  expect(lines(await cfs.ok('search', 'beach', '--in', '/music'))).toEqual(['/music/On the beach.mp3']);
  expect(lines(await cfs.ok('search', 'BEACH', '*.jpg'))).toEqual(['/photos/Beach.jpg']);
  expect(lines(await cfs.ok('search', 'in:/photos/beach house', 'type:file'))).toEqual([
    '/photos/beach house/plan.pdf',
  ]);
  expect(lines(await cfs.ok('search', '--sort', 'size', '--reverse', 'type:audio'))).toEqual([
    '/music/On the beach.mp3',
    '/music/[1] a-b.mp3',
  ]);
  expect(await cfs.ok('search', 'beach', '-0', 'type:image')).toBe('/photos/Beach.jpg\0');
  expect(await cfs.objects('search', 'is:conflict')).toEqual([
    {
      path: '/photos/Beach.jpg',
      name: 'Beach.jpg',
      type: 'file',
      size: 2_000,
      mtimeMs: 1_700_000_000_000,
      mode: 0o644,
      volumes: ['disk1', 'disk2'],
      conflict: true,
      offline: false,
    },
  ]);
  expect(await cfs.ok('search', '-l', 'jpg')).toMatch(
    /^-rw-r--r-- +2.00 KB +\S+ \S+ +disk1,disk2 \(conflict\) +\/photos/,
  );
  expect(await cfs.ok('search', '--count', 'beach')).toBe('5\n');
  const [figures] = await cfs.objects('search', '--count', 'type:audio');
  expect(figures).toMatchObject({ count: 2, bytes: 5_000_005, volumes: [{ volume: 'disk2', count: 2 }] });
  expect(await cfs('search', 'beach', '--limit', '1')).toMatchObject({
    code: 0,
    err: 'cfs: 5 found, the first 1 are printed\n',
  });
  expect(await cfs.ok('search', '--', 'beach', '-type:folder', '-mp3', '-jpg', '-pdf')).toBe('/beach link\n');
  expect(await cfs.ok('search', 'nothing like it')).toBe('');
});

test('[Q63] search says what it left out, what cannot be asked at all is 2', async () => {
  await keep();
  const { code, err, out } = await cfs('search', 'jpg', 'size:many');
  expect({ code, out }).toEqual({ code: 0, out: '/photos/Beach.jpg\n' });
  expect(err).toContain('left out: size: "many" is no size');
  expect(await cfs('search', 'type:foo')).toMatchObject({ code: 2, out: '' });
  expect(await cfs('search', '')).toMatchObject({ code: 2, out: '' });
});

test('[Q65] a volume that there is none of is left out and told', async () => {
  await cfs.ok('index');
  const { code, out, err } = await cfs('search', 'volume:disk9', 'type:file', '--limit', '1');
  expect({ code, found: out.split('\n').length }).toEqual({ code: 0, found: 2 });
  expect(err).toContain('left out: volume:disk9: there is no such volume; there are disk1, disk2.');
  expect(await cfs('search', 'volume:disk9')).toMatchObject({ code: 2, out: '' });
});

test('[Q63] search tells how old the catalog is and which volumes are away, and reads a pool that has none', async () => {
  const first = await cfs('search', 'beach', 'mp3');
  expect(first).toMatchObject({ code: 0, out: '/music/On the beach.mp3\n' });
  expect(first.err).toBe('cfs: there is no catalog yet: the volumes are read now, once\n');
  write('disk2/music/Second beach.mp3', 1);
  const second = await cfs('search', 'beach', 'mp3');
  // What came since is not known, and it is said.
  expect(second).toMatchObject({ code: 0, out: '/music/On the beach.mp3\n' });
  expect(second.err).toContain('the catalog is of a moment ago: what changed since is not seen; "cfs index" brings');
  renameSync(join(base, 'disk2'), join(base, 'away'));
  const third = await cfs('search', 'beach', 'mp3', '--json');
  expect(JSON.parse(third.out)).toMatchObject({ path: '/music/On the beach.mp3', offline: true, volumes: ['disk2'] });
  expect(third.err).toContain('disk2 is not connected: it is searched as it was when it was last seen');
});

test('[Q64] find from a catalog that is up to date finds what a walk finds', async () => {
  await keep();
  const conditions = [
    ['--name', '*.jpg'],
    ['--name', '*each*'],
    ['--name', 'Beach.jpg'],
    ['--name', 'beach.jpg'],
    ['--name', '[[]1] a?b.mp3'],
    ['--name', 'Stra?e.txt'],
    ['--name', '?'],
    ['--name', '-*'],
    ['--larger', '1K'],
    ['--newer', '2021-01-01', '--type', 'f'],
    ['--name', '*', '--type', 'l'],
    ['--name', 'p*', '--type', 'd'],
  ];
  for (const condition of conditions) {
    for (const start of ['/', '/photos', '/photos/Beach.jpg']) {
      const walked = await cfs.objects('find', start, ...condition, '--walk');
      const known = await cfs.objects('find', start, ...condition);
      expectSame(known, walked, `${start} ${condition.join(' ')}`);
    }
  }
  expect(await cfs('find', '/missing', '--name', 'x')).toMatchObject({ code: 3 });
  // It is the catalog that answers: what it does not know yet is not found, unless one looks.
  write('disk1/late.jpg', 1);
  expect(await cfs.ok('find', '--name', '*.jpg')).toBe('/photos/Beach.jpg\n');
  expect(lines(await cfs.ok('find', '--name', '*.jpg', '--walk'))).toHaveLength(2);
  expect((await cfs('find', '--name', '*.jpg', '-v')).err).toMatch(/from the catalog/);
  // All there is comes from the volumes.
  expect(await cfs.ok('find')).toContain('/late.jpg');
});

test('[Q64] find looks at the volumes where the catalog is old, small or does not know one, and says so when it is old', async () => {
  await keep({ state: 'stale' });
  write('disk1/late.jpg', 1);
  const old = await cfs('find', '--name', 'late*');
  expect(old).toMatchObject({ code: 0, out: '/late.jpg\n' });
  expect(old.err).toMatch(
    /^cfs: the catalog is of [\d,]+ days ago, so the volumes are looked through; "cfs index" brings/,
  );
  db?.close();
  await rmCatalog();
  await keep({ entries: 100 });
  write('disk1/later.jpg', 1);
  expect(await cfs.ok('find', '--name', 'later*')).toBe('/later.jpg\n');
});

async function rmCatalog(): Promise<void> {
  const [pool] = (await cfs.objects('pool', 'show')) as [{ id: string }];
  for (const end of ['', '-wal', '-shm']) rmSync(`${catalogPath(join(base, 'home'), pool.id)}${end}`, { force: true });
}
