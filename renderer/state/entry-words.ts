import { formatAgo, formatCount, formatSize } from '../../shared/format.ts';
import { extensionOf, kindOfExtension } from '../../shared/kinds.ts';
import type { FileKind } from '../../shared/kinds.ts';
import type { Entry, EntryType, FolderSize } from '../../shared/model.ts';
import { unreadWords, unsureShort } from '../../shared/unread.ts';
import type { Unread } from '../../shared/unread.ts';
import { named } from '../text.ts';

/** What kind of thing an entry is, and its figures, in words. */

export const entryTypeWords: Readonly<Record<EntryType, string>> = {
  file: 'File',
  directory: 'Folder',
  symlink: 'Link',
  other: 'Device, socket or pipe',
};

const ofKind: Readonly<Record<FileKind, string>> = {
  image: 'image',
  video: 'film',
  audio: 'sound',
  document: 'document',
  archive: 'archive',
  code: 'code',
  other: 'file',
};

/** "JPG image", "Folder", "File": by the end of the name only. */
export function typeWords(entry: Pick<Entry, 'name' | 'type'>): string {
  if (entry.type !== 'file') return entryTypeWords[entry.type];
  const extension = extensionOf(entry.name);
  const word = ofKind[kindOfExtension(extension)];
  return extension === '' ? entryTypeWords.file : `${named(extension.toUpperCase())} ${word}`;
}

/** "12.4 GB (12,400,000,000 bytes)": the figure that is read, and the one that is compared. */
export function exactSize(bytes: number): string {
  return bytes < 1000 ? formatSize(bytes) : `${formatSize(bytes)} (${formatCount(bytes)} bytes)`;
}

/** "12.4 GB" for all that is in a folder; "≥ 12.4 GB", or "not read", where some of it, or all, could not be read. */
export function folderSizeWords({ bytes, files, unread }: FolderSize): string {
  return unread !== undefined && files === 0 ? 'not read' : unsureShort(formatSize(bytes), unread);
}

/** "counted 2 min ago", and what was not. */
export function countedWords({
  partial,
  atMs,
  unread,
}: Pick<FolderSize, 'partial' | 'atMs'> & { readonly unread?: Unread | undefined }): string {
  const when = partial || atMs === null ? 'counted so far' : `counted ${formatAgo(atMs)}`;
  return unread === undefined ? when : `${when}; ${unreadWords(unread)}`;
}

/** Bytes of all that is in a folder; null where that is not known, or not wholly. */
export function wholeSize(folder: FolderSize | undefined): number | null {
  return folder === undefined || folder.partial || folder.unread !== undefined ? null : folder.bytes;
}

/** Permissions as `ls` writes them: "rwxr-xr-x". */
export function modeText(mode: number): string {
  const bits = Array.from({ length: 9 }, (_, at) => ((mode >> (8 - at)) & 1 ? 'rwx'.charAt(at % 3) : '-'));
  const special = (at: number, bit: number, letter: string): void => {
    if ((mode & bit) !== 0) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return bits.join('');
}
