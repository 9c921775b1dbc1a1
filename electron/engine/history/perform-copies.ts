import { fail } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { MemberCopy, PoolVolume } from '../pool/types.ts';
import { isSame, seenOf } from './identity.ts';
import { gone, isTrashed, makeParents, mustBeSame, underId } from './perform-parts.ts';
import type { Of } from './perform-parts.ts';
import type { Seen, Step } from './step.ts';

/** Copies on these volumes. */
async function on(pool: PoolVolume, path: PoolPath, seen: readonly Seen[]): Promise<readonly MemberCopy[]> {
  const copies = await pool.copiesOf(path);
  return copies.filter(({ member }) => seen.some(({ volume }) => volume === member.name));
}

export async function trashSome(pool: PoolVolume, step: Of<'trash-some'>): Promise<readonly Step[]> {
  const { path, id, seen, stays } = step;
  const attempted = `Moving copies of ${path} to the trash`;
  const there = await on(pool, path, seen);
  if (there.length === 0) {
    if (await isTrashed(pool, id)) return [step];
    throw gone(pool, attempted);
  }
  await mustBeSame(there, seen, attempted);
  const kept = await on(pool, path, stays);
  await mustBeSame(kept, stays, attempted);
  const [first] = seenOf(kept);
  if (first === undefined) throw gone(pool, attempted, 'the copy that was kept is not there any more');
  const used = await underId(pool, id, (one) => pool.copiesToTrash(path, seenOf(there), first, one));
  return [{ ...step, id: used }];
}

export async function restoreSome(
  pool: PoolVolume,
  step: Of<'restore-some'>,
  isAgain: boolean,
): Promise<readonly Step[]> {
  const { path, id, seen } = step;
  if (!(await isTrashed(pool, id))) {
    const there = await on(pool, path, seen);
    if (there.length > 0 && isAgain && (await isSame(there, seen))) return [step];
    throw gone(pool, `Restoring copies of ${path}`, 'they are not in the trash any more');
  }
  const made = await makeParents(pool, path);
  await pool.copiesFromTrash(id, path);
  return [...made, { ...step, seen: seenOf(await on(pool, path, seen)) }];
}

export async function renameSome(pool: PoolVolume, step: Of<'rename-some'>): Promise<readonly Step[]> {
  const { from, to, seen, beside } = step;
  const attempted = `Renaming copies of ${from} to ${to}`;
  const there = await on(pool, from, seen);
  if (there.length === 0) {
    const arrived = await on(pool, to, seen);
    if (arrived.length > 0 && (await isSame(arrived, seen))) return [step];
    throw gone(pool, attempted);
  }
  await mustBeSame(there, seen, attempted);
  if (there.length < seen.length) {
    throw fail('changed', attempted, 'not all of the copies are there any more', 'they were left as they are');
  }
  const made = await makeParents(pool, to);
  await pool.renameCopies(from, to, seenOf(there), beside);
  return [...made, { ...step, seen: seenOf(await on(pool, to, seen)) }];
}
