import { formatCount, formatSize } from '../../shared/format.ts';
import { kindOfName } from '../../shared/kinds.ts';
import type { FileKind } from '../../shared/kinds.ts';
import { baseName } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { pictureBytesMost, pictureMostPixels } from '../../shared/preview.ts';
import type { PreviewContent, PreviewEncoding } from '../../shared/preview.ts';
import type { PictureRefusal } from './preview.ts';

/** Why something is not shown, as sentences. */

const ofKind: Readonly<Record<FileKind, string>> = {
  image: 'Its name says picture, but it does not begin like one that can be drawn here.',
  video: 'Films are not played here.',
  audio: 'Sound is not played here.',
  document: 'Documents of this kind are not shown here.',
  archive: 'What is in an archive is not shown here.',
  code: 'It is neither a text nor a picture.',
  other: 'It is neither a text nor a picture.',
};

/** Of what is neither text nor picture; the name only tells which words fit. */
export function noPreviewWords(content: Extract<PreviewContent, { kind: 'none' }>, path: PoolPath): string {
  switch (content.reason) {
    case 'empty':
      return 'It is empty.';
    case 'folder':
      return 'It is a folder.';
    case 'special':
      return 'It is a device, socket or pipe.';
    case 'pdf':
      return 'PDF documents are not shown here.';
    case 'picture':
      return `${content.format ?? 'Such'} pictures are not drawn here.`;
    case 'binary':
      return ofKind[kindOfName(baseName(path))];
  }
}

export const pictureWords: Readonly<Record<PictureRefusal | 'broken', string>> = {
  broken: 'It is no whole picture: it cannot be drawn.',
  bytes: `It is larger than ${formatSize(pictureBytesMost)}, which is the most that is drawn here.`,
  part: 'Only the beginning of this SVG was read, so it is not drawn.',
  pixels: `It asks for more than ${formatCount(pictureMostPixels / 1e6)} million points, which is the most that is drawn here.`,
  size: 'It does not say how many points it has, so it is not drawn.',
  entities: 'This SVG makes text of its own (entities), which can grow without end: it is not drawn.',
  involved: 'This SVG shows its parts so many times over that it is not drawn.',
};

export const encodingWords: Readonly<Record<PreviewEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16 (big-endian)',
  'latin-1': 'read as Latin-1, which is a guess',
};
