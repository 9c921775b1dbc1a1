import { formatCount, formatSize, visibleName } from '../../shared/format.ts';
import { extensionOf, kindOfExtension } from '../../shared/kinds.ts';
import type { FileKind } from '../../shared/kinds.ts';
import type { Entry } from '../../shared/model.ts';

/** What kind of thing an entry is, and its figures, in words. */

const ofType = { directory: 'Folder', symlink: 'Link', other: 'Device, socket or pipe' } as const;

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
  if (entry.type !== 'file') return ofType[entry.type];
  const extension = extensionOf(entry.name);
  const word = ofKind[kindOfExtension(extension)];
  return extension === '' ? 'File' : `${visibleName(extension.toUpperCase())} ${word}`;
}

/** "12.4 GB (12,400,000,000 bytes)": the figure that is read, and the one that is compared. */
export function exactSize(bytes: number): string {
  return bytes < 1000 ? formatSize(bytes) : `${formatSize(bytes)} (${formatCount(bytes)} bytes)`;
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
