import type { Entry } from '../../../shared/model.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { sortNaturally } from '../volume/natural-order.ts';

/** One copy of an entry, as comparing copies needs it. */
export interface Held {
  readonly volume: string;
  readonly entry: VolumeEntry;
  /** Smallest step of the volume's times, in ns: two times that are no further apart may be the same. */
  readonly timeStepNs: number;
}

export interface MemberListing {
  readonly volume: string;
  readonly entries: readonly VolumeEntry[];
  readonly timeStepNs: number;
}

/**
 * The better of two copies first: folders before files (what is in them stays reachable), folders in pool order, files
 * and links newest first, then in pool order. Answers less than 0 when `a` goes first; `a` comes first in the pool.
 */
export function compareCopies(a: VolumeEntry, b: VolumeEntry): number {
  if (a.foreign !== b.foreign) return a.foreign === true ? 1 : -1;
  if ((a.type === 'directory') !== (b.type === 'directory')) return a.type === 'directory' ? -1 : 1;
  return a.type === 'directory' ? 0 : b.mtimeMs - a.mtimeMs;
}

/** True when two copies are not the same thing: another type, size, link target or, beyond the coarser step, time. */
export function differ(a: Held, b: Held): boolean {
  const [one, other] = [a.entry, b.entry];
  if (one.foreign === true && other.foreign === true) return false;
  if (one.foreign !== other.foreign || one.type !== other.type) return true;
  if (one.type === 'directory' || one.type === 'other') return false;
  if (one.type === 'symlink') return one.linkTarget !== other.linkTarget;
  if (one.size !== other.size) return true;
  return Math.abs(one.mtimeMs - other.mtimeMs) > Math.max(a.timeStepNs, b.timeStepNs) / 1e6;
}

/** What rows tell where it is asked for: each costs a little for every row. */
export interface RowFigures {
  /** Bytes that files take, all copies. */
  readonly allocated?: boolean;
  /** When the copy that is shown was made on its volume. */
  readonly created?: boolean;
}

/** `allocated`: bytes taken by all copies, where they are wanted. */
function rowOf(
  path: PoolPath,
  entry: VolumeEntry,
  volumes: readonly string[],
  conflict: boolean,
  figures: RowFigures,
  allocated = entry.allocated,
): Entry {
  const { name, type, size, mtimeMs, mode, linkTarget } = entry;
  const plain: Entry = { path, name, type, size, mtimeMs, mode, volumes, conflict, offline: false };
  const sized = figures.allocated !== true || type === 'directory' ? plain : { ...plain, allocated };
  const createdMs = figures.created === true ? (entry.createdMs ?? 0) : 0;
  const row = createdMs > 0 ? { ...sized, createdMs } : sized;
  if (entry.foreign !== true && linkTarget === undefined) return row;
  return {
    ...row,
    ...(entry.foreign === true ? { foreign: true } : {}),
    ...(linkTarget === undefined ? {} : { linkTarget }),
  };
}

/** The row for one entry from its copies, which are in pool order, at least one. */
export function rowOfCopies(path: PoolPath, copies: readonly Held[], figures: RowFigures = {}): Entry {
  const [first, ...rest] = copies;
  if (first === undefined) throw new RangeError(`no copy of ${path} to show`);
  const shown = rest.reduce((best, copy) => (compareCopies(best.entry, copy.entry) <= 0 ? best : copy), first);
  const conflict = copies.some((copy) => differ(shown, copy));
  return rowOf(
    path,
    shown.entry,
    copies.map(({ volume }) => volume),
    conflict,
    figures,
    copies.reduce((sum, { entry }) => sum + entry.allocated, 0),
  );
}

/**
 * Rows of a folder from the listings of the volumes that have it, in pool order: folders first, then natural order. An
 * entry on one volume only, which is nearly every one, costs one row and no list of its own.
 */
export function mergeListings(
  folder: PoolPath,
  listings: readonly MemberListing[],
  figures: RowFigures = {},
): readonly Entry[] {
  const [only] = listings;
  if (only === undefined) return [];
  if (listings.length === 1) {
    const volumes = Object.freeze([only.volume]);
    const own = (entry: VolumeEntry): Entry => rowOf(childPath(folder, entry.name), entry, volumes, false, figures);
    return sortNaturally(only.entries.map(own));
  }
  const rows = new Map<string, Entry>();
  const several = new Map<string, Held[]>();
  const first = new Map<string, Held>();
  for (const { volume, entries, timeStepNs } of listings) {
    const volumes = Object.freeze([volume]);
    for (const entry of entries) {
      const { name } = entry;
      if (!rows.has(name)) {
        rows.set(name, rowOf(childPath(folder, name), entry, volumes, false, figures));
        continue;
      }
      const copies = several.get(name);
      if (copies === undefined) several.set(name, [{ volume, entry, timeStepNs }]);
      else copies.push({ volume, entry, timeStepNs });
    }
  }
  if (several.size > 0) {
    // Found again instead of kept for each: most entries have one copy.
    for (const { volume, entries, timeStepNs } of listings) {
      for (const entry of entries) {
        if (several.has(entry.name) && !first.has(entry.name)) first.set(entry.name, { volume, entry, timeStepNs });
      }
    }
    for (const [name, others] of several) {
      const held = first.get(name);
      if (held !== undefined) rows.set(name, rowOfCopies(childPath(folder, name), [held, ...others], figures));
    }
  }
  return sortNaturally(rows.values());
}
