import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { LayoutDashboard } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { CatalogStatus, PoolInfo } from '../../../shared/model.ts';
import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { unreadWords } from '../../../shared/unread.ts';
import type { UsageFolder } from '../../../shared/usage.ts';
import { rebuildCatalog, useCatalog } from '../../state/catalog.ts';
import { useRail, useSingleColumn } from '../../state/layout.ts';
import { goUp } from '../../state/places.ts';
import { go, useRoute } from '../../state/route.ts';
import { showInFiles, showUsage, showUsageHistory, showUsageLists, useUsage } from '../../state/usage.ts';
import { asSentences, Button, Empty, ErrorMessage, Message, Skeleton, useDelayed, useNow } from '../../ui/index.ts';
import { Forecast } from './forecast.tsx';
import { UsageHeader } from './header.tsx';
import { Legend } from './legend.tsx';
import { UsageList } from './list.tsx';
import { Lists } from './lists.tsx';
import { UsageMap } from './map.tsx';
import { Selected } from './selected.tsx';
import { findThing, rowOf, shownThing, thingsOf } from './thing.ts';
import type { Thing } from './thing.ts';
import css from './usage.module.css';
import { setView, useView } from './view.ts';
import { notCounted, sumWords, trail, unreadMessage, words } from './words.ts';

/** The folder in the one that is shown that one came out of; null when one did not come out of it. */
function cameFrom(before: PoolPath, now: PoolPath): PoolPath | null {
  for (let path = before; path !== rootPath; path = parentPath(path)) if (parentPath(path) === now) return path;
  return null;
}

/** Selection follows where one goes: out of a folder that folder is selected, into one nothing is yet. */
function useSelectionOnTheWay(pool: string, path: PoolPath): void {
  const before = useRef({ pool, path });
  useLayoutEffect(() => {
    const last = before.current;
    if (last.pool === pool && last.path === path) return;
    before.current = { pool, path };
    const kept = useView.getState().selected;
    const inside = kept !== null && last.pool === pool && kept.startsWith(path === rootPath ? '/' : `${path}/`);
    if (last.pool !== pool) setView({ selected: null, only: null });
    else setView({ selected: cameFrom(last.path, path) ?? (inside && kept !== path ? kept : null) });
  }, [pool, path]);
}

function enter(thing: Thing): void {
  if (thing.type === 'folder') go({ path: thing.path });
  else if (thing.type === 'more') go({ path: thing.path });
  // A file is seen better from the folder that holds it.
  else go({ path: parentPath(thing.path) });
}

function select(thing: Thing): void {
  setView({ selected: thing.key });
}

