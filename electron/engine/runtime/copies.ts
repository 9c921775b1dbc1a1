import { randomUUID } from 'node:crypto';
import { fail, isAppError } from '../../../shared/errors.ts';
import type { ResolvedCopies, SeenCopy } from '../../../shared/copies.ts';
import { baseName, childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Pool } from '../api.ts';
import { seenOf } from '../history/identity.ts';
import { isSameContent } from '../journal/look.ts';
import { differ } from '../pool/merge.ts';
import type { MemberCopy } from '../pool/types.ts';
import { numberedName } from '../transfer/conflicts.ts';
import { makeSure } from '../transfer/unsynced.ts';
import { compareAll, heldOf, newestOf } from './compare-copies.ts';
import type { PoolContext } from './context.ts';
import { findDiffering } from './find-differing.ts';

type CopyActs = Pick<Pool, 'differing' | 'compareCopies' | 'keepCopy' | 'keepBothCopies'>;

/** Copies of one path that differ: found, compared, and brought to an end by a person's choice. */
export function copyActs(context: PoolContext): CopyActs {
  const { volume, history } = context;

  /** All copies, best first, when they are the ones that were seen. @throws refused, not-found, changed, offline */
  const several = async (path: PoolPath, seen: readonly SeenCopy[] | undefined, attempted: string) => {
    const { copies, away: gone } = await volume.copiesToChoose(path);
    const away = gone.map((one) => one.volume);
    refuseUnseen(context, copies, seen, attempted);
    if (copies.length === 0) {
      throw fail('not-found', attempted, 'no connected volume holds it', 'check the path, or connect the volume');
    }
    if (copies.length === 1) {
      const absent = away.length === 0 ? '' : ` (not connected: ${away.join(', ')})`;
      const why = `only ${copies[0]?.member.name ?? ''} holds a copy${absent}`;
      throw fail('refused', attempted, why, 'there is nothing to decide');
    }
    return { copies, away };
  };

  return {
    async differing(options) {
      await context.ready();
      return findDiffering(context, options);
    },
    async compareCopies(path, options) {
      await context.ready();
      return compareAll(context, path, options);
    },

    async keepCopy(path, wanted, { seen } = {}) {
      await context.ready();
      const what = JSON.stringify(baseName(path));
      const attempted = `Keeping one copy of ${path}`;
      if (wanted !== null && !context.member(wanted).state().online) throw noCopyOn(context, wanted, attempted);
      const { copies, away } = await several(path, seen, attempted);
      const held = await Promise.all(copies.map(heldOf));
      const name = wanted === null ? newestOf(held) : context.member(wanted).name;
      if (name === null) throw undecided(attempted, held.length);
      const kept = copies.find(({ member }) => member.name === name);
      if (kept === undefined) throw noCopyOn(context, name, attempted);
      const others: MemberCopy[] = [];
      for (const copy of copies) if (copy !== kept && !(await isAlike(kept, copy, path))) others.push(copy);
      if (others.length === 0) throw fail('refused', attempted, 'its copies are the same', 'nothing is to be decided');
      const [stays] = seenOf([kept]);
      if (stays === undefined) throw noCopyOn(context, name, attempted);
      const id = randomUUID();
      const record = history.open('keep-copy', `Keep ${kept.member.name}'s copy of ${what}`);
      try {
        await volume.copiesToTrash(path, seenOf(others), stays, id);
        record.trashedSome(path, id, others, [kept]);
      } finally {
        await record.end();
        context.transfer.changed([parentPath(path)]);
      }
      return resolved(path, kept, away, { trashed: others.map(({ member }) => member.name) });
    },

    async keepBothCopies(path, { seen } = {}) {
      await context.ready();
      const attempted = `Keeping all copies of ${path}`;
      const { copies, away } = await several(path, seen, attempted);
      const [kept] = copies;
      if (kept === undefined) throw undecided(attempted, 0);
      const groups = await unlike(copies, path);
      if (groups.length === 0) throw fail('refused', attempted, 'its copies are the same', 'nothing is to be decided');
      const record = history.open('keep-copy', `Keep all versions of ${JSON.stringify(baseName(path))}`);
      const renamed: { readonly volume: string; readonly path: string }[] = [];
      try {
        let number = 2;
        for (const group of groups) {
          // Never a name of this act again, whatever a volume says that comes and goes.
          const { to, next } = await freeName(context, path, group, number);
          number = next;
          const arrived = (await volume.copiesOf(to)).filter(({ member }) =>
            group.some((one) => one.member === member),
          );
          record.renamedSome(path, to, arrived);
          renamed.push(...arrived.map(({ member }) => ({ volume: member.name, path: to })));
        }
      } finally {
        await record.end();
        context.transfer.changed([parentPath(path)]);
      }
      await makeSure(volume, [parentPath(path)]);
      return resolved(path, kept, away, { renamed });
    },
  };
}

