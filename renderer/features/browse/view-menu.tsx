import { LayoutGrid, List, SlidersHorizontal } from 'lucide-react';
import { columnKeys, groupKeys, sortKeys } from '../../../shared/settings.ts';
import { CommandItems } from '../../state/command-items.tsx';
import { runCommand } from '../../state/commands.ts';
import { useSettings } from '../../state/settings.ts';
import { IconButton, Menu, MenuSub, Segmented } from '../../ui/index.ts';
import css from './view-menu.module.css';
import { words } from './words.ts';

/** How the folder is shown, in the toolbar: as a list or as tiles, and everything else in a menu. */
export function ViewControls() {
  const kind = useSettings(({ view }) => view.kind);
  return (
    <>
      <span className={css['kinds']}>
        <Segmented
          label={words.showAs}
          value={kind}
          options={[
            { value: 'details', label: words.list, icon: List, iconOnly: true },
            { value: 'grid', label: words.tiles, icon: LayoutGrid, iconOnly: true },
          ]}
          onChange={(chosen) => runCommand(chosen === 'grid' ? 'view.asGrid' : 'view.asDetails')}
        />
      </span>
      <Menu align="end" trigger={<IconButton label={words.view} icon={SlidersHorizontal} />}>
        <ViewItems />
      </Menu>
    </>
  );
}

function ViewItems() {
  // Rendered while the menu is open: the ticks follow what is chosen.
  const { kind, group } = useSettings(({ view }) => view);
  const grouped = group !== 'none';
  return (
    <>
      <CommandItems
        plan={[
          'view.asDetails',
          'view.asGrid',
          '-',
          'view.zoomIn',
          'view.zoomOut',
          'view.zoomUsual',
          'view.loadPictures',
          '-',
        ]}
      />
      <MenuSub label={words.sort}>
        <CommandItems
          plan={[...sortKeys.map((key) => `view.sort.${key}`), '-', 'view.sortReversed', 'view.foldersFirst']}
        />
      </MenuSub>
      <MenuSub label={words.group}>
        <CommandItems
          plan={[
            ...groupKeys.map((key) => `view.group.${key}`),
            ...(grouped ? ['-', 'view.closeGroup', 'view.closeGroups', 'view.openGroups'] : []),
          ]}
        />
      </MenuSub>
      {kind === 'details' && (
        <MenuSub label={words.columns}>
          <CommandItems plan={columnKeys.map((key) => `view.column.${key}`)} />
        </MenuSub>
      )}
      <CommandItems plan={['view.hidden', 'view.filter']} />
    </>
  );
}
