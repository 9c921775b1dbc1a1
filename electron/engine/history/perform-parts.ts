import { randomUUID } from 'node:crypto';
import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { MemberCopy, PoolVolume } from '../pool/types.ts';
import { isSame, seenOf } from './identity.ts';
import type { Seen, Step } from './step.ts';

/** One kind of step. */
export type Of<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

/**
 * Moves something to the trash under the id by which other acts know it; what is left of a deletion or a restore that
 * was killed may have that id still, and then it gets another one. Answers the id.
 */
export async function underId(pool: PoolVolume, id: string, act: (id: string) => Promise<unknown>): Promise<string> {
  try {
    await act(id);
    return id;
  } catch (thrown) {
    if (!isAppError(thrown, 'exists') || (await isTrashed(pool, id))) throw thrown;
    const fresh = randomUUID();
    await act(fresh);
    return fresh;
  }
}

/** Folders above the path that are gone by now. */
export async function makeParents(pool: PoolVolume, path: PoolPath): Promise<readonly Step[]> {
  const parent = parentPath(path);
  if (parent === '/') return [];
  const [there] = await pool.copiesOf(parent);
  // Something else than a folder: what comes next says so.
  if (there !== undefined) return [];
  const made = await makeParents(pool, parent);
  await makeFolder(pool, parent);
  return [...made, { do: 'make', path: parent, quiet: true }];
}

export async function makeFolder(pool: PoolVolume, path: PoolPath): Promise<void> {
  try {
    await pool.makeDirectory(path);
  } catch (thrown) {
    // Somebody else made it in the same moment.
    if (!isAppError(thrown, 'exists')) throw thrown;
  }
}

export async function isTrashed(pool: PoolVolume, id: string): Promise<boolean> {
  return (await pool.trashed(id)) !== null;
}

/**
 * What is in the trash of no connected volume was emptied only when all volumes are there to say so.
 * @throws offline
 */
export function mustKnow(pool: PoolVolume, attempted: string): void {
  if (pool.members.every((member) => member.state().online)) return;
  throw gone(pool, attempted, 'the version that it replaced is in no trash that is connected');
}

export async function seenAt(pool: PoolVolume, path: PoolPath): Promise<readonly Seen[]> {
  return seenOf(await pool.copiesOf(path));
}

export async function mustBeSame(
  copies: readonly MemberCopy[],
  seen: readonly Seen[],
  attempted: string,
): Promise<void> {
  if (await isSame(copies, seen)) return;
  throw fail('changed', attempted, 'it was changed since, or something else is there', 'it was left as it is');
}

/** Of what is on a volume that is away nothing is known: it may be there again later. */
export function gone(pool: PoolVolume, attempted: string, why = 'it is not there any more'): Error {
  const away = pool.members.filter((member) => !member.state().online).map(({ name }) => name);
  if (away.length === 0) return fail('not-found', attempted, why, 'nothing was changed');
  const names = away.join(', ');
  return fail('offline', attempted, `${why}, and ${names} is not connected`, 'connect the volume and try again');
}
