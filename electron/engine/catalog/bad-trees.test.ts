import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import { openCatalogWriter } from './database.ts';
import type { CatalogWriter } from './database.ts';
import type { FillMember } from './fill.ts';
import { KnownFolders, readKnownFolders } from './known-folders.ts';
import { ListingReader } from './listing.ts';
import { contentsOf, expectedOf, makeVolume, scanInto } from './store-fixture.ts';
import { openStore } from './store.ts';
import type { CatalogStore } from './store.ts';
import { problems, summary } from './summary.ts';
import { walkVolume } from './walk-volume.ts';

let folder: string;
let member: FillMember;
let db: CatalogWriter;
let store: CatalogStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-trees-'));
  member = makeVolume(join(folder, 'disk'), 'disk');
  db = openCatalogWriter(join(folder, 'catalog.db'));
  store = openStore(db);
});
afterEach(() => {
  db.close();
  // rmSync takes no paths beyond PATH_MAX.
  execFileSync('rm', ['-rf', folder]);
});

const later = (): number => Date.now() + 3_600_000;

function scan(options: Parameters<typeof scanInto>[2] = {}): ReturnType<typeof scanInto> {
  const walked = scanInto(store, member, options);
  store.finishFill();
  return walked;
}

test('[Q5] folders below the longest path of the system are read like all others', () => {
  const name = 'd'.repeat(250);
  let fd = openSync(member.root, 'r');
  for (let depth = 0; depth < 40; depth += 1) {
    mkdirSync(`/proc/self/fd/${String(fd)}/${name}`);
    writeFileSync(`/proc/self/fd/${String(fd)}/file${String(depth)}`, 'x');
    const next = openSync(`/proc/self/fd/${String(fd)}/${name}`, 'r');
    closeSync(fd);
    fd = next;
  }
  closeSync(fd);
  expect(scan()).toMatchObject({ folders: 41, problems: 0 });
  expect(summary(db)).toMatchObject({ entries: 40, folders: 40 });
  expect(db.get('SELECT max(length(path)) AS longest FROM folder')).toEqual({ longest: 40 * 251 });
  expect(scan({ now: later })).toMatchObject({ folders: 41 });
  expect(scan({ now: later })).toMatchObject({ folders: 41, read: 0 });
});

test('[Q5] a folder with very many names is taken over in parts, changed and removed in short steps', () => {
  mkdirSync(join(member.root, 'many'));
  const file = (index: number): string => join(member.root, 'many', `f${String(index).padStart(5, '0')}`);
  for (let index = 0; index < 5_000; index += 1) writeFileSync(file(index), '');
  scan();
  expect(contentsOf(db)).toEqual(expectedOf([member]));
  for (let index = 0; index < 5_000; index += 3) rmSync(file(index));
  for (let index = 1; index < 5_000; index += 300) mkdirSync(`${file(index)}-folder`);
  writeFileSync(join(member.root, 'many', 'a'), 'first');
  writeFileSync(join(member.root, 'many', 'z'), 'last');
  scan({ what: 'all' });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
  rmSync(join(member.root, 'many'), { recursive: true });
  scan({ what: 'all' });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
  expect(summary(db)).toMatchObject({ entries: 0, folders: 0 });
});

test('[Q5] links that lead round in circles are entries, and are not followed', () => {
  mkdirSync(join(member.root, 'a'));
  symlinkSync('..', join(member.root, 'a', 'up'));
  symlinkSync('loop', join(member.root, 'loop'));
  expect(scan()).toMatchObject({ folders: 2, problems: 0 });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
});

test('[Q5] times of the far future and the far past are kept, and nothing relies on them', () => {
  mkdirSync(join(member.root, 'a'));
  for (const [name, seconds] of [
    ['future', 32_503_680_000],
    ['past', -2_000_000_000],
    ['zero', 0],
  ] as const) {
    writeFileSync(join(member.root, 'a', name), name);
    utimesSync(join(member.root, 'a', name), seconds, seconds);
  }
  utimesSync(join(member.root, 'a'), 32_503_680_000, 32_503_680_000);
  scan({ now: later });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
  // A name came, and the time of the folder was put back: its ctime tells.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);
  writeFileSync(join(member.root, 'a', 'more'), 'more');
  utimesSync(join(member.root, 'a'), 32_503_680_000, 32_503_680_000);
  scan({ now: later });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
});

test('[Q5] what is younger than the clock of file systems is exact, or of the future, is read again', () => {
  mkdirSync(join(member.root, 'a'));
  expect(scan({ now: later })).toMatchObject({ read: 2 });
  expect(scan({ now: later })).toMatchObject({ read: 0 });
  // The clock was set back after the folders were made, or they were made just now.
  expect(scan({ what: 'all', now: () => Date.now() - 86_400_000 })).toMatchObject({ read: 2 });
  expect(scan({ now: later })).toMatchObject({ read: 2 });
  expect(scan({ what: 'all', now: () => Date.now() })).toMatchObject({ read: 2 });
  expect(scan({ now: () => Date.now() })).toMatchObject({ read: 2 });
});

