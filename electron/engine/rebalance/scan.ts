import { AppError, asAppError, isAppError } from '../../../shared/errors.ts';
import { childPath, isWithin, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member } from '../pool/types.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { PlanBlockKind } from '../../../shared/planning.ts';
import type { PlannerItem } from './planner.ts';

/** An item, and when it was last changed. */
export interface ScannedItem extends PlannerItem {
  readonly mtimeMs: number;
}

/** What lies on the volumes of a pool, as planners need it. */
export interface Scanned {
  readonly items: readonly ScannedItem[];
  /** What must stay where it is, with the reason; never silently left out. */
  readonly blocked: readonly Blocked[];
  /** Folders without entries that exist on one volume only, by volume. */
  readonly emptyFolders: readonly { readonly path: PoolPath; readonly volume: string }[];
}

export interface Blocked {
  readonly path: PoolPath;
  readonly volume: string;
  readonly reason: string;
  readonly kind: PlanBlockKind;
  readonly size?: number;
  /** Not an entry of the pool. */
  readonly foreign?: true;
}

/** One folder, and the members that have it. */
export interface ScanFolder {
  readonly path: PoolPath;
  readonly holders: readonly Member[];
}

/** What the holders of a folder, in their order, hold in it; or why it cannot be read there. */
export type ScanListing = readonly (readonly VolumeEntry[] | AppError)[];

/** Where a scan reads: the volumes themselves, or what is known of them. */
export interface ScanSource {
  /** Folders that one call may be about. */
  readonly together: number;
  /** One listing per folder, in order; the first one always, later ones only as far as it suits the source. */
  lists(folders: readonly ScanFolder[]): Promise<readonly ScanListing[]>;
}

/** The volumes themselves. */
export function liveSource(signal?: AbortSignal): ScanSource {
  const listOn = async (member: Member, folder: PoolPath): Promise<readonly VolumeEntry[] | AppError> => {
    try {
      return await member.volume.list(folder, signal === undefined ? {} : { signal });
    } catch (thrown) {
      if (isAppError(thrown, 'cancelled')) throw thrown;
      // It went away between the listing of its parent and now.
      return isAppError(thrown, 'not-found') ? [] : asAppError(thrown);
    }
  };
  return {
    together: 4,
    lists: (folders) =>
      Promise.all(folders.map(({ path, holders }) => Promise.all(holders.map((member) => listOn(member, path))))),
  };
}

/** Items that are taken over together. */
const takenTogether = 4_000;

interface Held {
  readonly volume: string;
  readonly entry: VolumeEntry;
}

interface Group {
  readonly volume: string;
  readonly size: number;
  readonly links: number;
  readonly mtimeMs: number;
  readonly names: PoolPath[];
  readonly taken: Set<string>;
}

/**
 * Goes through all members together, folder by folder, so that an entry that several of them hold is seen as such. Only what
 * lies below `scope` becomes an item.
 */
