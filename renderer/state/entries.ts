import { AppError, fail } from '../../shared/errors.ts';
import { visibleName } from '../../shared/format.ts';
import type { Entry, EntryDetails, PlacementReason } from '../../shared/model.ts';
import { baseName, childPath, isWithin, joinPath, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { UsageFolder } from '../../shared/usage.ts';
import { capabilities, host } from '../api/host.ts';
import { count, text } from '../text.ts';
import { followRename, select, setExpanded, setRenaming } from './browse.ts';
import { setClip, useClipboard } from './clipboard.ts';
import type { Clip } from './clipboard.ts';
import { namesIn, reloadFolder, showEntry } from './folders.ts';
import { notifyUndoable } from './history.ts';
import { jobEnd } from './jobs.ts';
import { notify, notifyError } from './notices.ts';
import { currentPool } from './pool.ts';
import { go, useRoute } from './route.ts';
import { dropHits, renameHit } from './search.ts';

/** Name of the folder as people call it: the pool's own name for its top. */
export function folderName(path: PoolPath): string {
  return visibleName(path === '/' ? (currentPool()?.name ?? '') : baseName(path));
}

function poolId(): string {
  const pool = currentPool();
  if (pool === null) throw new AppError('not-found', 'Working in a pool: there is none: make one first');
  return pool.id;
}

/** Makes "New folder" (or the next free number) and lets the person name it. */
export async function newFolder(parent: PoolPath): Promise<void> {
  try {
    const pool = poolId();
    const taken = await namesIn(pool, parent);
    let name: string = text.newFolder;
    for (let number = 2; taken.has(name); number += 1) name = `${text.newFolder} ${number}`;
    const entry = await host().call('folder.create', { pool, path: joinPath(parent, name) });
    const path = childPath(parent, entry.name);
    if (parent !== useRoute.getState().route.path) setExpanded(parent, true);
    showEntry(parent, entry);
    reloadFolder(parent);
    select([path], path);
    setRenaming(path);
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** Renames on every volume that holds it. @throws AppError exists, bad-name, offline... shown at the field */
export async function renameEntry(path: PoolPath, name: string): Promise<void> {
  const parent = parentPath(path);
  const entry = await host().call('entry.rename', { pool: poolId(), path, name });
  followRename(path, childPath(parent, entry.name));
  showEntry(parent, entry, path);
  renameHit(path, entry);
  reloadFolder(parent);
}

/** To the trash, with a notice that takes it back. */
export async function trashEntries(entries: readonly Entry[]): Promise<void> {
  const movable = entries.filter((entry) => entry.foreign !== true);
  if (movable.length === 0) return;
  try {
    const pool = poolId();
    const { jobId } = await host().call('entry.trash', { pool, paths: movable.map((entry) => entry.path) });
    const job = await jobEnd(jobId);
    if (job.state !== 'done') return;
    dropHits(new Set(movable.map((entry) => entry.path)));
    const first = movable[0];
    const what = movable.length === 1 && first !== undefined ? visibleName(first.name) : count(movable.length, 'item');
    await notifyUndoable(`${what} moved to trash`);
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** What of these can go into the folder: not what is there already, not a folder into itself. */
export function placeable(paths: readonly PoolPath[], dest: PoolPath, verb: 'move' | 'copy'): readonly PoolPath[] {
  return paths.filter((path) => !isWithin(dest, path) && (verb === 'copy' || parentPath(path) !== dest));
}

/** Moves or copies within the pool; names that are taken wait for a decision. False when it could not be begun. */
export async function transferEntries(
  verb: 'move' | 'copy',
  paths: readonly PoolPath[],
  dest: PoolPath,
): Promise<boolean> {
  const wanted = topMost(placeable(paths, dest, verb));
  if (wanted.length === 0) return false;
  try {
    const pool = poolId();
    // A copy into its own folder can only become a second one beside it.
    const beside = verb === 'copy' && wanted.every((path) => parentPath(path) === dest);
    const onConflict = beside ? 'keep-both' : 'ask';
    await host().call(verb === 'move' ? 'entry.move' : 'entry.copy', { pool, paths: [...wanted], dest, onConflict });
    return true;
  } catch (thrown) {
    notifyError(thrown);
    return false;
  }
}

function isBelowAny(path: string, roots: ReadonlySet<string>): boolean {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (roots.has(at)) return true;
  return false;
}

/** Without what lies below another of them. */
function topMost(paths: readonly PoolPath[]): readonly PoolPath[] {
  const all = new Set<string>(paths);
  return paths.filter((path) => path === '/' || !isBelowAny(parentPath(path), all));
}

/** Why none of these can be put there: a folder into itself, or where it is already. */
function whyNotThere({ verb, paths }: Clip, dest: PoolPath): AppError {
  const inside = paths.find((path) => isWithin(dest, path));
  const what = inside === undefined ? count(paths.length, 'item') : folderName(inside);
  const attempted = `${verb === 'move' ? 'Moving' : 'Copying'} ${what} to ${folderName(dest)}`;
  return inside === undefined
    ? fail(
        'refused',
        attempted,
        paths.length === 1 ? 'it is there already' : 'they are there already',
        'open another folder',
      )
    : fail('refused', attempted, 'a folder cannot go into itself', 'open another folder');
}

/** Puts what was cut or copied into the folder. What was cut is forgotten only when its move has begun. */
export async function paste(dest: PoolPath): Promise<void> {
  const { clip } = useClipboard.getState();
  if (clip === null) return;
  if (clip.pool !== poolId()) {
    const why = 'what was cut or copied is of another pool';
    notifyError(fail('unsupported', `Pasting into ${folderName(dest)}`, why, 'paste it in the pool that it is of'));
    return;
  }
  if (placeable(clip.paths, dest, clip.verb).length === 0) notifyError(whyNotThere(clip, dest));
  else if ((await transferEntries(clip.verb, clip.paths, dest)) && clip.verb === 'move') setClip(null);
}

/** A second one of each beside it, under a name of its own. */
export async function duplicateEntries(paths: readonly PoolPath[]): Promise<void> {
  for (const [folder, own] of Map.groupBy(topMost(paths), parentPath)) await transferEntries('copy', own, folder);
}

/** Opens a folder here; a file with the system's program, or as a download where there is none. */
export async function openEntry(entry: Entry): Promise<void> {
  if (entry.type === 'directory') {
    if (entry.foreign !== true) go({ screen: 'files', path: entry.path });
    return;
  }
  try {
    if (entry.offline) throw awayError(entry);
    if (capabilities().openFile) await host().call('entry.open', { pool: poolId(), path: entry.path });
    else if (capabilities().streams) await download(entry);
  } catch (thrown) {
    notifyError(thrown);
  }
}

function awayError({ name, volumes }: Entry): AppError {
  const where = volumes.map(visibleName).join(', ');
  return new AppError('offline', `Opening ${visibleName(name)}: it is on ${where}, not connected: connect the volume`);
}

async function download(entry: Entry): Promise<void> {
  const { url } = await host().call('entry.link', { pool: poolId(), path: entry.path });
  const link = document.createElement('a');
  link.href = url;
  link.download = entry.name;
  link.click();
}

/** Shows the real file in the system's file manager; needs the capability. */
export function showInSystem(path: PoolPath, volume?: string): void {
  const input = { pool: poolId(), path };
  host()
    .call('entry.show', volume === undefined ? input : { ...input, volume })
    .catch(notifyError);
}

export function entryDetails(pool: string, path: PoolPath, signal: AbortSignal): Promise<EntryDetails> {
  return host().call('entry.details', { pool, path }, { signal });
}

/** All that is in a folder and how it lies on the volumes, as the catalog knows it. @throws AppError not-found */
export function folderUsage(pool: string, path: PoolPath, signal: AbortSignal): Promise<UsageFolder> {
  return host().call('usage.folder', { pool, path, depth: 0, top: 1, kinds: false }, { signal });
}

/** Bytes in the folders among these; null where the catalog does not know all of them wholly. */
export function bytesInFolders(entries: readonly Entry[]): number | null {
  const folders = entries.filter(({ type }) => type === 'directory').map(({ folder }) => folder);
  return folders.reduce<number | null>(
    (sum, folder) => (sum === null || folder === undefined || folder.partial ? null : sum + folder.bytes),
    0,
  );
}

/** Where a new file of `size` bytes in this folder would go. */
export function whyHere(path: PoolPath, size: number, signal?: AbortSignal): Promise<PlacementReason> {
  const options = signal === undefined ? undefined : { signal };
  return host().call('entry.why', { pool: poolId(), path, size }, options);
}

export async function copyText(words: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    notify(said);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'the system refused';
    notifyError(new AppError('denied', `Copying to the clipboard: ${why}: select the text and copy it by hand`));
  }
}
