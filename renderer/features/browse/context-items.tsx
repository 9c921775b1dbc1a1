import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  Download,
  FolderInput,
  FolderOpen,
  FolderPlus,
  FolderUp,
  GitCompare,
  Link,
  PanelRight,
  Pencil,
  RotateCw,
  Scissors,
  Trash2,
  Upload,
} from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { setRenaming, useBrowse } from '../../state/browse.ts';
import { openComparison } from '../../state/copies.ts';
import { openDialog } from '../../state/dialogs.ts';
import { copyText, newFolder, openEntry, paste, showInSystem, trashEntries } from '../../state/entries.ts';
import { refreshFolders } from '../../state/folders.ts';
import { toggleDetails } from '../../state/layout.ts';
import { selectedEntries } from '../../state/rows.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { MenuItem, MenuSeparator } from '../../ui/index.ts';
import { copySelection, cutSelection, openFolder, selectAll } from './keyboard.ts';

/** The menu gives the focus back when it is gone; what takes the focus itself begins after that. ms. */
const afterMenu = (action: () => void): void => void setTimeout(action, 30);

const pathsOf = (entries: readonly Entry[]): readonly PoolPath[] => entries.map((entry) => entry.path as PoolPath);

/**
 * The menu of the list: for what is selected, or for the open folder when nothing is. `flat`: of a list without a tree,
 * where a new folder would not be seen.
 */
export function ContextItems({ flat = false }: { readonly flat?: boolean }) {
  // Rendered while the menu is open: what is selected then is what it is for.
  useBrowse((state) => state.selected);
  const entries = selectedEntries();
  return entries.length === 0 ? <FolderItems folder={openFolder()} /> : <EntryItems entries={entries} flat={flat} />;
}

function FolderItems({ folder }: { readonly folder: PoolPath }) {
  const { streams } = useCapabilities();
  const canPaste = useBrowse((state) => state.clipboard !== null);
  return (
    <>
      <MenuItem icon={FolderPlus} shortcut="Ctrl+Shift+N" onSelect={() => afterMenu(() => void newFolder(folder))}>
        {text.newFolder}
      </MenuItem>
      {streams && (
        <>
          <MenuItem icon={Upload} onSelect={() => chooseFiles(folder, 'files')}>
            {text.addFiles}
          </MenuItem>
          <MenuItem icon={FolderUp} onSelect={() => chooseFiles(folder, 'folder')}>
            {text.addFolder}
          </MenuItem>
        </>
      )}
      <MenuSeparator />
      <MenuItem icon={ClipboardPaste} shortcut="Ctrl+V" disabled={!canPaste} onSelect={() => void paste(folder)}>
        {text.paste}
      </MenuItem>
      <MenuItem shortcut="Ctrl+A" onSelect={selectAll}>
        {text.selectAll}
      </MenuItem>
      <MenuItem icon={RotateCw} shortcut="F5" onSelect={refreshFolders}>
        {text.reload}
      </MenuItem>
    </>
  );
}

function EntryItems({ entries, flat }: { readonly entries: readonly Entry[]; readonly flat: boolean }) {
  const { openFile, showInSystem: canShow, streams } = useCapabilities();
  const canPaste = useBrowse((state) => state.clipboard !== null);
  const [first] = entries;
  const single = entries.length === 1 ? first : undefined;
  const movable = entries.filter((entry) => entry.foreign !== true && !entry.offline);
  const folder = single?.type === 'directory' && single.foreign !== true ? (single.path as PoolPath) : null;
  return (
    <>
      {folder !== null && single !== undefined && (
        <MenuItem icon={FolderOpen} shortcut="Enter" onSelect={() => void openEntry(single)}>
          {text.open}
        </MenuItem>
      )}
      {single?.type === 'file' && !single.offline && (openFile || streams) && (
        <MenuItem icon={openFile ? FolderOpen : Download} shortcut="Enter" onSelect={() => void openEntry(single)}>
          {openFile ? text.open : text.download}
        </MenuItem>
      )}
      {single !== undefined && !single.offline && canShow && (
        <MenuItem onSelect={() => showInSystem(single.path as PoolPath)}>{text.showReal}</MenuItem>
      )}
      {single !== undefined && (
        <MenuItem icon={Link} onSelect={() => void copyText(single.path, `Path of ${visibleName(single.name)} copied`)}>
          {text.copyPath}
        </MenuItem>
      )}
      {single?.conflict === true && (
        <MenuItem icon={GitCompare} onSelect={() => openComparison(single.path)}>
          {text.compareCopies}
        </MenuItem>
      )}
      <MenuItem icon={PanelRight} onSelect={() => toggleDetails(true)}>
        {text.details}
      </MenuItem>
      {movable.length > 0 && (
        <>
          <MenuSeparator />
          <MenuItem icon={Scissors} shortcut="Ctrl+X" onSelect={cutSelection}>
            {text.cut}
          </MenuItem>
          <MenuItem icon={Copy} shortcut="Ctrl+C" onSelect={copySelection}>
            {text.copy}
          </MenuItem>
          {folder !== null && (
            <MenuItem icon={ClipboardPaste} disabled={!canPaste} onSelect={() => void paste(folder)}>
              {text.paste}
            </MenuItem>
          )}
          <MenuItem
            icon={FolderInput}
            onSelect={() => openDialog({ kind: 'destination', verb: 'move', paths: pathsOf(movable) })}
          >
            {text.moveTo}
          </MenuItem>
          <MenuItem
            icon={CopyPlus}
            onSelect={() => openDialog({ kind: 'destination', verb: 'copy', paths: pathsOf(movable) })}
          >
            {text.copyTo}
          </MenuItem>
          <MenuSeparator />
          {folder !== null && !flat && (
            <MenuItem icon={FolderPlus} onSelect={() => afterMenu(() => void newFolder(folder))}>
              {text.newFolder}
            </MenuItem>
          )}
          {single !== undefined && (
            <MenuItem
              icon={Pencil}
              shortcut="F2"
              onSelect={() => afterMenu(() => setRenaming(single.path as PoolPath))}
            >
              {text.rename}
            </MenuItem>
          )}
          <MenuItem icon={Trash2} shortcut="Del" danger onSelect={() => void trashEntries(movable)}>
            {text.trash}
          </MenuItem>
        </>
      )}
    </>
  );
}
