import { mkdirSync, readdirSync, readFileSync, lstatSync, rmSync, statSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../../../shared/errors.ts';
import { parsePath, reservedFolder } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';
import { publish } from './publish.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import { checkTrashId, isTrashId } from './trash-id.ts';
import { syncFolder, writeDurably } from './write-durably.ts';
import type { TrashItem, VolumeEntry } from './volume.ts';

/**
 * The trash of one volume: `<root>/.cfs/trash/<id>/` holds `item` (the entry, by rename) and `info.json` (where it was).
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

const trashFolder = (root: string): string => `${root === '/' ? '' : root}/${reservedFolder}/trash`;

/** A crafted disk may hold a link where CFS keeps its folder: nothing is written or deleted through it. */
function refuseLinks(root: string): void {
  for (const folder of [`${root === '/' ? '' : root}/${reservedFolder}`, trashFolder(root)]) {
    const stat = lstatSync(fsPath(folder), { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory()) {
      throw fail('outside', `Using the trash of ${root}`, `${folder} is not a folder`, 'look at it and take it away');
    }
  }
}

/** Renames without overwriting; works for folders too (a folder cannot be linked). */
function renameOnce(from: string, to: string, isDirectory: boolean): void {
  const calls = posix();
  if (calls !== null) {
    try {
      calls.renameNoReplace(from, to);
      return;
    } catch (thrown) {
      if (!['EINVAL', 'ENOSYS', 'ENOTSUP'].includes(errnoOf(thrown) ?? '')) throw thrown;
    }
  }
  if (isDirectory) {
    // rename(2) replaces an empty folder only by another folder: an empty placeholder is claimed first.
    mkdirSync(fsPath(to));
    rmSync(fsPath(to), { recursive: false, force: false });
  }
  publish(from, to);
}

export function moveToTrash(rooted: Rooted, path: PoolPath, entry: VolumeEntry, id: string): TrashItem {
  const folder = `${trashFolder(rooted.root)}/${checkTrashId(id)}`;
  // `at` sees first that this is the right volume.
  const from = rooted.textAt(path);
  refuseLinks(rooted.root);
  mkdirSync(fsPath(trashFolder(rooted.root)), { recursive: true, mode: 0o700 });
  mkdirSync(fsPath(folder), { mode: 0o700 });
  const info = { path, type: entry.type, size: entry.size, deletedMs: Date.now() };
  try {
    writeDurably(`${folder}/info.json`, JSON.stringify(info));
    renameOnce(from, `${folder}/item`, entry.type === 'directory');
  } catch (thrown) {
    rmSync(fsPath(folder), { recursive: true, force: true });
    throw thrown;
  }
  rooted.forget();
  syncFolder(fsPath(folder));
  return { id, ...info };
}

function readInfo(root: string, id: string): TrashItem | null {
  const folder = `${trashFolder(root)}/${id}`;
  try {
    if (!lstatSync(fsPath(folder)).isDirectory()) return null;
    const info = `${folder}/info.json`;
    const stat = lstatSync(fsPath(info));
    if (!stat.isFile() || stat.size > largestInfo) return null;
    lstatSync(fsPath(`${folder}/item`));
    const parsed = infoShape.parse(JSON.parse(readFileSync(fsPath(info), 'utf8')));
    return { ...parsed, id, path: parsePath(parsed.path) };
  } catch {
    // Not ours, half made or crafted: it is no trash item.
    return null;
  }
}

export function listTrash(root: string): readonly TrashItem[] {
  refuseLinks(root);
  let names: string[];
  try {
    if (!statSync(fsPath(trashFolder(root))).isDirectory()) return [];
    names = readdirSync(fsPath(trashFolder(root)));
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
  return names
    .filter((name) => isTrashId(name))
    .map((name) => readInfo(root, name))
    .filter((item) => item !== null)
    .sort((a, b) => b.deletedMs - a.deletedMs);
}

function find(root: string, id: string, attempted: string): TrashItem {
  refuseLinks(root);
  const item = readInfo(root, checkTrashId(id));
  if (item === null) throw fail('not-found', attempted, 'it is not in the trash of this volume', 'list the trash');
  return item;
}

export function restoreFromTrash(rooted: Rooted, id: string, path: PoolPath): void {
  const item = find(rooted.root, id, `Restoring ${path}`);
  const folder = `${trashFolder(rooted.root)}/${id}`;
  renameOnce(`${folder}/item`, rooted.textAt(path), item.type === 'directory');
  rmSync(fsPath(folder), { recursive: true, force: true });
  rooted.forget();
}

export function deleteFromTrash(rooted: Rooted, id: string): void {
  find(rooted.root, id, `Deleting ${id} from the trash`);
  rmSync(fsPath(`${trashFolder(rooted.root)}/${id}`), { recursive: true, force: true });
}
