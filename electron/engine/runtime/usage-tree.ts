import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { FolderSums } from '../catalog/usage-sums.ts';
import { sortNaturally } from '../pool/sort.ts';

/** A folder with all that is in it, as files are read. */
export interface UsageSum {
  readonly path: PoolPath;
  /** 0 for the folder that was asked for. */
  readonly depth: number;
  readonly bytes: number;
  readonly files: number;
}

/** Folders behind what is in them, in the order of listings, each with the sums of everything below. */
export function summedTree(start: PoolPath, folders: readonly FolderSums[]): readonly UsageSum[] {
  const [first, ...below] = folders;
  if (first === undefined) return [];
  const children = Map.groupBy(below, ({ parent }) => parent);
  const told: UsageSum[] = [];
  interface Open {
    readonly path: PoolPath;
    readonly rest: FolderSums[];
    bytes: number;
    files: number;
  }
  const open = (path: PoolPath, { id, bytes, files }: FolderSums): Open => {
    const inside = sortNaturally((children.get(id) ?? []).map((child) => ({ ...child, type: 'directory' })));
    return { path, rest: [...inside].reverse(), bytes, files };
  };
  // Without recursion: folders may be thousands of levels deep.
  const stack = [open(start, first)];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.rest.pop();
    if (next !== undefined) {
      stack.push(open(childPath(top.path, next.name), next));
      continue;
    }
    stack.pop();
    const { path, bytes, files } = top;
    told.push({ path, depth: stack.length, bytes, files });
    const parent = stack.at(-1);
    if (parent === undefined) continue;
    parent.bytes += bytes;
    parent.files += files;
  }
  return told;
}
