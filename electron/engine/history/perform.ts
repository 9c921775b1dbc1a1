import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import { folderMetadata, giveMetadata, isSame } from './identity.ts';
import { whatDiffers } from './inside.ts';
import { renameSome, restoreSome, trashSome } from './perform-copies.ts';
import { gone, isTrashed, makeFolder, makeParents, mustBeSame, mustKnow, seenAt, underId } from './perform-parts.ts';
import type { Of } from './perform-parts.ts';
import type { Step } from './step.ts';

/**
 * Takes one step, once: a step that was taken already, because a process died right after it (`isAgain`), is seen by
 * what is there now and left at that. Answers what was really done, to be taken back in its turn: nothing when nothing was to be done.
 * @throws changed, not-found, exists, not-empty... when what is there is not what the step is about; nothing was
 * changed then
 */
export async function perform(pool: PoolVolume, step: Step, isAgain: boolean): Promise<readonly Step[]> {
  switch (step.do) {
    case 'rename':
      return rename(pool, step);
    case 'over':
      return moveOver(pool, step);
    case 'under':
      return moveBack(pool, step);
    case 'trash':
      return trash(pool, step);
    case 'restore':
      return restore(pool, step, isAgain);
    case 'swap':
      return swap(pool, step);
    case 'trash-some':
      return trashSome(pool, step);
    case 'restore-some':
      return restoreSome(pool, step, isAgain);
    case 'rename-some':
      return renameSome(pool, step);
    case 'make':
      return make(pool, step, isAgain);
    case 'unmake':
      return unmake(pool, step);
    case 'create':
      throw fail('internal', `Making ${step.path} again`, 'it was never in the trash', 'report it');
  }
}

async function rename(pool: PoolVolume, step: Of<'rename'>): Promise<readonly Step[]> {
  const { from, to, seen } = step;
  const attempted = `Moving ${from} back to ${to}`;
  const there = await pool.copiesOf(from);
  if (there.length === 0) {
    const arrived = await pool.copiesOf(to);
    if (arrived.length > 0 && seen.length > 0 && (await isSame(arrived, seen))) return [step];
    throw gone(pool, attempted);
  }
  await mustBeSame(there, seen, attempted);
  const made = await makeParents(pool, to);
  await pool.rename(from, to);
  return [...made, { ...step, seen: await seenAt(pool, to) }];
}

async function moveOver(pool: PoolVolume, step: Of<'over'>): Promise<readonly Step[]> {
  const { from, to, seen, id, oldSeen } = step;
  const attempted = `Moving ${from} over ${to}`;
  const there = await pool.copiesOf(from);
  const old = await pool.copiesOf(to);
  if (there.length === 0) {
    if (old.length > 0 && seen.length > 0 && (await isSame(old, seen))) return [step];
    throw gone(pool, attempted);
  }
  await mustBeSame(there, seen, attempted);
  if (old.length === 0) {
    if (!(await isTrashed(pool, id))) {
      mustKnow(pool, attempted);
      // What it would replace is gone: there is nothing to put back later.
      return rename(pool, { do: 'rename', from, to, seen });
    }
    const [done] = await rename(pool, { do: 'rename', from, to, seen });
    return done === undefined ? [] : [{ ...step, seen: await seenAt(pool, to) }];
  }
  await mustBeSame(old, oldSeen, attempted);
  const used = await underId(pool, id, (one) => pool.supplant(to, { at: from }, one));
  return [{ ...step, id: used, seen: await seenAt(pool, to) }];
}

async function moveBack(pool: PoolVolume, step: Of<'under'>): Promise<readonly Step[]> {
  const { from, to, seen, id, oldSeen } = step;
  const attempted = `Moving ${from} back to ${to}`;
  const there = await pool.copiesOf(from);
  const back = await pool.copiesOf(to);
  const isMoved = back.length > 0 && seen.length > 0 && (await isSame(back, seen));
  const hasOld = await isTrashed(pool, id);
  if (isMoved && !hasOld && there.length > 0 && (await isSame(there, oldSeen))) return [step];
  if (!hasOld) mustKnow(pool, attempted);
  if (!isMoved || there.length > 0) {
    if (there.length === 0) throw gone(pool, attempted);
    await mustBeSame(there, seen, attempted);
    const made = await makeParents(pool, to);
    await pool.rename(from, to);
    // The trash was emptied: the old version cannot come back, its place stays free.
    if (!hasOld) return [...made, { do: 'rename', from, to, seen: await seenAt(pool, to) }];
    try {
      // It may be on another volume, whose disk knows nothing of the order: after a power cut both would be there.
      await pool.makeDurable([parentPath(from), parentPath(to)]);
      await pool.restoreFromTrash(id, from);
    } catch (thrown) {
      // As it was, and not half of it.
      await pool.rename(to, from).catch(() => undefined);
      throw thrown;
    }
    return [...made, { ...step, seen: await seenAt(pool, to), oldSeen: await seenAt(pool, from) }];
  }
  if (!hasOld) return [{ do: 'rename', from, to, seen }];
  await pool.restoreFromTrash(id, from);
  return [{ ...step, oldSeen: await seenAt(pool, from) }];
}

