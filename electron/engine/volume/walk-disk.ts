import { lstatSync, readdirSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { nameFromBytes } from '../../../shared/names.ts';
import { isReservedName } from '../../../shared/path.ts';
import { fsPath } from './rooted.ts';

/** Things that systems keep at the root of a file system or in any folder: not pool entries (invariant 14). */
const foreignAtRoot = new Set([
  'lost+found',
  'System Volume Information',
  '$RECYCLE.BIN',
  '.Trashes',
  '.Spotlight-V100',
  '.fseventsd',
]);
const foreignAnywhere = new Set(['@eaDir', '.DS_Store']);

export function isForeignName(name: string, atRoot: boolean): boolean {
  if (foreignAnywhere.has(name)) return true;
  return atRoot && (foreignAtRoot.has(name) || /^\.Trash(-\d+)?$/.test(name));
}

/** A name and what it is, where the folder tells that. */
interface FolderName {
  readonly name: string;
  readonly kind: Dirent | null;
}

/**
 * Names of a folder, all but CFS's own. Read as UTF-8, which is quicker, and again as bytes when a name did not survive
 * that. @throws errno errors
 */
export function namesOf(folder: string): readonly FolderName[] {
  const plain = readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'utf8' });
  const names: FolderName[] = [];
  let isText = true;
  for (const entry of plain) {
    const { name } = entry;
    if (name.includes('\uFFFD')) isText = false;
    if (!isReservedName(name)) names.push({ name, kind: entry });
  }
  if (isText) return names;
  return readdirSync(fsPath(folder), { encoding: 'buffer' })
    .map((bytes) => ({ name: nameFromBytes(bytes), kind: null }))
    .filter(({ name }) => !isReservedName(name));
}

/**
 * Visits everything below a real folder on its own file system: mount points and foreign things are left out with all
 * below them. What vanishes meanwhile is passed over; what cannot be read is told to `unreadable`.
 */
export function visit(
  root: string,
  each: (path: string, stat: Stats) => void,
  unreadable: (path: string, thrown: unknown) => void = () => undefined,
): void {
  // The root itself may be a link, as the person gave it.
  const device = statSync(fsPath(root)).dev;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let names: ReturnType<typeof namesOf>;
    try {
      names = namesOf(folder);
    } catch (thrown) {
      unreadable(folder, thrown);
      continue;
    }
    for (const { name } of names) {
      if (isForeignName(name, folder === root)) continue;
      const path = `${folder === '/' ? '' : folder}/${name}`;
      const stat = lstatSync(fsPath(path), { throwIfNoEntry: false });
      if (stat === undefined || stat.dev !== device) continue;
      each(path, stat);
      if (stat.isDirectory()) folders.push(path);
    }
  }
}

/** Bytes that the files below a root allocate, each inode once; the volume's own `.cfs` is not counted. */
export function allocatedBelow(root: string): number {
  let total = 0;
  const linked = new Set<number>();
  visit(root, (_path, stat) => {
    if (stat.isDirectory()) return;
    if (stat.nlink > 1) {
      if (linked.has(stat.ino)) return;
      linked.add(stat.ino);
    }
    total += stat.blocks * 512;
  });
  return total;
}
