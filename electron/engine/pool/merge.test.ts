import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootPath } from '../../../shared/path.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { compareCopies, mergeListings } from './merge.ts';
import type { MemberListing } from './merge.ts';
import { naturalKey, sortNaturally } from '../volume/natural-order.ts';

const entry = (name: string, more: Partial<VolumeEntry> = {}): VolumeEntry => ({
  name,
  type: 'file',
  size: 1,
  allocated: 4096,
  mtimeMs: 1_000,
  mode: 0o644,
  uid: 0,
  gid: 0,
  inode: `1:${name}`,
  links: 1,
  ...more,
});
const listing = (volume: string, entries: readonly VolumeEntry[], timeStepNs = 1): MemberListing => ({
  volume,
  entries,
  timeStepNs,
});
const merged = (...listings: readonly (readonly VolumeEntry[])[]): ReturnType<typeof mergeListings> =>
  mergeListings(
    rootPath,
    listings.map((entries, index) => listing(`disk${String(index + 1)}`, entries)),
  );

describe('natural order', () => {
  it('[P1] folders first, numbers by value, case and accents together', () => {
    const folder = entry('zoo', { type: 'directory' });
    const names = ['file10', 'File9', 'file010', 'Äpfel', 'apfel2', 'b', '.hidden', 'file'];
    const rows = sortNaturally([...names.map((name) => entry(name)), folder]);
    expect(rows.map(({ name }) => name)).toEqual([
      'zoo',
      '.hidden',
      'Äpfel',
      'apfel2',
      'b',
      'file',
      'File9',
      'file010',
      'file10',
    ]);
  });

  it('[P1] agrees with the locale order of numbered names of any length', () => {
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const piece = fc.oneof(fc.nat(2_000).map(String), fc.constantFrom('a', 'B', 'img', 'Ö'));
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        (a, b) => {
          const [one, other] = [a.join(''), b.join('')];
          const [x, y] = [naturalKey(one), naturalKey(other)];
          expect(x < y ? -1 : x > y ? 1 : 0).toBe(Math.sign(collator.compare(one, other)));
        },
      ),
    );
  });

  it('[P1] is one fixed order, whatever order the names come in', () => {
    const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'A', '0', '1', 'é', '\udc80', ' ', '_') }));
    fc.assert(
      fc.property(names, fc.func(fc.nat()), (list, shuffle) => {
        const rows = list.map((name) => entry(name));
        const shuffled = [...rows].sort((a, b) => shuffle(a.name) - shuffle(b.name));
        expect(sortNaturally(shuffled)).toEqual(sortNaturally(rows));
      }),
    );
  });
});

