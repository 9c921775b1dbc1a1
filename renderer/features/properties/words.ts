import { formatCount, formatDay, formatSize } from '../../../shared/format.ts';
import type { Copy } from '../../../shared/model.ts';
import { unsure, unsureShort } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import type { UsageSelection } from '../../../shared/usage.ts';
import { countedWords, exactSize } from '../../state/entry-words.ts';
import { count, joined, listOf, named, text } from '../../text.ts';

export const words = {
  sha256: 'SHA-256',
  xxh128: 'XXH128',
  command: 'Properties',
  nothingSelected: 'Nothing is selected',
  where: 'Where the bytes are',
  size: 'Size',
  allocated: 'On disk',
  contains: 'Contains',
  path: 'Pool path',
  inFolder: 'In',
  modified: 'Modified',
  permissions: 'Permissions',
  owner: 'Owner',
  pointsTo: 'Points to',
  links: 'Hard links',
  state: 'State',
  copies: 'Copies',
  foreign: 'Not part of the pool: it is shown, and never moved',
  sameCopies: (copies: number): string => `${formatCount(copies)} copies, which are the same by size and time`,
  differingCopies: (copies: number): string => `${count(copies, 'copy', 'copies')}, which differ`,
  oneCopy: 'One copy',
  onVolumes: (volumes: number): string => `On ${count(volumes, 'volume')}`,
  namesOfOne: (links: number): string => `${formatCount(links)} names of the same bytes`,
  moreNames: 'and more',
  ownerIs: (uid: number, gid: number): string => `user ${String(uid)}, group ${String(gid)}`,
  mode: (letters: string, mode: number): string => `${letters} (${mode.toString(8).padStart(3, '0')})`,
  sum: (bytes: number, unread: Unread | undefined): string => unsure(exactSize(bytes), unread),
  containsFiles: ({ files, partial, countedMs, unread, unknown }: UsageSelection): string => {
    const known = `${unsure(count(files, 'file'), unread)}, ${countedWords({ partial, atMs: countedMs, unread })}`;
    return unknown > 0 ? `${known}; ${count(unknown, 'item is', 'items are')} not counted yet` : known;
  },
  /** On a volume of which some could not be read. */
  unsureOn: (bytes: number, unread: Unread | undefined): string =>
    bytes === 0 ? 'not read' : unsureShort(formatSize(bytes), unread),
  allocatedOn: (bytes: number, unread?: Unread): string => `${unsure(formatSize(bytes), unread)}, every copy`,
  items: (number: number): string => count(number, 'item'),
  several: (number: number): string => count(number, 'item'),
  mixed: (folders: number, files: number, links: number, others: number): string =>
    joined(
      folders > 0 ? count(folders, 'folder') : '',
      files > 0 ? count(files, 'file') : '',
      links > 0 ? count(links, 'link') : '',
      others > 0 ? count(others, 'other thing') : '',
    ),
  between: (first: string, last: string): string => (first === last ? first : `${first} to ${last}`),
  differing: (number: number): string => `${count(number, 'item has', 'items have')} copies that differ`,
  away: (number: number): string => `${count(number, 'item is', 'items are')} only on volumes that are not connected`,
  manyFolders: 'Several folders',
  split: 'Bytes per volume',
  pathCopied: 'Pool path copied',
  realCopied: (volume: string): string => `Real path on ${named(volume)} copied`,
  copyRealOn: (volume: string): string => `${text.copyRealPath}: ${named(volume)}`,
  placed: ({ type, size, allocated, mtimeMs }: Copy): string =>
    type === 'file'
      ? `${formatSize(size)}, ${formatSize(allocated)} allocated, ${formatDay(mtimeMs)}`
      : formatDay(mtimeMs),
  checksum: 'Checksum',
  algorithm: 'Kind of checksum',
  compute: 'Compute',
  computeSay: (bytes: number): string => `Reads all ${formatSize(bytes)} of each copy.`,
  reading: (volume: string, bytes: number): string => `Reading ${formatSize(bytes)} from ${named(volume)}…`,
  copyDigestOf: (volume: string): string => `Copy checksum: ${named(volume)}`,
  digestCopied: 'Checksum copied',
  allSame: 'All copies that were read have the same contents.',
  notSame: 'The copies have different contents.',
  noAway: (volumes: readonly string[]): string => `${listOf(volumes)} cannot be read now.`,
} as const;
