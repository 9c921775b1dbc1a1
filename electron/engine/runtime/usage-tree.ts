import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { WalkedFolder } from '../catalog/merged-walk.ts';
import type { FolderSums } from '../catalog/usage-sums.ts';
import { sortNaturally } from '../volume/natural-order.ts';

/** A folder with all that is in it, as files are read. */
export interface UsageSum {
  readonly path: PoolPath;
  /** 0 for the folder that was asked for. */
  readonly depth: number;
  readonly bytes: number;
  readonly files: number;
}

/**
 * The same from a walk over the volumes, which tells a folder before those in it. Null where a volume or a part of one
 * could not be read: who lists every folder can say which.
 */
export async function walkedSums(walk: AsyncIterable<WalkedFolder>): Promise<readonly FolderSums[] | null> {
  const ids = new Map<string, number>();
  const sums: FolderSums[] = [];
  for await (const { path, entries, missing } of walk) {
    if (missing.length > 0) return null;
    const files = entries.filter(({ type }) => type === 'file');
    const slash = path.lastIndexOf('/');
    const id = sums.length + 1;
    ids.set(path, id);
    sums.push({
      id,
      parent: ids.get(slash === 0 ? '/' : path.slice(0, slash)) ?? 0,
      name: path.slice(slash + 1),
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      files: files.length,
    });
  }
  return sums;
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
