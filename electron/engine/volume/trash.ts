import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { z } from 'zod';
import { fail } from '../../../shared/errors.ts';
import { nameFromBytes } from '../../../shared/names.ts';
import { childPath, parentPath, parsePath, reservedFolder } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { listMounts, realPath } from './mounts.ts';
import { renameOnce } from './publish.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import { checkTrashId, isTrashId } from './trash-id.ts';
import { syncFolder, writeDurably } from './write-durably.ts';
import type { TrashItem, VolumeEntry } from './volume.ts';

/**
 * The trash of one volume: `<root>/.cfs/trash/<id>/` holds `item` (the entry, by rename) and `info.json` (where it was).
 * All of it is reached by open handles, because a crafted disk may hold links there.
 * info.json is written first, so that an item is never there without it. What is read back is data to verify: a path of
 * this volume and plain figures, nothing else.
 */
const infoShape = z.object({
  path: z.string().max(65_536),
  type: z.enum(['file', 'directory', 'symlink', 'other']),
  size: z.number().nonnegative(),
  deletedMs: z.number(),
});
const largestInfo = 131_072;

const ownFolder = `/${reservedFolder}` as PoolPath;
const trashFolder = `${ownFolder}/trash` as PoolPath;
const folderOf = (id: string): PoolPath => `${trashFolder}/${checkTrashId(id)}` as PoolPath;

function makeOwnFolder(rooted: Rooted, path: PoolPath): void {
  try {
    mkdirSync(rooted.at(path), { mode: 0o700 });
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown;
  }
}

/** Mounted file systems would go along in the rename, and be emptied with the trash. */
function refuseMounts(rooted: Rooted, path: PoolPath): void {
  const physical = `${realPath(rooted.root)}${path}`.replace(/^\/\//, '/');
  const inside = listMounts().find(({ target }) => target === physical || target.startsWith(`${physical}/`));
  if (inside !== undefined) {
    throw fail('busy', `Moving ${path} to the trash`, `a file system is mounted at ${inside.target}`, 'unmount it');
  }
}

export function moveToTrash(rooted: Rooted, path: PoolPath, entry: VolumeEntry, id: string): TrashItem {
  const folder = folderOf(id);
  if (entry.type === 'directory') refuseMounts(rooted, path);
  lstatSync(rooted.at(path));
  makeOwnFolder(rooted, ownFolder);
  makeOwnFolder(rooted, trashFolder);
  mkdirSync(rooted.at(folder), { mode: 0o700 });
  const info = { path, type: entry.type, size: entry.size, deletedMs: Date.now() };
  try {
    writeDurably(`${rooted.folderAt(folder)}/info.json`, JSON.stringify(info));
    renameOnce(rooted.textAt(path), `${rooted.folderAt(folder)}/item`);
  } catch (thrown) {
    removeTree(rooted, folder);
    throw thrown;
  }
  rooted.forget();
  syncFolder(fsPath(rooted.folderAt(folder)));
  return { id, ...info };
}

function readInfo(rooted: Rooted, id: string): TrashItem | null {
  let fd: number | null = null;
  try {
    const folder = rooted.folderAt(folderOf(id));
    lstatSync(fsPath(`${folder}/item`));
    fd = openSync(`${folder}/info.json`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > largestInfo) return null;
    const buffer = Buffer.alloc(stat.size);
    const length = readSync(fd, buffer, 0, buffer.length, 0);
    const parsed = infoShape.parse(JSON.parse(buffer.toString('utf8', 0, length)));
    return { ...parsed, id, path: parsePath(parsed.path) };
  } catch {
    // Not ours, half made or crafted: it is no trash item.
    return null;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

export function listTrash(rooted: Rooted): readonly TrashItem[] {
  // Sees that the volume is there before it says that its trash is empty.
  rooted.folderAt('/' as PoolPath);
  let names: string[];
  try {
    names = readdirSync(rooted.folderAt(trashFolder));
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
  return names
    .filter(isTrashId)
    .map((name) => readInfo(rooted, name))
    .filter((item) => item !== null)
    .sort((a, b) => b.deletedMs - a.deletedMs);
}

function find(rooted: Rooted, id: string, attempted: string): TrashItem {
  checkTrashId(id);
  rooted.folderAt('/' as PoolPath);
  const item = readInfo(rooted, id);
  if (item === null) throw fail('not-found', attempted, 'it is not in the trash of this volume', 'list the trash');
  return item;
}

export function restoreFromTrash(rooted: Rooted, id: string, path: PoolPath): void {
  find(rooted, id, `Restoring ${path}`);
  const folder = folderOf(id);
  renameOnce(`${rooted.folderAt(folder)}/item`, rooted.textAt(path));
  rooted.forget();
  syncFolder(fsPath(rooted.folderAt(parentPath(path))));
  removeTree(rooted, folder);
}

export function deleteFromTrash(rooted: Rooted, id: string): void {
  find(rooted, id, `Deleting ${id} from the trash`);
  const folder = folderOf(id);
  const item = childPath(folder, 'item');
  // Before info.json, so that what cannot be deleted, or is not yet when the power goes, is still listed.
  if (lstatSync(rooted.at(item)).isDirectory()) removeTree(rooted, item);
  else unlinkSync(rooted.at(item));
  removeTree(rooted, folder);
}

/**
 * Deletes a folder of the trash with all in it: by handles, so that no link leads out, and never across a mount
 * point (`folderAt` refuses those). @throws errno errors; what was not deleted is still there
 */
function removeTree(rooted: Rooted, path: PoolPath): void {
  // Deepest last: a folder is removed when it is met again, empty.
  const folders: PoolPath[] = [path];
  const opened = new Set<PoolPath>();
  for (let folder = folders.at(-1); folder !== undefined; folder = folders.at(-1)) {
    if (opened.has(folder)) {
      rmdirSync(rooted.at(folder));
      rooted.forget();
      folders.pop();
      continue;
    }
    opened.add(folder);
    const at = rooted.folderAt(folder);
    for (const bytes of readdirSync(at, { encoding: 'buffer' })) {
      const name = nameFromBytes(bytes);
      const child = fsPath(`${at}/${name}`);
      if (lstatSync(child).isDirectory()) folders.push(childPath(folder, name));
      else unlinkSync(child);
    }
  }
}
