import { formatAgo, formatDayAndClock, formatSize } from '../../../shared/format.ts';
import { unreadWords, unsure } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import { count, listOf, named } from '../../text.ts';
import { asSentence } from '../../ui/words.ts';

export const words = {
  details: 'Details',
  closeDetails: 'Close details',
  foreign: 'Not part of the pool: shown, never moved',
  lookCloser: 'Quick Look',
  text: (name: string): string => `The first lines of ${named(name)}`,
  picture: (name: string): string => `The picture ${named(name)}`,
  slow: (volume: string): string => `Not shown: ${named(volume)} may take long. `,
  show: 'Show it',
  properties: 'Properties',
  allProperties: 'All properties…',
  modified: 'Modified',
  onDisk: 'On disk',
  total: 'Total',
  hardLinks: 'Hard links',
  pointsTo: 'Points to',
  permissions: 'Permissions',
  poolPath: 'Pool path',
  copies: 'Copies',
  allocated: (bytes: number): string => `${formatSize(bytes)} allocated`,
  withCopies: (bytes: number, allocated: number, unread: Unread | undefined): string =>
    asSentence(unsure(`${formatSize(bytes)}, ${formatSize(allocated)} allocated with copies`, unread)),
  without: (unread: Unread): string => `${asSentence(unreadWords(unread))}.`,
  namesOfOne: (links: number): string => `${String(links)} names of the same bytes`,
  selected: (items: number): string => `${count(items, 'item')} selected`,
  whereFilesAre: 'Where the files are',
  whereTheyAre: 'Where they are',
  onVolumes: (volumes: number): string => count(volumes, 'volume'),
  bytesPerVolume: 'Bytes of the selection per volume',
  bytesOfFiles: 'Bytes of the selected files per volume',
  items: (items: number): string => count(items, 'item'),
  countedSoFar: 'Counted so far: there may be more.',
  unknown: (items: number): string => `${count(items, 'item is', 'items are')} not counted yet.`,
  differing: (items: number): string => `${count(items, 'item has', 'items have')} copies that differ`,
  countedWithout: (items: number): string => `${words.countedSoFar} ${words.unknown(items)}`,
  realPathCopied: (volume: string): string => `Real path on ${named(volume)} copied`,
  type: 'Type',
  size: 'Size',
  newest: (ms: number): string => `${formatDayAndClock(ms)}, newest`,
  newestOpens: 'The newest one opens. CFS changes none of them by itself.',
  onSeveral: (volumes: number): string => `On ${count(volumes, 'volume')}`,
  whereItIs: 'Where it is',
  chooseOne: 'Choose a file or a folder to see on which volumes it is, and why.',
  whatIsIn: 'What is in it',
  bytesInFolder: 'Bytes in this folder per volume',
  countsSoFar: 'Every copy counts, counted so far.',
  countsSince: (ms: number): string => `Every copy counts, counted ${formatAgo(ms)}.`,
  volumeAway: 'Its volume is not connected',
  toUseIt: (how: string): string => `To use it: ${how}`,
  chosen: 'chosen',
  newFileIn: 'A new file in it would go to',
  newFileBeside: 'A new file beside it would go to',
  sizeOfNew: 'Size of the new file',
  sizeSuch: 'of any size; or 20 GB',
  whyHere: 'Why here?',
  foundThere: 'CFS found it there; it was not placed by CFS.',
  between: (first: string, last: string): string => (first === last ? first : `${first} to ${last}`),
} as const;

/**
 * "The whole pool, 12 items", "Folder in Home pool"; `pool` null: it is the whole pool; `items` null: not known; `isPart`:
 * a volume could not tell what it has of it.
 */
export function folderWords(pool: string | null, items: number | null, isPart: boolean): string {
  const what = pool === null ? 'The whole pool' : `Folder in ${named(pool)}`;
  return items === null ? what : `${what}, ${isPart ? 'at least ' : ''}${count(items, 'item')}`;
}

/** "4.02 MB allocated on 2 volumes, 2 files". */
export function amountWords(bytes: number, volumes: number, files: number, unread?: Unread): string {
  if (unread !== undefined && files === 0) return 'Nothing of it could be counted.';
  const size = asSentence(unsure(`${formatSize(bytes)} allocated`, unread));
  const held = count(files, 'file');
  if (volumes === 0) return `${size}, ${held}`;
  return volumes === 1 ? `${size} on one volume, ${held}` : `${size} on ${count(volumes, 'volume')}, ${held}`;
}

/** "2 folders, 3.1 GB and 4 files, 12 MB"; `below`: bytes in the folders, null while they are not known. */
export function selectionWords(selection: {
  readonly folders: number;
  readonly below: number | null;
  readonly files: number;
  readonly bytes: number;
}): string {
  const { folders, below, files, bytes } = selection;
  const parts: string[] = [];
  if (folders > 0) {
    parts.push(below === null ? count(folders, 'folder') : `${count(folders, 'folder')}, ${formatSize(below)}`);
  }
  if (files > 0) parts.push(`${count(files, 'file')}, ${formatSize(bytes)}`);
  return listOf(parts);
}
