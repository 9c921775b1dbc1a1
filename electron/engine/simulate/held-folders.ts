import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';

/** Which volumes hold which folders, while a replay makes them. */
export interface HeldFolders {
  /** A file comes to a folder (its index) on a volume. */
  hold(folder: number, volume: number): void;
  /** How many of the folders above a file in `folder` a volume has, from the root on. */
  depth(folder: number, volume: number): number;
}

/** The folders of a workload with all that are above them. */
export interface FolderTree {
  /** Node of the parent; -1 for the root. By node; the first ones are the folders themselves, in their order. */
  readonly parents: Int32Array;
  /** Names in the path of each: 0 for the root. */
  readonly depths: Int32Array;
}

export function folderTree(folders: readonly PoolPath[]): FolderTree {
  const nodes = new Map<PoolPath, number>(folders.map((path, index) => [path, index]));
  const paths = [...folders];
  const parents: number[] = [];
  for (let node = 0; node < paths.length; node += 1) {
    const path = paths[node] ?? rootPath;
    if (path === rootPath) {
      parents.push(-1);
      continue;
    }
    const above = parentPath(path);
    let parent = nodes.get(above);
    if (parent === undefined) {
      parent = paths.length;
      nodes.set(above, parent);
      paths.push(above);
    }
    parents.push(parent);
  }
  const depths = paths.map((path) => (path === rootPath ? 0 : path.split('/').length - 1));
  return { parents: Int32Array.from(parents), depths: Int32Array.from(depths) };
}

export function heldFolders({ parents, depths }: FolderTree, volumes: number): HeldFolders {
  const held = Array.from({ length: volumes }, () => new Uint8Array(parents.length));
  return {
    hold(folder, volume) {
      const here = held[volume];
      if (here === undefined) return;
      for (let node = folder; node >= 0 && here[node] === 0; node = parents[node] ?? -1) here[node] = 1;
    },
    depth(folder, volume) {
      const here = held[volume];
      if (here === undefined) return 0;
      let node = folder;
      while (node >= 0 && here[node] === 0) node = parents[node] ?? -1;
      return node < 0 ? 0 : (depths[node] ?? 0);
    },
  };
}
