import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { isTakenBack } from '../pool/steps.ts';
import type { Member } from '../pool/types.ts';
import { ensureFolder, quietly } from './target.ts';
import type { Shelf, Target } from './target.ts';
import type { TransferContext } from './types.ts';

/** Folders known to be on a member; forgotten together when there are more. */
const knownMost = 20_000;

/**
 * A pool as the target of a copy: its policy chooses, what is replaced goes to its trash.
 * @param only the name of the volume that takes all of it, whatever the policy says
 */
export function poolTarget(
  { volume: pool, placed }: Pick<TransferContext, 'volume' | 'placed'>,
  only?: string,
): Target {
  const onto = only === undefined ? {} : { only };
  const known = new Set<string>();
  /** Folders that were made on a volume for a file, by the name of that volume; topmost first. */
  const made = new Map<string, PoolPath[]>();
  /** How many of the files that were to go to a volume are not there (yet), by its name and by folder. */
  const missing = new Map<string, Map<PoolPath, number>>();
  const count = (name: string, folder: PoolPath, files: 1 | -1): void => {
    const folders = missing.get(name) ?? new Map<PoolPath, number>();
    missing.set(name, folders);
    const left = (folders.get(folder) ?? 0) + files;
    if (left > 0) folders.set(folder, left);
    else folders.delete(folder);
  };

  const memberOf = (shelf: Shelf): Member => {
    const member = pool.members.find(({ name }) => name === shelf.name);
    if (member !== undefined) return member;
    throw fail('offline', `Using ${shelf.name}`, 'it was taken out of the pool', 'start again');
  };

  const makeFolder: Target['makeFolder'] = async (path, mode) => {
    try {
      await pool.makeDirectory(path, { mode, ...onto });
    } catch (thrown) {
      if (!isAppError(thrown, 'not-found')) throw thrown;
      await folderAgain(parentPath(path));
      await pool.makeDirectory(path, { mode, ...onto });
    }
  };
  /** What had it went away meanwhile (a volume, other work that failed): this goes on in a folder of the same name. */
  const folderAgain = async (folder: PoolPath): Promise<void> => {
    await ensureFolder({ stat: (at) => pool.stat(at), makeFolder }, folder);
  };

  const prepare: Target['prepare'] = async (shelf, path) => {
    const folder = parentPath(path);
    const key = `${shelf.name}\0${folder}`;
    if (folder === '/' || known.has(key)) return;
    const ensure = async (): Promise<void> => {
      const fresh = await pool.ensureDirectory(memberOf(shelf), folder);
      if (fresh.length === 0) return;
      const before = made.get(shelf.name);
      if (before === undefined) made.set(shelf.name, [...fresh]);
      else before.push(...fresh);
    };
    try {
      await ensure();
    } catch (thrown) {
      if (!isAppError(thrown, 'not-found')) throw thrown;
      await folderAgain(folder);
      await ensure();
    }
    if (known.size >= knownMost) known.clear();
    known.add(key);
  };

  return {
    stat: (path) => pool.stat(path),
    list: (path) => pool.list(path),
    away: pool.away,
    async locate(path) {
      const [best] = await pool.copiesOf(path);
      if (best === undefined)
        throw fail('not-found', `Looking at ${path}`, 'it is not there any more', 'list the folder');
      return { name: best.member.name, volume: best.member.volume };
    },
    makeFolder,
    removeFolder: (path) => pool.removeDirectory(path),
    async tidy() {
      for (const [name, folders] of missing) {
        const member = pool.members.find((one) => one.name === name);
        const without = new Set<PoolPath>();
        for (let folder of folders.keys()) for (; folder !== '/'; folder = parentPath(folder)) without.add(folder);
        const unused = made.get(name)?.filter((folder) => without.has(folder)) ?? [];
        if (member !== undefined && unused.length > 0) await pool.removeUnused(member, unused);
      }
      missing.clear();
      made.clear();
      known.clear();
    },
    shelves: () =>
      pool.members
        .filter(({ name }) => only === undefined || name === only)
        .filter((member) => member.state().online && member.settings.mode === 'read-write' && !member.settings.draining)
        .map(({ name, volume }) => ({ name, volume })),
    async shelvesOf(folder) {
      const copies = await pool.copiesOf(folder);
      return copies.map(({ member }) => ({ name: member.name, volume: member.volume }));
    },
    prepare,
    async choose(path, size, exclude) {
      const { member, reason, release } = await pool.place({ path, size, exclude, ...onto });
      const shelf = { name: member.name, volume: member.volume };
      const folder = parentPath(path);
      count(shelf.name, folder, 1);
      const arrived = (at: PoolPath): void => {
        count(shelf.name, folder, -1);
        placed(at, reason);
      };
      try {
        await prepare(shelf, path);
        const written = await pool.journal.writing(member, [parentPath(path)]);
        const ended = (): void => {
          written();
          release();
        };
        return { ...shelf, release: ended, placed: arrived };
      } catch (thrown) {
        release();
        throw thrown;
      }
    },
    // Also when another volume holds the old one: two versions would have one name until the old one is away.
    holds: () => Promise.resolve(true),

    replacing(shelf, files) {
      const member = memberOf(shelf);
      return pool.supplanting(files.map(({ path, side }) => ({ path, at: side, member })));
    },
    async replace(shelf, path, side) {
      if (side === null)
        throw fail('internal', `Replacing ${path}`, 'the new version has the name already', 'report it');
      try {
        return await pool.supplant(path, { at: side });
      } catch (thrown) {
        // The old version could not be put back: then the new one is needed, and recovery gives it the name.
        if (isTakenBack(thrown)) await quietly(shelf.volume.removeFile(side));
        throw thrown;
      }
    },
  };
}
