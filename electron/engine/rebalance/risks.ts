import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PlanRisk } from '../../../shared/planning.ts';
import type { PlannedMove, PlannerItem } from './planner.ts';
import type { ScannedItem } from './scan.ts';

/** What a volume keeps of a file beside its bytes. */
export interface Keeps {
  readonly xattrs: boolean;
  readonly timeStepNs: number;
  /** Owners and permissions. */
  readonly owners: boolean;
}

/** A file that was changed so short a time ago (ms) is perhaps still being written. */
export const recentMs = 60_000;

/** Of pools with more items nobody is told that folders are split: it would take too long to look. */
const lookedMost = 400_000;

/** Tells what a person should know of moves before they start. */
export function risksOf(
  moves: readonly PlannedMove[],
  items: readonly PlannerItem[],
  keeps: ReadonlyMap<string, Keeps>,
  nowMs: number,
): (move: PlannedMove) => readonly PlanRisk[] {
  const split = items.length > lookedMost ? new Set<string>() : splitFolders(moves, items);
  return ({ item, to }) => {
    const risks: PlanRisk[] = [];
    const links = item.links?.length ?? 0;
    if (links > 0) risks.push({ kind: 'hard-links', names: links + 1 });
    const { mtimeMs } = item as Partial<ScannedItem>;
    if (mtimeMs !== undefined && nowMs - mtimeMs < recentMs) risks.push({ kind: 'recent', changedMs: mtimeMs });
    const what = lost(keeps.get(item.volume), keeps.get(to));
    if (what.length > 0) risks.push({ kind: 'loses', what });
    const folder = parentPath(item.path);
    if (split.has(folder)) risks.push({ kind: 'splits', folder });
    return risks;
  };
}

function lost(from: Keeps | undefined, to: Keeps | undefined): readonly string[] {
  if (from === undefined || to === undefined) return [];
  const what: string[] = [];
  if (from.owners && !to.owners) what.push('owner and permissions');
  if (from.xattrs && !to.xattrs) what.push('extended attributes');
  if (from.timeStepNs < to.timeStepNs) what.push('exact times');
  return what;
}

interface Folder {
  /** The volume of its first file. */
  readonly volume: string;
  files: number;
  /** Its files lie on several volumes already. */
  isApart: boolean;
}

/** By the list of items: it is the same for all drafts of one scope. */
const foldersRead = new WeakMap<readonly PlannerItem[], ReadonlyMap<string, Folder>>();

function foldersOf(items: readonly PlannerItem[]): ReadonlyMap<string, Folder> {
  const known = foldersRead.get(items);
  if (known !== undefined) return known;
  const folders = new Map<string, Folder>();
  for (const { path, volume } of items) {
    const name = parentPath(path);
    const folder = folders.get(name);
    if (folder === undefined) folders.set(name, { volume, files: 1, isApart: false });
    else {
      folder.files += 1;
      if (folder.volume !== volume) folder.isApart = true;
    }
  }
  foldersRead.set(items, folders);
  return folders;
}

/** Folders whose own files lie on one volume, and will lie on several. The top of a pool lies everywhere. */
function splitFolders(moves: readonly PlannedMove[], items: readonly PlannerItem[]): ReadonlySet<string> {
  const folders = foldersOf(items);
  const moved = new Map<string, { readonly to: string; files: number; isApart: boolean }>();
  for (const { item, to } of moves) {
    const name = parentPath(item.path);
    const known = moved.get(name);
    if (known === undefined) moved.set(name, { to, files: 1, isApart: false });
    else {
      known.files += 1;
      if (known.to !== to) known.isApart = true;
    }
  }
  const split = new Set<string>();
  for (const [name, { files, isApart }] of moved) {
    const folder = folders.get(name);
    if (name === rootPath || folder === undefined || folder.isApart) continue;
    if (isApart || files < folder.files) split.add(name);
  }
  return split;
}
