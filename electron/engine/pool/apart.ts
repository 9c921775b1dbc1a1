import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';

/** Paths that may be worked on together, because none is another one's, nor in another one. */
export interface Apart {
  /** Adds the path, unless it is one of those before, or in or above one; answers whether it was added. */
  add(path: PoolPath): boolean;
}

export function createApart(): Apart {
  const paths = new Set<string>();
  const above = new Set<string>();
  return {
    add(path) {
      // Some file systems ignore case: there these are one.
      const key = path.toLowerCase() as PoolPath;
      const folders: PoolPath[] = [];
      for (let at = parentPath(key); at !== '/'; at = parentPath(at)) folders.push(at);
      if (paths.has(key) || above.has(key) || folders.some((folder) => paths.has(folder))) return false;
      paths.add(key);
      for (const folder of folders) above.add(folder);
      return true;
    },
  };
}
