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

  /**
   * Not empty: another write uses it by now. Anything else leaves an empty folder, which is no loss.
   * @param opened told the mode of the folder above, when that was opened for it
   */
  const removed = async (
    { volume }: Member,
    path: PoolPath,
    above: PoolPath | null,
    opened: Map<PoolPath, number>,
  ): Promise<boolean> => {
    try {
      await volume.removeDirectory(path);
      return true;
    } catch (thrown) {
      if (above === null || !isAppError(thrown, 'denied')) return false;
    }
    // The folder that it is in is ours, too, and has the mode of its original by now, which may let nobody in.
    const before = await volume.readMetadata(above).catch(() => null);
    if (before === null) return false;
    opened.set(above, before.mode);
    return volume
      .writeMetadata(above, { mode: 0o700 })
      .then(() => volume.removeDirectory(path))
      .then(
        () => true,
        () => false,
      );
  };

  /** Folders that `ensure` made of late: whether somebody else relies on them since. */
  const fresh = new Map<string, boolean>();
  /** How many calls of `ensure` are under way for a folder or for one in it. */
  const leaning = new Map<string, number>();
  const keyOf = ({ name }: Member, path: PoolPath): string => `${name}\0${path}`;
  const note = (member: Member, path: PoolPath): void => {
    const [oldest] = fresh.size < freshMost ? [] : fresh.keys();
    if (oldest !== undefined) fresh.delete(oldest);
    fresh.set(keyOf(member, path), false);
  };
  const rely = (member: Member, path: PoolPath): void => {
    if (fresh.has(keyOf(member, path))) fresh.set(keyOf(member, path), true);
  };
  /** Nobody takes these folders away until the answered function is called; called again, it does nothing. */
  const lean = (member: Member, path: PoolPath): (() => void) => {
    const keys: string[] = [];
    for (let at = path; at !== '/'; at = parentPath(at)) keys.push(keyOf(member, at));
    for (const key of keys) leaning.set(key, (leaning.get(key) ?? 0) + 1);
    return () => {
      for (const key of keys.splice(0)) {
        const left = (leaning.get(key) ?? 1) - 1;
        if (left === 0) leaning.delete(key);
        else leaning.set(key, left);
      }
    };
  };
  const isOurs = (member: Member, path: PoolPath): boolean => {
    const key = keyOf(member, path);
    return fresh.get(key) === false && !leaning.has(key);
  };

  const undo = async (member: Member, made: readonly PoolPath[]): Promise<void> => {
    const ours = new Set(made);
    const kept = new Set<PoolPath>();
    const times = new Map<PoolPath, Times>();
    const opened = new Map<PoolPath, number>();
    for (const path of made.toReversed()) {
      const above = parentPath(path);
      // What holds something that stays is not empty.
      if (kept.has(path)) {
        kept.add(above);
        continue;
      }
      const isInOurs = ours.has(above) && isOurs(member, above);
      const before = isInOurs || times.has(above) ? null : await member.volume.readMetadata(above).catch(() => null);
      // Asked in the moment of the removal: who comes after that finds it gone.
      if (!isOurs(member, path)) {
        kept.add(above);
        continue;
      }
      fresh.delete(keyOf(member, path));
      if (!(await removed(member, path, isInOurs ? above : null, opened))) kept.add(above);
      else {
        opened.delete(path);
        if (before !== null) times.set(above, before);
      }
    }
    for (const [path, mode] of opened) await member.volume.writeMetadata(path, { mode }).catch(() => undefined);
    for (const [path, before] of times) await setTimes(member, path, before);
  };

  /** Makes what is missing; each folder is told to `made` as it is made, topmost first. */
  const makeMissing = async (member: Member, path: PoolPath, made: PoolPath[]): Promise<void> => {
    const missing: PoolPath[] = [];
    let at = path;
    for (; at !== '/' && !(await isFolder(member, at)); at = parentPath(at)) missing.unshift(at);
    if (missing.length === 0) return;

    // All is read before anything is made: a folder that exists nowhere leaves nothing half made.
    const originals = await Promise.all(missing.map((folder) => original(member, folder)));
    const before = await member.volume.readMetadata(at);
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
    } finally {
      await setTimes(member, at, before);
    }
  };

  return {
    undo,

    async ensure(member, path) {
      const made: PoolPath[] = [];
      const stand = lean(member, path);
      try {
        await makeMissing(member, path, made);
        if (!made.includes(path)) rely(member, path);
        return made;
      } catch (thrown) {
        stand();
        await undo(member, made);
        throw thrown;
      } finally {
        stand();
      }
    },
  };
}
