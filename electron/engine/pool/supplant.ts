import { randomUUID } from 'node:crypto';
import { fail } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { refuseForeign, refuseReadOnly, refuseRoot } from './copies.ts';
import type { Copies } from './copies.ts';
import type { Folders } from './folders.ts';
import { volumeIdOf } from './intent.ts';
import type { IntentOf } from './intent.ts';
import { isTakenBack, journalled, noJournal, settleNames } from './steps.ts';
import type { Step } from './steps.ts';
import type { Locks } from './locks.ts';
import type { Fresh, Journal, Member, Waiting } from './types.ts';

interface Parts {
  readonly pool: string;
  readonly copies: Copies;
  readonly folders: Folders;
  readonly locks: Locks;
  readonly journal: Journal;
}

export interface Supplants {
  /** See PoolVolume.supplant. */
  one(path: PoolPath, fresh: Fresh, id?: string): Promise<string | null>;
  /** See PoolVolume.supplanting. */
  announce(items: readonly Waiting[]): Promise<() => Promise<void>>;
}

/** A replacement whose intent is in the journal already, with others. */
interface Announced {
  readonly id: string;
  isTakenBack: boolean;
}

const keyOf = (path: PoolPath, at: PoolPath): string => `${path}\0${at}`;

/**
 * The old version goes to the trash on every member that holds it, then the new one gets the name on every member that
 * holds it. Killed in between, recovery gives the new one its name.
 */
export function openSupplants({ pool, copies, folders, locks, journal }: Parts): Supplants {
  const announced = new Map<string, Announced>();

  const replace = async (
    path: PoolPath,
    fresh: Fresh,
    wanted: string | undefined,
    attempted: string,
  ): Promise<string | null> => {
    const known = 'at' in fresh ? announced.get(keyOf(path, fresh.at)) : undefined;
    const id = wanted ?? known?.id ?? randomUUID();
    const isKnown = known?.id === id;
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
    const intent = { kind: 'replace' as const, path, id, fresh, ...ids };
    try {
      // Those that were announced together are made durable together.
      const folder = isKnown ? null : parentPath(path);
      await journalled(isKnown ? noJournal : journal, intent, [...trash, ...bring], attempted, folder);
    } catch (thrown) {
      if (isKnown) known.isTakenBack &&= isTakenBack(thrown);
      throw thrown;
    }
    return old.length > 0 ? id : null;
  };

  return {
    async one(path, fresh, id) {
      const attempted = `Replacing ${path} in ${pool}`;
      refuseRoot(path, attempted);
      return locks.hold('at' in fresh ? [path, fresh.at] : [path], () => replace(path, fresh, id, attempted));
    },

    async announce(items) {
      const members = new Set<Member>();
      const intents: IntentOf<'replace-many'>['items'] = [];
      for (const { path, at, member } of items) {
        const { copies: old } = await copies.look(path);
        for (const copy of old) members.add(copy.member);
        members.add(member);
        const ids = { old: old.map((copy) => volumeIdOf(copy.member)), on: [volumeIdOf(member)] };
        intents.push({ path, id: randomUUID(), fresh: { at }, ...ids });
      }
      const operation = await journal.begin({ kind: 'replace-many', items: intents }, [...members]);
      const mine = new Map<string, Announced>();
      for (const { path, id, fresh } of intents) {
        if ('at' in fresh) mine.set(keyOf(path, fresh.at), { id, isTakenBack: true });
      }
      for (const [key, one] of mine) announced.set(key, one);
      return async () => {
        for (const key of mine.keys()) announced.delete(key);
        const folders = new Map<Member, PoolPath[]>();
        for (const { path, member } of items) {
          const known = folders.get(member) ?? [];
          folders.set(member, known);
          if (!known.includes(parentPath(path))) known.push(parentPath(path));
        }
        await settleNames(folders);
        const isSettled = [...mine.values()].every((one) => one.isTakenBack);
        await (isSettled ? operation.end() : operation.abandon());
      };
    },
  };
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
