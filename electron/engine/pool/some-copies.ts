import { fail } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { refuseForeign, refuseReadOnly, refuseRoot } from './copies.ts';
import type { Copies } from './copies.ts';
import type { Folders } from './folders.ts';
import { seenAs, volumeIdOf } from './intent.ts';
import { compareCopies } from './merge.ts';
import { journalled, stepInto } from './steps.ts';
import type { Step } from './steps.ts';
import type { Locks } from './locks.ts';
import type { Journal, MemberCopy, PoolVolume, SeenCopy } from './types.ts';

/** Changes to the copies of an entry on some of its members, while another member keeps its own. */
export interface SomeCopies {
  /** See PoolVolume.copiesToChoose. */
  toChoose(path: PoolPath): ReturnType<PoolVolume['copiesToChoose']>;
  /** See PoolVolume.copiesToTrash. */
  trash(path: PoolPath, go: readonly SeenCopy[], stays: SeenCopy, id: string): Promise<void>;
  /** See PoolVolume.copiesFromTrash. */
  restore(id: string, path: PoolPath): Promise<void>;
  /** See PoolVolume.renameCopies. */
  rename(from: PoolPath, to: PoolPath, go: readonly SeenCopy[], beside: boolean): Promise<void>;
}

interface Parts {
  readonly pool: string;
  readonly copies: Copies;
  readonly folders: Folders;
  readonly locks: Locks;
  readonly journal: Journal;
}

export function openSomeCopies({ pool, copies, folders, locks, journal }: Parts): SomeCopies {
  /** The copy that was seen, as it is now. @throws offline, not-found, changed */
  const unchanged = (held: readonly MemberCopy[], seen: SeenCopy, attempted: string): MemberCopy => {
    const copy = held.find(({ member }) => member.name === seen.volume);
    if (copy !== undefined) {
      if (isSeen(copy, seen)) return copy;
      const why = `the copy on ${seen.volume} was changed since it was looked at`;
      throw fail('changed', attempted, why, 'look at the copies again');
    }
    const state = copies
      .all()
      .find(({ name }) => name === seen.volume)
      ?.state();
    if (state?.online === false) {
      const why = `${seen.volume}, which holds a copy, is not connected (${state.reason})`;
      throw fail('offline', attempted, why, 'connect the volume and try again');
    }
    const why = `there is no copy on ${seen.volume} any more`;
    throw fail('changed', attempted, why, 'look at the copies again');
  };

  const going = async (path: PoolPath, go: readonly SeenCopy[], attempted: string) => {
    if (go.length === 0) throw fail('invalid', attempted, 'no copy was named', 'name the volumes of the copies');
    refuseRoot(path, attempted);
    const held = await copies.certain(path);
    const chosen = go.map((seen) => unchanged(held, seen, attempted));
    refuseForeign(chosen, attempted);
    refuseReadOnly(chosen, attempted);
    return { held, chosen };
  };

  return {
    async toChoose(path) {
      const { copies: found, failures, refused } = await copies.look(path);
      const failure = refused ?? failures.find(({ error }) => error.code !== 'offline')?.error;
      if (failure !== undefined) throw failure;
      const gone = failures.map(({ member, error }) => ({ volume: member.name, reason: error.message }));
      const away = copies
        .all()
        .filter(({ name, state }) => !state().online && !gone.some(({ volume }) => volume === name))
        .map(({ name, state }) => ({ volume: name, reason: state().reason }));
      return { copies: [...found].sort((a, b) => compareCopies(a.entry, b.entry)), away: [...gone, ...away] };
    },

    async trash(path, go, stays, id) {
      const attempted = `Moving copies of ${path} in ${pool} to the trash`;
      await locks.hold([path], async () => {
        const { held, chosen } = await going(path, go, attempted);
        const kept = unchanged(held, stays, attempted);
        if (chosen.includes(kept)) throw fail('refused', attempted, 'it would be the last copy', 'keep one of them');
        refuseForeign([kept], attempted);
        const steps = chosen.map(({ member }): Step => ({
          member,
          async act() {
            // In the same moment: a copy goes only while the one that stays is there.
            const now = { member: kept.member, entry: await kept.member.volume.stat(path) };
            unchanged([now], stays, attempted);
            await member.volume.moveToTrash(path, id);
          },
          undo: () => member.volume.restoreFromTrash(id, path),
        }));
        const on = chosen.map(({ member, entry }) => seenAs(member, entry));
        await journalled(journal, { kind: 'trash', path, id, on }, steps, attempted);
      });
    },

    async restore(id, path) {
      const attempted = `Restoring copies of ${path} in ${pool}`;
      await locks.hold([path], async () => {
        refuseRoot(path, attempted);
        const pieces = await Promise.all(
          copies.online().map(async (member) => ({ member, item: await member.volume.trashed(id) })),
        );
        const found = pieces.flatMap(({ member, item }) => (item === null ? [] : [{ member, item }]));
        if (found.length === 0)
          throw fail('not-found', attempted, `it is not in the trash of ${pool}`, 'list the trash');
        const fixed = found.find(({ member }) => member.settings.mode === 'read-only');
        if (fixed !== undefined) {
          const why = `one of them is on ${fixed.member.name}, which is read-only`;
          throw fail('read-only', attempted, why, 'set the volume to read-write');
        }
        await copies.parents(path, attempted);
        const steps = found.map(({ member, item }) =>
          stepInto(
            folders,
            member,
            parentPath(path),
            () => member.volume.restoreFromTrash(id, path),
            () => member.volume.moveToTrash(path, id, item.path),
          ),
        );
        const on = found.map(({ member }) => volumeIdOf(member));
        await journalled(journal, { kind: 'restore', path, id, on }, steps, attempted, parentPath(path));
      });
    },

    async rename(from, to, go, beside) {
      const attempted = `Renaming copies of ${from} to ${to} in ${pool}`;
      refuseRoot(to, attempted);
      await locks.hold([from, to], async () => {
        const { chosen } = await going(from, go, attempted);
        if (!beside) await copies.refuseTaken(to, attempted);
        await copies.parents(to, attempted);
        const steps = chosen.map(({ member }) =>
          stepInto(
            folders,
            member,
            parentPath(to),
            () => member.volume.rename(from, to),
            () => member.volume.rename(to, from),
          ),
        );
        const on = chosen.map(({ member, entry }) => seenAs(member, entry));
        await journalled(journal, { kind: 'rename', from, to, on }, steps, attempted, parentPath(to));
      });
    },
  };
}

/** A folder is known by its place alone: what is in it may change at any time. */
function isSeen({ entry }: MemberCopy, seen: SeenCopy): boolean {
  if (entry.type !== seen.type || entry.inode !== seen.inode) return false;
  return entry.type === 'directory' || (entry.size === seen.size && entry.mtimeMs === seen.mtimeMs);
}
