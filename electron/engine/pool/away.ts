import type { AwayHolder, Entry } from '../../../shared/model.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { sortNaturally } from '../volume/natural-order.ts';

export type { AwayHolder } from '../../../shared/model.ts';

/** One thing that a volume which is not connected is known to hold. */
export interface AwayThing extends AwayHolder {
  /** As it was when the volume was last read; its time is exact to the microsecond, a link's target is not known. */
  readonly entry: VolumeEntry;
  /** Entries below a folder that are no folders; 0 for others. */
  readonly files: number;
}

export interface AwayListing {
  /** Volumes that have the folder itself. */
  readonly holders: readonly AwayHolder[];
  readonly things: readonly AwayThing[];
  /** Volumes of which everything is known, as it was when they were last seen. */
  readonly complete: readonly AwayHolder[];
}

/**
 * What volumes that are not connected are known to hold, from the time when they were: no volume is asked. Where nothing
 * is known the answers are empty, and never fail.
 */
export interface Away {
  at(path: PoolPath): Promise<readonly AwayThing[]>;
  in(folder: PoolPath): Promise<AwayListing>;
}

export const nothingAway: Away = {
  at: () => Promise.resolve([]),
  in: () => Promise.resolve({ holders: [], things: [], complete: [] }),
};

/** Two times this far apart (ms) may be one: coarse file systems round to 2 s. */
const sameTimeMs = 2_000;

const holderOf = ({ volume, seenMs, vanished }: AwayHolder): AwayHolder => ({
  volume,
  seenMs,
  ...(vanished === undefined ? {} : { vanished }),
});

/** As much of an entry as telling it from what is known takes. */
export type Coming = Pick<Entry, 'type' | 'size' | 'mtimeMs'>;

export const newFolder: Coming = { type: 'directory', size: 0, mtimeMs: 0 };

/** Whether what is known of a volume is not the same thing as this. Folders are; targets of links are not known. */
export function isOther(row: Coming, { entry }: AwayThing): boolean {
  if (row.type !== entry.type) return true;
  if (row.type !== 'file') return false;
  return row.size !== entry.size || Math.abs(row.mtimeMs - entry.mtimeMs) > sameTimeMs;
}

/** The row with the copies of volumes that are not connected; the row itself when there are none. */
export function withAway(row: Entry, things: readonly AwayThing[]): Entry {
  const others = things.filter(({ volume }) => !row.volumes.includes(volume));
  if (others.length === 0) return row;
  return {
    ...row,
    conflict: row.conflict || (row.foreign !== true && others.some((thing) => isOther(row, thing))),
    away: others.map(holderOf),
  };
}

/** The row of what only volumes that are not connected hold; there is at least one thing. Folders first, then newest. */
export function awayRow(path: PoolPath, things: readonly AwayThing[]): Entry {
  const [best] = things.toSorted(
    (a, b) =>
      Number(b.entry.type === 'directory') - Number(a.entry.type === 'directory') || b.entry.mtimeMs - a.entry.mtimeMs,
  );
  if (best === undefined) throw new RangeError(`nothing is known of ${path}`);
  const { name, type, size, mtimeMs, mode } = best.entry;
  const shown = { type, size, mtimeMs };
  return {
    path,
    name,
    type,
    size,
    mtimeMs,
    mode,
    volumes: things.map(({ volume }) => volume),
    conflict: things.some((thing) => isOther(shown, thing)),
    offline: true,
    away: things.map(holderOf),
  };
}

/** The rows of a folder with what is known of volumes that are not connected: folders first, then natural order. */
export function mergeAway(folder: PoolPath, rows: readonly Entry[], things: readonly AwayThing[]): readonly Entry[] {
  if (things.length === 0) return rows;
  const known = new Map<string, AwayThing[]>();
  for (const thing of things) {
    const { name } = thing.entry;
    const same = known.get(name);
    if (same === undefined) known.set(name, [thing]);
    else same.push(thing);
  }
  const merged = rows.map((row) => {
    const same = known.get(row.name);
    if (same === undefined) return row;
    known.delete(row.name);
    return withAway(row, same);
  });
  if (known.size === 0) return merged;
  for (const [name, same] of known) merged.push(awayRow(childPath(folder, name), same));
  return sortNaturally(merged);
}

/** "disk3", or "disk3 and disk4". */
export function volumesInWords(things: readonly AwayHolder[]): string {
  return [...new Set(things.map(({ volume }) => volume))].join(' and ');
}

/** "disk3, not connected", or "disk3, from which it vanished": behind "it is on" and the like. */
export function placesInWords(things: readonly AwayHolder[]): string {
  const [gone, away] = [things.filter(({ vanished }) => vanished), things.filter(({ vanished }) => !vanished)];
  const words = [
    ...(away.length === 0 ? [] : [`${volumesInWords(away)}, not connected`]),
    ...(gone.length === 0 ? [] : [`${volumesInWords(gone)}, from which much vanished at once`]),
  ];
  return words.join(', and on ');
}

/** What to do about it, for the end of a message. */
export function wayBack(things: readonly AwayHolder[]): string {
  if (things.every(({ vanished }) => vanished !== true)) return `connect ${volumesInWords(things)}`;
  return 'look at the disk, or confirm that it is gone';
}
