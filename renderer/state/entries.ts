import { visibleName } from '../../shared/format.ts';
import type { Entry, EntryDetails, PlacementReason } from '../../shared/model.ts';
import { baseName, childPath, isWithin, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { UsageFolder } from '../../shared/usage.ts';
import { capabilities, host } from '../api/host.ts';
import { followBookmarks, followMove } from './bookmarks.ts';
import { expectRename, followRename } from './browse.ts';
import { reloadFolder, showEntry } from './folders.ts';
import { notifyUndoable } from './history.ts';
import { jobEnd } from './jobs.ts';
import { notify, notifyError } from './notices.ts';
import { openWithSystem } from './opening.ts';
import { currentPool, poolId } from './pool.ts';
import { go } from './route.ts';
import { dropHits, renameHit } from './search.ts';
import { wholeSize } from './entry-words.ts';
import { problems } from './problems.ts';
import { thingsWords, words } from './words.ts';

/** Name of the folder as people call it: the pool's own name for its top. */
export function folderName(path: PoolPath): string {
  return visibleName(path === '/' ? (currentPool()?.name ?? '') : baseName(path));
}

/** Renames on every volume that holds it. @throws AppError exists, bad-name, offline... shown at the field */
export async function renameEntry(path: PoolPath, name: string): Promise<void> {
  const parent = parentPath(path);
  const end = expectRename(path, childPath(parent, name));
  const entry = await host().call('entry.rename', { pool: poolId(), path, name }).finally(end);
  followRename(path, childPath(parent, entry.name));
  followBookmarks(poolId(), path, childPath(parent, entry.name));
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
    await notifyUndoable(words.movedToTrash(thingsWords(movable.length, movable[0]?.name)));
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** What of these can go into the folder: not what is there already, not a folder into itself. */
export function placeable(paths: readonly PoolPath[], dest: PoolPath, verb: 'move' | 'copy'): readonly PoolPath[] {
  return paths.filter((path) => !isWithin(dest, path) && (verb === 'copy' || parentPath(path) !== dest));
}

/** Moves or copies within the pool; names that are taken wait for a decision. Answers the job; null: it did not begin. */
export async function transferEntries(
  verb: 'move' | 'copy',
  paths: readonly PoolPath[],
  dest: PoolPath,
): Promise<string | null> {
  const wanted = topMost(placeable(paths, dest, verb));
  if (wanted.length === 0) return null;
  try {
    const pool = poolId();
    // A copy into its own folder can only become a second one beside it.
    const beside = verb === 'copy' && wanted.every((path) => parentPath(path) === dest);
    const onConflict = beside ? 'keep-both' : 'ask';
    const method = verb === 'move' ? 'entry.move' : 'entry.copy';
    const { jobId } = await host().call(method, { pool, paths: [...wanted], dest, onConflict });
    const moves = wanted.map((from) => ({ from, to: childPath(dest, baseName(from)) }));
    if (verb === 'move') followMove(pool, jobId, moves).catch(notifyError);
    return jobId;
  } catch (thrown) {
    notifyError(thrown);
    return null;
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

/** Opens a folder here; a file with the system's program, or as a download where there is none. */
export async function openEntry(entry: Entry): Promise<void> {
  if (entry.type === 'directory') {
    if (entry.foreign !== true) go({ screen: 'files', path: entry.path });
    return;
  }
  try {
    if (entry.offline) throw problems.away(entry.name, entry.volumes);
    if (capabilities().openFile) await openWithSystem(entry.path as PoolPath, entry.name);
    else if (capabilities().streams) await download(entry);
  } catch (thrown) {
    notifyError(thrown);
  }
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
  return folders.reduce<number | null>((sum, folder) => {
    const bytes = wholeSize(folder);
    return sum === null || bytes === null ? null : sum + bytes;
  }, 0);
}

/** A name that nothing has: of what is there one would be told why it is there. */
const newName = 'a new file of CFS';

/** Where a new file of `size` bytes in this folder would go. */
export function whyHere(path: PoolPath, size: number, signal?: AbortSignal): Promise<PlacementReason> {
  const options = signal === undefined ? undefined : { signal };
  return host().call('entry.why', { pool: poolId(), path: childPath(path, newName), size }, options);
}

export async function copyText(copied: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(copied);
    notify(said);
  } catch (thrown) {
    notifyError(problems.clipboard(thrown instanceof Error ? thrown.message : null));
  }
}