function resolved(
  path: PoolPath,
  kept: MemberCopy,
  away: readonly string[],
  done: Partial<Pick<ResolvedCopies, 'trashed' | 'renamed'>>,
): ResolvedCopies {
  return { path, kept: kept.member.name, trashed: [], renamed: [], ...done, away };
}

/** By type, size and time; where these agree, by what is in them. */
async function isAlike(kept: MemberCopy, other: MemberCopy, path: PoolPath): Promise<boolean> {
  if (differ(await heldOf(kept), await heldOf(other))) return false;
  if (kept.entry.type !== 'file') return true;
  return isSameContent(kept.member.volume, path, other.member.volume, path);
}

/** The copies that are not as the first one, those that are alike together. */
async function unlike([first, ...others]: readonly MemberCopy[], path: PoolPath): Promise<readonly MemberCopy[][]> {
  const groups: MemberCopy[][] = [];
  for (const copy of others) {
    if (first === undefined || (await isAlike(first, copy, path))) continue;
    let own: MemberCopy[] | undefined;
    for (const group of groups) {
      const [like] = group;
      if (own === undefined && like !== undefined && (await isAlike(like, copy, path))) own = group;
    }
    if (own === undefined) groups.push([copy]);
    else own.push(copy);
  }
  return groups;
}

/** Gives these copies the next name that nothing has, and answers it. */
async function freeName(
  context: PoolContext,
  path: PoolPath,
  group: readonly MemberCopy[],
  first: number,
): Promise<{ readonly to: PoolPath; readonly next: number }> {
  const isFolder = group.some(({ entry }) => entry.type === 'directory');
  for (let number = first; ; number += 1) {
    const to = childPath(parentPath(path), numberedName(baseName(path), number, isFolder));
    if ((await context.volume.copiesToChoose(to)).copies.length > 0) continue;
    try {
      await context.volume.renameCopies(path, to, seenOf(group));
      return { to, next: number + 1 };
    } catch (thrown) {
      // Somebody took the name in this moment.
      if (!isAppError(thrown, 'exists')) throw thrown;
    }
  }
}

/** What was decided about is what is there: neither a copy more nor another one. @throws changed, offline */
function refuseUnseen(
  context: PoolContext,
  copies: readonly MemberCopy[],
  seen: readonly SeenCopy[] | undefined,
  attempted: string,
): void {
  if (seen === undefined) return;
  for (const { volume } of seen) {
    if (!copies.some(({ member }) => member.name === volume)) throw noCopyOn(context, volume, attempted);
  }
  for (const { member, entry } of copies) {
    const was = seen.find(({ volume }) => volume === member.name);
    const isSame =
      was?.type === entry.type &&
      was.inode === entry.inode &&
      (entry.type === 'directory' || (was.size === entry.size && was.mtimeMs === entry.mtimeMs));
    if (isSame) continue;
    const why = `the copy on ${member.name} ${was === undefined ? 'is new' : 'was changed'} since they were compared`;
    throw fail('changed', attempted, why, 'look at the copies again');
  }
}

function noCopyOn(context: PoolContext, name: string, attempted: string): Error {
  const member = context.member(name);
  if (!member.state().online) {
    const why = `${member.name} is not connected (${member.state().reason})`;
    return fail('offline', attempted, why, 'connect the volume and try again');
  }
  return fail('changed', attempted, `there is no copy on ${member.name} any more`, 'look at the copies again');
}

function undecided(attempted: string, copies: number): Error {
  const why = copies > 2 ? 'none of them is newer than all others' : 'neither is newer than the other';
  return fail('refused', attempted, why, 'name the volume whose copy stays');
}
