import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { EntryType } from '../../../shared/model.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { entryType } from './schema.ts';

/** What the catalog knows of a volume as a whole. */
export interface KnownVolume {
  /** Marker id. */
  readonly id: string;
  /** All of it was read at least once. */
  readonly complete: boolean;
  /** When it was last seen, ms since 1970; null: never. */
  readonly seenMs: number | null;
}

/** One thing that a volume held when it was last read. Times are exact to the microsecond; sizes are bytes. */
export interface KnownThing {
  /** Marker id of the volume. */
  readonly volume: string;
  readonly type: EntryType;
  /** 0 for folders. */
  readonly size: number;
  readonly allocated: number;
  readonly mtimeMs: number;
  readonly mode: number;
  readonly links: number;
  /** Entries below a folder that are no folders, and their bytes; 0 for others. */
  readonly files: number;
  readonly bytes: number;
}

export interface KnownPath {
  readonly volumes: readonly KnownVolume[];
  readonly things: readonly KnownThing[];
}

export interface KnownFolder {
  readonly volumes: readonly KnownVolume[];
  /** Marker ids of the volumes that have the folder itself. */
  readonly holders: readonly string[];
  readonly things: readonly (KnownThing & { readonly name: string })[];
}

interface Asked extends KnownVolume {
  readonly number: number;
}

/** What these volumes (marker ids) held at a path (escaped as in names.ts). */
export function knownAt(
  db: CatalogReader,
  { path, volumes }: { readonly path: string; readonly volumes: readonly string[] },
): KnownPath {
  const asked = volumesOf(db, volumes);
  const things: KnownThing[] = [];
  const folder = folderAt(db, path);
  const slash = path.lastIndexOf('/');
  const parent = path === '/' ? null : folderAt(db, slash === 0 ? '/' : path.slice(0, slash));
  for (const { number, id } of asked) {
    const held = folder === null ? undefined : heldBy(db, folder, number);
    if (held !== undefined) things.push(folderThing(id, held));
    if (parent === null) continue;
    const row = db.get(
      'SELECT * FROM entry WHERE folder = ? AND name = ? AND volume = ?',
      ...[parent, nameToBytes(path.slice(slash + 1)), number],
    );
    if (row !== undefined) things.push(entryThing(id, row));
  }
  return { volumes: asked.map(plain), things };
}

/** What these volumes (marker ids) held in a folder, in no particular order. */
export function knownIn(
  db: CatalogReader,
  { path, volumes }: { readonly path: string; readonly volumes: readonly string[] },
): KnownFolder {
  const asked = volumesOf(db, volumes);
  const folder = folderAt(db, path);
  if (folder === null) return { volumes: asked.map(plain), holders: [], things: [] };
  const holders: string[] = [];
  const things: (KnownThing & { readonly name: string })[] = [];
  for (const { number, id } of asked) {
    const held = heldBy(db, folder, number);
    if (held === undefined) continue;
    holders.push(id);
    if (Number(held['all_folders']) > 0) {
      const below = db.all(
        `SELECT f.name AS name, h.* FROM folder f JOIN held h ON h.folder = f.id AND h.volume = ? WHERE f.parent = ?`,
        ...[number, folder],
      );
      for (const row of below) things.push({ name: nameOf(row), ...folderThing(id, row) });
    }
    if (Number(held['files']) === 0) continue;
    for (const row of db.all('SELECT * FROM entry WHERE folder = ? AND volume = ?', folder, number)) {
      things.push({ name: nameOf(row), ...entryThing(id, row) });
    }
  }
  return { volumes: asked.map(plain), holders, things };
}

function volumesOf(db: CatalogReader, ids: readonly string[]): readonly Asked[] {
  return ids.flatMap((id) => {
    const row = db.get('SELECT number, complete, scanned_ms, seen_ms FROM volume WHERE id = ?', id);
    if (row === undefined) return [];
    const seen = Math.max(Number(row['seen_ms']), Number(row['scanned_ms']));
    return [{ id, number: Number(row['number']), complete: row['complete'] === 1, seenMs: seen === 0 ? null : seen }];
  });
}

const plain = ({ id, complete, seenMs }: Asked): KnownVolume => ({ id, complete, seenMs });

function folderAt(db: CatalogReader, path: string): number | null {
  const row = db.get('SELECT id FROM folder WHERE path = ?', nameToBytes(path));
  return row === undefined ? null : Number(row['id']);
}

const heldBy = (db: CatalogReader, folder: number, volume: number): CatalogRow | undefined =>
  db.get('SELECT * FROM held WHERE folder = ? AND volume = ?', folder, volume);

function folderThing(volume: string, row: CatalogRow): KnownThing {
  return {
    volume,
    type: 'directory',
    size: 0,
    allocated: 0,
    mtimeMs: Number(row['mtime_us']) / 1000,
    mode: Number(row['mode']),
    links: 1,
    files: Number(row['all_files']),
    bytes: Number(row['all_bytes']),
  };
}

function entryThing(volume: string, row: CatalogRow): KnownThing {
  return {
    volume,
    type: typeOf(Number(row['type'])),
    size: Number(row['size']),
    allocated: Number(row['allocated']),
    mtimeMs: Number(row['mtime_us']) / 1000,
    mode: Number(row['mode']),
    links: Number(row['links']),
    files: 0,
    bytes: 0,
  };
}

function typeOf(type: number): EntryType {
  return type === entryType.file ? 'file' : type === entryType.symlink ? 'symlink' : 'other';
}

function nameOf(row: CatalogRow): string {
  return row['name'] instanceof Uint8Array ? nameFromBytes(row['name']) : '';
}
