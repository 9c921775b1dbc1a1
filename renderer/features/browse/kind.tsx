import {
  File,
  FileArchive,
  FileCode,
  FileHeadphone,
  FileImage,
  FilePlay,
  FileQuestionMark,
  FileSpreadsheet,
  FileSymlink,
  FileText,
  Folder,
  FolderOpen,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { extensionOf, kindOfExtension } from '../../../shared/kinds.ts';
import type { FileKind } from '../../../shared/kinds.ts';
import type { Entry } from '../../../shared/model.ts';
import { cx, Icon } from '../../ui/index.ts';
import { rowCss as css } from './row-css.ts';

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  image: FileImage,
  video: FilePlay,
  audio: FileHeadphone,
  document: FileText,
  archive: FileArchive,
  code: FileCode,
  other: File,
};

/** Documents that are looked for by their shape. */
const tables = new Set(['csv', 'tsv', 'xls', 'xlsx', 'xlsm', 'ods', 'numbers']);

export function kindOf(entry: Entry, open: boolean): LucideIcon {
  switch (entry.type) {
    case 'directory':
      return open ? FolderOpen : Folder;
    case 'symlink':
      return FileSymlink;
    case 'other':
      return FileQuestionMark;
    case 'file': {
      const extension = extensionOf(entry.name);
      return tables.has(extension) ? FileSpreadsheet : icons[kindOfExtension(extension)];
    }
  }
}

/** Class of an icon's colour: folders and films have their own. */
export function kindTone(entry: Entry, icon: LucideIcon): string | undefined {
  return entry.type === 'directory' ? css['folder'] : icon === FilePlay ? css['film'] : css['plainKind'];
}

/** The icon of a thing: folders in their own colour, films in theirs, the rest quiet. */
export function KindIcon({ entry, open = false }: { readonly entry: Entry; readonly open?: boolean }) {
  const icon = kindOf(entry, open);
  return <Icon icon={icon} size={18} className={cx(css['kind'], kindTone(entry, icon))} />;
}
