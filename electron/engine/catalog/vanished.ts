import type { CatalogReader } from './database.ts';
import type { EntryRow } from './entry-rows.ts';
import { bytesOf, rawFromBytes, rawJoin, rawParent, textOf } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';

/** What a folder does not list any more, and the catalog still has. */
export interface Missing {
  readonly copies: readonly Pick<EntryRow, 'id' | 'name' | 'size' | 'mtimeUs'>[];
  readonly folders: readonly { readonly id: number; readonly path: RawPath }[];
  /** It lists nothing at all. */
  readonly isEmpty: boolean;
}

export interface Vanished {
  readonly entries: number;
  readonly folders: number;
  /** Paths of the biggest of it; folders end with a slash. */
  readonly examples: readonly string[];
}

const mostExamples = 20;
/** Files among which examples are chosen. */
const mostCandidates = 1_000;

/** Entries and folders in a folder on a volume, itself with them. */
export function inside(
  db: CatalogReader,
  volume: number,
  folder: number,
): { readonly entries: number; readonly folders: number } {
  const row = db.get('SELECT all_files, all_folders FROM held WHERE folder = ? AND volume = ?', folder, volume);
  return { entries: Number(row?.['all_files'] ?? 0), folders: 1 + Number(row?.['all_folders'] ?? 0) };
}

/**
 * What is really gone of what is missing: nothing twice, and not what came to another place of the volume meanwhile,
 * which has the same name, size and time there.
 * @param before entries with greater ids came meanwhile
 */
export function measureVanished(
  db: CatalogReader,
  volume: number,
  missing: ReadonlyMap<RawPath, Missing>,
  before: number,
): Vanished {
  const gone = new Map<RawPath, number>();
  for (const { folders } of missing.values()) for (const { id, path } of folders) gone.set(path, id);
  const isBelowGone = (folder: RawPath): boolean => {
    for (let at = folder; at !== '/'; at = rawParent(at)) if (gone.has(at)) return true;
    return false;
  };
  const trees = [...gone].filter(([path]) => !isBelowGone(rawParent(path)));
  const parts = [...missing].filter(([folder]) => !isBelowGone(folder));

  const came = arrivals(db, volume, before);
  // What came and is missing by now did not move there.
  for (const [path] of trees)
    for (const { id, key } of rowsBelow(db, volume, path)) if (id > before) takeOne(came, key);
  for (const [, { copies }] of parts) for (const copy of copies) if (copy.id > before) takeOne(came, keyOf(copy));

  let [entries, folders] = [0, 0];
  const examples: { readonly path: string; readonly weight: number }[] = [];
  for (const [path, id] of trees) {
    const lost = inside(db, volume, id);
    let moved = 0;
    if (came.size > 0) for (const { key } of rowsBelow(db, volume, path)) if (takeOne(came, key)) moved += 1;
    if (lost.entries > 0 && moved >= lost.entries) continue;
    entries += lost.entries - moved;
    folders += lost.folders;
    examples.push({ path: `${textOf(path)}/`, weight: lost.entries + lost.folders });
  }
  for (const [folder, { copies }] of parts) {
    for (const copy of copies) {
      if (takeOne(came, keyOf(copy))) continue;
      entries += 1;
      if (examples.length < mostCandidates) {
        examples.push({ path: textOf(rawJoin(folder, rawFromBytes(copy.name))), weight: 0 });
      }
    }
  }
  examples.sort((one, other) => other.weight - one.weight);
  return { entries, folders, examples: examples.slice(0, mostExamples).map(({ path }) => path) };
}

/** Entries that came, by what a move leaves as it is. */
function arrivals(db: CatalogReader, volume: number, before: number): Map<string, number> {
  const came = new Map<string, number>();
  const rows = db.iterate(
    'SELECT id, name, size, mtime_us FROM entry WHERE volume = ? AND id > ?',
    ...[volume, before],
  );
  for (const row of rows) {
    const { key } = identified(row);
    came.set(key, (came.get(key) ?? 0) + 1);
  }
  return came;
}

function* rowsBelow(db: CatalogReader, volume: number, path: RawPath): Generator<ReturnType<typeof identified>> {
  const rows = db.iterate(
    `SELECT e.id, e.name, e.size, e.mtime_us FROM folder f JOIN entry e ON e.folder = f.id AND e.volume = ?
      WHERE f.path = ? OR (f.path > ? AND f.path < ?)`,
    ...[volume, bytesOf(path), bytesOf(`${path}/`), bytesOf(`${path}0`)],
  );
  for (const row of rows) yield identified(row);
}

function identified(row: Record<string, unknown>): { readonly id: number; readonly key: string } {
  const copy = {
    name: row['name'] as Uint8Array,
    size: row['size'] as number,
    mtimeUs: row['mtime_us'] as number,
  };
  return { id: row['id'] as number, key: keyOf(copy) };
}

const keyOf = ({ name, size, mtimeUs }: Pick<EntryRow, 'name' | 'size' | 'mtimeUs'>): string =>
  `${rawFromBytes(name)}/${String(size)}/${String(mtimeUs)}`;

function takeOne(from: Map<string, number>, key: string): boolean {
  const left = from.get(key) ?? 0;
  if (left === 0) return false;
  from.set(key, left - 1);
  return true;
}
