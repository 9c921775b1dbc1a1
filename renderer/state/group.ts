import { sizeScale } from '../../shared/format.ts';
import { fileKinds, kindOfName, kindWords } from '../../shared/kinds.ts';
import type { Entry } from '../../shared/model.ts';
import type { GroupKey } from '../../shared/settings.ts';
import { listOf } from '../text.ts';
import { wholeSize } from './entry-words.ts';
import { groupWords } from './group-words.ts';

/** A run of entries that have something in common. Pure. */
export interface Group {
  /** The same for the same group of any folder. */
  readonly id: string;
  /** As it stands over the group; of groups by volume the names of the volumes stand in `volumes`. */
  readonly label: string;
  readonly volumes: readonly string[];
  /** Index of its first entry. */
  readonly from: number;
  readonly count: number;
}

/** What an entry is sorted into: groups stand by `rank`, then by `label`. */
interface Class {
  readonly id: string;
  readonly label: string;
  readonly rank: number;
  readonly volumes: readonly string[];
}

const none: readonly string[] = [];
const made = (id: string, label: string, rank: number, volumes = none): Class => ({ id, label, rank, volumes });

const folders = made('folders', groupWords.folders, -1);
const links = made('links', groupWords.links, fileKinds.length);
const others = made('others', groupWords.others, fileKinds.length + 1);
const kinds = new Map(fileKinds.map((kind, rank) => [kind, made(`kind ${kind}`, kindWords[kind], rank)]));

function byType(entry: Entry): Class {
  switch (entry.type) {
    case 'directory':
      return folders;
    case 'symlink':
      return links;
    case 'other':
      return others;
    case 'file':
      return kinds.get(kindOfName(entry.name)) ?? others;
  }
}

const unknownSize = made('size unknown', groupWords.notCounted, 100);

/** By round sizes of the units that are chosen: 1 MB, or 1 MiB. */
function bySize(): (entry: Entry) => Class {
  const { base, names } = sizeScale();
  const [, k = '', m = '', g = ''] = names;
  /** Most bytes of each class; what is larger than all is the last one. */
  const sizes = [
    { most: 0, label: groupWords.empty },
    { most: 100 * base, label: groupWords.upTo(`100 ${k}`) },
    { most: base ** 2, label: groupWords.between(`100 ${k}`, `1 ${m}`) },
    { most: 10 * base ** 2, label: groupWords.between('1', `10 ${m}`) },
    { most: 100 * base ** 2, label: groupWords.between('10', `100 ${m}`) },
    { most: base ** 3, label: groupWords.between(`100 ${m}`, `1 ${g}`) },
    { most: 10 * base ** 3, label: groupWords.between('1', `10 ${g}`) },
    { most: Infinity, label: groupWords.over(`10 ${g}`) },
  ];
  // The largest first, as in a list by size.
  const classes = sizes.map(({ label }, at) => made(`size ${String(at)}`, label, sizes.length - at));
  return (entry) => {
    const bytes = entry.type === 'directory' ? wholeSize(entry.folder) : entry.size;
    if (bytes === null) return unknownSize;
    return classes[sizes.findIndex(({ most }) => bytes <= most)] ?? unknownSize;
  };
}

/** Midnight so many days before now; days may be 23 or 25 hours long. */
function midnight(nowMs: number, daysAgo: number): number {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - daysAgo);
  return day.getTime();
}

function byModified(nowMs: number): (entry: Entry) => Class {
  const steps = [
    { from: midnight(nowMs, -1), class: made('day later', groupWords.later, 0) },
    { from: midnight(nowMs, 0), class: made('day 0', groupWords.today, 1) },
    { from: midnight(nowMs, 1), class: made('day 1', groupWords.yesterday, 2) },
    { from: midnight(nowMs, 6), class: made('day 6', groupWords.lastDays(7), 3) },
    { from: midnight(nowMs, 29), class: made('day 29', groupWords.lastDays(30), 4) },
  ];
  const years = new Map<number, Class>();
  return ({ mtimeMs }) => {
    const recent = steps.find(({ from }) => mtimeMs >= from);
    if (recent !== undefined) return recent.class;
    const year = new Date(mtimeMs).getFullYear();
    const known = years.get(year) ?? made(`year ${String(year)}`, String(year), 10_000 - year);
    years.set(year, known);
    return known;
  };
}

/** One volume, or all those that hold it together. */
function byVolume(): (entry: Entry) => Class {
  const known = new Map<string, Class>();
  return ({ volumes, away, offline }) => {
    const all = offline || away === undefined ? volumes : [...volumes, ...away.map(({ volume }) => volume)];
    const key = all.join('\n');
    const there = known.get(key) ?? made(`on ${key}`, listOf(all, 'plain'), all.length, all);
    known.set(key, there);
    return there;
  };
}

function classify(group: Exclude<GroupKey, 'none'>, nowMs: number): (entry: Entry) => Class {
  switch (group) {
    case 'type':
      return byType;
    case 'size':
      return bySize();
    case 'modified':
      return byModified(nowMs);
    case 'volume':
      return byVolume();
  }
}

const byLabel = new Intl.Collator('en', { numeric: true });

/** Entries by what they have in common; within a group they stay in their order. */
export function groupEntries(
  entries: readonly Entry[],
  group: Exclude<GroupKey, 'none'>,
  nowMs: number,
): { readonly entries: readonly Entry[]; readonly groups: readonly Group[] } {
  const classOf = classify(group, nowMs);
  const found = new Map<string, { readonly of: Class; readonly entries: Entry[] }>();
  for (const entry of entries) {
    const of = classOf(entry);
    const there = found.get(of.id);
    if (there === undefined) found.set(of.id, { of, entries: [entry] });
    else there.entries.push(entry);
  }
  const inOrder = [...found.values()].sort((a, b) => a.of.rank - b.of.rank || byLabel.compare(a.of.label, b.of.label));
  const all: Entry[] = [];
  const groups = inOrder.map(({ of, entries: own }): Group => {
    const from = all.length;
    for (const entry of own) all.push(entry);
    return { id: of.id, label: of.label, volumes: of.volumes, from, count: own.length };
  });
  return { entries: all, groups };
}
