import { fail } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ReadOptions, TrashItem } from '../volume/volume.ts';
import { refuseForeign, refuseReadOnly, refuseRoot } from './copies.ts';
import type { Copies } from './copies.ts';
import type { Folders } from './folders.ts';
import type { Locks } from './locks.ts';
import { seenAs, volumeIdOf } from './intent.ts';
import { journalled, stepInto } from './steps.ts';
import type { Step } from './steps.ts';
import type { Journal, Member, MemberCopy } from './types.ts';

/** The trash of a pool: the trashes of its members, where one id groups the pieces of one deletion. */
export interface PoolTrash {
  move(path: PoolPath, id: string, was?: PoolPath): Promise<TrashItem>;
  list(): Promise<readonly TrashItem[]>;
  find(id: string): Promise<TrashItem | null>;
  /** A piece that has the size that is shown. */
  read(id: string, options?: ReadOptions): AsyncIterable<Uint8Array>;
  restore(id: string, path: PoolPath): Promise<void>;
  remove(id: string): Promise<void>;
  /** All copies of what is to go; whoever asks holds its lock. @throws when it may not go */
  toMove(path: PoolPath): Promise<readonly MemberCopy[]>;
  /** All pieces of what is to come back, where it may. The same. */
  toRestore(id: string, path: PoolPath): Promise<readonly Piece[]>;
}

interface Parts {
  readonly pool: string;
  readonly copies: Copies;
  readonly folders: Folders;
  readonly locks: Locks;
  readonly journal: Journal;
}

interface Piece {
  readonly member: Member;
  readonly item: TrashItem;
}

export function openPoolTrash({ pool, copies, folders, locks, journal }: Parts): PoolTrash {
  const pieces = async (): Promise<readonly Piece[]> => {
    const lists = await Promise.all(
      copies.online().map(async (member) => (await member.volume.listTrash()).map((item) => ({ member, item }))),
    );
    return lists.flat();
  };
  const withId = async (id: string): Promise<readonly Piece[]> => {
    const found = await Promise.all(
      copies.online().map(async (member) => {
        const item = await member.volume.trashed(id);
        return item === null ? [] : [{ member, item }];
      }),
    );
    return found.flat();
  };
  /** One row for the pieces of one deletion. */
  const joined = (found: readonly Piece[]): readonly TrashItem[] => {
    const groups = new Map<string, TrashItem>();
    for (const { item } of found) {
      const former = groups.get(item.id);
      const size = Math.max(item.size, former?.size ?? 0);
      groups.set(item.id, { ...(former ?? item), size });
    }
    return [...groups.values()].sort((a, b) => b.deletedMs - a.deletedMs);
  };
  const piecesOf = async (id: string, attempted: string): Promise<readonly Piece[]> => {
    const found = await withId(id);
    if (found.length === 0) throw fail('not-found', attempted, `it is not in the trash of ${pool}`, 'list the trash');
    const fixed = found.find(({ member }) => member.settings.mode === 'read-only');
    if (fixed !== undefined) {
      const why = `a part of it is on ${fixed.member.name}, which is read-only`;
      throw fail('read-only', attempted, why, 'set the volume to read-write');
    }
    return found;
  };

  const moving = (path: PoolPath): string => `Moving ${path} in ${pool} to the trash`;
  const restoring = (path: PoolPath): string => `Restoring ${path} in ${pool}`;

  const toMove = async (path: PoolPath): Promise<readonly MemberCopy[]> => {
    const attempted = moving(path);
    refuseRoot(path, attempted);
    const held = await copies.certain(path);
    if (held.length === 0) throw await copies.absence(path, attempted);
    refuseForeign(held, attempted);
    refuseReadOnly(held, attempted);
    return held;
  };
  const toRestore = async (id: string, path: PoolPath): Promise<readonly Piece[]> => {
    const attempted = restoring(path);
    refuseRoot(path, attempted);
    const found = await piecesOf(id, attempted);
    // With a copy that is away, and the same, it is what it was.
    await copies.refuseTaken(path, attempted, found[0]?.item);
    await copies.parents(path, attempted);
    return found;
  };

  return {
    toMove,
    toRestore,

    async move(path, id, was) {
      const attempted = moving(path);
      return locks.hold([path], async () => {
        const held = await toMove(path);
        const items: TrashItem[] = [];
        const steps = held.map(({ member }): Step => {
          const { volume } = member;
          return {
            member,
            act: async () => void items.push(await volume.moveToTrash(path, id, was)),
            undo: () => volume.restoreFromTrash(id, path),
          };
        });
        const on = held.map(({ member, entry }) => seenAs(member, entry));
        await journalled(journal, { kind: 'trash', path, id, on }, steps, attempted);
        const [first] = items;
        if (first === undefined) throw copies.notFound(attempted);
        return first;
      });
    },

    list: async () => joined(await pieces()),
    find: async (id) => joined(await withId(id))[0] ?? null,

    async *read(id, options) {
      const attempted = `Reading ${JSON.stringify(id)} in the trash of ${pool}`;
      const found = await withId(id);
      const size = Math.max(...found.map(({ item }) => item.size));
      const piece = found.find(({ item }) => item.size === size);
      if (piece === undefined)
        throw fail('not-found', attempted, `it is not in the trash of ${pool}`, 'list the trash');
      yield* piece.member.volume.readTrashed(id, options);
    },

    async restore(id, path) {
      const attempted = restoring(path);
      await locks.hold([path], async () => {
        const found = await toRestore(id, path);
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
        await journalled(journal, { kind: 'restore', path, id, on }, steps, attempted);
      });
    },

    async remove(id) {
      const found = await piecesOf(id, `Deleting ${id} from the trash of ${pool}`);
      for (const { member } of found) await member.volume.deleteFromTrash(id);
    },
  };
}
