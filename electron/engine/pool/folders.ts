import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Metadata } from '../volume/volume.ts';
import type { Copies } from './copies.ts';
import type { Member } from './types.ts';

export interface Folders {
  /** See PoolVolume.ensureDirectory. @throws not-found (on no member), not-a-directory, read-only, no-space */
  ensure(member: Member, path: PoolPath): Promise<readonly PoolPath[]>;
  /** Takes away those of the folders that `ensure` made which are empty still, topmost first given; never fails. */
  undo(member: Member, made: readonly PoolPath[]): Promise<void>;
}

/** So many of the folders that were made last are known as such. */
const freshMost = 20_000;

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

  /** Never worth failing for: a time that stays new shows only that something was made there. */
  const setTimes = async (member: Member, path: PoolPath, { mtimeNs, atimeNs }: Times): Promise<void> => {
    await member.volume.writeMetadata(path, { mtimeNs, atimeNs }).catch(() => undefined);
  };

  /** Not empty: another write uses it by now. Anything else leaves an empty folder, which is no loss. */
  const removed = async ({ volume }: Member, path: PoolPath, above: PoolPath | null): Promise<boolean> => {
    try {
      await volume.removeDirectory(path);
      return true;
    } catch (thrown) {
      if (above === null || !isAppError(thrown, 'denied')) return false;
    }
    // The folder that it is in is ours, too, and has the mode of its original by now, which may let nobody in.
    const before = await volume.readMetadata(above).catch(() => null);
    if (before === null) return false;
    const isGone = await volume
      .writeMetadata(above, { mode: 0o700 })
      .then(() => volume.removeDirectory(path))
      .then(
        () => true,
        () => false,
      );
    if (!isGone) await volume.writeMetadata(above, { mode: before.mode }).catch(() => undefined);
    return isGone;
  };

  /** Folders that `ensure` made of late: whether somebody else relies on them since. */
  const fresh = new Map<string, boolean>();
  const keyOf = ({ name }: Member, path: PoolPath): string => `${name}\0${path}`;
  const note = (member: Member, path: PoolPath): void => {
    const [oldest] = fresh.size < freshMost ? [] : fresh.keys();
    if (oldest !== undefined) fresh.delete(oldest);
    fresh.set(keyOf(member, path), false);
  };
  const rely = (member: Member, path: PoolPath): void => {
    if (fresh.has(keyOf(member, path))) fresh.set(keyOf(member, path), true);
  };

  const undo = async (member: Member, made: readonly PoolPath[]): Promise<void> => {
    const ours = new Set(made.filter((path) => fresh.get(keyOf(member, path)) === false));
    const kept = new Set<PoolPath>();
    const times = new Map<PoolPath, Times>();
    for (const path of made.toReversed()) {
      const above = parentPath(path);
      // What holds something that stays is not empty.
      if (kept.has(path) || !ours.has(path)) {
        kept.add(above);
        continue;
      }
      const isOurs = ours.has(above);
      const before = isOurs || times.has(above) ? null : await member.volume.readMetadata(above).catch(() => null);
      fresh.delete(keyOf(member, path));
      if (!(await removed(member, path, isOurs ? above : null))) kept.add(above);
      else if (before !== null) times.set(above, before);
    }
    for (const [path, before] of times) await setTimes(member, path, before);
  };

  return {
    undo,

    async ensure(member, path) {
      const missing: PoolPath[] = [];
      rely(member, path);
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
            note(member, folder);
          } catch (thrown) {
            // Somebody made it meanwhile, and it is theirs to finish.
            if (!isAppError(thrown, 'exists') || !(await isFolder(member, folder))) throw thrown;
            rely(member, folder);
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
