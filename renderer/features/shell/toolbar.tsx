import type { ReactNode } from 'react';
import { ArrowUp, ChevronLeft, ChevronRight, FolderPlus, PanelRight, Upload } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { parentPath, rootPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { newFolder } from '../../state/entries.ts';
import { toggleDetails, useDetailsShown } from '../../state/layout.ts';
import { back, forward, go, useRoute } from '../../state/route.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { cx, FolderPath, IconButton, PageBar } from '../../ui/index.ts';
import css from './toolbar.module.css';
import { UndoButtons } from './undo-buttons.tsx';

export interface ToolbarProps {
  readonly pool: PoolInfo;
  /** The field of the search; it is one and the same on both screens, so that the keyboard stays in it. */
  readonly search: ReactNode;
}

/** The toolbar of the files and of the search screen. */
export function Toolbar({ pool, search }: ToolbarProps) {
  const { route, canBack, canForward } = useRoute();
  const details = useDetailsShown();
  const { streams } = useCapabilities();
  const files = route.screen === 'files';
  const atRoot = route.path === rootPath;
  return (
    <PageBar className={css['bar']}>
      <IconButton label="Back" icon={ChevronLeft} disabled={!canBack} why="Nothing to go back to" onClick={back} />
      {files && (
        <>
          <IconButton
            label="Forward"
            icon={ChevronRight}
            disabled={!canForward}
            why="Nothing to go forward to"
            onClick={forward}
          />
          <IconButton
            label="Up"
            icon={ArrowUp}
            disabled={atRoot}
            why="This is the top of the pool"
            onClick={() => go({ path: parentPath(route.path) })}
          />
          <FolderPath pool={pool.name} path={route.path} onGo={(path) => go({ path })} />
        </>
      )}
      {search}
      {!files && <span className={css['space']} />}
      <UndoButtons />
      {files && (
        <>
          <IconButton label={text.newFolder} icon={FolderPlus} onClick={() => void newFolder(route.path)} />
          {streams && (
            <IconButton label={text.addFiles} icon={Upload} onClick={() => chooseFiles(route.path, 'files')} />
          )}
        </>
      )}
      <IconButton
        label="Details"
        icon={PanelRight}
        aria-pressed={details}
        onClick={() => toggleDetails()}
        className={cx(details && css['pressed'])}
      />
    </PageBar>
  );
}
