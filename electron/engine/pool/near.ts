import { isAppError } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Near } from '../placement/eligible.ts';
import type { Wish } from '../placement/wish.ts';
import type { Away } from './away.ts';
import type { Member } from './types.ts';

/** Finds on which volumes the folders of new files are: for kept folders, and for the policy that asks for them. */
export interface NearLook {
  /** Looks where the wish asks for it and what is known is old; null where there is nothing to wait for. Never rejects. */
  refresh(path: PoolPath, wish: Wish): Promise<unknown> | null;
  /** What is known, without an await; undefined when the wish does not ask. */
  current(path: PoolPath, wish: Wish): Near | undefined;
  /**
   * A file was placed there: the next one goes by it, before it is written. Call the answer when it is written or
   * given up.
   */
  placed(path: PoolPath, wish: Wish, volume: string, bytes: number): () => void;
}

/** Ages (ms) up to which what was seen is believed; what this process placed since is added at once. */
const folderMs = 2_000;
const keptMs = 10_000;
/** Entries that are counted of a kept folder on each volume: about where most of it is, not exactly. */
const countedMost = 2_000;
/** Folders that are remembered; forgotten together when there are more. */
const knownMost = 20_000;

/** Per volume, about how much of a folder it holds. */
type Weights = Map<string, number>;

interface Seen {
  atMs: number;
  /** As the last look found it, with what was written by this process since that look began. */
  weights: Weights;
  /** Placed, and not known to be written. */
  pending: Weights;
  /** Written while a look is under way, which may have missed it. */
  missed: Weights;
  running: Promise<void> | null;
}

const add = (weights: Weights, volume: string, bytes: number): void => {
  const sum = (weights.get(volume) ?? 0) + bytes;
  if (sum > 0) weights.set(volume, sum);
  else weights.delete(volume);
};

/** @param now ms */
export function openNear(members: () => readonly Member[], away: Away, now: () => number = Date.now): NearLook {
  /** Per folder, the volumes that have it. */
  const holders = new Map<PoolPath, Seen>();
  /** Per kept folder, about the bytes of it that volumes hold. */
  const kept = new Map<PoolPath, Seen>();

  /** A volume that cannot be read is none of those that have the folder. */
  const weighAll = async (weigh: (member: Member) => Promise<number>): Promise<Weights> => {
    const found: Weights = new Map();
    const online = members().filter((member) => member.state().online);
    await Promise.allSettled(online.map(async (member) => add(found, member.name, await weigh(member))));
    return found;
  };

  const findHolders = (folder: PoolPath): Promise<Weights> =>
    weighAll(async ({ volume }) => ((await volume.stat(folder)).type === 'directory' ? 1 : 0));

  const weighKept = async (folder: PoolPath): Promise<Weights> => {
    const found = await weighAll((member) => weightOn(member, folder));
    for (const { volume, files } of await away.at(folder).catch(() => [])) {
      // Its bytes are not known: it counts as holding something, and little.
      if (files > 0 && !found.has(volume)) found.set(volume, 1);
    }
    return found;
  };

  const seenOf = (known: Map<PoolPath, Seen>, folder: PoolPath): Seen => {
    const former = known.get(folder);
    if (former !== undefined) return former;
    if (known.size >= knownMost) known.clear();
    const seen: Seen = { atMs: -Infinity, weights: new Map(), pending: new Map(), missed: new Map(), running: null };
    known.set(folder, seen);
    return seen;
  };

  const refreshOne = (
    known: Map<PoolPath, Seen>,
    folder: PoolPath,
    maxAgeMs: number,
    look: (folder: PoolPath) => Promise<Weights>,
  ): Promise<void> | null => {
    const seen = seenOf(known, folder);
    if (seen.running !== null) return seen.running;
    const atMs = now();
    if (atMs - seen.atMs <= maxAgeMs) return null;
    seen.missed = new Map();
    seen.running = look(folder).then((found) => {
      for (const [volume, bytes] of seen.missed) add(found, volume, bytes);
      seen.weights = found;
      seen.atMs = atMs;
      seen.running = null;
    });
    return seen.running;
  };

  const write = (seen: Seen, volume: string, bytes: number): void => {
    add(seen.weights, volume, bytes);
    if (seen.running !== null) add(seen.missed, volume, bytes);
  };

  const asksShared = ({ policy }: Wish): boolean => policy === 'existing-path';

  return {
    refresh(path, wish) {
      const looks: Promise<void>[] = [];
      const lookAt = (look: Promise<void> | null): void => {
        if (look !== null) looks.push(look);
      };
      if (wish.keep !== null) lookAt(refreshOne(kept, wish.keep.folder, keptMs, weighKept));
      if (asksShared(wish)) {
        for (const folder of foldersAbove(path)) lookAt(refreshOne(holders, folder, folderMs, findHolders));
      }
      return looks.length === 0 ? null : Promise.all(looks);
    },

    current(path, wish) {
      const wantsShared = asksShared(wish);
      if (wish.keep === null && !wantsShared) return undefined;
      const shared = new Map<string, number>();
      if (wantsShared) {
        const folders = foldersAbove(path);
        folders.forEach((folder, index) => {
          for (const name of holders.get(folder)?.weights.keys() ?? []) {
            if (!shared.has(name)) shared.set(name, folders.length - index);
          }
        });
      }
      const seen = wish.keep === null ? undefined : kept.get(wish.keep.folder);
      if (seen === undefined || seen.pending.size === 0) return { shared, kept: seen?.weights ?? new Map() };
      const sum: Weights = new Map(seen.weights);
      for (const [volume, bytes] of seen.pending) add(sum, volume, bytes);
      return { shared, kept: sum };
    },

    placed(path, wish, volume, bytes) {
      // Its folders are made before anything else is done there.
      if (asksShared(wish)) for (const folder of foldersAbove(path)) write(seenOf(holders, folder), volume, 1);
      if (wish.keep === null) return () => undefined;
      const seen = seenOf(kept, wish.keep.folder);
      add(seen.pending, volume, bytes + 1);
      let isPending = true;
      return () => {
        if (!isPending) return;
        isPending = false;
        add(seen.pending, volume, -(bytes + 1));
        write(seen, volume, bytes + 1);
      };
    },
  };
}

/** The folders above a path, the nearest first, without the root: every volume has that. */
function foldersAbove(path: PoolPath): readonly PoolPath[] {
  const found: PoolPath[] = [];
  for (let at = parentPath(path); at !== '/'; at = parentPath(at)) found.push(at);
  return found;
}

/** About the bytes that a volume holds below a folder; each entry counts one more, so that empty files count. */
async function weightOn({ volume }: Member, folder: PoolPath): Promise<number> {
  const folders = [folder];
  let bytes = 0;
  let counted = 0;
  for (let at = folders.pop(); at !== undefined && counted < countedMost; at = folders.pop()) {
    let entries;
    try {
      entries = await volume.list(at);
    } catch (thrown) {
      if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) continue;
      throw thrown;
    }
    for (const entry of entries) {
      if (entry.foreign === true) continue;
      if (entry.type === 'directory') folders.push(childPath(at, entry.name));
      else bytes += entry.allocated + 1;
      counted += 1;
      if (counted >= countedMost) break;
    }
  }
  return bytes;
}
