import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import { kindOfName, extensionOf } from '../../../shared/kinds.ts';
import { parseQuery } from '../../../shared/query.ts';
import { withKnownVolumes } from '../../../shared/query-volumes.ts';
import type { Condition } from '../../../shared/query.ts';
import { fold } from '../../../shared/query-fold.ts';
import { readGlob } from '../../../shared/query-glob.ts';
import type { CatalogReader, CatalogWriter } from './database.ts';
import type { SearchVolume } from './search-copies.ts';
import type { SearchInput } from './search.ts';

/** For tests: trees in a catalog without disks, and a search that looks at each path in the plainest way there is. */

export const now = new Date(2026, 10, 24, 15, 30).getTime();

export const asked = (text: string, more: Partial<SearchInput> = {}): SearchInput => ({
  text,
  path: '/',
  volumes: [],
  nowMs: now,
  sort: 'rank',
  descending: false,
  limit: 200,
  ...more,
});

/** Puts folders and copies of files into a catalog, and takes them out. */
export class Tree {
  private readonly db: CatalogWriter;
  private readonly folders = new Map<string, number>([['/', 1]]);
  private lastFolder = 1;
  private lastEntry = 0;

  constructor(db: CatalogWriter, volumes: number) {
    this.db = db;
    for (let number = 1; number <= volumes; number += 1) {
      const values = [number, `id${String(number)}`, `disk${String(number)}`];
      db.run('INSERT INTO volume (number, id, name, complete) VALUES (?, ?, ?, 1)', ...values);
      db.run('INSERT INTO held (folder, volume) VALUES (1, ?)', number);
    }
  }

  /** The folder of a path on a volume, with those above it. */
  folder(path: string, volume: number, mtimeUs = 0): number {
    let id = this.folders.get(path);
    if (id === undefined) {
      const slash = path.lastIndexOf('/');
      const parent = this.folder(path.slice(0, slash) || '/', volume);
      id = this.lastFolder += 1;
      this.db.run(
        'INSERT INTO folder (id, parent, name, path) VALUES (?, ?, ?, ?)',
        ...[id, parent, nameToBytes(path.slice(slash + 1)), nameToBytes(path)],
      );
      this.folders.set(path, id);
    } else if (path !== '/') this.folder(path.slice(0, path.lastIndexOf('/')) || '/', volume);
    this.db.run('INSERT OR IGNORE INTO held (folder, volume, mtime_us) VALUES (?, ?, ?)', id, volume, mtimeUs);
    return id;
  }

  /** A copy; one that is there is changed. */
  file(path: string, volume: number, { size = 1, mtimeUs = 0, type = 1 } = {}): void {
    const slash = path.lastIndexOf('/');
    const folder = this.folder(path.slice(0, slash) || '/', volume);
    const name = nameToBytes(path.slice(slash + 1));
    const place = [folder, name, volume];
    const known = this.db.get('SELECT id FROM entry WHERE folder = ? AND name = ? AND volume = ?', ...place);
    if (known !== undefined) {
      const values = [size, mtimeUs, type, Number(known['id'])];
      this.db.run('UPDATE entry SET size = ?, mtime_us = ?, type = ? WHERE id = ?', ...values);
      return;
    }
    this.lastEntry += 1;
    this.db.run(
      `INSERT INTO entry (id, folder, volume, name, type, size, allocated, mtime_us, links, inode, mode)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?, 1, 0, 420)`,
      ...[this.lastEntry, folder, volume, name, type, size, mtimeUs],
    );
  }

  /** A path and all below it is gone from a volume. */
  remove(path: string, volume: number): void {
    for (const [folder, id] of [...this.folders].reverse()) {
      if (folder === '/' || (folder !== path && !folder.startsWith(`${path}/`))) continue;
      this.db.run('DELETE FROM entry WHERE folder = ? AND volume = ?', id, volume);
      this.db.run('DELETE FROM held WHERE folder = ? AND volume = ?', id, volume);
      if (this.db.get('SELECT 1 FROM held WHERE folder = ?', id) !== undefined) continue;
      this.db.run('DELETE FROM folder WHERE id = ?', id);
      this.folders.delete(folder);
    }
    const slash = path.lastIndexOf('/');
    const parent = this.folders.get(path.slice(0, slash) || '/') ?? 0;
    const place = [parent, nameToBytes(path.slice(slash + 1)), volume];
    this.db.run('DELETE FROM entry WHERE folder = ? AND name = ? AND volume = ?', ...place);
  }
}

interface PlainCopy {
  readonly volume: number;
  readonly type: number;
  readonly size: number;
  readonly mtimeUs: number;
}

/** One path with its copies on volumes of the pool; folders without size and type. */
export interface PlainHit {
  readonly path: string;
  readonly isFolder: boolean;
  readonly copies: readonly PlainCopy[];
  /** That opens. */
  readonly open: PlainCopy;
  readonly conflict: boolean;
  readonly offline: boolean;
}

const text = (bytes: unknown): string => nameFromBytes(bytes as Uint8Array);

