import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  Eraser,
  FolderInput,
  HardDrive,
  HardDriveDownload,
  Link,
  Pencil,
  Scissors,
  Trash2,
} from 'lucide-react';
import type { PoolPath } from '../../../shared/path.ts';
import { capabilities } from '../../api/host.ts';
import { setRenaming } from '../../state/browse.ts';
import type { Command } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { copyRealPath, duplicateEntries } from '../../state/doing.ts';
import { copyText, trashEntries } from '../../state/entries.ts';
import { clipEntries, paste } from '../../state/pasting.ts';
import { textIsSelected } from '../../state/focus.ts';
import { onlyTarget, pathsOf, targets } from '../../state/targets.ts';
import { text } from '../../text.ts';
import {
  nothingSelected,
  notHere,
  openFolder,
  onlyFolder,
  current,
  ifMovable,
  inFolder,
  withMovable,
  ifClip,
} from './command-parts.ts';
import { doneWords, whyNot } from './command-words.ts';

/** What changes entries, or takes them elsewhere. */
export const changing: readonly Command[] = [
  {
    id: 'edit.cut',
    title: text.cut,
    group: 'edit',
    icon: Scissors,
    keys: { other: ['Mod+X'] },
    where: 'list',
    enabled: ifMovable,
    keysAreNative: textIsSelected,
    run: withMovable((entries) => void clipEntries('move', entries)),
  },
  {
    id: 'edit.copy',
    title: text.copy,
    group: 'edit',
    icon: Copy,
    keys: { other: ['Mod+C', 'Ctrl+Insert'], mac: ['Mod+C'] },
    where: 'list',
    enabled: ifMovable,
    keysAreNative: textIsSelected,
    run: withMovable((entries) => void clipEntries('copy', entries)),
  },
  {
    id: 'edit.paste',
    title: text.paste,
    group: 'edit',
    icon: ClipboardPaste,
    keys: { other: ['Mod+V', 'Shift+Insert'], mac: ['Mod+V'] },
    where: 'files',
    enabled: () => (openFolder() === null ? notHere : ifClip()),
    // A browser hands over files of other programs only with its own event (clipboard-events.ts).
    keysAreNative: () => !capabilities().systemClipboard,
    run: inFolder((folder) => void paste(folder)),
  },
  {
    id: 'edit.pasteInto',
    title: text.pasteInto,
    group: 'edit',
    icon: ClipboardPaste,
    keys: { other: ['Mod+Shift+V'] },
    where: 'list',
    enabled: () => (onlyFolder() === undefined ? 'hidden' : ifClip()),
    run: () => {
      const folder = onlyFolder();
      if (folder !== undefined) void paste(folder.path as PoolPath);
    },
  },
  {
    id: 'file.duplicate',
    title: text.duplicate,
    group: 'file',
    icon: CopyPlus,
    keys: { other: ['Mod+Shift+D'], mac: ['Mod+D'] },
    where: 'list',
    enabled: ifMovable,
    run: withMovable((entries) => void duplicateEntries(pathsOf(entries))),
  },
  {
    id: 'file.moveTo',
    title: text.moveTo,
    group: 'file',
    icon: FolderInput,
    where: 'list',
    enabled: ifMovable,
    run: withMovable((entries) => openDialog({ kind: 'destination', verb: 'move', paths: pathsOf(entries) })),
  },
  {
    id: 'file.moveToVolume',
    title: text.moveToVolume,
    group: 'file',
    icon: HardDriveDownload,
    keys: { other: ['Mod+M'], mac: ['Mod+Shift+M'] },
    where: 'list',
    enabled: ifMovable,
    run: withMovable((entries) => openDialog({ kind: 'move-to-volume', entries })),
  },
  {
    id: 'file.copyTo',
    title: text.copyTo,
    group: 'file',
    icon: CopyPlus,
    where: 'list',
    enabled: ifMovable,
    run: withMovable((entries) => openDialog({ kind: 'destination', verb: 'copy', paths: pathsOf(entries) })),
  },
  {
    id: 'edit.copyPath',
    title: text.copyPath,
    group: 'edit',
    icon: Link,
    keys: { other: ['Mod+Shift+C'] },
    where: 'list',
    enabled: () => (targets().length === 0 ? nothingSelected : true),
    run: () => {
      const all = targets();
      const [first] = all;
      if (first === undefined) return;
      const said = all.length === 1 ? doneWords.pathCopied(first.name) : doneWords.pathsCopied(all.length);
      void copyText(all.map(({ path }) => path).join('\n'), said);
    },
  },
  {
    id: 'edit.copyRealPath',
    title: text.copyRealPath,
    group: 'edit',
    icon: HardDrive,
    keys: { other: ['Mod+Alt+C'] },
    where: 'list',
    enabled: () => {
      const only = onlyTarget();
      if (only === undefined) return { why: whyNot.selectOne };
      return only.offline ? { why: whyNot.away } : true;
    },
    run: () => {
      const only = onlyTarget();
      if (only !== undefined) void copyRealPath(only);
    },
  },
  {
    id: 'file.rename',
    title: text.rename,
    group: 'file',
    icon: Pencil,
    keys: { other: ['F2'], mac: ['Enter'] },
    where: 'list',
    enabled: () => {
      const entry = current();
      if (entry === null) return nothingSelected;
      if (entry.foreign === true) return { why: whyNot.notOfPool };
      return entry.offline ? { why: whyNot.away } : true;
    },
    run: () => {
      const entry = current();
      if (entry !== null) setRenaming(entry.path as PoolPath);
    },
  },
  {
    id: 'file.trash',
    title: text.trash,
    group: 'file',
    icon: Trash2,
    keys: { other: ['Delete'], mac: ['Mod+Backspace'] },
    where: 'list',
    enabled: ifMovable,
    danger: true,
    run: withMovable((entries) => void trashEntries(entries)),
  },
  {
    id: 'file.delete',
    title: text.deleteForever,
    group: 'file',
    icon: Eraser,
    keys: { other: ['Shift+Delete'], mac: ['Mod+Alt+Backspace'] },
    where: 'list',
    enabled: ifMovable,
    danger: true,
    run: withMovable((entries) => openDialog({ kind: 'delete-forever', entries })),
  },
];
