import { linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { nameToBytes } from '../../../shared/names.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openMemoryCatalog } from '../catalog/database.ts';
import { fillFrom } from '../catalog/fill.ts';
import { answer } from '../catalog/readers.ts';
import type { ReaderInput, ReaderName, ReaderOutput } from '../catalog/readers.ts';
import { emptyStatus } from '../catalog/status.ts';
import { testMember } from '../pool/fixture.ts';
import { scanMembers } from '../rebalance/scan.ts';
import type { Scanned } from '../rebalance/scan.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { allocatedBelow } from '../volume/walk-disk.ts';
import { countedBytes, isWorthAsking, knownSource, worthKnowing } from './known-contents.ts';
import { openMembers } from './members.ts';
import type { OpenMember } from './members.ts';
import type { VolumeConfig } from '../state/config-shape.ts';
import type { Volume } from '../volume/volume.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What a tree is made of: a path, and what is put there on a volume. */
const thing = fc.record({
  volume: fc.nat({ max: 2 }),
  folders: fc.array(fc.constantFrom('a', 'sub', 'a', 'x\udce9', '@eaDir'), { maxLength: 3 }),
  name: fc.constantFrom('f1', 'f2', 'f3', 'x\udce9', 'a', 'sub'),
  kind: fc.constantFrom('file', 'file', 'file', 'other time', 'folder', 'symlink', 'link', 'link', 'fifo'),
  size: fc.constantFrom(0, 1, 9000),
});
type Thing = typeof thing extends fc.Arbitrary<infer Value> ? Value : never;

const bytesOf = (path: string): Buffer => Buffer.from(nameToBytes(path));

function makeFifo(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) execFileSync('mkfifo', [path]);
}

/** Makes it, unless something is there or stands in the way. Answers the file that a next hard link is another name of. */
function make(root: string, { folders, name, kind, size }: Thing, last: string | null): string | null {
  let folder = root;
  for (const part of folders) {
    folder = `${folder}/${part}`;
    const there = lstatSync(bytesOf(folder), { throwIfNoEntry: false });
    if (there === undefined) mkdirSync(bytesOf(folder));
    else if (!there.isDirectory()) return last;
  }
  const real = `${folder}/${name}`;
  if (lstatSync(bytesOf(real), { throwIfNoEntry: false }) !== undefined) return last;
  if (kind === 'folder') mkdirSync(bytesOf(real));
  else if (kind === 'symlink') symlinkSync('elsewhere', bytesOf(real));
  else if (kind === 'fifo') makeFifo(join(root, `pipe${String(size)}`));
  else if (kind === 'link' && last !== null) linkSync(bytesOf(last), bytesOf(real));
  else {
    writeFileSync(bytesOf(real), 'x'.repeat(size));
    const seconds = kind === 'other time' ? 1_000_000 : 1;
    utimesSync(bytesOf(real), seconds, seconds);
    return real;
  }
  return last;
}

function inOrder({ items, blocked, emptyFolders }: Scanned): unknown {
  const sorted = (list: readonly object[]): readonly string[] => list.map((one) => JSON.stringify(one)).sort();
  return {
    items: sorted(
      items.map(({ path, links = [], taken = [], ...item }) => {
        const [first, ...others] = [path, ...links].sort();
        return { ...item, first, others, taken: [...taken].sort() };
      }),
    ),
    blocked: sorted(blocked.map(({ path, ...one }) => ({ path, ...one }))),
    emptyFolders: sorted(emptyFolders),
  };
}

/** What both ways find below `scope`. What is not the pool's is in no catalog, but at the top and where nothing else is. */
async function bothWays(things: readonly Thing[], scope: PoolPath): Promise<{ live: unknown; known: unknown }> {
  const base = mkdtempSync(join(tmpdir(), 'cfs-known-'));
  made.push(base);
  const roots = ['disk1', 'disk2', 'disk3'].map((name) => join(base, name));
  for (const root of roots) mkdirSync(root);
  const last: (string | null)[] = [null, null, null];
  for (const one of things) last[one.volume] = make(roots[one.volume] ?? '', one, last[one.volume] ?? null);
  const members = roots.map((root, index) => {
    const name = `disk${String(index + 1)}`;
    return { ...testMember(openDiskVolume({ root, name })), id: name };
  });
  const db = openMemoryCatalog();
  try {
    fillFrom(
      db,
      members.map(({ name, id }, index) => ({ id, name, root: roots[index] ?? '' })),
    );
    const read = <Name extends ReaderName>(name: Name, input: ReaderInput<Name>): Promise<ReaderOutput<Name>> =>
      Promise.resolve(JSON.parse(JSON.stringify(answer(db, name, input))) as ReaderOutput<Name>);
    const source = knownSource({ read }, members as unknown as readonly OpenMember[]);
    const nested = ({ path, foreign }: { path: string; foreign?: true }): boolean =>
      foreign === true && path.lastIndexOf('/') > 0;
    const [live, known] = [await scanMembers(members, { scope }), await scanMembers(members, { scope, source })];
    const told = (scanned: Scanned): unknown =>
      inOrder({ ...scanned, blocked: scanned.blocked.filter((one) => !nested(one)) });
    return { live: told(live), known: told(known) };
  } finally {
    db.close();
    for (const { volume } of members) await volume.close();
  }
}

