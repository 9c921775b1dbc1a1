import { visibleName } from '../../../shared/format.ts';
import { extensionOf, kindOfExtension } from '../../../shared/kinds.ts';
import type { FileKind } from '../../../shared/kinds.ts';
import type { Entry } from '../../../shared/model.ts';

const kindWord: Readonly<Record<FileKind, string>> = {
  image: 'image',
  video: 'film',
  audio: 'sound',
  document: 'document',
  archive: 'archive',
  code: 'code',
  other: 'file',
};

/** "JPG image", "Folder": by the end of the name only. */
export function typeWords(entry: Entry): string {
  switch (entry.type) {
    case 'directory':
      return 'Folder';
    case 'symlink':
      return 'Link';
    case 'other':
      return 'Other thing';
    case 'file': {
      const extension = extensionOf(entry.name);
      const word = kindWord[kindOfExtension(extension)];
      return extension === '' ? 'File' : `${visibleName(extension.toUpperCase())} ${word}`;
    }
  }
}

/** Permissions as `ls` writes them: "rwxr-xr-x". */
export function modeWords(mode: number): string {
  const bits = Array.from({ length: 9 }, (_, at) => ((mode >> (8 - at)) & 1 ? 'rwx'.charAt(at % 3) : '-'));
  const special = (at: number, bit: number, letter: string): void => {
    if ((mode & bit) !== 0) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return bits.join('');
}