describe('merging listings', () => {
  it('[P1] holds every name once, with its volumes in pool order', () => {
    const lists = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e')), { maxLength: 4 });
    fc.assert(
      fc.property(lists, (names) => {
        const rows = merged(...names.map((list) => list.map((name) => entry(name))));
        expect(rows.map(({ name }) => name)).toEqual([...new Set(names.flat())].sort());
        for (const row of rows) {
          const holders = names.flatMap((list: readonly string[], index) =>
            list.includes(row.name) ? [`disk${String(index + 1)}`] : [],
          );
          expect(row).toMatchObject({ path: `/${row.name}`, volumes: holders, conflict: false, offline: false });
        }
      }),
    );
  });

  it.each<[string, Partial<VolumeEntry>, Partial<VolumeEntry>, boolean]>([
    ['equal files', {}, { inode: '2:1', mode: 0o600 }, false],
    ['sizes', {}, { size: 2 }, true],
    ['times', {}, { mtimeMs: 1_001 }, true],
    ['folders', { type: 'directory' }, { type: 'directory', mtimeMs: 9 }, false],
    ['a folder beside a file', {}, { type: 'directory' }, true],
    ['equal links', { type: 'symlink', linkTarget: 'x' }, { type: 'symlink', linkTarget: 'x', mtimeMs: 9 }, false],
    ['link targets', { type: 'symlink', linkTarget: 'x' }, { type: 'symlink', linkTarget: 'y' }, true],
    ['fifos', { type: 'other' }, { type: 'other' }, false],
    ['foreign things', { foreign: true }, { foreign: true, size: 9 }, false],
  ])('[P2] conflict of %s', (_title, one, other, conflict) => {
    expect(merged([entry('a', one)], [entry('a', other)])[0]?.conflict).toBe(conflict);
    expect(merged([entry('a', other)], [entry('a', one)])[0]?.conflict).toBe(conflict);
  });

  it('[P2] the coarser step decides whether times differ, and a third copy counts', () => {
    const pair = [entry('a'), entry('a', { mtimeMs: 1_009 })] as const;
    const fine = listing('disk1', [pair[0]]);
    expect(mergeListings(rootPath, [fine, listing('disk2', [pair[1]], 10_000_000)])[0]?.conflict).toBe(false);
    expect(mergeListings(rootPath, [fine, listing('disk2', [pair[1]], 1_000_000)])[0]?.conflict).toBe(true);
    expect(merged([entry('a')], [entry('a')], [entry('a', { size: 7 })])[0]).toMatchObject({
      conflict: true,
      volumes: ['disk1', 'disk2', 'disk3'],
    });
  });

  it('[P3] shows the newest file, the first folder, and a folder before a file', () => {
    expect(merged([entry('a', { size: 1 })], [entry('a', { size: 2, mtimeMs: 5_000 })])[0]?.size).toBe(2);
    const folder = { type: 'directory' } as const;
    expect(
      merged([entry('a', { ...folder, mode: 1 })], [entry('a', { ...folder, mode: 2, mtimeMs: 5_000 })])[0]?.mode,
    ).toBe(1);
    expect(merged([entry('a', { mtimeMs: 5_000 })], [entry('a', folder)])[0]?.type).toBe('directory');
    expect(compareCopies(entry('a'), entry('a'))).toBe(0);
  });

  it('[P4] marks foreign things, and prefers a real entry of the same name', () => {
    const found = entry('lost+found', { type: 'directory', foreign: true });
    expect(merged([found], [found])[0]).toMatchObject({ foreign: true, conflict: false, volumes: ['disk1', 'disk2'] });
    const row = merged([found], [entry('lost+found')])[0];
    expect(row).toMatchObject({ type: 'file', conflict: true });
    expect(row?.foreign).toBeUndefined();
  });

  it('[P1] keeps the targets of links', () => {
    expect(merged([entry('l', { type: 'symlink', linkTarget: '../x' })])[0]?.linkTarget).toBe('../x');
  });
});

it('[B287] rows tell the bytes that all copies take, where they are asked for', () => {
  const both = listing('disk1', [entry('twice'), entry('once'), entry('in', { type: 'directory' })]);
  const other = listing('disk2', [entry('twice', { allocated: 8192 })]);
  const rows = (allocated: boolean) =>
    mergeListings(rootPath, [both, other], { allocated }).map((row) => [row.name, row.allocated]);
  expect(rows(true)).toEqual([
    ['in', undefined],
    ['once', 4096],
    ['twice', 12_288],
  ]);
  expect(mergeListings(rootPath, [both], { allocated: true }).map((row) => row.allocated)).toEqual([
    undefined,
    4096,
    4096,
  ]);
  for (const row of mergeListings(rootPath, [both, other])) expect('allocated' in row).toBe(false);
});

it('[B484] rows tell when the copy that is shown was made on its volume, where that is known and asked for', () => {
  const old = listing('disk1', [entry('twice', { createdMs: 5, mtimeMs: 1 }), entry('once', { createdMs: 0 })]);
  const newer = listing('disk2', [entry('twice', { createdMs: 9, mtimeMs: 4 }), entry('none')]);
  const rows = mergeListings(rootPath, [old, newer], { created: true });
  expect(rows.map((row) => [row.name, row.createdMs])).toEqual([
    ['none', undefined],
    ['once', undefined],
    ['twice', 9],
  ]);
  for (const row of mergeListings(rootPath, [old, newer])) expect('createdMs' in row).toBe(false);
});
