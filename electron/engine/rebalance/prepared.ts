import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { largestFirst } from './by-size.ts';
import { Specials } from './specials.ts';
import type { Special } from './specials.ts';
import type { PlannerItem, PlannerVolume } from './planner.ts';

/**
 * Volumes and items, made ready once for any number of solutions. A **unit** is what moves as one: an item, or the items
 * of one volume that are kept together; it is known by the index of its first item. Typed arrays, because a million
 * objects would cost more than the plan.
 */
export interface Prepared {
  readonly volumes: readonly PlannerVolume[];
  readonly items: readonly PlannerItem[];
  readonly bins: readonly SpaceBin[];
  /** Bin of each volume. */
  readonly binOf: Int16Array;
  /** What limits what may arrive: each bin, then each space that several bins share. */
  readonly tanks: readonly Tank[];
  /** Bytes of the unit that begins with this item; NaN for the other items of a unit. */
  readonly sizes: Float64Array;
  /** Index of the volume of each item; -1: none of these. */
  readonly home: Int16Array;
  /** Units of each volume, largest first. */
  readonly order: readonly Int32Array[];
  /** What is not plain about a unit. */
  readonly special: Specials;
  /** Units with an item below this path, or at it. Kept for the next time. */
  below(path: PoolPath): Int32Array;
  /** Volumes (a bit each, the first 31) that hold a file in this very folder; 0 for pools too large to ask. */
  holders(folder: string): number;
}

/** What moves between volumes can change: a volume, or volumes without a limit on one file system. */
export interface SpaceBin {
  readonly key: string;
  /** Indices. */
  readonly volumes: readonly number[];
  readonly used: number;
  readonly total: number;
  /** Indices of what an arrival needs room in. */
  readonly tanks: readonly number[];
}

/** Room in bytes; negative while it lies below its reserve: what leaves makes room only beyond that. */
export interface Tank {
  readonly room: number;
}

/** Beyond so many items, folders on the volumes are not asked: it is for a tie-breaker only. */
const foldersMost = 200_000;

export function prepare(volumes: readonly PlannerVolume[], items: readonly PlannerItem[]): Prepared {
  const index = new Map(volumes.map(({ name }, at) => [name, at]));
  const { bins, binOf, tanks } = spacesOf(volumes);
  const home = new Int16Array(items.length);
  const sizes = new Float64Array(items.length);
  const counts = new Int32Array(volumes.length);
  const special = new Specials(items.length);
  /** Of what is special in one way only, by what says so: mostly one array for all files of a rule. */
  const alike = new Map<unknown, number>();
  const groups = new Map<string, number[]>();
  const numbers = (names: readonly string[] | undefined): readonly number[] =>
    (names ?? []).flatMap((name) => index.get(name) ?? []);

  // Items come volume by volume or folder by folder: mostly the volume is that of the one before.
  let lastName = '';
  let lastHome = -1;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined) continue;
    if (item.volume !== lastName) {
      lastName = item.volume;
      lastHome = index.get(lastName) ?? -1;
    }
    home[at] = lastHome;
    sizes[at] = item.size;
    if (lastHome < 0) continue;
    if (item.together !== undefined) {
      const key = `${String(lastHome)} ${item.together}`;
      const group = groups.get(key);
      if (group !== undefined) {
        group.push(at);
        sizes[at] = NaN;
        continue;
      }
      groups.set(key, [at]);
    }
    counts[lastHome] = (counts[lastHome] ?? 0) + 1;
    if (item.taken === undefined && item.allowed === undefined && item.stays === undefined) continue;
    const { taken, allowed, stays } = item;
    const way = taken === undefined && item.together === undefined && (allowed ?? stays) !== undefined;
    const key = way && (allowed === undefined || stays === undefined) ? (allowed ?? stays) : undefined;
    const known = key === undefined ? undefined : alike.get(key);
    if (known === undefined) {
      const number = special.set(at, specialOf([item], null, numbers));
      if (key !== undefined) alike.set(key, number);
    } else special.setSame(at, known);
  }
  for (const members of groups.values()) {
    const [first = 0] = members;
    const all = members.flatMap((at) => items[at] ?? []);
    sizes[first] = all.reduce((sum, { size }) => sum + size, 0);
    if (members.length > 1) special.set(first, specialOf(all, members, numbers));
  }
  const order = volumes.map((_, at) => new Int32Array(counts[at] ?? 0));
  const filled = new Int32Array(volumes.length);
  for (let at = 0; at < items.length; at += 1) {
    const on = home[at] ?? -1;
    if (on < 0 || Number.isNaN(sizes[at])) continue;
    const list = order[on];
    const place = filled[on] ?? 0;
    if (list !== undefined) list[place] = at;
    filled[on] = place + 1;
  }
  for (const list of order) largestFirst(list, sizes);

  const known = new Map<string, Int32Array>();
  let folders: Map<string, number> | null = null;
  return {
    volumes,
    items,
    bins,
    binOf,
    tanks,
    sizes,
    home,
    order,
    special,
    below(path) {
      const before = known.get(path);
      if (before !== undefined) return before;
      const found = unitsBelow(path, { items, home, sizes, special });
      known.set(path, found);
      return found;
    },
    holders(folder) {
      if (items.length > foldersMost) return 0;
      folders ??= foldersOf(items, home);
      return folders.get(folder) ?? 0;
    },
  };
}

