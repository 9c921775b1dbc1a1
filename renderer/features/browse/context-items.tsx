import { useBrowse } from '../../state/browse.ts';
import { CommandItems } from '../../state/command-items.tsx';
import type { MenuPlan } from '../../state/command-items.tsx';
import { targets } from '../../state/targets.ts';

/** What the menu of the open folder has, in its order. */
const ofFolder: MenuPlan = [
  'file.newFolder',
  'file.newFolderOnVolume',
  'file.newFile',
  'file.addFiles',
  'file.addFolder',
  'file.addToVolume',
  '-',
  'edit.paste',
  'select.all',
  'view.reload',
  '-',
  'go.bookmark',
];

/** What the menu of entries has, in its order; what means nothing for them is left out. */
const ofEntries: MenuPlan = [
  'file.open',
  'go.openTab',
  'file.openWith',
  'file.show',
  'file.quickLook',
  'file.compare',
  'view.details',
  '-',
  'edit.cut',
  'edit.copy',
  'edit.pasteInto',
  'file.duplicate',
  'file.moveTo',
  'file.copyTo',
  'file.moveToVolume',
  '-',
  'edit.copyPath',
  'edit.copyRealPath',
  '-',
  'file.newFolderInside',
  'file.rename',
  'file.trash',
  'file.delete',
  '-',
  'go.bookmark',
  'file.properties',
];

/** The menu of the list: for what is selected, or for the open folder when nothing is. */
export function ContextItems() {
  // Rendered while the menu is open: what is selected then is what it is for.
  useBrowse((state) => state.selected);
  return <CommandItems plan={targets().length === 0 ? ofFolder : ofEntries} />;
}