function allPaths(db: CatalogReader, volumes: readonly SearchVolume[]): readonly PlainHit[] {
  const ids = new Map(db.all('SELECT number, id FROM volume').map((row) => [Number(row['number']), row['id']]));
  const placeOf = (volume: number): number => volumes.findIndex(({ id }) => id === ids.get(volume));
  const isOnline = (volume: number): boolean => volumes.length === 0 || volumes[placeOf(volume)]?.online === true;
  const isHere = (volume: number): boolean => volumes.length === 0 || placeOf(volume) >= 0;
  const order = (volume: number): number => (volumes.length === 0 ? volume : placeOf(volume));
  const paths = new Map<string, { readonly isFolder: boolean; readonly copies: PlainCopy[] }>();
  const add = (key: string, isFolder: boolean, copy: PlainCopy): void => {
    if (!isHere(copy.volume)) return;
    const known = paths.get(key) ?? { isFolder, copies: [] };
    known.copies.push(copy);
    paths.set(key, known);
  };
  // The time of a folder is its latest on any volume.
  for (const row of db.all(
    `SELECT volume, path, (SELECT max(mtime_us) FROM held h WHERE h.folder = held.folder) AS mtime_us
      FROM held JOIN folder ON folder.id = held.folder WHERE folder.id > 1`,
  )) {
    const copy = { volume: Number(row['volume']), type: 0, size: 0, mtimeUs: Number(row['mtime_us']) };
    add(text(row['path']), true, copy);
  }
  for (const row of db.all('SELECT entry.*, folder.path FROM entry JOIN folder ON folder.id = entry.folder')) {
    const path = `${text(row['path']) === '/' ? '' : text(row['path'])}/${text(row['name'])}`;
    const [volume, type] = [Number(row['volume']), Number(row['type'])];
    // A name may be a folder here and a file there: two hits.
    add(`${path}\0`, false, { volume, type, size: Number(row['size']), mtimeUs: Number(row['mtime_us']) });
  }
  return [...paths].map(([key, { isFolder, copies }]): PlainHit => {
    const best = [...copies].sort(
      (a, b) =>
        Number(isOnline(b.volume)) - Number(isOnline(a.volume)) ||
        b.mtimeUs - a.mtimeUs ||
        order(a.volume) - order(b.volume),
    );
    const [open] = best;
    if (open === undefined) throw new Error('a path without copies');
    return {
      path: key.replace('\0', ''),
      isFolder,
      copies: [...copies].sort((a, b) => order(a.volume) - order(b.volume)),
      open,
      conflict:
        !isFolder && copies.some((a) => a.size !== open.size || a.mtimeUs !== open.mtimeUs || a.type !== open.type),
      offline: !copies.some(({ volume }) => isOnline(volume)),
    };
  });
}

function holds(hit: PlainHit, condition: Condition): boolean {
  const { path, open, copies, isFolder } = hit;
  const name = path.slice(path.lastIndexOf('/') + 1);
  switch (condition.kind) {
    case 'word':
      return fold(path).includes(condition.text);
    case 'path': {
      // What comes behind a slash begins a name; a path is read as a folder as well.
      return fold(isFolder ? `${path}/` : path).includes(condition.text);
    }
    case 'glob': {
      const { pattern } = condition;
      const read = readGlob(pattern.includes('/') && !pattern.startsWith('/') ? `*/${pattern}` : pattern);
      return 'matches' in read && read.matches(fold(pattern.includes('/') ? path : name));
    }
    case 'regex':
      return new RegExp(condition.source, `u${condition.flags}`).test(condition.source.includes('/') ? path : name);
    case 'type':
      return condition.types.some((type) => {
        if (type === 'folder') return isFolder;
        if (isFolder) return false;
        if (type === 'link') return open.type === 3;
        if (type === 'file') return open.type === 1;
        return open.type === 3 ? false : (open.type === 1 ? kindOfName(name) : 'other') === type;
      });
    case 'ext':
      return !isFolder && condition.extensions.includes(extensionOf(fold(name)));
    case 'size':
      return !isFolder && open.size >= condition.min && open.size <= condition.max;
    case 'date':
      return open.mtimeUs >= condition.from * 1000 && open.mtimeUs < condition.to * 1000;
    case 'volume':
      return copies.some(({ volume }) => condition.volumes.includes(`disk${String(volume)}`));
    case 'in':
      return condition.path === '/' || path.startsWith(`${condition.path}/`);
    case 'is':
      if (condition.what === 'offline') return hit.offline;
      return condition.what === 'conflict' ? hit.conflict : !isFolder && copies.length > 1;
  }
}

/** What a search has to find, in no order. */
export function plainSearch(db: CatalogReader, input: SearchInput): readonly PlainHit[] {
  const names = input.volumes.map(({ name }) => name);
  const { terms } = withKnownVolumes(parseQuery(input.text, input.nowMs), names);
  if (terms.length === 0) return [];
  return allPaths(db, input.volumes).filter((hit) => {
    if (input.path !== '/' && !hit.path.startsWith(`${input.path}/`)) return false;
    return terms.every(({ condition, negated }) => {
      // What is not in a folder is not the folder either.
      if (negated && hit.isFolder && condition.kind === 'in' && condition.path === hit.path) return false;
      return holds(hit, condition) !== negated;
    });
  });
}