/** The folder of a path, as a key. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The items of a unit. */
export function membersOf({ items, special }: Prepared, unit: number): readonly PlannerItem[] {
  const members = special.get(unit)?.members ?? null;
  if (members !== null) return members.flatMap((at) => items[at] ?? []);
  const item = items[unit];
  return item === undefined ? [] : [item];
}

function specialOf(
  items: readonly PlannerItem[],
  members: readonly number[] | null,
  numbers: (names: readonly string[] | undefined) => readonly number[],
): Special {
  const limits = items.flatMap(({ allowed }) => (allowed === undefined ? [] : [numbers(allowed)]));
  const allowed =
    limits.length === 0 ? null : new Set(limits.reduce((both, these) => both.filter((one) => these.includes(one))));
  const taken = [...new Set(items.flatMap((item) => numbers(item.taken)))];
  return { members, taken, allowed, stays: items.find(({ stays }) => stays !== undefined)?.stays ?? null };
}

function spacesOf(volumes: readonly PlannerVolume[]): Pick<Prepared, 'bins' | 'binOf' | 'tanks'> {
  const byFill = new Map<string, number[]>();
  const binOf = new Int16Array(volumes.length);
  for (const [at, { fill }] of volumes.entries()) {
    const members = byFill.get(fill) ?? [];
    members.push(at);
    byFill.set(fill, members);
  }
  const lists = [...byFill];
  const tanks: Tank[] = [];
  const shared = new Map<string, { readonly room: number; readonly bins: Set<number> }>();
  for (const [bin, [, members]] of lists.entries()) {
    const own = members.flatMap((at) => volumes[at] ?? []);
    const room = Math.max(0, ...own.filter(({ receives }) => receives).map((one) => one.room));
    tanks.push({ room: room > 0 ? room : -Math.max(0, ...own.map(({ short }) => short ?? 0)) });
    for (const at of members) binOf[at] = bin;
    for (const { space } of own) {
      if (space === undefined) continue;
      const known = shared.get(space.key) ?? { room: space.room, bins: new Set<number>() };
      shared.set(space.key, { room: Math.min(known.room, space.room), bins: known.bins.add(bin) });
    }
  }
  const more = lists.map(([, members], bin) => ({ members, tanks: [bin] }));
  for (const { room, bins } of shared.values()) {
    if (bins.size < 2) continue;
    for (const bin of bins) more[bin]?.tanks.push(tanks.length);
    tanks.push({ room });
  }
  const bins = lists.map(([key, members], bin): SpaceBin => {
    const own = members.flatMap((at) => volumes[at] ?? []);
    return {
      key,
      volumes: members,
      used: Math.max(...own.map(({ used }) => used)),
      total: Math.max(...own.map(({ total }) => total)),
      tanks: more[bin]?.tanks ?? [bin],
    };
  });
  return { bins, binOf, tanks };
}

function unitsBelow(
  path: PoolPath,
  { items, home, sizes, special }: Pick<Prepared, 'items' | 'home' | 'sizes' | 'special'>,
): Int32Array {
  const found: number[] = [];
  const prefix = path === rootPath ? path : `${path}/`;
  const within = (one: string): boolean => one === path || one.startsWith(prefix);
  const isBelow = ({ path: name, links }: PlannerItem): boolean => within(name) || (links?.some(within) ?? false);
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined || (home[at] ?? -1) < 0 || Number.isNaN(sizes[at])) continue;
    if (isBelow(item)) found.push(at);
    else if (item.together !== undefined) {
      const members = special.get(at)?.members ?? [];
      if (members.some((member) => isBelow(items[member] ?? item))) found.push(at);
    }
  }
  return Int32Array.from(found);
}

function foldersOf(items: readonly PlannerItem[], home: Int16Array): Map<string, number> {
  const folders = new Map<string, number>();
  for (let at = 0; at < items.length; at += 1) {
    const volume = home[at] ?? -1;
    const item = items[at];
    if (item === undefined || volume < 0 || volume > 30) continue;
    const folder = folderOf(item.path);
    folders.set(folder, (folders.get(folder) ?? 0) | (1 << volume));
  }
  return folders;
}