/** Who uses what on which volume, and when it will be full. */
export function UsageScreen({ pool }: { readonly pool: PoolInfo }) {
  const path = useRoute((state) => state.route.path);
  const { measure, colouring, only, selected, sorting, tab } = useView();
  const { folder, error, lists, listsError } = useUsage();
  const status = useCatalog((state) => (state.pool === pool.id ? state.status : null));
  const rail = useRail();
  const single = useSingleColumn();
  // There is no room for the lists beside the map of a narrow window; under it there is.
  const listed = !rail || single;
  const now = useNow();
  useSelectionOnTheWay(pool.id, path);
  useEffect(() => showUsage({ pool: pool.id, path, measure }), [pool.id, path, measure]);
  useEffect(() => (listed ? showUsageLists(pool.id, path) : undefined), [pool.id, path, listed]);
  useEffect(() => showUsageHistory(pool.id, path), [pool.id, path]);

  const things = useMemo(() => (folder === null ? [] : thingsOf(folder)), [folder]);
  const shown = useMemo(() => (folder === null ? null : shownThing(folder)), [folder]);
  const chosen = findThing(things, selected) ?? shown;
  const name = visibleName(pool.name);
  const title = path === rootPath ? name : trail(path);
  const late = useDelayed(folder === null && error === null);
  const known = status?.perVolume ?? [];
  return (
    <main className={css['screen']}>
      <UsageHeader pool={pool} onOut={goUp} />
      <div className={css['body']}>
        <section className={css['map']} aria-label={words.map}>
          <Legend colouring={colouring} volumes={pool.volumes} known={known} only={only} nowMs={now} />
          {error === null && <Messages status={status} folder={folder} />}
          <div className={css['room']}>
            <UsageMap
              label={words.mapOf(title)}
              things={things}
              volumes={pool.volumes}
              colouring={colouring}
              only={colouring === 'volume' ? only : null}
              selected={selected}
              nowMs={now}
              onSelect={select}
              onEnter={enter}
              onOut={goUp}
            />
            <Over folder={folder} status={status} title={title} late={late} path={path} />
            {error !== null && (
              <div className={css['over']}>
                <ErrorMessage
                  error={error}
                  action={
                    error.code === 'not-found' && path !== rootPath ? (
                      <Button onClick={goUp}>{words.goUp}</Button>
                    ) : (
                      <Button onClick={() => void rebuildCatalog()}>{words.rebuild}</Button>
                    )
                  }
                />
              </div>
            )}
          </div>
        </section>
        <section className={css['side']} aria-label={words.asList}>
          <div className={css['title']}>
            <h2 title={title}>{title}</h2>
            <p>{shown === null || folder === null ? '' : sumWords(shown, folder, status?.state, now)}</p>
          </div>
          <UsageList
            label={words.whatIsIn(title)}
            things={things}
            volumes={pool.volumes}
            sorting={sorting}
            onSort={(by) => setView({ sorting: by })}
            selected={rowOf(things, selected)?.key ?? null}
            sinceMs={folder?.change?.sinceMs ?? null}
            onSelect={select}
            onEnter={enter}
            onOut={goUp}
          />
          {chosen !== null && (
            <Selected
              thing={chosen}
              poolName={name}
              volumes={pool.volumes}
              known={known}
              onEnter={chosen.type === 'folder' && chosen !== shown ? enter : null}
              onShow={(thing) =>
                thing.type === 'more' ? go({ screen: 'files', path: thing.path }) : showInFiles(thing.path)
              }
            />
          )}
          {listed && error === null && (
            <Lists
              tab={tab}
              onTab={(value) => setView({ tab: value })}
              lists={lists}
              error={listsError}
              measure={measure}
              volumes={pool.volumes}
              onFile={showInFiles}
              onFolder={(to) => go({ path: to })}
            />
          )}
        </section>
        <Forecast pool={pool} path={path} title={title} only={colouring === 'volume' ? only : null} />
      </div>
    </main>
  );
}

/** What stands in the way of trusting the figures. */
function Messages({ status, folder }: { readonly status: CatalogStatus | null; readonly folder: UsageFolder | null }) {
  const isOld = folder !== null && folder.root.files > 0;
  const unread = unreadMessage(folder?.root.unread);
  return (
    <div className={css['messages']}>
      {status?.state === 'off' && (
        <Message
          tone="danger"
          title={isOld ? words.catalogOld : words.catalogOff}
          action={<Button onClick={() => void rebuildCatalog()}>{words.rebuild}</Button>}
        >
          {status.problem === null ? null : asSentences(status.problem)}
        </Message>
      )}
      {unread !== null && (
        <Message tone="warn" title={unread.title}>
          {unread.text}
        </Message>
      )}
    </div>
  );
}

interface OverProps {
  readonly folder: UsageFolder | null;
  readonly status: CatalogStatus | null;
  readonly title: string;
  readonly late: boolean;
  readonly path: PoolPath;
}

/** In place of a map that has nothing to show: why, and what comes next. */
function Over({ folder, status, title, late, path }: OverProps) {
  if (folder === null) {
    return late ? (
      <div className={css['waiting']} role="status" aria-label={words.counting}>
        <Skeleton height={120} />
        <Skeleton height={120} width="60%" />
      </div>
    ) : null;
  }
  if (folder.root.size > 0 || folder.root.path !== path) return null;
  const counting = folder.partial || status?.state === 'scanning';
  const { unread } = folder.root;
  const { text, canCount } = notCounted(status);
  return (
    <div className={css['over']}>
      {counting ? (
        <Empty
          icon={LayoutDashboard}
          title={words.nothingCounted}
          action={
            canCount && (
              <Button variant="primary" onClick={() => void rebuildCatalog()}>
                {words.countNow}
              </Button>
            )
          }
        >
          {text}
        </Empty>
      ) : (
        <Empty
          icon={LayoutDashboard}
          title={unread === undefined ? words.noSpace(title) : words.nothingRead(title)}
          action={<Button onClick={() => go({ screen: 'files' })}>{words.showInFiles}</Button>}
        >
          {unread === undefined ? words.noSpaceWhy : `${unreadWords(unread)}.`}
        </Empty>
      )}
    </div>
  );
}
