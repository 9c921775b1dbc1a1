import { lstatSync, readdirSync, statSync } from 'node:fs';
import { nameFromBytes } from '../../../shared/names.ts';
import { childPath, partPrefix, reservedFolder, sidePrefix } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { fsPath } from './rooted.ts';

/** Part files and sides anywhere below a root, on its own file system; folders that cannot be read are passed over. */
export function findPartsBelow(root: string, below: PoolPath = '/' as PoolPath): readonly PoolPath[] {
  const found: PoolPath[] = [];
  // The root itself may be a link, as the person gave it.
  const device = statSync(fsPath(root)).dev;
  const folders: PoolPath[] = [below];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at = folder === '/' ? root : `${root === '/' ? '' : root}${folder}`;
    if (folder !== '/' && lstatSync(fsPath(at), { throwIfNoEntry: false })?.dev !== device) continue;
    let entries: ReturnType<typeof read>;
    try {
      entries = read(at);
    } catch {
      continue;
    }
    for (const entry of entries) {
      const path = childPath(folder, nameFromBytes(entry.name));
      if (entry.isDirectory()) {
        if (folder !== '/' || path !== `/${reservedFolder}`) folders.push(path);
      } else if (isOwn(path.slice(path.lastIndexOf('/') + 1))) {
        found.push(path);
      }
    }
  }
  return found;
}

const isOwn = (name: string): boolean => name.startsWith(partPrefix) || name.startsWith(sidePrefix);

/** The same in one folder, which may be gone. */
export function partsIn(at: string, folder: PoolPath): readonly PoolPath[] {
  return read(at)
    .filter((entry) => !entry.isDirectory())
    .map((entry) => nameFromBytes(entry.name))
    .filter(isOwn)
    .map((name) => childPath(folder, name));
}

function read(folder: string) {
  return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' });
}
