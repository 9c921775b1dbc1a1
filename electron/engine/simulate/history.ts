import { nameFromBytes } from '../../../shared/names.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { formatDay } from '../../../shared/format.ts';
import type { StartVolume } from '../../../shared/simulation.ts';
import type { CatalogReader, CatalogRow } from '../catalog/database.ts';
import { entryType } from '../catalog/schema.ts';
import { buildWorkload } from './workload.ts';
import type { Workload } from './workload.ts';

export interface HistoryOptions {
  /** Only files that came in this time, ms. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** When CFS placed files, as far as it remembers, ms by path; others came when they were last changed. */
  readonly placed?: ReadonlyMap<string, number>;
}

export interface History {
  readonly workload: Workload;
  /** Bytes that its files take on each volume now, by index: the volumes begin without them. */
  readonly emptied: readonly number[];
  /** Folders that the other files hold. */
  readonly held: readonly { readonly folder: number; readonly volume: number }[];
  /** Further copies of files that are replayed once; they stay where they are. */
  readonly copies: number;
  /** When the first and the last file of the whole pool came, ms; null without any. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
}

/** As the catalog's rows tell a file. */
interface Row {
  readonly folder: number;
  readonly name: string;
  readonly volume: number;
  readonly size: number;
  readonly allocated: number;
  readonly mtimeMs: number;
}

/**
 * The files that are on these volumes now, as writes in the order in which they came. What was deleted is not known. Of
 * several copies the one that opens is the write.
 */
export function historyOf(db: CatalogReader, volumes: readonly StartVolume[], options: HistoryOptions = {}): History {
  const { sinceMs = -Infinity, untilMs = Infinity, placed } = options;
  const numbers = new Map<number, number>();
  for (const row of db.all('SELECT number, id FROM volume')) {
    const index = volumes.findIndex(({ id }) => id === row['id']);
    if (index >= 0) numbers.set(Number(row['number']), index);
  }
  const folders = new Map<number, PoolPath>();
  for (const row of db.iterate('SELECT id, path FROM folder')) {
    folders.set(Number(row['id']), parsePath(nameFromBytes(row['path'] as Uint8Array)));
  }
  const builder = buildWorkload();
  const emptied = volumes.map(() => 0);
  const held: History['held'][number][] = [];
  let [fromMs, toMs] = [Infinity, -Infinity];

  const add = (row: Row): void => {
    const path = folders.get(row.folder);
    if (path === undefined) return;
    const known = placed?.get(path === rootPath ? `/${row.name}` : `${path}/${row.name}`);
    const atMs = known ?? row.mtimeMs;
    fromMs = Math.min(fromMs, atMs);
    toMs = Math.max(toMs, atMs);
    const folder = builder.folder(path);
    if (atMs < sinceMs || atMs > untilMs) {
      held.push({ folder, volume: row.volume });
      return;
    }
    builder.add(folder, row.name, row.size, atMs, row.allocated);
    emptied[row.volume] = (emptied[row.volume] ?? 0) + row.allocated;
  };

  const shared = foldersOfSeveral(db);
  const opens = new Map<string, Row>();
  let copies = 0;
  const files = `SELECT folder, name, volume, size, allocated, mtime_us, links FROM entry WHERE type = ${String(entryType.file)}`;
  for (const found of db.iterate(files)) {
    const volume = numbers.get(Number(found['volume']));
    if (volume === undefined) continue;
    const row = rowOf(found, volume);
    if (!shared.has(row.folder)) {
      add(row);
      continue;
    }
    const key = `${String(row.folder)}/${row.name}`;
    const other = opens.get(key);
    if (other !== undefined) copies += 1;
    const isBetter =
      other === undefined ||
      row.mtimeMs > other.mtimeMs ||
      (row.mtimeMs === other.mtimeMs && row.volume < other.volume);
    if (isBetter) opens.set(key, row);
  }
  for (const row of opens.values()) add(row);
  return {
    workload: builder.build(),
    emptied,
    held,
    copies,
    span: fromMs <= toMs ? { fromMs, toMs } : null,
  };
}

function rowOf(row: CatalogRow, volume: number): Row {
  const links = Number(row['links']);
  const allocated = Number(row['allocated']);
  return {
    folder: Number(row['folder']),
    name: nameFromBytes(row['name'] as Uint8Array),
    volume,
    size: Number(row['size']),
    // The names of one inode share its blocks.
    allocated: links > 1 ? Math.round(allocated / links) : allocated,
    mtimeMs: Math.round(Number(row['mtime_us']) / 1000),
  };
}

/** Folders with files on several volumes: only there a name may have several copies. */
function foldersOfSeveral(db: CatalogReader): ReadonlySet<number> {
  const rows = db.all('SELECT folder FROM held WHERE files > 0 GROUP BY folder HAVING count(*) > 1');
  return new Set(rows.map((row) => Number(row['folder'])));
}

/** The volumes without the files that are going to be replayed. */
export function emptiedOf(volumes: readonly StartVolume[], emptied: readonly number[]): readonly StartVolume[] {
  const inGroup = (group: string): number =>
    volumes.reduce((sum, volume, index) => sum + (volume.spaceGroup === group ? (emptied[index] ?? 0) : 0), 0);
  return volumes.map((volume, index) => {
    const { space, limit, spaceGroup } = volume;
    const own = emptied[index] ?? 0;
    const gone = Math.min(space.used, limit === null ? inGroup(spaceGroup) : own);
    const isLimited = limit !== null && space.free >= space.total - space.used;
    const more = isLimited ? own : inGroup(spaceGroup);
    return { ...volume, space: { ...space, used: space.used - gone, free: space.free + more } };
  });
}

export function historyAbout({ workload, copies }: History, options: HistoryOptions): string {
  const first = workload.atMs[0];
  const last = workload.atMs[workload.count - 1];
  const time = first === undefined || last === undefined ? '' : `, from ${formatDay(first)} to ${formatDay(last)}`;
  const isPart = options.sinceMs !== undefined || options.untilMs !== undefined;
  const begin = isPart ? 'Volumes begin without these files.' : 'Volumes begin without the files of the pool.';
  const further = copies === 0 ? '' : ` Further copies (${String(copies)}) stay where they are.`;
  return `The files that are in the pool now, in the order in which they came${time}. ${begin}${further}`;
}
