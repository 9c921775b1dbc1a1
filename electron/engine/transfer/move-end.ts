import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { capabilitiesOf } from '../pool/readings.ts';
import type { Member, PoolVolume } from '../pool/types.ts';
import { isThereForSure } from '../volume/for-sure.ts';
import type { Identity, Volume, VolumeEntry } from '../volume/volume.ts';
import type { FileMove, MoveBetweenOptions } from './move-between.ts';
import { quietly } from './target.ts';

/** How a move between members ends: its source goes, or its copy does (move-between.ts). */

/** A move that was looked at and may go ahead. */
export interface Ready {
  readonly move: FileMove;
  readonly names: readonly PoolPath[];
  readonly entry: VolumeEntry;
  readonly source: Identity;
}

export interface Between {
  readonly pool: PoolVolume;
  readonly from: Member;
  readonly to: Member;
  readonly options: MoveBetweenOptions;
}

export const again = 'look again and make a new plan';

export async function isAbsent(volume: Volume, path: PoolPath): Promise<boolean> {
  try {
    await volume.stat(path);
    return false;
  } catch (thrown) {
    if (isAppError(thrown, 'not-found')) return true;
    throw thrown;
  }
}

/** @throws changed when somebody took the new copy away or wrote to it */
async function seeTarget({ to }: Between, { move, entry }: Ready, name: PoolPath): Promise<void> {
  const there = await to.volume.stat(name).catch((thrown: unknown) => {
    if (isAppError(thrown, 'not-found')) return null;
    throw thrown;
  });
  if (there?.type === entry.type && there.size === entry.size) return;
  throw fail('changed', `Moving ${move.path}`, `what was copied to ${to.name} is not there any more`, again);
}

/** On these a file that nobody touches keeps the time of its last change; others make it up, or change it by themselves. */
const tellsChanges: ReadonlySet<string> = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'tmpfs']);

/**
 * The source away; or, after a failure, the target away and the source whole.
 * @param read the source as it was read, if that is known
 */
export async function conclude(between: Between, item: Ready, read: Identity | null): Promise<void> {
  const { from } = between;
  const { names, source } = item;
  const removed: PoolPath[] = [];
  const isTold = read?.ctimeNs !== undefined && tellsChanges.has((await capabilitiesOf(from.volume)).filesystem);
  /** Some programs put size and time back. Taking one name away is a change, too: the others come at once after it. */
  const first = isTold ? { ...source, ctimeNs: read.ctimeNs } : source;
  // The target is seen once more: from here on it may be the only one. What is there otherwise is not ours to remove.
  try {
    for (const name of names) await seeTarget(between, item, name);
  } catch (thrown) {
    if (!isAppError(thrown, 'changed')) await takeBack(between, item);
    throw thrown;
  }
  try {
    for (const name of names) {
      await from.volume.removeFile(name, removed.length === 0 ? first : source);
      removed.push(name);
    }
  } catch (thrown) {
    // The one that failed may be gone all the same.
    const left: PoolPath[] = [];
    for (const name of names) {
      if (!removed.includes(name) && (await isThereForSure(from.volume, name))) left.push(name);
    }
    const [kept] = left;
    // Without any name left on the source, the target is the file.
    if (kept === undefined) throw thrown;
    for (const name of names) if (!left.includes(name)) await from.volume.makeHardLink(kept, name);
    await takeBack(between, item, kept);
    throw thrown;
  }
}

/**
 * Removes what a failed move left on the target, when the source is seen to be there (`left`: one of its names); a name
 * that is another file's is not touched.
 */
export async function takeBack({ from, to }: Between, { names, entry }: Ready, left = names[0]): Promise<void> {
  const [first, ...others] = names;
  if (first === undefined || left === undefined || !(await isThereForSure(from.volume, left))) return;
  if (await isAbsent(to.volume, first)) return;
  const there = await to.volume.stat(first);
  if (!isAsCopied(there, entry)) return;
  const { size, inode } = there;
  const { mtimeNs } = await to.volume.readMetadata(first);
  for (const name of others) {
    const same = await to.volume.stat(name).then(
      (entry) => entry.inode === inode,
      () => false,
    );
    if (same) await quietly(to.volume.removeFile(name));
  }
  try {
    await to.volume.removeFile(first, { size, mtimeNs, inode });
  } catch (thrown) {
    // What somebody works in stays. Any other failure counts more than the one that led here: a recovery goes on with it.
    if (!isAppError(thrown, 'changed') && !isAppError(thrown, 'busy') && !isAppError(thrown, 'not-found')) throw thrown;
  }
}

/** Some file systems round times to so much (ms). */
const roundedMs = 2_000;

/** A copy has the time of its source, until somebody works in it: it was to be found for as long as its group took. */
function isAsCopied(copy: VolumeEntry, source: VolumeEntry): boolean {
  if (copy.type !== source.type || copy.size !== source.size) return false;
  return copy.type === 'symlink' || Math.abs(copy.mtimeMs - source.mtimeMs) <= roundedMs;
}

/** Removes the folder and those above it, as long as they are empty. */
export async function removeEmptied(volume: Volume, folder: PoolPath): Promise<void> {
  for (let at = folder; at !== '/'; at = parentPath(at)) {
    try {
      await volume.removeDirectory(at);
    } catch {
      // It holds something, or was removed already: both are as it should be.
      return;
    }
  }
}
