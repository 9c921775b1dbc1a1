import { File, FileArchive, FileCode, FileHeadphone, FileImage, FilePlay, FileText } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { FileKind } from '../../../shared/kinds.ts';

/** The sign of a kind, where its colour stands. */
export const kindIcons: Readonly<Record<FileKind, LucideIcon>> = {
  image: FileImage,
  video: FilePlay,
  audio: FileHeadphone,
  document: FileText,
  archive: FileArchive,
  code: FileCode,
  other: File,
};
