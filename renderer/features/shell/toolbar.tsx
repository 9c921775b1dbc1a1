import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { ArrowUp, ChevronLeft, ChevronRight, FolderPlus, PanelRight, Upload } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { childPath, parentPath, pathNames, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { newFolder } from '../../state/entries.ts';
import { toggleDetails, useDetailsShown } from '../../state/layout.ts';
import { back, forward, go, useRoute } from '../../state/route.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { cx, Icon, IconButton } from '../../ui/index.ts';
import css from './toolbar.module.css';
import { UndoButtons } from './undo-buttons.tsx';

/** Every folder from the pool down to the open one; the last ones stay in sight. */
function Breadcrumbs({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (list.current !== null) list.current.scrollLeft = list.current.scrollWidth;
  }, [path]);
  const crumbs: { name: string; path: PoolPath }[] = [{ name: pool.name, path: rootPath }];
  for (const name of pathNames(path)) crumbs.push({ name, path: childPath(crumbs.at(-1)?.path ?? rootPath, name) });
  return (
    <nav aria-label="Folder path" className={css['crumbs']}>
      <ol ref={list}>
        {crumbs.map((crumb, at) => (
          <li key={crumb.path}>
            {at > 0 && <Icon icon={ChevronRight} size={14} />}
            <button
              type="button"
              className={cx(css['crumb'], at === crumbs.length - 1 && css['last'])}
              aria-current={at === crumbs.length - 1 ? 'location' : undefined}
              title={visibleName(crumb.path)}
              onClick={() => go({ path: crumb.path })}
            >
              {visibleName(crumb.name)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

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
    <header className={cx(css['bar'], 'title-bar title-bar-end')}>
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
          <Breadcrumbs pool={pool} path={route.path} />
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
    </header>
  );
}
