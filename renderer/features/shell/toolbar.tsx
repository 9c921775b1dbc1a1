import type { ReactNode } from 'react';
import { ArrowUp, FolderPlus, PanelRight, Upload } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { ariaShortcutsOf, shortcutOf } from '../../state/commands.ts';
import { newFolder } from '../../state/doing.ts';
import { toggleDetails, useDetailsShown } from '../../state/layout.ts';
import { goUp } from '../../state/places.ts';
import { useRoute } from '../../state/route.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { cx, IconButton, PageBar } from '../../ui/index.ts';
import { Crumbs } from './crumbs.tsx';
import { HistoryButton } from './history-button.tsx';
import css from './toolbar.module.css';
import { words } from './words.ts';
import { UndoButtons } from './undo-buttons.tsx';

export interface ToolbarProps {
  readonly pool: PoolInfo;
  /** The field of the search; it is one and the same on both screens, so that the keyboard stays in it. */
  readonly search: ReactNode;
  /** How the folder is shown. */
  readonly view: ReactNode;
}

/** The toolbar of the files and of the search screen. */
export function Toolbar({ pool, search, view }: ToolbarProps) {
  const route = useRoute((state) => state.route);
  const details = useDetailsShown();
  const { streams } = useCapabilities();
  const files = route.screen === 'files';
  return (
    <PageBar className={css['bar']}>
      <HistoryButton direction={-1} pool={pool.name} />
      {files && (
        <>
          <HistoryButton direction={1} pool={pool.name} />
          <IconButton
            label={words.up}
            icon={ArrowUp}
            disabled={route.path === rootPath}
            why={text.isTop}
            aria-keyshortcuts={ariaShortcutsOf('go.up')}
            shortcut={shortcutOf('go.up')}
            onClick={goUp}
          />
          <Crumbs pool={pool} path={route.path} />
        </>
      )}
      {search}
      {!files && <span className={css['space']} />}
      {files && view}
      <UndoButtons />
      {files && (
        <>
          <IconButton
            label={text.newFolder}
            icon={FolderPlus}
            aria-keyshortcuts={ariaShortcutsOf('file.newFolder')}
            shortcut={shortcutOf('file.newFolder')}
            onClick={() => void newFolder(route.path)}
          />
          {streams && (
            <IconButton
              label={text.addFiles}
              icon={Upload}
              onClick={() => chooseFiles({ dest: route.path }, 'files')}
            />
          )}
        </>
      )}
      <IconButton
        label={text.details}
        icon={PanelRight}
        aria-pressed={details}
        aria-keyshortcuts={ariaShortcutsOf('view.details')}
        shortcut={shortcutOf('view.details')}
        onClick={() => toggleDetails()}
        className={cx(details && css['pressed'])}
      />
    </PageBar>
  );
}