describe('what a plan is made from', () => {
  it('[Q120] is the same from the catalog as from the volumes: copies, conflicts, hard links, closed names, empty folders', async () => {
    const numRuns = process.env['CFS_TORTURE'] === '1' ? 200 : 15;
    await fc.assert(
      fc.asyncProperty(
        fc.array(thing, { minLength: 10, maxLength: 60, size: 'max' }),
        fc.constantFrom(parsePath('/'), parsePath('/'), parsePath('/a'), parsePath('/a/a')),
        async (things, scope) => {
          const { live, known } = await bothWays(things, scope);
          expect(known).toEqual(live);
        },
      ),
      { numRuns, seed: 4 },
    );
  }, 600_000);

  it('[Q120] names a hard link that leads out of the scope by the name in it, in whatever order they were found', async () => {
    const one = (path: string, kind: Thing['kind']): Thing => {
      const folders = path.split('/');
      const name = folders.pop() as Thing['name'];
      return { volume: 1, folders: folders as Thing['folders'], name, kind, size: 0 };
    };
    const things = [one('a/a/a/f1', 'file'), one('sub/a/f1', 'link'), one('f1', 'link')];
    const { live, known } = await bothWays(things, parsePath('/a'));
    expect(live).toMatchObject({ blocked: [expect.stringContaining('2 of its 3 hard links lie outside of /a')] });
    expect(known).toEqual(live);
  });

  it('[Q121] comes from the catalog only while that is up to date, and of a pool that is large enough', () => {
    const status: CatalogStatus = { ...emptyStatus, state: 'fresh', entries: worthKnowing };
    expect(isWorthAsking(status)).toBe(true);
    expect(isWorthAsking({ ...status, entries: worthKnowing - 1 })).toBe(false);
    for (const state of ['none', 'scanning', 'stale', 'off'] as const) {
      expect(isWorthAsking({ ...status, state })).toBe(false);
    }
  });
});

describe('what a volume with a limit is told', () => {
  it('[Q122] is the sum of what its files allocate, while the catalog sees every change and the volume is large', async () => {
    const db = openMemoryCatalog();
    const root = mkdtempSync(join(tmpdir(), 'cfs-known-'));
    made.push(root);
    for (let number = 0; number < 5; number += 1) writeFileSync(join(root, String(number)), 'x'.repeat(5000));
    fillFrom(db, [{ id: 'one', name: 'disk1', root }]);
    const read = <Name extends ReaderName>(name: Name, input: ReaderInput<Name>): Promise<ReaderOutput<Name>> =>
      Promise.resolve(answer(db, name, input));
    const ask = (watching: 'live' | 'polled' | null): Promise<number | null> =>
      countedBytes({ read, watching: () => watching }, 'one');
    expect(await ask('live')).toBeNull();
    db.run('UPDATE held SET all_files = ?', worthKnowing);
    expect(await ask('live')).toBe(allocatedBelow(root));
    expect([await ask('polled'), await ask(null)]).toEqual([null, null]);
    db.run('UPDATE volume SET complete = 0');
    expect(await ask('live')).toBeNull();
    db.close();
    expect(await ask('live')).toBeNull();
  });

  it('[Q122] reaches the volumes that have a limit, and no others', async () => {
    const heard: unknown[] = [];
    const stub = (name: string): Volume =>
      ({
        name,
        capabilities: () => Promise.resolve({ filesystem: 'ext4', spaceGroup: 'one' }),
        space: (known: unknown) => {
          heard.push([name, known]);
          return Promise.resolve({ total: 10, used: 1, free: 9 });
        },
        close: () => Promise.resolve(),
      }) as unknown as Volume;
    const members = openMembers(
      ({ name }) => stub(name),
      { find: () => null, save: () => undefined },
      (volume) => Promise.resolve(volume === 'a' ? 123 : null),
    );
    const config = {
      root: '/none',
      mode: 'read-write',
      reserve: 0,
      draining: false,
      tags: [],
    } as unknown as VolumeConfig;
    members.follow([
      { ...config, id: 'a', name: 'disk1', limit: 1000 },
      { ...config, id: 'b', name: 'disk2', limit: 1000 },
      { ...config, id: 'c', name: 'disk3', limit: null },
    ]);
    await members.check({ space: true, maxAgeMs: 0 });
    expect(heard.sort()).toEqual([
      ['disk1', { counted: 123 }],
      ['disk2', {}],
      ['disk3', undefined],
    ]);
    await members.close();
  });
});
