import { kindWords } from '../../../shared/kinds.ts';
import {
  formatAgo,
  formatCount,
  formatDay,
  formatDayOfYear,
  formatMonth,
  formatPercent,
  formatSize,
  visibleName,
} from '../../../shared/format.ts';
import type { CatalogStatus, VolumeInfo } from '../../../shared/model.ts';
import { pathNames } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { unreadWords, unsure } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import type { UsageFolder, UsagePoint, UsageStep } from '../../../shared/usage.ts';
import { count, listOf, named, plural, text } from '../../text.ts';
import type { RangeName } from './chart.ts';
import type { ListTab } from './lists.tsx';
import type { Age, Colouring } from './paint.ts';
import type { Part, Thing } from './thing.ts';

export const words = {
  usage: 'Usage',
  byVolume: 'By volume',
  byKind: 'By kind',
  byAge: 'By age',
  allocated: 'Allocated size',
  logical: 'Logical size',
  hint: 'Double-click to go in, Backspace to go out',
  name: 'Name',
  volumes: 'Volumes',
  size: 'Size',
  change: '30 days',
  showInFiles: 'Show in Files',
  goIn: 'Go in',
  grown: 'Find what grew',
  wholePool: 'The whole pool',
  up: 'Up',
  colours: 'Colours',
  coloursOfMap: 'Colours of the map',
  whichSize: 'Which size is counted',
  allocatedMeans: 'Allocated size: what is taken on the volumes',
  logicalMeans: 'Logical size: what there is to read, further copies not counted',
  history: 'History and forecast',
  range: 'Range',
  noFigures: 'Nothing is noted yet. The first figure comes soon after the pool was counted.',
  oneFigure: 'The line begins when figures of two days are there.',
  overTime: 'Used space over time',
  overTimeIs: (used: number, lead: string): string => `${words.overTime}. ${formatSize(used)} now. ${lead}.`,
  today: 'Today',
  day: 'Day',
  used: 'Used',
  fits: 'Fits',
  usedNow: (bytes: number): string => `${formatSize(bytes)} used`,
  fitsNow: (bytes: number): string => `${formatSize(bytes)} room`,
  onlyVolume: (volume: string): string => `Show only what ${named(volume)} holds, and when it is full`,
  since: (ms: number): string => `Since ${formatDay(ms)}`,
  lists: 'Files of this folder',
  list: 'List',
  lookedAt: (looked: number, known: number): string =>
    `${formatCount(looked)} of ${count(known, 'file')} looked at so far`,
  growthUnknown: 'What grew is known when sizes of two days are there.',
  files: (files: number): string => count(files, 'file'),
  noFiles: 'No files are known in here.',
  fileOn: (path: string, volume: string): string => `${named(path)} on ${named(volume)}`,
  map: 'Map',
  mapOf: (title: string): string => `Map of ${title}`,
  goUp: 'Go up',
  rebuild: 'Rebuild',
  asList: 'The same as a list',
  whatIsIn: (title: string): string => `What is in ${title}`,
  catalogOld: 'The catalog cannot be kept up to date: these figures may be old',
  catalogOff: 'The catalog cannot be used',
  counting: 'Counting',
  nothingCounted: 'Nothing is counted yet',
  countNow: 'Count now',
  noSpace: (title: string): string => `${title} takes no space`,
  nothingRead: (title: string): string => `What is in ${title} could not be read`,
  noSpaceWhy: 'There is nothing in it on any volume, or only empty files and folders.',
  selected: 'Selected',
} as const;

export const rangeWords: Readonly<Record<RangeName, string>> = {
  '30': '30 days',
  '90': '3 months',
  '365': '1 year',
  all: 'All',
};

export const tabWords: Readonly<Record<ListTab, string>> = {
  largest: 'Largest',
  oldest: 'Oldest',
  kinds: 'Kinds',
  grew: 'What grew',
};

export const ageWords: Readonly<Record<Age, string>> = {
  week: 'this week',
  month: 'this month',
  year: 'this year',
  years: 'up to 3 years',
  older: 'older',
};

const dayMs = 86_400_000;

/** "3 d", "5 mo", "2 y": how long ago, for a small place; empty when not known. */
export function shortAge(ms: number | null, nowMs: number): string {
  if (ms === null || !Number.isFinite(ms)) return '';
  const days = Math.max(0, Math.floor((nowMs - ms) / dayMs));
  if (days < 1) return 'today';
  if (days < 31) return `${days} d`;
  if (days < 366) return `${Math.floor(days / 30.44)} mo`;
  return `${Math.floor(days / 365.25)} y`;
}

/** Whether a picture of so many ms has room, and use, for days. */
const showsDays = (spanMs: number): boolean => spanMs < 200 * dayMs;

/** A time in a picture of `spanMs`: "Mar 2028"; within a few months "14 Mar". */
export function timeWords(ms: number, spanMs: number): string {
  return showsDays(spanMs) ? formatDayOfYear(ms) : formatMonth(ms);
}

/** "Full 14 Mar", "Full in Mar 2028". */
export function fullWords(ms: number, spanMs: number): string {
  const time = timeWords(ms, spanMs);
  return showsDays(spanMs) ? `Full ${time}` : `Full in ${time}`;
}

/** "disk4 added, Mar 2026". */
export function stepWords(step: UsageStep, spanMs: number): string {
  const volume = named(step.volume);
  const time = timeWords(step.atMs, spanMs);
  return step.kind === 'added' ? `${volume} added, ${time}` : `${volume} removed, ${time}`;
}

