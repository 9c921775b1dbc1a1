import { fail } from '../../../shared/errors.ts';
import { baseName, isWithin, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Identity, Metadata } from '../volume/volume.ts';
import { poolInode, refuseForeign, refuseReadOnly, refuseRoot } from './copies.ts';
import type { Copies } from './copies.ts';
import type { Folders } from './folders.ts';
import type { Locks } from './locks.ts';
import { seenAs, volumeIdOf } from './intent.ts';
import type { Intent } from './intent.ts';
import { isOtherCase } from './other-case.ts';
import { journalled, stepInto } from './steps.ts';
import type { Step } from './steps.ts';
import type { Journal, Member, MemberCopy } from './types.ts';

/** Changes that happen on every member that holds an entry, or on none. */
export interface Changes {
  rename(from: PoolPath, to: PoolPath): Promise<void>;
  hardLink(existing: PoolPath, path: PoolPath): Promise<void>;
  removeFile(path: PoolPath, expected?: Identity): Promise<void>;
  removeDirectory(path: PoolPath): Promise<void>;
  writeMetadata(path: PoolPath, metadata: Partial<Metadata>): Promise<readonly string[]>;
}

interface Parts {
  readonly pool: string;
  readonly copies: Copies;
  readonly folders: Folders;
  readonly locks: Locks;
  readonly journal: Journal;
}

