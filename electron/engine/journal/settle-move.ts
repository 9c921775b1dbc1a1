import { isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { IntentOf } from '../pool/intent.ts';
import { isThereForSure } from '../volume/for-sure.ts';
import { isSame } from '../volume/part.ts';
import type { Identity, Volume } from '../volume/volume.ts';
import { identityAt, isSameContent, look, removeEmptyClones } from './look.ts';
import type { Places, Settled, Settling } from './settle.ts';

type Moved = IntentOf<'move'>['files'][number];

/**
 * Files on their way from one volume to another. The source goes last, name by name: as long as all its names are there
 * the target goes, else the rest of the source does; either only when both were compared byte by byte. What was changed
 * since is left on both, where it shows as copies that differ.
 */
export async function settleMove({ member, keep }: Places, intent: IntentOf<'move'>): Promise<Settling> {
  const [from, to] = [member(intent.from).volume, member(intent.to).volume];
  const folders = [...new Set(intent.files.flatMap(({ names }) => names.map(parentPath)))];
  const { busy } = await to.tidyFolders(folders, keep);
  if (busy.length > 0) return null;
  const settled: Settled[] = [];
  for (const file of intent.files) {
    const one = await settleFile(from, to, file);
    if (one !== null) settled.push(one);
    for (const name of file.names) {
      await removeEmptyClones(to, parentPath(name), from);
      if (intent.removeEmptyFolders) await removeEmptyClones(from, parentPath(name), to);
    }
  }
  return settled;
}

/** Null when there was nothing to do. */
async function settleFile(from: Volume, to: Volume, file: Moved): Promise<Settled | null> {
  const { names } = file;
  const [path] = names;
  if (path === undefined) return null;
  const onSource = await namesOn(from, names, (at) => isUnchanged(from, at, file));
  const onTarget = await namesOn(to, names, () => Promise.resolve(true));
  const [left] = onSource;
  // Not begun, or at its end: the last name of the source was the last step.
  if (onTarget.length === 0) return null;
  const done = (outcome: Settled['outcome'], what: string): Settled => ({ path, outcome, what });
  const differs = done('left', 'a move was interrupted, and both copies are left because they differ now');
  if (left === undefined) {
    const isAny = (await namesOn(from, names, () => Promise.resolve(true))).length > 0;
    return isAny ? differs : null;
  }
  if (onSource.length === names.length) {
    const [first] = onTarget;
    if (first === undefined || !(await removeEqual(to, onTarget, from, first))) return differs;
    return done('undone', 'a move was undone');
  }
  if (onTarget.length === names.length) {
    if (!(await removeEqual(from, onSource, to, left))) return differs;
    return done('finished', 'a move was finished');
  }
  // Taking back was under way: its names come back before those of the target go.
  for (const name of names) if ((await look(from, name)) === null) await from.makeHardLink(left, name);
  const [first] = onTarget;
  if (first === undefined || !(await removeEqual(to, onTarget, from, first))) return differs;
  return done('undone', 'a move was undone');
}

/** Names at which this file is on the volume. */
async function namesOn(
  volume: Volume,
  names: readonly PoolPath[],
  isIt: (name: PoolPath) => Promise<boolean>,
): Promise<readonly PoolPath[]> {
  const found: PoolPath[] = [];
  for (const name of names) {
    const entry = await look(volume, name);
    if (entry !== null && (entry.type === 'file' || entry.type === 'symlink') && (await isIt(name))) found.push(name);
  }
  return found;
}

async function isUnchanged(volume: Volume, path: PoolPath, file: Moved): Promise<boolean> {
  const { size, mtimeNs } = await identityAt(volume, path);
  return size === file.size && mtimeNs === BigInt(file.mtimeNs);
}

async function isStillThere(volume: Volume, path: PoolPath, seen: Identity): Promise<boolean> {
  return (await isThereForSure(volume, path)) && isSame(await identityAt(volume, path), seen);
}

/**
 * Removes names of one file from a volume, when it has the same content as `kept` on the other, and they are names of
 * just that file. Answers false when one had to stay.
 */
async function removeEqual(
  volume: Volume,
  names: readonly PoolPath[],
  other: Volume,
  kept: PoolPath,
): Promise<boolean> {
  let isAll = true;
  const compared = new Set<string>();
  const keeping = await identityAt(other, kept);
  for (const name of names) {
    const identity = await identityAt(volume, name);
    if (!compared.has(identity.inode) && !(await isSameContent(volume, name, other, kept))) {
      isAll = false;
      continue;
    }
    compared.add(identity.inode);
    // Comparing takes its time: what stays is seen once more, as by the move itself.
    if (!(await isStillThere(other, kept, keeping))) return false;
    try {
      await volume.removeFile(name, identity);
    } catch (thrown) {
      if (!isAppError(thrown, 'changed') && !isAppError(thrown, 'not-found')) throw thrown;
      isAll = false;
    }
  }
  return isAll;
}