/** "24 Nov 2026: 1.2 TB of 3 TB"; a folder has no total. */
export function pointWords({ atMs, used, total }: UsagePoint): string {
  const base = `${formatDay(atMs)}: ${formatSize(used)}`;
  return total === null ? base : `${base} of ${formatSize(total)}`;
}

/** "1,204 more": what is too small to be shown by itself. */
export function moreWords(items: number): string {
  return `${formatCount(items)} more`;
}

/** The name of a volume, and that it is not connected. */
export function volumeWords({ name, state }: Pick<VolumeInfo, 'name' | 'state'>): string {
  return state === 'offline' ? `${named(name)}, ${text.notConnected}` : visibleName(name);
}

/** "+118 GB", "−31 GB", "0"; "–" while it is not known. */
export function changeWords(change: number | null): string {
  if (change === null) return '–';
  if (change === 0) return '0';
  return change > 0 ? `+${formatSize(change)}` : formatSize(change);
}

/** The name of a thing as it is shown. */
export function nameOf(thing: Pick<Thing, 'type' | 'name' | 'files'>): string {
  return thing.type === 'more' ? thing.name : visibleName(thing.name);
}

/** "Photos / 2025 / 07 Lofoten". */
export function trail(path: PoolPath): string {
  return pathNames(path).map(named).join(' / ');
}

/** What a thing is called; `place`: the folder's, or the pool's, own name. */
export function titleOf(thing: Pick<Thing, 'type' | 'name'>, place: string): string {
  return thing.type === 'more' ? `${place}: ${thing.name}` : place;
}

/** "262 GB on disk4, 39 GB on disk1". */
export function partsWords(parts: readonly Part[]): string {
  return listOf(
    parts.map((part) => `${formatSize(part.bytes)} on ${named(part.volume)}`),
    'plain',
  );
}

/** "301 GB on disk4", or "301 GB: 262 GB on disk4, 39 GB on disk1"; the size alone when no volume is known. */
export function sizeWhereWords({ bytes, parts, unread }: Pick<Thing, 'bytes' | 'parts' | 'unread'>): string {
  const size = unsure(formatSize(bytes), unread);
  const [first] = parts;
  if (first === undefined) return size;
  return parts.length === 1 ? `${size} on ${named(first.volume)}` : `${size}: ${partsWords(parts)}`;
}

/** What a block says to a screen reader: name, size, share of the folder, where, and what its colour tells. */
export function blockWords(thing: Thing, whole: number, colouring: Colouring): string {
  const share = whole > 0 ? `, ${formatPercent(thing.bytes / whole)}` : '';
  const files = thing.type === 'file' ? '' : `, ${count(thing.files, 'file')}`;
  const base = `${nameOf(thing)}, ${unsure(formatSize(thing.bytes), thing.unread)}${share}${files}`;
  switch (colouring) {
    case 'volume':
      return thing.parts.length === 0 ? base : `${base}, ${partsWords(thing.parts.slice(0, 3))}`;
    case 'kind':
      return thing.kind === null ? base : `${base}, mostly ${kindWords[thing.kind].toLowerCase()}`;
    case 'age':
      return thing.newestMs === null ? base : `${base}, changed ${formatDay(thing.newestMs)}`;
  }
}

/** "16.3 TB in 412,806 files, counted 2 min ago"; "counted so far" while a volume was never counted whole. */
export function sumWords(
  shown: Pick<Thing, 'bytes' | 'files' | 'unread'>,
  folder: Pick<UsageFolder, 'partial' | 'countedMs'>,
  state: CatalogStatus['state'] | undefined,
  nowMs: number,
): string {
  const sum = unsure(`${formatSize(shown.bytes)} in ${count(shown.files, 'file')}`, shown.unread);
  if (shown.files === 0 && (state === 'off' || state === 'none')) return 'Not counted';
  if (folder.partial) return `${sum}, counted so far`;
  if (state === 'fresh') return `${sum}, as it is now`;
  return folder.countedMs === null ? sum : `${sum}, counted ${formatAgo(folder.countedMs, nowMs)}`;
}

/** What is not in the figures of a folder because it could not be read; null when all could. */
export function unreadMessage(unread: Unread | undefined): { readonly title: string; readonly text: string } | null {
  if (unread === undefined) return null;
  const { folders, before, path } = unread;
  const which = folders === 1 ? named(path) : `${named(path)} and ${count(folders - 1, 'other')}`;
  return {
    title: unreadWords(unread),
    text: `${which}. ${before > 0 ? 'What was in them before is counted.' : plural(folders, 'What is in it is not counted.', 'What is in them is not counted.')}`,
  };
}

/** Why there are no figures at all, and whether to count now would bring them. */
export function notCounted(status: CatalogStatus | null): { readonly text: string; readonly canCount: boolean } {
  switch (status?.state) {
    case 'off':
      return { text: 'The catalog, which the figures come from, cannot be used.', canCount: false };
    case 'none':
      return status.perVolume.every(({ state }) => state === 'offline')
        ? { text: 'None of the volumes is connected. They are counted as soon as they are.', canCount: false }
        : { text: 'The volumes were not looked through yet.', canCount: true };
    default:
      return { text: 'The volumes are looked through; the map grows as they are.', canCount: false };
  }
}
