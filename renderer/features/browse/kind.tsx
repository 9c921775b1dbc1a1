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
import type { Entry } from '../../../shared/model.ts';
import { cx, Icon } from '../../ui/index.ts';
import css from './row.module.css';

const kinds: readonly (readonly [LucideIcon, string])[] = [
  [FileImage, 'jpg jpeg png gif webp avif heic tif tiff bmp svg nef cr2 cr3 arw dng raf orf psd ico'],
  [FilePlay, 'mov mp4 mkv avi webm m4v mpg mpeg wmv mts'],
  [FileHeadphone, 'mp3 flac wav ogg opus m4a aac aiff wma mid'],
  [FileArchive, 'zip gz xz bz2 zst tar tgz 7z rar deb rpm iso dmg jar'],
  [FileSpreadsheet, 'csv tsv xls xlsx ods'],
  [
    FileCode,
    'js mjs cjs ts tsx jsx json html htm css xml yml yaml toml py rb go rs c h cc cpp hpp java kt swift sh bash sql php',
  ],
  [FileText, 'txt md rst pdf doc docx odt rtf tex log epub'],
];

const byExtension = new Map(kinds.flatMap(([icon, list]) => list.split(' ').map((extension) => [extension, icon])));

export function kindOf(entry: Entry, open: boolean): LucideIcon {
  switch (entry.type) {
    case 'directory':
      return open ? FolderOpen : Folder;
    case 'symlink':
      return FileSymlink;
    case 'other':
      return FileQuestionMark;
    case 'file': {
      const dot = entry.name.lastIndexOf('.');
      return (dot > 0 ? byExtension.get(entry.name.slice(dot + 1).toLowerCase()) : undefined) ?? File;
    }
  }
}

/** The icon of a thing: folders in their own colour, films in theirs, the rest quiet. */
export function KindIcon({ entry, open = false }: { readonly entry: Entry; readonly open?: boolean }) {
  const icon = kindOf(entry, open);
  const tone = entry.type === 'directory' ? css['folder'] : icon === FilePlay ? css['film'] : css['plainKind'];
  return <Icon icon={icon} size={18} className={cx(css['kind'], tone)} />;
}
