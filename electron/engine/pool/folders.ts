import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Metadata } from '../volume/volume.ts';
import type { Copies } from './copies.ts';
import type { Member } from './types.ts';

export interface Folders {
  /** See PoolVolume.ensureDirectory. @throws not-found (on no member), not-a-directory, read-only, no-space */
  ensure(member: Member, path: PoolPath): Promise<readonly PoolPath[]>;
  /** Takes away folders that `ensure` made and nobody used; never fails. */
  undo(member: Member, made: readonly PoolPath[]): Promise<void>;
}

type Times = Pick<Metadata, 'mtimeNs' | 'atimeNs'>;

export function openFolders(copies: Copies): Folders {
  const isFolder = async (member: Member, path: PoolPath): Promise<boolean> => {
    try {
      const entry = await member.volume.stat(path);
      if (entry.type === 'directory') return true;
    } catch (thrown) {
      if (isAppError(thrown, 'not-found')) return false;
      throw thrown;
    }
    const attempted = `Making the folder ${path} on ${member.name}`;
    throw fail('not-a-directory', attempted, 'something else has its name there', 'rename that first');
  };

  /** Metadata of the first copy of a folder, which its clones get. */
  const original = async (member: Member, path: PoolPath): Promise<Metadata> => {
    const attempted = `Making the folder ${path} on ${member.name}`;
    const found = await copies.existing(path, attempted);
    const first = found.find(({ entry }) => entry.type === 'directory');
    if (first === undefined) throw fail('not-a-directory', attempted, 'it is no folder', 'check the path');
    return first.member.volume.readMetadata(path);
  };

  const undo = async (member: Member, made: readonly PoolPath[]): Promise<void> => {
    for (const path of made.toReversed()) {
      // Not empty: another write uses it by now. Anything else leaves an empty folder, which is no loss.
      const isGone = await member.volume.removeDirectory(path).then(
        () => true,
        () => false,
      );
      if (!isGone) return;
    }
  };

  /** Never worth failing for: a time that stays new shows only that something was made there. */
  const setTimes = async (member: Member, path: PoolPath, { mtimeNs, atimeNs }: Times): Promise<void> => {
    await member.volume.writeMetadata(path, { mtimeNs, atimeNs }).catch(() => undefined);
  };

  return {
    undo,

    async ensure(member, path) {
      const missing: PoolPath[] = [];
      let at = path;
      for (; at !== '/' && !(await isFolder(member, at)); at = parentPath(at)) missing.unshift(at);
      if (missing.length === 0) return [];

      // All is read before anything is made: a folder that exists nowhere leaves nothing half made.
      const originals = await Promise.all(missing.map((folder) => original(member, folder)));
      const before = await member.volume.readMetadata(at);
      const made: PoolPath[] = [];
      try {
        for (const folder of missing) {
          try {
            // Closed to others until it has the owner and the mode of its original.
            await member.volume.makeDirectory(folder, { mode: 0o700 });
            made.push(folder);
          } catch (thrown) {
            // Somebody made it meanwhile, and it is theirs to finish.
            if (!isAppError(thrown, 'exists') || !(await isFolder(member, folder))) throw thrown;
          }
        }
        // The deepest first: making a folder changes the times of the one above.
        for (const folder of made.toReversed()) {
          const metadata = originals[missing.indexOf(folder)];
          if (metadata !== undefined) await member.volume.writeMetadata(folder, metadata);
        }
      } catch (thrown) {
        await undo(member, made);
        throw thrown;
      } finally {
        await setTimes(member, at, before);
      }
      return made;
    },
  };
}
