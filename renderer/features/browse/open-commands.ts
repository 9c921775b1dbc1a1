import {
  AppWindow,
  Download,
  FilePlus,
  FolderOpen,
  FolderPlus,
  FolderUp,
  GitCompare,
  HardDriveUpload,
  PanelRight,
  RotateCw,
  SquareArrowOutUpRight,
  Upload,
} from 'lucide-react';
import type { PoolPath } from '../../../shared/path.ts';
import { capabilities } from '../../api/host.ts';
import type { Command, CommandState } from '../../state/commands.ts';
import { openComparison } from '../../state/copies.ts';
import { openDialog } from '../../state/dialogs.ts';
import { newFile, newFolder } from '../../state/doing.ts';
import { openEntry, showInSystem } from '../../state/entries.ts';
import { refreshFolders } from '../../state/folders.ts';
import { toggleDetails } from '../../state/layout.ts';
import { notifyError } from '../../state/notices.ts';
import { openWith } from '../../state/opening.ts';
import { currentPool } from '../../state/pool.ts';
import { useRoute } from '../../state/route.ts';
import { askAgain } from '../../state/search.ts';
import { onlyTarget } from '../../state/targets.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { nothingSelected, openFolder, onlyFolder, current, ifFolderOpen, inFolder } from './command-parts.ts';
import { commandWords, whyNot } from './command-words.ts';

/** What opens, shows and makes entries. */
/** A folder, or a file with a program of the system; in a browser a file is a download. */
const opensHere = (): boolean => capabilities().openFile || current()?.type === 'directory';

export const opening: readonly Command[] = [
  {
    id: 'file.open',
    title: () => (opensHere() ? text.open : text.download),
    group: 'file',
    get icon() {
      return opensHere() ? FolderOpen : Download;
    },
    keys: { other: ['Enter', 'Mod+O'], mac: ['Mod+O', 'Mod+ArrowDown'] },
    where: 'list',
    enabled: () => {
      const entry = current();
      if (entry === null) return nothingSelected;
      if (entry.type === 'directory') return entry.foreign === true ? { why: whyNot.notOfPool } : true;
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
      if (!capabilities().openWith) return { why: whyNot.noChooser };
      return only.offline ? { why: whyNot.away } : true;
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
      if (only === undefined) return { why: whyNot.selectOne };
      return only.offline ? { why: whyNot.away } : true;
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

/** With one volume everything goes to it anyway. */
function ifSeveralVolumes(): CommandState {
  const state = ifFolderOpen();
  return state === true && (currentPool()?.volumes.length ?? 0) < 2 ? 'hidden' : state;
}

export const making: readonly Command[] = [
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
    title: commandWords.newFolderInside,
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
    id: 'file.newFolderOnVolume',
    title: text.newFolderOnVolume,
    group: 'file',
    icon: FolderPlus,
    where: 'files',
    enabled: ifSeveralVolumes,
    run: inFolder((folder) =>
      openDialog({ kind: 'on-volume', what: 'folder', folder: (onlyFolder()?.path as PoolPath | undefined) ?? folder }),
    ),
  },
  {
    id: 'file.addFiles',
    title: text.addFiles,
    group: 'file',
    icon: Upload,
    where: 'files',
    enabled: () => (capabilities().streams || capabilities().dropPaths ? ifFolderOpen() : 'hidden'),
    run: inFolder((folder) => chooseFiles({ dest: folder }, 'files')),
  },
  {
    id: 'file.addFolder',
    title: text.addFolder,
    group: 'file',
    icon: FolderUp,
    where: 'files',
    enabled: () => (capabilities().streams || capabilities().dropPaths ? ifFolderOpen() : 'hidden'),
    run: inFolder((folder) => chooseFiles({ dest: folder }, 'folder')),
  },
  {
    id: 'file.addToVolume',
    title: text.addToVolume,
    group: 'file',
    icon: HardDriveUpload,
    where: 'files',
    enabled: () => (capabilities().streams || capabilities().dropPaths ? ifSeveralVolumes() : 'hidden'),
    run: inFolder((folder) =>
      openDialog({ kind: 'on-volume', what: 'files', folder: (onlyFolder()?.path as PoolPath | undefined) ?? folder }),
    ),
  },
];
