import { sizeUnits } from '../../shared/format.ts';
import { extensionOf, kindOfExtension } from '../../shared/kinds.ts';
import type { Entry } from '../../shared/model.ts';
import type { ColumnKey, GroupKey, SortKey } from '../../shared/settings.ts';
import { groupEntries } from './group.ts';
import type { Group } from './group.ts';

/** In which order the entries of a folder are shown, and which of them. Pure; what was worked out is kept per listing. */

export type { SortKey };

export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

export interface Order {
  readonly sort: Sort;
  readonly foldersFirst: boolean;
  /** Show names that begin with a dot. */
  readonly hidden: boolean;
  readonly group: GroupKey;
}

export interface Arranged {
  /** What is shown, in its order; the listing itself where nothing of it changes. */
  readonly entries: readonly Entry[];
  /** How many are left out, because their names begin with a dot. */
  readonly hidden: number;
  /** Runs of `entries`, all of them together in order; null: not grouped. */
  readonly groups: readonly Group[] | null;
}

/** Figures and dates are looked at from the largest and the latest down. */
export function startsDescending(key: SortKey): boolean {
  return key === 'size' || key === 'modified' || key === 'created' || key === 'copies' || key === 'allocated';
}

export function isHidden({ name }: Pick<Entry, 'name'>): boolean {
  return name.charCodeAt(0) === 46;
}

const hiddenCounts = new WeakMap<readonly Entry[], number>();

/** How many of a listing have names that begin with a dot. */
export function hiddenIn(entries: readonly Entry[]): number {
  const known = hiddenCounts.get(entries);
  if (known !== undefined) return known;
  let count = 0;
  for (const entry of entries) if (isHidden(entry)) count += 1;
  hiddenCounts.set(entries, count);
  return count;
}

/** Copies that there are, whether they can be asked now or not. */
export function copiesOf({ offline, volumes, away }: Entry): number {
  return offline ? volumes.length : volumes.length + (away?.length ?? 0);
}

/** Bytes taken on the volumes, every copy; undefined where nobody counted them. */
export function allocatedOf({ type, folder, allocated }: Entry): number | undefined {
  return type === 'directory' ? folder?.allocated : allocated;
}

const kindRank = ['directory', 'file', 'symlink', 'other'];

/** By the words of the type column: what it is, then the ending of its name. */
function typeKey(entry: Entry): string {
  const extension = entry.type === 'file' ? extensionOf(entry.name) : '';
  const kind = entry.type === 'file' ? kindOfExtension(extension) : '';
  return `${kindRank.indexOf(entry.type)} ${kind} ${extension}`;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compare: Readonly<Record<ColumnKey, (a: Entry, b: Entry) => number>> = {
  // Of a folder: what is in it, where that is known.
  size: (a, b) => (a.folder?.bytes ?? a.size) - (b.folder?.bytes ?? b.size),
  modified: (a, b) => a.mtimeMs - b.mtimeMs,
  created: (a, b) => (a.createdMs ?? 0) - (b.createdMs ?? 0),
  volumes: (a, b) => compareText(a.volumes.join('/'), b.volumes.join('/')),
  copies: (a, b) => copiesOf(a) - copiesOf(b),
  allocated: (a, b) => (allocatedOf(a) ?? -1) - (allocatedOf(b) ?? -1),
  type: (a, b) => compareText(typeKey(a), typeKey(b)),
  mode: (a, b) => a.mode - b.mode,
};

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Two lists that are each in natural order, as one; of equal names that of `a` is first. */
function merged(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  const all: Entry[] = [];
  let at = 0;
  for (const entry of b) {
    for (let next = a[at]; next !== undefined && byName.compare(next.name, entry.name) <= 0; next = a[at]) {
      all.push(next);
      at += 1;
    }
    all.push(entry);
  }
  return all.concat(a.slice(at));
}

function inOrder(part: Entry[], { key, descending }: Sort): Entry[] {
  if (key === 'name') return descending ? part.reverse() : part;
  const by = compare[key];
  return part.sort(descending ? (a, b) => by(b, a) : by);
}

/**
 * Folders stay first where that is wanted. The host's own order (folders first, natural by name) is the tie-breaker,
 * because sorting is stable.
 */
function sorted(entries: readonly Entry[], sort: Sort, foldersFirst: boolean): readonly Entry[] {
  if (foldersFirst && sort.key === 'name' && !sort.descending) return entries;
  const folders = entries.filter((entry) => entry.type === 'directory');
  const others = entries.filter((entry) => entry.type !== 'directory');
  if (!foldersFirst) return inOrder(merged(folders, others), sort);
  return inOrder(folders, sort).concat(inOrder(others, sort));
}

const arranged = new WeakMap<readonly Entry[], Map<string, Arranged>>();

/** Groups by day are of today, groups by size of the units that are chosen: they are a part of what was worked out. */
const keyOf = ({ sort, foldersFirst, hidden, group }: Order, nowMs: number): string =>
  [
    sort.key,
    sort.descending,
    foldersFirst,
    hidden,
    group,
    group === 'modified' ? new Date(nowMs).toDateString() : group === 'size' ? sizeUnits() : '',
  ].join();

/** A listing as the host gave it (folders first, natural order), as it is to be shown. `nowMs` for tests. */
export function arrange(entries: readonly Entry[], order: Order, nowMs: number = Date.now()): Arranged {
  const known = arranged.get(entries) ?? new Map<string, Arranged>();
  arranged.set(entries, known);
  const key = keyOf(order, nowMs);
  const ready = known.get(key);
  if (ready !== undefined) return ready;
  const seen = order.hidden || hiddenIn(entries) === 0 ? entries : entries.filter((entry) => !isHidden(entry));
  const inTheirOrder = sorted(seen, order.sort, order.foldersFirst);
  const { entries: all, groups } =
    order.group === 'none' ? { entries: inTheirOrder, groups: null } : groupEntries(inTheirOrder, order.group, nowMs);
  const result = { entries: all, hidden: entries.length - seen.length, groups };
  known.set(key, result);
  return result;
}
