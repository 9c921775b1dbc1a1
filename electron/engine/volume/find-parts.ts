import { lstatSync, readdirSync, statSync } from 'node:fs';
import { nameFromBytes } from '../../../shared/names.ts';
import { childPath, partPrefix, reservedFolder } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { fsPath } from './rooted.ts';

/** Part files anywhere below a root, on its own file system; folders that cannot be read are passed over. */
export function findPartsBelow(root: string): readonly PoolPath[] {
  const found: PoolPath[] = [];
  // The root itself may be a link, as the person gave it.
  const device = statSync(fsPath(root)).dev;
  const folders: PoolPath[] = ['/' as PoolPath];
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
      } else if (entry.isFile() && path.slice(path.lastIndexOf('/') + 1).startsWith(partPrefix)) {
        found.push(path);
      }
    }
  }
  return found;
}

function read(folder: string) {
  return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' });
}
