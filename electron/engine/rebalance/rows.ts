import { isWithin, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlanPage, PlanPageOptions, PlanRisk, PlanRow } from '../../../shared/planning.ts';

/** One file that moves, or that a person left out. */
export interface RowMove {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly size: number;
  /** Its names. */
  readonly names: number;
  readonly reason: string;
  readonly included: boolean;
  readonly sent: boolean;
  readonly risks: readonly PlanRisk[];
}

export interface RowOptions {
  /** ms for these bytes and files; null: not known. */
  readonly time: (flow: { from: string; to: string; bytes: number; files: number }) => number | null;
}

/** A folder of more than this part of all bytes is shown file by file, unless it has many files. */
const bigPart = 1 / 50;
const manyFiles = 50;

interface Folder {
  bytes: number;
  files: number;
  /** All below goes the same way, is taken in and sent alike. */
  way: string | null;
}

const wayOf = ({ from, to, included, sent }: RowMove): string => JSON.stringify([from, to, included, sent]);

/**
 * The list of moves as a person reads it: the largest first, and the files of a folder that all go one way as one row,
 * the topmost such folder that is small beside the whole. The top of the pool is never a row.
 */
export function rowsOf(moves: readonly RowMove[], options: RowOptions): readonly PlanRow[] {
  const folders = foldersOf(moves);
  const big = moves.reduce((sum, { size }) => sum + size, 0) * bigPart;
  const grouped = new Map<string, RowMove[]>();
  const rows: PlanRow[] = [];
  for (const move of moves) {
    const folder = groupOf(move.path as PoolPath, folders, big);
    if (folder === null) rows.push(rowOf(move.path, false, [move], options));
    else {
      const known = grouped.get(folder);
      if (known === undefined) grouped.set(folder, [move]);
      else known.push(move);
    }
  }
  for (const [folder, members] of grouped) rows.push(rowOf(folder, true, members, options));
  return rows.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The files below a folder, each by itself. */
export function filesUnder(moves: readonly RowMove[], folder: string, options: RowOptions): readonly PlanRow[] {
  return moves
    .filter(({ path }) => isWithin(path as PoolPath, folder as PoolPath))
    .map((move) => rowOf(move.path, false, [move], options))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** One page of rows. */
export function pageOf(rows: readonly PlanRow[], options: PlanPageOptions): PlanPage {
  const { offset = 0, limit = 200, filter = '', from, to } = options;
  const text = filter.toLowerCase();
  const fits = (row: PlanRow): boolean =>
    (from === undefined || row.from === from) &&
    (to === undefined || row.to === to) &&
    (text === '' || row.path.toLowerCase().includes(text));
  const isAll = from === undefined && to === undefined && text === '';
  const found = isAll ? rows : rows.filter(fits);
  return { rows: found.slice(offset, offset + limit), total: found.length };
}

function foldersOf(moves: readonly RowMove[]): ReadonlyMap<string, Folder> {
  const folders = new Map<string, Folder>();
  for (const move of moves) {
    const way = wayOf(move);
    for (let at = parentPath(move.path as PoolPath); at !== rootPath; at = parentPath(at)) {
      const folder = folders.get(at);
      if (folder === undefined) folders.set(at, { bytes: move.size, files: move.names, way });
      else {
        folder.bytes += move.size;
        folder.files += move.names;
        if (folder.way !== way) folder.way = null;
      }
    }
  }
  return folders;
}

function groupOf(path: PoolPath, folders: ReadonlyMap<string, Folder>, big: number): string | null {
  let group: string | null = null;
  for (let at = parentPath(path); at !== rootPath; at = parentPath(at)) {
    const folder = folders.get(at);
    if (folder === undefined || folder.way === null) break;
    const isSmall = folder.bytes <= big;
    if (folder.files < 2) continue;
    if (group === null ? isSmall || folder.files >= manyFiles : isSmall) group = at;
    else if (group !== null) break;
  }
  return group;
}

function rowOf(path: string, folder: boolean, moves: readonly RowMove[], { time }: RowOptions): PlanRow {
  const [first] = moves;
  const bytes = moves.reduce((sum, { size }) => sum + size, 0);
  const files = moves.reduce((sum, { names }) => sum + names, 0);
  const [from, to] = [first?.from ?? '', first?.to ?? ''];
  const reasons = new Set(moves.map(({ reason }) => reason));
  return {
    path,
    folder,
    files,
    bytes,
    from,
    to,
    reason: reasons.size === 1 ? (first?.reason ?? '') : `its files go to ${to}, each for its own reason`,
    risks: folder ? merged(moves) : (first?.risks ?? []),
    estimateMs: time({ from, to, bytes, files }),
    included: first?.included ?? true,
    sent: first?.sent ?? false,
  };
}

function merged(moves: readonly RowMove[]): readonly PlanRisk[] {
  let names = 0;
  let changedMs = 0;
  const what = new Set<string>();
  const split = new Map<string, PlanRisk>();
  for (const risk of moves.flatMap(({ risks }) => risks)) {
    if (risk.kind === 'hard-links') names += risk.names;
    else if (risk.kind === 'recent') changedMs = Math.max(changedMs, risk.changedMs);
    else if (risk.kind === 'loses') for (const one of risk.what) what.add(one);
    else split.set(risk.folder, risk);
  }
  return [
    ...(names > 0 ? [{ kind: 'hard-links' as const, names }] : []),
    ...(changedMs > 0 ? [{ kind: 'recent' as const, changedMs }] : []),
    ...(what.size > 0 ? [{ kind: 'loses' as const, what: [...what] }] : []),
    ...split.values(),
  ];
}
