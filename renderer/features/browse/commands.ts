import {
  AppWindow,
  ClipboardPaste,
  Copy,
  CopyPlus,
  Eraser,
  FilePlus,
  FolderInput,
  FolderOpen,
  FolderPlus,
  FolderUp,
  GitCompare,
  HardDrive,
  Link,
  ListChecks,
  PanelRight,
  Pencil,
  RotateCw,
  Scissors,
  SquareArrowOutUpRight,
  Trash2,
  Upload,
} from 'lucide-react';
import { fail } from '../../../shared/errors.ts';
import { formatCount, visibleName } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { capabilities } from '../../api/host.ts';
import { select, setRenaming, useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { onEscape, registerCommands, shortcutOf } from '../../state/commands.ts';
import type { Command, CommandState } from '../../state/commands.ts';
import { openComparison } from '../../state/copies.ts';
import { openDialog } from '../../state/dialogs.ts';
import { copyRealPath, duplicateEntries, newFile, newFolder } from '../../state/doing.ts';
import { copyText, openEntry, showInSystem, trashEntries } from '../../state/entries.ts';
import { refreshFolders } from '../../state/folders.ts';
import { toggleDetails } from '../../state/layout.ts';
import { notifyError, speak } from '../../state/notices.ts';
import { openWith } from '../../state/opening.ts';
import { clipEntries, endClip, paste } from '../../state/pasting.ts';
import { useRoute } from '../../state/route.ts';
import { allSelected, entryAt } from '../../state/rows.ts';
import { textIsSelected } from '../../state/focus.ts';
import { selectAllHits } from '../../state/search-all.ts';
import { askAgain } from '../../state/search.ts';
import { movable, onlyTarget, pathsOf, targets } from '../../state/targets.ts';
import { chooseFiles } from '../../state/upload.ts';
import { count, text } from '../../text.ts';
import { endTyping, selectAll, selectOthers } from './keyboard.ts';

/** What can be done with entries, and with the folder that is open: one table for keys, menus and the palette. */

const nothingSelected = { why: 'Nothing is selected' };
const notHere = { why: 'No folder is open here' };

/** The folder that a paste or a new folder is for: the one that is open; none among the results of a search. */
function openFolder(): PoolPath | null {
  const { screen, path } = useRoute.getState().route;
  return screen === 'files' ? path : null;
}

/** The folder that is selected alone. */
function onlyFolder(): Entry | undefined {
  const only = onlyTarget();
  return only?.type === 'directory' && only.foreign !== true && !only.offline ? only : undefined;
}

/** The entry that the keyboard is on, else the only selected one. */
function current(): Entry | null {
  return onlyTarget() ?? entryAt(useBrowse.getState().focused);
}

function ifMovable(): CommandState {
  // All is selected, and not all has come: what is done then would be done with a part of it.
  if (useBrowse.getState().selected.isComing) return { why: 'The list is still being read' };
  if (targets().length === 0) return nothingSelected;
  if (movable().length > 0) return true;
  return {
    why: targets().some(({ offline }) => offline) ? 'Its volume is not connected' : 'It is not part of the pool',
  };
}

const ifFolderOpen = (): CommandState => (openFolder() === null ? notHere : true);

function inFolder(act: (folder: PoolPath) => void): () => void {
  return () => {
    const folder = openFolder();
    if (folder !== null) act(folder);
  };
}

/** As many as one act takes (shared/contract.ts). */
const mostItems = 100_000;

/** Does something with all that is selected and can be changed, when also the last of it has been read. */
function withMovable(act: (entries: readonly Entry[]) => void): () => void {
  return () => {
    allSelected()
      .then((entries) => {
        const all = movable(entries);
        if (all.length <= mostItems) act(all);
        else {
          const attempted = `Working with ${count(all.length, 'item')}`;
          const why = `one act takes ${formatCount(mostItems)} at most`;
          throw fail('invalid', attempted, why, 'select fewer, or the folder that they are in');
        }
      })
      .catch(notifyError);
  };
}

/** What this window knows of the clipboard; the system's own is asked only at the paste. */
function ifClip(): CommandState {
  if (capabilities().systemClipboard || useClipboard.getState().clip !== null) return true;
  return {
    why: `Nothing was cut or copied here. ${shortcutOf('edit.paste') ?? 'The key'} pastes files of other programs`,
  };
}

const opening: readonly Command[] = [
  {
    id: 'file.open',
    title: () => (capabilities().openFile || current()?.type === 'directory' ? text.open : text.download),
    group: 'file',
    icon: FolderOpen,
    keys: { other: ['Enter', 'Mod+O'], mac: ['Mod+O', 'Mod+ArrowDown'] },
    where: 'list',
    enabled: () => {
      const entry = current();
      if (entry === null) return nothingSelected;
      if (entry.type === 'directory') return entry.foreign === true ? { why: 'It is not part of the pool' } : true;
      if (entry.type !== 'file') return 'hidden';
      return capabilities().openFile || capabilities().streams || 'hidden';
    },
    run: () => {
      const entry = current();
      if (entry !== null) openEntry(entry).catch(notifyError);
    },
  },
  {
    id: 'file.openWith',
    title: text.openWith,
    group: 'file',
    icon: AppWindow,
    where: 'list',
    enabled: () => {
      const only = onlyTarget();
      if (!capabilities().openFile || only?.type !== 'file') return 'hidden';
      if (!capabilities().openWith) return { why: 'This system has no chooser of programs: show it there instead' };
      return only.offline ? { why: 'Its volume is not connected' } : true;
    },
    run: () => {
      const only = onlyTarget();
      if (only !== undefined) openWith(only.path as PoolPath);
    },
  },
  {
    id: 'file.show',
    title: text.showReal,
    group: 'file',
    icon: SquareArrowOutUpRight,
    where: 'list',
    enabled: () => {
      if (!capabilities().showInSystem) return 'hidden';
      const only = onlyTarget();
      if (only === undefined) return { why: 'Select one item' };
      return only.offline ? { why: 'Its volume is not connected' } : true;
    },
    run: () => {
      const only = onlyTarget();
      if (only !== undefined) showInSystem(only.path as PoolPath);
    },
  },
  {
    id: 'file.compare',
    title: text.compareCopies,
    group: 'file',
    icon: GitCompare,
    where: 'list',
    enabled: () => (onlyTarget()?.conflict === true ? true : 'hidden'),
    run: () => {
      const only = onlyTarget();
      if (only !== undefined) openComparison(only.path);
    },
  },
  {
    id: 'view.details',
    title: text.details,
    group: 'view',
    icon: PanelRight,
    keys: { other: ['Mod+Alt+I'] },
    where: 'files',
    run: () => toggleDetails(true),
  },
  {
    id: 'view.reload',
    title: text.reload,
    group: 'view',
    icon: RotateCw,
    keys: { other: ['F5'], mac: ['Mod+R', 'F5'] },
    where: 'files',
    inFields: true,
    run: () => (useRoute.getState().route.screen === 'search' ? askAgain() : refreshFolders()),
  },
];

const making: readonly Command[] = [
  {
    id: 'file.newFolder',
    title: text.newFolder,
    group: 'file',
    icon: FolderPlus,
    keys: { other: ['Mod+Shift+N'] },
    where: 'files',
    enabled: ifFolderOpen,
    run: inFolder((folder) => void newFolder(folder)),
  },
  {
    id: 'file.newFile',
    title: text.newFile,
    group: 'file',
    icon: FilePlus,
    keys: { other: ['Mod+Alt+N'] },
    where: 'files',
    enabled: ifFolderOpen,
    run: inFolder((folder) => void newFile(folder)),
  },
  {
    id: 'file.newFolderInside',
    title: 'New folder inside',
    group: 'file',
    icon: FolderPlus,
    where: 'list',
    // Among results of a search it would not be seen.
    enabled: () => (onlyFolder() !== undefined && openFolder() !== null ? true : 'hidden'),
    run: () => {
      const folder = onlyFolder();
      if (folder !== undefined) void newFolder(folder.path as PoolPath);
    },
  },
  {
    id: 'file.addFiles',
    title: text.addFiles,
    group: 'file',
    icon: Upload,
    where: 'files',
    enabled: () => (capabilities().streams || capabilities().dropPaths ? ifFolderOpen() : 'hidden'),
    run: inFolder((folder) => chooseFiles(folder, 'files')),
  },
  {
    id: 'file.addFolder',
    title: text.addFolder,
    group: 'file',
    icon: FolderUp,
    where: 'files',
    enabled: () => (capabilities().streams || capabilities().dropPaths ? ifFolderOpen() : 'hidden'),
    run: inFolder((folder) => chooseFiles(folder, 'folder')),
  },
];

const changing: readonly Command[] = [
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
      const said =
        all.length === 1 ? `Path of ${visibleName(first.name)} copied` : `${count(all.length, 'path')} copied`;
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
      if (only === undefined) return { why: 'Select one item' };
      return only.offline ? { why: 'Its volume is not connected' } : true;
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
      if (entry.foreign === true) return { why: 'It is not part of the pool' };
      return entry.offline ? { why: 'Its volume is not connected' } : true;
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

const choosing: readonly Command[] = [
  {
    id: 'select.all',
    title: text.selectAll,
    group: 'select',
    icon: ListChecks,
    keys: { other: ['Mod+A'] },
    where: 'list',
    run: () => {
      if (useRoute.getState().route.screen === 'search') void selectAllHits();
      else selectAll();
    },
  },
  {
    id: 'select.pattern',
    title: text.selectPattern,
    group: 'select',
    keys: { other: ['Mod+Shift+L'] },
    where: 'files',
    run: () => openDialog({ kind: 'select-pattern' }),
  },
  {
    id: 'select.invert',
    title: text.invertSelection,
    group: 'select',
    keys: { other: ['Mod+Shift+I'] },
    where: 'files',
    run: selectOthers,
  },
];

function endCut(): boolean {
  if (useClipboard.getState().clip?.verb !== 'move' || !endClip()) return false;
  speak('Nothing is cut any more');
  return true;
}

function endSelection(): boolean {
  const { selected, focused } = useBrowse.getState();
  if (selected.size === 0) return false;
  select([], focused);
  return true;
}

export function registerBrowseCommands(): void {
  registerCommands([...opening, ...making, ...changing, ...choosing]);
  onEscape('cut', endCut);
  onEscape('filter', endTyping);
  onEscape('selection', endSelection);
}
