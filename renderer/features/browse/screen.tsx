import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useBrowse } from '../../state/browse.ts';
import { folderName } from '../../state/entries.ts';
import { useFilter } from '../../state/filter.ts';
import { reloadFolder, showFolders, useFolders } from '../../state/folders.ts';
import { hiddenIn } from '../../state/order.ts';
import { isGone, leadToNearest } from '../../state/places.ts';
import { go, useRoute } from '../../state/route.ts';
import { useRows } from '../../state/rows.ts';
import { useSettings } from '../../state/settings.ts';
import { text } from '../../text.ts';
import { asSentence, Button, ContextMenu, ErrorMessage, Message, Skeleton, useDelayed } from '../../ui/index.ts';
import { AllHidden } from './all-hidden.tsx';
import { ContextItems } from './context-items.tsx';
import { EmptyFolder } from './empty.tsx';
import { FilterBar } from './filter-bar.tsx';
import { TileGrid } from './grid.tsx';
import { TreeList } from './list.tsx';
import css from './list.module.css';
import { NoMatch } from './no-match.tsx';
import { SlowPictures } from './slow-pictures.tsx';
import { StatusLine } from './status.tsx';
import { TooMany } from './too-many.tsx';
import { useColumns, useWidth } from './use-columns.ts';
import { words } from './words.ts';

/** Still rows of true height while the first page is on its way. */
function Skeletons() {
  return (
    <div className={css['skeletons']} aria-hidden>
      {[190, 140, 230, 110, 170, 210].map((width) => (
        <div key={width} className={css['skeletonRow']}>
          <Skeleton width={width} height={8} />
          <Skeleton width={64} height={8} />
          <Skeleton width={44} height={8} />
        </div>
      ))}
    </div>
  );
}

interface KeptFocusProps {
  readonly screen: RefObject<HTMLElement | null>;
  readonly path: PoolPath;
  readonly view: string;
}

/**
 * The keyboard starts in the list, and stays there when the row that had the focus goes (another folder, another view),
 * unless something else has it. A component of its own: rows come and go more often than the screen is drawn.
 */
function KeptFocus({ screen, path, view }: KeptFocusProps) {
  const rows = useRows((state) => state.rows);
  useEffect(() => {
    const active = document.activeElement;
    if (active !== null && active !== document.body) return;
    screen.current?.querySelector<HTMLElement>('[role=treegrid], [role=grid]')?.focus({ preventScroll: true });
  }, [screen, path, view, rows]);
  return null;
}

/** The open folder as a tree list. */
export function BrowseScreen({ pool }: { readonly pool: PoolInfo }) {
  const path = useRoute((state) => state.route.path);
  const expanded = useBrowse((state) => state.expanded);
  const folder = useFolders((state) => (state.pool === pool.id ? state.folders.get(path) : undefined));
  const screen = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const columns = useColumns(useWidth(body));
  const kind = useSettings(({ view }) => view.kind);
  const filtered = useFilter((state) => state.path === path);
  const label = words.filesIn(folderName(path));

  useEffect(() => showFolders([path, ...expanded]), [pool.id, path, expanded]);

  const waiting = useDelayed(folder === undefined || folder.fresh);
  const error = folder?.error ?? null;
  const gone = error !== null && isGone(error);
  useEffect(() => {
    if (gone) void leadToNearest(path);
  }, [gone, path]);
  // Where it leads is shown at once, or not at all.
  const stays = useDelayed(gone);
  const unknown = (folder?.missing ?? []).filter(({ knownMs }) => knownMs === undefined);
  const hidden = useSettings(({ view }) => (view.hidden ? 0 : hiddenIn(folder?.entries ?? [])));
  const hiddenOnly = folder?.complete === true && hidden === folder.entries.length ? hidden : 0;
  const empty = folder !== undefined && folder.complete && error === null && folder.entries.length === 0;
  return (
    <div ref={screen} className={css['screen']}>
      <KeptFocus screen={screen} path={path} view={kind} />
      {filtered && <FilterBar folder={folder} />}
      {folder?.tooMany === true && <TooMany folder={folder} />}
      {unknown.length > 0 && (
        <div className={css['bars']}>
          {unknown.map(({ volume, reason }) => (
            <Message
              key={volume}
              tone="warn"
              title={
                folder?.entries.some(({ away }) => away?.some((holder) => holder.volume === volume)) === true
                  ? words.partlyKnown(volume)
                  : words.notShown(volume)
              }
              action={<Button onClick={() => reloadFolder(path)}>{text.tryAgain}</Button>}
            >
              {asSentence(reason)}.
            </Message>
          ))}
        </div>
      )}
      {kind === 'grid' && <SlowPictures path={path} />}
      <ContextMenu items={<ContextItems />}>
        <div ref={body} className={css['body']} style={{ ['--columns' as string]: columns.template }}>
          {kind === 'grid' ? (
            <TileGrid pool={pool} path={path} label={label} />
          ) : (
            <TreeList pool={pool} path={path} label={label} columns={columns} />
          )}
          {waiting && <Skeletons />}
          {empty && <EmptyFolder pool={pool} path={path} />}
          {hiddenOnly > 0 && !filtered && <AllHidden count={hiddenOnly} />}
          {filtered && folder !== undefined && <NoMatch folder={folder} />}
          {error !== null && (!gone || stays) && (
            <div className={css['over']}>
              <div className={css['error']}>
                <ErrorMessage
                  error={error}
                  action={
                    error.code === 'not-found' || error.code === 'not-a-directory' ? (
                      <Button onClick={() => go({ path: parentPath(path) })}>{words.goUp}</Button>
                    ) : (
                      <Button onClick={() => reloadFolder(path)}>{text.tryAgain}</Button>
                    )
                  }
                />
              </div>
            </div>
          )}
        </div>
      </ContextMenu>
      <StatusLine pool={pool} folder={folder} />
    </div>
  );
}