export function openChanges({ pool, copies, folders, locks, journal }: Parts): Changes {
  /** Does something for a new name on each member that holds the old one; makes its folder there if need be. */
  const onEach = async (
    held: readonly MemberCopy[],
    to: PoolPath,
    intent: Intent,
    attempted: string,
    act: (member: Member) => Promise<void>,
    undo: (member: Member) => Promise<void>,
  ): Promise<void> => {
    const steps = held.map(({ member }) =>
      stepInto(
        folders,
        member,
        parentPath(to),
        () => act(member),
        () => undo(member),
      ),
    );
    await journalled(journal, intent, steps, attempted, parentPath(to));
  };

  return {
    async rename(from, to) {
      const attempted = `Renaming ${from} to ${to} in ${pool}`;
      refuseRoot(from, attempted);
      refuseRoot(to, attempted);
      await locks.hold([from, to], async () => {
        const held = await copies.certain(from);
        if (held.length === 0) throw await copies.absence(from, attempted);
        if (from !== to && isWithin(to, from)) {
          throw fail('refused', attempted, 'a folder cannot move into itself', 'choose another folder');
        }
        refuseForeign(held, attempted);
        refuseReadOnly(held, attempted);
        const list = async (folder: PoolPath) =>
          (await Promise.all(held.map(({ member }) => member.volume.list(folder)))).flat();
        // On the volumes that hold it; what another one holds by that name is taken.
        const taken = new Set((await copies.certain(to)).map(({ member }) => member));
        const isOwn = held.every(({ member }) => taken.delete(member)) && taken.size === 0;
        // A folder of that name on a volume that is away was there before, too, when this is an undo; who moves one there the
        // first time looks at each name in it (transfer/move).
        const coming = held[0]?.entry ?? null;
        if (!isOwn || !(await isOtherCase(from, to, list))) await copies.refuseTaken(to, attempted, coming);
        await copies.parents(to, attempted);
        const move = ({ volume }: Member): Promise<void> => volume.rename(from, to);
        const back = ({ volume }: Member): Promise<void> => volume.rename(to, from);
        const on = held.map(({ member, entry }) => seenAs(member, entry));
        await onEach(held, to, { kind: 'rename', from, to, on }, attempted, move, back);
      });
    },

    async hardLink(existing, path) {
      const attempted = `Linking ${existing} as ${path} in ${pool}`;
      refuseRoot(path, attempted);
      await locks.hold([existing, path], async () => {
        const held = await copies.certain(existing);
        if (held.length === 0) throw await copies.absence(existing, attempted);
        if (held.some(({ entry }) => entry.type === 'directory')) {
          throw fail('unsupported', attempted, 'folders have no hard links', 'link its files');
        }
        refuseForeign(held, attempted);
        refuseReadOnly(held, attempted);
        await copies.refuseTaken(path, attempted);
        await copies.parents(path, attempted);
        const link = ({ volume }: Member): Promise<void> => volume.makeHardLink(existing, path);
        const unlink = ({ volume }: Member): Promise<void> => volume.removeFile(path);
        const on = held.map(({ member, entry }) => seenAs(member, entry));
        await onEach(held, path, { kind: 'link', existing, path, on }, attempted, link, unlink);
      });
    },

    async removeFile(path, expected) {
      const attempted = `Removing ${path} in ${pool}`;
      refuseRoot(path, attempted);
      await locks.hold([path], async () => {
        const held = await copies.certain(path);
        if (held.length === 0) throw await copies.absence(path, attempted);
        if (held.some(({ entry }) => entry.type === 'directory')) {
          throw fail('is-a-directory', attempted, 'it is a folder', 'name a file');
        }
        refuseForeign(held, attempted);
        refuseReadOnly(held, attempted);
        const identities =
          expected === undefined ? held.map(() => undefined) : await unchanged(held, path, expected, attempted);
        for (const [index, { member, entry }] of held.entries()) {
          const seen = identities[index];
          await member.volume.removeFile(path, seen === undefined ? undefined : { ...seen, inode: entry.inode });
        }
      });
    },

    async removeDirectory(path) {
      const attempted = `Removing the folder ${path} in ${pool}`;
      refuseRoot(path, attempted);
      await locks.hold([path], async () => {
        const held = await copies.certain(path);
        if (held.length === 0) throw await copies.absence(path, attempted);
        if (held.some(({ entry }) => entry.type !== 'directory')) {
          throw fail('not-a-directory', attempted, 'it is no folder', 'name a folder');
        }
        refuseForeign(held, attempted);
        refuseReadOnly(held, attempted);
        const looks = await Promise.all(
          held.map(async ({ member }) => ({
            member,
            inside: await member.volume.list(path),
            metadata: await member.volume.readMetadata(path),
          })),
        );
        const full = looks.find(({ inside }) => inside.length > 0);
        if (full !== undefined) {
          const why = `it is not empty on ${full.member.name} (${full.inside[0]?.name ?? ''})`;
          throw fail('not-empty', attempted, why, 'empty it first');
        }
        const steps = looks.map(({ member, metadata }): Step => {
          const { volume } = member;
          return {
            member,
            act: () => volume.removeDirectory(path),
            async undo() {
              await volume.makeDirectory(path, { mode: 0o700 });
              await volume.writeMetadata(path, metadata);
            },
          };
        });
        const on = held.map(({ member }) => volumeIdOf(member));
        await journalled(journal, { kind: 'remove-folder', path, on }, steps, attempted);
      });
    },

    async writeMetadata(path, metadata) {
      const attempted = `Setting the metadata of ${baseName(path)} in ${pool}`;
      const held = await copies.certain(path);
      if (held.length === 0) throw await copies.absence(path, attempted);
      refuseReadOnly(held, attempted);
      const lost = await Promise.all(held.map(({ member }) => member.volume.writeMetadata(path, metadata)));
      return [...new Set(lost.flat())];
    },
  };
}

/**
 * Sees that the copy which `expected` names is unchanged and that the others are the same file. Answers the identity of
 * each copy for the removal itself. @throws changed
 */
async function unchanged(
  held: readonly MemberCopy[],
  path: PoolPath,
  expected: Identity,
  attempted: string,
): Promise<readonly Identity[]> {
  const named = held.some((copy) => poolInode(copy) === expected.inode);
  if (!named) throw fail('changed', attempted, 'another file is there by now', 'look at it again');
  return Promise.all(
    held.map(async (copy) => {
      const { mtimeNs } = await copy.member.volume.readMetadata(path);
      const same = copy.entry.size === expected.size && mtimeNs === expected.mtimeNs;
      if (!same) {
        const why = `the copy on ${copy.member.name} is not what was seen`;
        throw fail('changed', attempted, why, 'look at its copies');
      }
      return { size: copy.entry.size, mtimeNs, inode: copy.entry.inode };
    }),
  );
}
