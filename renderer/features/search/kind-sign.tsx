import {
  File,
  FileArchive,
  FileCode,
  FileHeadphone,
  FileImage,
  FilePlay,
  FileSymlink,
  FileText,
  Folder,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { SearchKind } from '../../../shared/search.ts';
import { Icon } from '../../ui/index.ts';

const icons: Readonly<Record<SearchKind, LucideIcon>> = {
  folder: Folder,
  link: FileSymlink,
  image: FileImage,
  video: FilePlay,
  audio: FileHeadphone,
  document: FileText,
  archive: FileArchive,
  code: FileCode,
  other: File,
};

/** The icon of a kind, as its files have it in lists. */
export function KindSign({ kind }: { readonly kind: SearchKind }) {
  return <Icon icon={icons[kind]} />;
}