test('[Q6] nothing that is read while the volume is not there, or another one is, reaches the catalog', () => {
  for (let index = 0; index < 20; index += 1) {
    mkdirSync(join(member.root, `d${String(index)}`));
    writeFileSync(join(member.root, `d${String(index)}`, 'file'), 'x');
  }
  scan();
  const before = contentsOf(db);
  const { root, id } = member;
  const walk = walkVolume({ root, id, what: 'all', known: readKnownFolders(db, 1), batchNames: 1 });
  const first = walk.next();
  expect(first.done).toBe(false);
  renameSync(root, join(folder, 'gone'));
  makeVolume(root, 'other');
  expect(() => walk.next()).toThrow(/the volume is not there/);
  rmSync(root, { recursive: true });
  mkdirSync(root);
  expect(() => scan({ what: 'all' })).toThrow(/the volume is not there/);
  rmSync(root, { recursive: true });
  expect(() => scan({ what: 'all' })).toThrow(/the volume is not there/);
  expect(contentsOf(db)).toEqual(before);
});

test('[Q6] what a listing would remove is known before it is taken over', () => {
  mkdirSync(join(member.root, 'tree', 'deep'), { recursive: true });
  for (let index = 0; index < 10; index += 1)
    writeFileSync(join(member.root, 'tree', 'deep', `f${String(index)}`), 'x');
  writeFileSync(join(member.root, 'stays'), 'x');
  writeFileSync(join(member.root, 'goes'), 'x');
  scan();
  rmSync(join(member.root, 'tree'), { recursive: true });
  rmSync(join(member.root, 'goes'));
  const before = contentsOf(db);
  const batches = [...walkVolume({ root: member.root, id: 'disk', what: ['/'], known: new KnownFolders() })];
  expect(batches).toHaveLength(1);
  const [batch = new ArrayBuffer(0)] = batches;
  const losses = store.losses(1, batch);
  expect(
    losses.map(({ folder: path, copies, folders }) => [path, copies.length, folders.map((one) => one.path)]),
  ).toEqual([['/', 1, ['/tree']]]);
  expect(contentsOf(db)).toEqual(before);
  expect(store.apply(1, batch)).toEqual({ added: 0, changed: 0, removed: 13 });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
});

/** Root reads everything: another user tries. */
const unprivileged = process.getuid?.() === 0 ? 65_534 : null;

test('[Q5] what cannot be read is told once per folder, what was known of it stays, and it is read when it can be', () => {
  for (const path of ['open', 'closed/inside', 'nameless']) mkdirSync(join(member.root, path), { recursive: true });
  for (const path of ['open/a', 'closed/b', 'closed/inside/c', 'nameless/d'])
    writeFileSync(join(member.root, path), path);
  scan();
  const before = contentsOf(db);
  // Not even the names; and the names without anything about them.
  chmodSync(join(member.root, 'closed'), 0o000);
  chmodSync(join(member.root, 'nameless'), 0o744);
  chmodSync(folder, 0o755);
  const packed = join(folder, 'batches');
  writeFileSync(packed, '');
  chmodSync(packed, 0o666);
  const script = `
    import { appendFileSync } from 'node:fs';
    import { KnownFolders } from ${JSON.stringify(new URL('./known-folders.ts', import.meta.url).href)};
    import { walkVolume } from ${JSON.stringify(new URL('./walk-volume.ts', import.meta.url).href)};
    const known = new KnownFolders();
    for (const batch of walkVolume({ root: ${JSON.stringify(member.root)}, id: 'disk', what: 'all', known })) {
      appendFileSync(${JSON.stringify(packed)}, new Uint8Array(batch));
    }`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(unprivileged === null ? {} : { uid: unprivileged, gid: unprivileged }),
  });
  const batch = Uint8Array.from(readFileSync(packed)).buffer;
  const seen: string[] = [];
  const reader = new ListingReader(batch);
  for (let part = reader.part(); part !== null; part = reader.part()) if (part.problem !== null) seen.push(part.path);
  expect(seen.sort()).toEqual(['/closed', '/nameless']);
  expect(store.apply(1, batch)).toEqual({ added: 0, changed: 0, removed: 0 });
  expect(problems(db, { limit: 10 })).toMatchObject([
    { volume: 'disk', path: '/closed', code: 'EACCES' },
    { volume: 'disk', path: '/nameless', code: 'EACCES' },
  ]);
  const entries = (contents: unknown): unknown => (contents as { readonly entries: unknown }).entries;
  expect(entries(contentsOf(db))).toEqual(entries(before));
  // By the one who may read it, whatever the times of folders say.
  scan({ now: later });
  expect(problems(db, { limit: 10 })).toEqual([]);
  expect(contentsOf(db)).toEqual(expectedOf([member]));
});

const noMounts = whyNotMounted('tmpfs');

test.skipIf(noMounts !== null)(
  `[Q2] what is mounted in a volume is not of it, but for a file that lies on a file${noMounts === null ? '' : ` (skipped: ${noMounts})`}`,
  () => {
    const other = mountNew('tmpfs');
    const target = join(member.root, 'mounted');
    const file = join(member.root, 'file');
    mkdirSync(target);
    writeFileSync(join(target, 'hidden'), 'x');
    writeFileSync(file, 'x');
    writeFileSync(join(other.path, 'elsewhere'), 'from elsewhere');
    execFileSync('mount', ['--bind', other.path, target]);
    execFileSync('mount', ['--bind', join(other.path, 'elsewhere'), file]);
    try {
      scan();
      expect(contentsOf(db)).toEqual(expectedOf([member]));
      expect(summary(db)).toMatchObject({ entries: 1, folders: 0 });
      expect(db.all('SELECT size FROM entry')).toEqual([{ size: 'from elsewhere'.length }]);
    } finally {
      execFileSync('umount', [target]);
      execFileSync('umount', [file]);
      other.unmount();
    }
    scan({ what: 'all' });
    expect(contentsOf(db)).toEqual(expectedOf([member]));
    expect(summary(db)).toMatchObject({ entries: 2, folders: 1 });
  },
);