async function trash(pool: PoolVolume, step: Of<'trash'>): Promise<readonly Step[]> {
  if (await isInTrash(pool, step)) return [step];
  const { path, id, was } = step;
  return [{ ...step, id: await underId(pool, id, (one) => pool.moveToTrash(path, one, was)) }];
}

/** True when it is there already. @throws when what is at its path is not what the step is about */
export async function isInTrash(pool: PoolVolume, step: Of<'trash'>): Promise<boolean> {
  const { path, id, seen, inside } = step;
  const attempted = `Moving ${path} to the trash`;
  const there = await pool.copiesOf(path);
  if (there.length === 0) {
    if (await isTrashed(pool, id)) return true;
    throw gone(pool, attempted);
  }
  await mustBeSame(there, seen, attempted);
  if (inside !== undefined) {
    const differs = await whatDiffers(pool, path, inside);
    if (differs !== null) {
      throw fail('changed', attempted, `${differs} was changed or added since`, 'it was left as it is');
    }
  }
  return false;
}

async function restore(pool: PoolVolume, step: Of<'restore'>, isAgain: boolean): Promise<readonly Step[]> {
  if (await isRestored(pool, step, isAgain)) return [step];
  const { path, id } = step;
  const made = await makeParents(pool, path);
  await pool.restoreFromTrash(id, path);
  return [...made, { ...step, seen: await seenAt(pool, path) }];
}

/** True when it is back already. @throws when it cannot come back */
export async function isRestored(pool: PoolVolume, step: Of<'restore'>, isAgain: boolean): Promise<boolean> {
  const { path, id, seen } = step;
  if (await isTrashed(pool, id)) return false;
  const there = await pool.copiesOf(path);
  // Of a folder that an act made nothing was noted but what is in it.
  const isTold = seen.length > 0 || isAgain;
  if (there.length > 0 && isTold && (await isSame(there, seen))) return true;
  throw gone(pool, `Restoring ${path}`, 'it is not in the trash any more');
}

async function swap(pool: PoolVolume, step: Of<'swap'>): Promise<readonly Step[]> {
  const { path, out, outSeen, in: back, inSeen } = step;
  const attempted = `Putting the other version of ${path} back`;
  if (back === null) throw fail('internal', attempted, 'it was never in the trash', 'report it');
  const there = await pool.copiesOf(path);
  const isOut = await isTrashed(pool, out);
  if (!(await isTrashed(pool, back))) {
    if (isOut && there.length > 0 && (await isSame(there, inSeen))) return [step];
    throw gone(pool, attempted, 'that version is not in the trash any more');
  }
  if (isOut) {
    if (there.length > 0) throw fail('exists', attempted, 'another one is there by now', 'it was left as it is');
    await pool.restoreFromTrash(back, path);
  } else {
    if (there.length === 0) throw gone(pool, attempted);
    await mustBeSame(there, outSeen, attempted);
    const used = await underId(pool, out, (one) => pool.supplant(path, { trashed: back }, one));
    return [{ ...step, out: used, inSeen: await seenAt(pool, path) }];
  }
  return [{ ...step, inSeen: await seenAt(pool, path) }];
}

async function make(pool: PoolVolume, step: Of<'make'>, isAgain: boolean): Promise<readonly Step[]> {
  const { path } = step;
  const [there] = await pool.copiesOf(path);
  // One that is there already is not ours to take away again.
  if (there?.entry.type === 'directory') return isAgain ? [step] : [];
  const made = await makeParents(pool, path);
  await makeFolder(pool, path);
  if (step.metadata !== undefined) await giveMetadata(pool, path, step.metadata);
  return [...made, step];
}

async function unmake(pool: PoolVolume, step: Of<'unmake'>): Promise<readonly Step[]> {
  const { path } = step;
  const [there] = await pool.copiesOf(path);
  if (there === undefined) return [step];
  if (there.entry.type !== 'directory') {
    throw fail('changed', `Removing the folder ${path}`, 'something else is there now', 'it was left as it is');
  }
  try {
    const metadata = step.metadata ?? (await folderMetadata(pool, path));
    await pool.removeDirectory(path);
    return [{ ...step, metadata }];
  } catch (thrown) {
    if (step.quiet === true && isAppError(thrown, 'not-empty')) return [];
    throw thrown;
  }
}

/** Failures after which another try may go well. */
export function isPassing(thrown: unknown): boolean {
  return ['offline', 'timeout', 'read-only', 'denied', 'busy', 'io', 'no-space', 'exists', 'cancelled'].includes(
    asAppError(thrown).code,
  );
}