export async function scanMembers(
  members: readonly Member[],
  options: {
    readonly scope?: PoolPath;
    readonly signal?: AbortSignal;
    readonly source?: ScanSource;
    /** Takes the items over as they are found, some thousands at a time: the answer has none then. */
    readonly take?: (items: readonly ScannedItem[]) => void;
  } = {},
): Promise<Scanned> {
  const source = options.source ?? liveSource(options.signal);
  const scope = options.scope ?? rootPath;
  const items: ScannedItem[] = [];
  const blocked: Blocked[] = [];
  const emptyFolders: { path: PoolPath; volume: string }[] = [];
  const groups = new Map<string, Group>();
  const inScope = (path: PoolPath): boolean => isWithin(path, scope);
  const without = await cannotHold(members);

  const block = (path: PoolPath, volume: string, kind: PlanBlockKind, reason: string, size?: number): void => {
    if (inScope(path)) blocked.push({ path, volume, kind, reason, ...(size === undefined ? {} : { size }) });
  };

  const addFile = (path: PoolPath, { volume, entry }: Held, taken: readonly string[]): void => {
    if (entry.type === 'file' && entry.links > 1) {
      const key = `${volume} ${entry.inode}`;
      const group = groups.get(key) ?? {
        volume,
        size: entry.allocated,
        links: entry.links,
        mtimeMs: Math.floor(entry.mtimeMs),
        names: [],
        taken: new Set(without.hardLinks.filter((other) => other !== volume)),
      };
      group.names.push(path);
      for (const other of taken) group.taken.add(other);
      groups.set(key, group);
      return;
    }
    if (!inScope(path)) return;
    const never = entry.type === 'symlink' ? without.symlinks.filter((other) => other !== volume) : [];
    const closed = never.length === 0 ? taken : [...taken, ...never];
    const { allocated: size } = entry;
    const mtimeMs = Math.floor(entry.mtimeMs);
    items.push({ path, volume, size, mtimeMs, ...(closed.length === 0 ? {} : { taken: closed }) });
  };

  /** `closed`: volumes on which a file stands where this entry needs a folder. */
  const addEntry = (path: PoolPath, held: readonly Held[], closed: readonly string[]): void => {
    for (const one of held) {
      const others = held.filter((other) => other !== one);
      if (one.entry.foreign === true) {
        if (inScope(path)) {
          const reason = 'it is not a file of the pool';
          blocked.push({ path, volume: one.volume, kind: 'foreign', reason, foreign: true });
        }
      } else if (one.entry.type === 'other') {
        block(path, one.volume, 'special', 'it is neither a file, a folder nor a link');
      } else if (one.entry.type !== 'directory') {
        const reason = conflictOf(one, others);
        if (reason !== null) block(path, one.volume, 'conflict', reason, one.entry.allocated);
        else addFile(path, one, [...others.map(({ volume }) => volume), ...closed]);
      }
    }
  };

  interface Waiting extends ScanFolder {
    /** Volumes on which a file stands where this folder is. */
    readonly closed: readonly string[];
  }
  const waiting: Waiting[] = [{ path: rootPath, holders: members, closed: [] }];

  const visit = ({ path: folder, holders, closed }: Waiting, lists: ScanListing): void => {
    const names = new Map<string, Held[]>();
    let isRead = true;
    for (const [index, entries] of lists.entries()) {
      const volume = holders[index]?.name ?? '';
      if (entries instanceof AppError) {
        isRead = false;
        block(folder, volume, 'unreadable', `the folder cannot be read on ${volume}: ${why(entries)}`);
        continue;
      }
      for (const entry of entries) {
        const held = names.get(entry.name);
        if (held === undefined) names.set(entry.name, [{ volume, entry }]);
        else held.push({ volume, entry });
      }
    }
    const [only] = holders;
    const isEmpty = isRead && names.size === 0 && folder !== rootPath;
    if (isEmpty && holders.length === 1 && only !== undefined && inScope(folder)) {
      emptyFolders.push({ path: folder, volume: only.name });
    }
    for (const [name, held] of names) {
      const path = childPath(folder, name);
      addEntry(path, held, closed);
      const folders = held.filter(({ entry }) => entry.type === 'directory' && entry.foreign !== true);
      if (folders.length === 0 || !(inScope(path) || isWithin(scope, path))) continue;
      const inside = holders.filter((member) => folders.some(({ volume }) => volume === member.name));
      const files = held.filter(({ entry }) => entry.type !== 'directory').map(({ volume }) => volume);
      waiting.push({ path, holders: inside, closed: files.length === 0 ? closed : [...closed, ...files] });
    }
  };

  const { take } = options;
  while (waiting.length > 0) {
    options.signal?.throwIfAborted();
    if (take !== undefined && items.length >= takenTogether) take(items.splice(0));
    const some = waiting.splice(-source.together).reverse();
    const lists = await source.lists(some);
    // What the source left for later is asked for first the next time.
    waiting.push(...some.slice(lists.length).reverse());
    for (const [index, listing] of lists.entries()) {
      const folder = some[index];
      if (folder !== undefined) visit(folder, listing);
    }
  }
  for (const { volume, size, links, mtimeMs, names, taken } of groups.values()) {
    // In whatever order they were found, and whatever was seen outside of the scope on the way there.
    const [path, ...others] = names.filter(inScope).sort();
    if (path === undefined) continue;
    if (others.length + 1 < links) {
      const outside = links - others.length - 1;
      const where = scope === rootPath ? 'the tree' : scope;
      const reason = `${String(outside)} of its ${String(links)} hard links lie outside of ${where}`;
      block(path, volume, 'links-outside', reason, size);
    } else {
      const isTaken = taken.size === 0 ? {} : { taken: [...taken] };
      items.push({ path, volume, size, mtimeMs, ...(others.length === 0 ? {} : { links: others }), ...isTaken });
    }
  }
  if (take !== undefined) take(items.splice(0));
  return { items, blocked, emptyFolders };
}

/** Names of the volumes whose file systems hold no hard links, and of those that hold no symlinks. */
async function cannotHold(
  members: readonly Member[],
): Promise<{ readonly hardLinks: readonly string[]; readonly symlinks: readonly string[] }> {
  const [hardLinks, symlinks]: [string[], string[]] = [[], []];
  for (const { name, volume } of members) {
    // One that cannot say it now is not planned for anyway.
    const can = await volume.capabilities().catch(() => null);
    if (can?.hardLinks === false) hardLinks.push(name);
    if (can?.symlinks === false) symlinks.push(name);
  }
  return { hardLinks, symlinks };
}

/** Copies that differ wait for a person; identical ones may move to where there is none. */
function conflictOf({ entry }: Held, others: readonly Held[]): string | null {
  const different = others.filter(
    (other) =>
      other.entry.type !== entry.type ||
      other.entry.size !== entry.size ||
      // Coarse clocks of other file systems are no difference.
      Math.abs(other.entry.mtimeMs - entry.mtimeMs) > 2_000,
  );
  if (different.length === 0) return null;
  return `it is in conflict with what ${different.map(({ volume }) => volume).join(', ')} holds`;
}

function why({ message }: AppError): string {
  return message.split(': ')[1] ?? message;
}
