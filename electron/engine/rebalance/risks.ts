import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
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

/** Folders whose own files lie on one volume, and will lie on several. */
function splitFolders(moves: readonly PlannedMove[], items: readonly PlannerItem[]): ReadonlySet<string> {
  interface Folder {
    readonly from: string;
    readonly to: Set<string>;
    moved: number;
    held: number;
    isApart: boolean;
  }
  const folders = new Map<PoolPath, Folder>();
  for (const { item, to } of moves) {
    const path = parentPath(item.path);
    // The top of a pool lies everywhere.
    if (path === rootPath) continue;
    const folder = folders.get(path) ?? { from: item.volume, to: new Set(), moved: 0, held: 0, isApart: false };
    folder.to.add(to);
    folder.moved += 1;
    folders.set(path, folder);
  }
  if (folders.size === 0) return new Set();
  for (const { path, volume } of items) {
    const folder = folders.get(parentPath(path));
    if (folder === undefined) continue;
    folder.held += 1;
    if (volume !== folder.from) folder.isApart = true;
  }
  const split = [...folders].filter(([, { to, moved, held, isApart }]) => !isApart && (to.size > 1 || moved < held));
  return new Set(split.map(([path]) => path));
}
