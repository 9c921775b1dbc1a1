import { formatCount, formatSize } from '../../shared/format.ts';
import { extensionOf, kindOfName } from '../../shared/kinds.ts';
import type { FileKind } from '../../shared/kinds.ts';
import type { Entry } from '../../shared/model.ts';

/** What kind of thing an entry is, and its figures, in words. */

const ofType = { directory: 'Folder', symlink: 'Link', other: 'Device, socket or pipe' } as const;

const ofKind: Readonly<Record<FileKind, string>> = {
  image: 'picture',
  video: 'film',
  audio: 'sound',
  document: 'document',
  archive: 'archive',
  code: 'file',
  other: 'file',
};

/** "JPG picture", "Folder", "File". */
export function kindWords(entry: Entry): string {
  if (entry.type !== 'file') return ofType[entry.type];
  const extension = extensionOf(entry.name);
  const kind = ofKind[kindOfName(entry.name)];
  if (!/^[a-z0-9]{1,8}$/.test(extension)) return kind.charAt(0).toUpperCase() + kind.slice(1);
  return `${extension.toUpperCase()} ${kind}`;
}

/** "12.4 GB (12,400,000,000 bytes)": the figure that is read, and the one that is compared. */
export function exactSize(bytes: number): string {
  return bytes < 1000 ? formatSize(bytes) : `${formatSize(bytes)} (${formatCount(bytes)} bytes)`;
}

/** `rwxr-xr-x` of the permission bits. */
export function modeText(mode: number): string {
  return 'rwxrwxrwx'.replace(/./g, (letter, at: number) => ((mode & (1 << (8 - at))) === 0 ? '-' : letter));
}
