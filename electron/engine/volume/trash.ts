import { closeSync, constants, lstatSync, mkdirSync, openSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { z } from 'zod';
import { fail } from '../../../shared/errors.ts';
import { baseName, childPath, parentPath, parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf, fromErrno } from './errno.ts';
import { listMounts, realPath } from './mounts.ts';
import { makeOwnFolder, ownFolder, ownNames, readSmallFile, removeTree } from './own-folder.ts';
import { isGone, isOrphanPart, newPartName, ownProcess, ownerOfName } from './parts.ts';
import { renameOnce } from './publish.ts';
import { fsPath } from './rooted.ts';
import type { FsPath, Rooted } from './rooted.ts';
import { checkTrashId, isTrashId } from './trash-id.ts';
import { syncFolder, writeDurably } from './write-durably.ts';
import type { Oddity, TrashItem, VolumeEntry } from './volume.ts';

/**
 * The trash of one volume: `<root>/.cfs/trash/<id>/` holds `item` (the entry, by rename) and `info.json` (where it was).
 * info.json is written first, so that an item is never there without it. What is read back is data to verify: a path of
 * this volume and plain figures, nothing else.
 *
 * A process may be killed between any two steps. The folder gets its id only when info.json is in it, and names its
 * owner; a deletion leaves a file in it whose name tells its owner. So `tidyTrash` knows what nobody works on any more.
 */
const ownerShape = z.object({ host: z.string(), boot: z.string(), pid: z.number(), start: z.string() });
const infoShape = z.object({
  path: z.string().max(65_536),
  type: z.enum(['file', 'directory', 'symlink', 'other']),
  size: z.number().nonnegative(),
  deletedMs: z.number(),
  /** Who moved it there; unknown in the trash of former versions. */
  owner: ownerShape.optional(),
});
const largestInfo = 131_072;

const trashFolder = `${ownFolder}/trash` as PoolPath;
export const folderOf = (id: string): PoolPath => `${trashFolder}/${checkTrashId(id)}` as PoolPath;

/** Mounted file systems would go along in the rename, and be emptied with the trash. */
export function refuseMounts(rooted: Rooted, path: PoolPath): void {
  const physical = `${realPath(rooted.root)}${path}`.replace(/^\/\//, '/');
  const inside = listMounts().find(({ target }) => target === physical || target.startsWith(`${physical}/`));
  if (inside !== undefined) {
    throw fail('busy', `Moving ${path} to the trash`, `a file system is mounted at ${inside.target}`, 'unmount it');
  }
}

export function moveToTrash(
  rooted: Rooted,
  path: PoolPath,
  entry: VolumeEntry,
  id: string,
  was: PoolPath = path,
): TrashItem {
  const folder = folderOf(id);
  if (entry.type === 'directory') refuseMounts(rooted, path);
  lstatSync(rooted.at(path));
  const half = makeHalf(rooted);
  const info = infoOf(was, entry);
  try {
    writeDurably(`${rooted.folderAt(half)}/${infoName}`, infoText(info));
  } catch (thrown) {
    throw undone(rooted, thrown, half, path);
  }
  hide(rooted, half, path, id);
  try {
    syncFolder(fsPath(rooted.folderAt(folder)));
  } catch (thrown) {
    throw undone(rooted, thrown, folder, path);
  }
  return { id, ...info, mtimeMs: entry.mtimeMs };
}

export const infoName = 'info.json';

export type Info = Pick<TrashItem, 'path' | 'type' | 'size' | 'deletedMs'>;

export function infoOf(was: PoolPath, { type, size }: VolumeEntry): Info {
  return { path: was, type, size, deletedMs: Date.now() };
}

export const infoText = (info: Info): string => JSON.stringify({ ...info, owner: ownProcess() });

/** The folder of an item before it has its id; its name tells whose it is. */
export function makeHalf(rooted: Rooted): PoolPath {
  makeOwnFolder(rooted, ownFolder);
  makeOwnFolder(rooted, trashFolder);
  const half = childPath(trashFolder, newPartName());
  mkdirSync(rooted.at(half), { mode: 0o700 });
  return half;
}

/** Gives the folder its id, and the entry its place in it. Its info.json is durable by then. @throws what `undone` says */
export function hide(rooted: Rooted, half: PoolPath, path: PoolPath, id: string): void {
  const folder = folderOf(id);
  let at = half;
  try {
    // A process that was killed before the item came may have left a folder of that id.
    if (isThere(rooted, folder) && !hasItem(rooted, id) && isAbandoned(rooted, id)) removeEmpty(rooted, folder);
    renameOnce(rooted.textAt(half), rooted.textAt(folder));
    rooted.forget();
    at = folder;
    renameOnce(rooted.textAt(path), `${rooted.folderAt(folder)}/item`);
    rooted.forget();
  } catch (thrown) {
    throw undone(rooted, thrown, at, path);
  }
}

/** After a failure, with the folder at `at`: takes back what can be, and answers the error that tells of it. */
export function undone(rooted: Rooted, thrown: unknown, at: PoolPath, path: PoolPath): unknown {
  const isBack = takeBack(rooted, at, path);
  // Before it had its folder, the item was not touched.
  if (isBack || ownerOfName(baseName(at)) !== null) return thrown;
  return halfDone(thrown, `Moving ${path} to the trash`, 'it may be in the trash all the same');
}

const isThere = (rooted: Rooted, path: PoolPath): boolean =>
  lstatSync(rooted.at(path), { throwIfNoEntry: false }) !== undefined;

/** A failure of which something is left, told as the pool's steps tell it: the journal keeps it until it is settled. */
function halfDone(thrown: unknown, attempted: string, left: string): Error {
  const error = fromErrno(thrown, attempted);
  const why = `${error.message}; and ${left}`;
  return fail(error.code, attempted, why, 'look at it when the disk works', { data: { left: [left] }, cause: error });
}

/**
 * After a failure: what was moved all the same (a call may fail and be done) goes back, and its folder away. False: that
 * could not be done; what cannot go back stays in the trash, whole and listed.
 */
function takeBack(rooted: Rooted, folder: PoolPath, path: PoolPath): boolean {
  let isBack = false;
  try {
    rooted.forget();
    const item = childPath(folder, 'item');
    if (lstatSync(rooted.at(item), { throwIfNoEntry: false }) !== undefined) {
      renameOnce(rooted.textAt(item), rooted.textAt(path));
      rooted.forget();
    }
    isBack = true;
    removeTree(rooted, folder);
  } catch {
    // The disk fails; the error that led here says so.
  }
  return isBack;
}

/** Passes a failing disk on: what it cannot show may be there. Other errors say that there is no such item. */
function passDiskErrors(thrown: unknown): void {
  const errno = errnoOf(thrown);
  if (errno !== null && !['ENOENT', 'ENOTDIR', 'ELOOP', 'EXDEV'].includes(errno)) throw thrown;
}

/** What info.json says; null when it is not ours, half made or crafted. @throws errno errors of a failing disk */
function readInfo(rooted: Rooted, id: string): z.infer<typeof infoShape> | null {
  try {
    const text = readSmallFile(rooted.folderAt(folderOf(id)), infoName, largestInfo);
    return text === null ? null : infoShape.parse(JSON.parse(text));
  } catch (thrown) {
    passDiskErrors(thrown);
    return null;
  }
}

const itemOf = (id: string): PoolPath => childPath(folderOf(id), 'item');

function statItem(rooted: Rooted, id: string): Stats | undefined {
  return lstatSync(fsPath(`${rooted.folderAt(folderOf(id))}/item`), { throwIfNoEntry: false });
}

function hasItem(rooted: Rooted, id: string): boolean {
  return statItem(rooted, id) !== undefined;
}

/** @throws errno errors of a failing disk */
function readItem(rooted: Rooted, id: string): TrashItem | null {
  try {
    const stat = statItem(rooted, id);
    if (stat === undefined) return null;
    const info = readInfo(rooted, id);
    if (info === null) return null;
    const { type, size, deletedMs } = info;
    return { id, path: parsePath(info.path), type, size, mtimeMs: stat.mtimeMs, deletedMs };
  } catch (thrown) {
    passDiskErrors(thrown);
    // No folder, or a path that is none: it is no trash item.
    return null;
  }
}

export function listTrash(rooted: Rooted): readonly TrashItem[] {
  return ownNames(rooted, trashFolder)
    .filter(isTrashId)
    .map((name) => {
      try {
        return readItem(rooted, name);
      } catch {
        // One that cannot be read does not hide the others; who asks for it gets the error.
        return null;
      }
    })
    .filter((item) => item !== null)
    .sort((a, b) => b.deletedMs - a.deletedMs);
}

export function trashed(rooted: Rooted, id: string): TrashItem | null {
  if (!isTrashId(id)) return null;
  rooted.folderAt('/' as PoolPath);
  return readItem(rooted, id);
}

function find(rooted: Rooted, id: string, attempted: string): TrashItem {
  checkTrashId(id);
  rooted.folderAt('/' as PoolPath);
  const item = readItem(rooted, id);
  if (item === null) throw fail('not-found', attempted, 'it is not in the trash of this volume', 'list the trash');
  return item;
}

/** Where the item lies, for a call that follows at once and follows no link. @throws not-found, invalid */
export function trashedAt(rooted: Rooted, id: string, attempted: string): FsPath {
  find(rooted, id, attempted);
  return rooted.at(itemOf(id));
}

export function restoreFromTrash(rooted: Rooted, id: string, path: PoolPath): void {
  showAgain(rooted, id, path);
  try {
    syncFolder(fsPath(rooted.folderAt(parentPath(path))));
  } catch (thrown) {
    throw hiddenAgain(rooted, thrown, id, path);
  }
  forgetItem(rooted, id);
}

/** Gives an item its path; its folder in the trash stays. @throws not-found, errno errors; nothing changed then */
export function showAgain(rooted: Rooted, id: string, path: PoolPath): void {
  find(rooted, id, `Restoring ${path}`);
  renameOnce(rooted.textAt(itemOf(id)), rooted.textAt(path));
  rooted.forget();
}

/** After a failed sync: puts it back into the trash, and answers the error that tells of it. */
export function hiddenAgain(rooted: Rooted, thrown: unknown, id: string, path: PoolPath): unknown {
  try {
    renameOnce(rooted.textAt(path), rooted.textAt(itemOf(id)));
  } catch {
    return halfDone(thrown, `Restoring ${path}`, 'it may be back all the same');
  }
  rooted.forget();
  return thrown;
}

/** Removes the folder of an item that is back. */
export function forgetItem(rooted: Rooted, id: string): void {
  try {
    removeTree(rooted, folderOf(id));
  } catch {
    // It is back; `tidyTrash` removes what is left here.
  }
}

export function deleteFromTrash(rooted: Rooted, id: string): void {
  find(rooted, id, `Deleting ${id} from the trash`);
  const folder = folderOf(id);
  // A restore of what is half deleted would give back a part of it: `tidyTrash` goes on with the deletion instead.
  closeSync(openSync(`${rooted.folderAt(folder)}/${newPartName()}`, constants.O_WRONLY | constants.O_CREAT, 0o600));
  deleteItem(rooted, folder);
}

function deleteItem(rooted: Rooted, folder: PoolPath): void {
  const item = childPath(folder, 'item');
  // Before info.json, so that what cannot be deleted, or is not yet when the power goes, is still listed.
  const stat = lstatSync(rooted.at(item), { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) removeTree(rooted, item);
  else if (stat !== undefined) unlinkSync(rooted.at(item));
  removeTree(rooted, folder);
}

/** A deletion was begun by a process that is gone. */
const isDeleted = (names: readonly string[]): boolean => names.some(isOrphanPart);

/**
 * Takes a folder away that has no item. A process that stood still may go on in just this moment: an item that comes
 * stays, with what is known of it.
 */
function removeEmpty(rooted: Rooted, folder: PoolPath): void {
  const at = rooted.folderAt(folder);
  const names = ownNames(rooted, folder).filter((name) => name !== 'item');
  const info = names.includes(infoName) ? readSmallFile(at, infoName, largestInfo) : null;
  for (const name of names) unlinkSync(fsPath(`${at}/${name}`));
  try {
    rmdirSync(rooted.at(folder));
  } catch (thrown) {
    // Not by way of a part file, which would say that the item is being deleted.
    if (info !== null && hasItem(rooted, baseName(folder))) {
      writeFileSync(fsPath(`${rooted.folderAt(folder)}/${infoName}`), info, { mode: 0o600, flag: 'wx' });
    }
    throw thrown;
  }
  rooted.forget();
}

/** A step of another process that lives takes no longer (ms) between info.json and the item. */
const stepMs = 60_000;

/**
 * Puts in order what killed processes left in the trash: folders without an item, and deletions that were begun. What
 * living ones work on is left, and so is what cannot be removed now. Answers the ids, in words for those without.
 */
export function tidyTrash(rooted: Rooted): readonly string[] {
  const tidied: string[] = [];
  for (const name of ownNames(rooted, trashFolder)) {
    try {
      if (isOrphanPart(name)) {
        removeTree(rooted, childPath(trashFolder, name));
        tidied.push('an item that was not moved there');
      } else if (isTrashId(name) && isAbandoned(rooted, name)) {
        if (isDeleted(ownNames(rooted, folderOf(name)))) deleteItem(rooted, folderOf(name));
        else removeEmpty(rooted, folderOf(name));
        tidied.push(name);
      }
    } catch {
      // A foreign thing, or a disk that fails: the next time finds it again.
    }
  }
  return tidied;
}

/** What is in the trash and is no item of it: what `tidyTrash` would put in order, and what only a person can. */
export function examineTrash(rooted: Rooted): readonly Oddity[] {
  return ownNames(rooted, trashFolder).flatMap((name): readonly Oddity[] => {
    const path = childPath(trashFolder, name);
    const odd = (what: string, tidied: boolean): readonly Oddity[] => [{ kind: 'trash', path, what, tidied }];
    try {
      if (ownerOfName(name) !== null) return isOrphanPart(name) ? odd('an item that was not moved there', true) : [];
      if (!isTrashId(name)) return odd('it is nothing of CFS: look at it', false);
      if (isAbandoned(rooted, name)) return odd('a deletion that was not ended', true);
      if (!hasItem(rooted, name) || readItem(rooted, name) !== null) return [];
      return odd('what is in it was deleted, and nobody knows from where: move it back with another program', false);
    } catch {
      return odd('it cannot be looked at', false);
    }
  });
}

function isAbandoned(rooted: Rooted, id: string): boolean {
  const names = ownNames(rooted, folderOf(id));
  // A folder gets its name with info.json in it: an empty one is what is left of one.
  if (names.length === 0 || isDeleted(names)) return true;
  if (hasItem(rooted, id)) return false;
  const info = readInfo(rooted, id);
  const { ctimeMs } = lstatSync(rooted.at(folderOf(id)));
  return (info?.owner !== undefined && isGone(info.owner)) || Date.now() - ctimeMs > stepMs;
}
