import {
  appendFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameToBytes } from '../../../shared/names.ts';
import { openCatalogWriter } from './database.ts';
import type { FillMember } from './fill.ts';
import { readKnownFolders } from './known-folders.ts';
import { rawOf, rawParent } from './raw-path.ts';
import { contentsOf, expectedOf, makeVolume, scanInto } from './store-fixture.ts';
import { openStore } from './store.ts';

/** Few names, so that they meet: of plain letters, in an order that bytes and text sort differently, and of any bytes. */
const names = ['a', 'b', 'Z', 'a-', 'ä', '\u{1F4C1}', 'x\udcff', 'n'.repeat(255), 'sp ace'];

type Act =
  | {
      readonly act: 'write' | 'append' | 'folder' | 'remove' | 'symlink' | 'old';
      readonly at: readonly number[];
      readonly size: number;
    }
  | { readonly act: 'rename' | 'link'; readonly at: readonly number[]; readonly to: readonly number[] };

const place = fc.array(fc.nat(names.length - 1), { minLength: 1, maxLength: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constantFrom('write', 'write', 'append', 'folder', 'folder', 'remove', 'symlink', 'old'),
    at: place,
    size: fc.nat(9_000),
  }),
  fc.record({ act: fc.constantFrom('rename', 'rename', 'link'), at: place, to: place }),
);
const rounds = fc.array(
  fc.record({
    acts: fc.array(fc.tuple(fc.nat(1), act), { minLength: 1, maxLength: 12 }),
    how: fc.constantFrom('changed', 'all', 'seen', 'killed', 'parts'),
    batches: fc.nat(3),
  }),
  { minLength: 1, maxLength: 6 },
);

const pathOf = (root: string, at: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(root), ...at.flatMap((name) => [Buffer.from('/'), nameToBytes(names[name] ?? 'a')])]);

/** Does it where it can be done; answers the folders in which something changed, as raw paths. */
function perform(root: string, doing: Act): readonly string[] {
  const path = pathOf(root, doing.at);
  const raw = (at: readonly number[]): string => `/${at.map((name) => rawOf(names[name] ?? 'a')).join('/')}`;
  try {
    if ('to' in doing) {
      if (doing.act === 'rename') {
        // What it replaces may have had other names, which tell another number of links now.
        const replaced = linksBelow(root, pathOf(root, doing.to));
        renameSync(path, pathOf(root, doing.to));
        return [rawParent(raw(doing.at)), rawParent(raw(doing.to)), ...replaced];
      }
      linkSync(path, pathOf(root, doing.to));
      // The other name of the file tells another number of links now: whoever watches sees that, too.
      return foldersOf(root, lstatSync(path).ino);
    }
    const before = lstatSync(path, { throwIfNoEntry: false });
    const linked = before !== undefined && before.nlink > 1 ? foldersOf(root, before.ino) : [];
    if (doing.act === 'write') writeFileSync(path, 'x'.repeat(doing.size));
    else if (doing.act === 'append') appendFileSync(path, 'y'.repeat(doing.size));
    else if (doing.act === 'folder') mkdirSync(path);
    else if (doing.act === 'remove') {
      const all = linksBelow(root, path);
      rmSync(path, { recursive: true, force: true });
      return [rawParent(raw(doing.at)), ...linked, ...all];
    } else if (doing.act === 'symlink') symlinkSync('nowhere', path);
    else utimesSync(path, doing.size, doing.size);
    return [rawParent(raw(doing.at)), ...linked];
  } catch {
    return [];
  }
}

/** Folders that hold a name of this file. */
function foldersOf(root: string, inode: number): readonly string[] {
  return everything(root).flatMap(({ folder, ino }) => (ino === inode ? [folder] : []));
}

/** Folders with further names of files below a path. */
function linksBelow(root: string, path: Buffer): readonly string[] {
  const below = path.toString('latin1').slice(Buffer.from(root).toString('latin1').length);
  const all = everything(root);
  const inside = new Set(all.flatMap(({ folder, ino }) => (`${folder}/`.startsWith(`${below}/`) ? [ino] : [])));
  return all.flatMap(({ folder, ino }) => (inside.has(ino) ? [folder] : []));
}

function everything(root: string): readonly { readonly folder: string; readonly ino: number }[] {
  const found: { folder: string; ino: number }[] = [];
  const waiting = ['/'];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const real = Buffer.from(folder === '/' ? root : `${root}${folder}`, 'latin1');
    for (const name of readdirSync(real, { encoding: 'latin1' })) {
      const stat = lstatSync(Buffer.concat([real, Buffer.from(`/${name}`, 'latin1')]));
      if (stat.isDirectory()) waiting.push(`${folder === '/' ? '' : folder}/${name}`);
      else found.push({ folder, ino: stat.ino });
    }
  }
  return found;
}

const torture = process.env['CFS_TORTURE'] === '1';

/** The clock of file systems counts in ticks: what follows must fall into another one. */
const tick = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 11);

test(
  '[Q3] whatever changes, and whatever is read when, the catalog ends equal to a fill from scratch',
  { timeout: torture ? 3_600_000 : 600_000 },
  () => {
    const base = mkdtempSync(join(tmpdir(), 'cfs-model-'));
    let run = 0;
    // Nothing counts as too young to be relied on: only the ticks above keep changes apart.
    const later = (): number => Date.now() + 3_600_000;
    try {
      fc.assert(
        fc.property(rounds, (steps) => {
          run += 1;
          const folder = join(base, String(run));
          const members: FillMember[] = ['one', 'two'].map((id) => makeVolume(join(folder, id), id));
          const db = openCatalogWriter(join(folder, 'catalog.db'));
          try {
            let store = openStore(db);
            let unseen: [FillMember, string][] = [];
            // What a killed scan left of a folder was never told to be there.
            let checkLosses = true;
            for (const { acts, how, batches } of steps) {
              tick();
              for (const [index, doing] of acts) {
                const member = members[index];
                if (member === undefined) continue;
                for (const path of perform(member.root, doing)) unseen.push([member, path]);
              }
              tick();
              if (how === 'killed') {
                // In the middle of a first fill or of a later one; another process goes on.
                for (const member of members)
                  scanInto(store, member, { batches, batchNames: 1, partNames: 1, now: later });
                store = openStore(db);
                checkLosses = false;
                continue;
              }
              if (how === 'all')
                for (const member of members) scanInto(store, member, { what: 'all', now: later, checkLosses });
              else {
                const partNames = how === 'parts' ? 2 : 100;
                for (const member of members) scanInto(store, member, { partNames, now: later, checkLosses });
                for (const member of members) {
                  // What was changed in place, as watching tells it.
                  const paths = unseen.filter(([of]) => of === member).map(([, path]) => path);
                  const known = readKnownFolders(db, store.volume(member.id, member.name));
                  scanInto(store, member, { what: [...new Set(paths)].filter((path) => known.has(path)), now: later });
                }
              }
              unseen = [];
              store.finishFill();
              expect(contentsOf(db)).toEqual(expectedOf(members));
            }
            for (const member of members) scanInto(store, member, { what: 'all' });
            store.finishFill();
            expect(contentsOf(db)).toEqual(expectedOf(members));
          } finally {
            db.close();
            rmSync(folder, { recursive: true, force: true });
          }
        }),
        { numRuns: torture ? 1_000 : 25, ...(torture ? {} : { seed: 4 }) },
      );
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  },
);
