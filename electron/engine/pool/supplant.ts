import { randomUUID } from 'node:crypto';
import { fail } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { refuseForeign, refuseReadOnly, refuseRoot } from './copies.ts';
import type { Copies } from './copies.ts';
import type { Folders } from './folders.ts';
import { volumeIdOf } from './intent.ts';
import { journalled } from './steps.ts';
import type { Step } from './steps.ts';
import type { Locks } from './locks.ts';
import type { Fresh, Journal, Member } from './types.ts';

interface Parts {
  readonly pool: string;
  readonly copies: Copies;
  readonly folders: Folders;
  readonly locks: Locks;
  readonly journal: Journal;
}

/**
 * See PoolVolume.supplant: the old version goes to the trash on every member that holds it, then the new one gets the
 * name on every member that holds it. Killed in between, recovery gives the new one its name.
 */
export async function supplantInPool(
  { pool, copies, folders, locks, journal }: Parts,
  path: PoolPath,
  fresh: Fresh,
  id: string = randomUUID(),
): Promise<string | null> {
  const attempted = `Replacing ${path} in ${pool}`;
  refuseRoot(path, attempted);
  return locks.hold('at' in fresh ? [path, fresh.at] : [path], async () => {
    const old = await copies.certain(path);
    refuseForeign(old, attempted);
    refuseReadOnly(old, attempted);
    const on = await holdersOf(copies, fresh, attempted);
    const trash = old.map(({ member }): Step => ({
      member,
      async act() {
        await member.volume.moveToTrash(path, id);
      },
      undo: () => member.volume.restoreFromTrash(id, path),
    }));
    const bring = on.map((member) => bringStep(folders, member, path, fresh));
    const ids = { old: old.map(({ member }) => volumeIdOf(member)), on: on.map(volumeIdOf) };
    await journalled(journal, { kind: 'replace', path, id, fresh, ...ids }, [...trash, ...bring], attempted);
    return old.length > 0 ? id : null;
  });
}

async function holdersOf(copies: Copies, fresh: Fresh, attempted: string): Promise<readonly Member[]> {
  let members: readonly Member[];
  if ('at' in fresh) {
    const held = await copies.certain(fresh.at);
    refuseForeign(held, attempted);
    refuseReadOnly(held, attempted);
    members = held.map(({ member }) => member);
  } else {
    const { trashed } = fresh;
    const has = await Promise.all(
      copies.online().map(async (member) => {
        return (await member.volume.trashed(trashed)) === null ? [] : [member];
      }),
    );
    members = has.flat();
  }
  if (members.length > 0) return members;
  throw fail('not-found', attempted, 'the new version is not there any more', 'look again and repeat');
}

function bringStep(folders: Folders, member: Member, path: PoolPath, fresh: Fresh): Step {
  const { volume } = member;
  let made: readonly PoolPath[] = [];
  return {
    member,
    async act() {
      made = await folders.ensure(member, parentPath(path));
      try {
        await ('at' in fresh ? volume.rename(fresh.at, path) : volume.restoreFromTrash(fresh.trashed, path));
      } catch (thrown) {
        await folders.undo(member, made);
        throw thrown;
      }
    },
    async undo() {
      if ('at' in fresh) await volume.rename(path, fresh.at);
      else await volume.moveToTrash(path, fresh.trashed);
      await folders.undo(member, made);
    },
  };
}
