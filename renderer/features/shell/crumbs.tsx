import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { Check, ChevronRight, Ellipsis, Folder } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { ariaShortcutsOf, shortcutOf } from '../../state/commands.ts';
import { dropPlace } from '../../state/drag.ts';
import { useRail } from '../../state/layout.ts';
import { openInTab } from '../../state/new-tab.ts';
import { editPath, foldersBeside, pathsTo, usePathEdit, useTrail } from '../../state/places.ts';
import { go } from '../../state/route.ts';
import { joined, named, text } from '../../text.ts';
import { cx, Icon, Menu, MenuItem, useDelayed, VolumeMark } from '../../ui/index.ts';
import css from './crumbs.module.css';
import { foldCrumbs } from './fit-crumbs.ts';
import { PathField } from './path-field.tsx';
import { words } from './words.ts';

export interface CrumbsProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
}

/** Where one is: as crumbs, or as a field while a path is typed. */
export function Crumbs({ pool, path }: CrumbsProps) {
  const start = usePathEdit((edit) => edit.start);
  return start === null ? <Line pool={pool} path={path} /> : <PathField pool={pool} path={path} start={start} />;
}

/** Room for the dots that stand for what is folded, with their chevron, px. */
const dotsWidth = 52;
/** Of "12 volumes" behind the open folder, px. */
const badgeWidth = 72;

const crumbKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'ArrowDown']);

function Line({ pool, path }: CrumbsProps) {
  const nav = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const rail = useRail();
  const trail = useTrail(pool, path);
  const crumbs = [rootPath, ...pathsTo(path)];
  const nameOf = (one: PoolPath): string => visibleName(one === rootPath ? pool.name : baseName(one));
  const holders = path === rootPath ? [] : (trail.get(path)?.volumes ?? []);

  // Measured with all of them in the page, then folded in the same frame.
  const [room, setRoom] = useState(0);
  const shape = `${pool.name}\n${path}`;
  const [measured, setMeasured] = useState<{ readonly shape: string; readonly widths: readonly number[] } | null>(null);
  const known = measured?.shape === shape;
  // The badge comes later than the crumbs; what is open by then (a menu) must not be measured away.
  const badge = holders.length > 1 && !rail ? badgeWidth : 0;
  const folded = known ? foldCrumbs(measured.widths, room - badge, dotsWidth) : { from: 0, to: 0 };
  useLayoutEffect(() => {
    if (known || list.current === null) return;
    const widths = [...list.current.children].map((item) => item.getBoundingClientRect().width);
    setMeasured({ shape, widths });
    setRoom(nav.current?.clientWidth ?? 0);
  }, [known, shape]);
  useEffect(() => {
    const element = nav.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!crumbKeys.has(event.key) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stops = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = stops.findIndex((stop) => stop === event.target);
    if (at < 0) return;
    if (event.key === 'ArrowDown') {
      // Of a chevron the menu itself answers.
      const menu = stops[at]?.dataset['menu'] === undefined ? (stops[at - 1] ?? stops[at + 1]) : undefined;
      if (menu === undefined) return;
      menu.focus();
      menu.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
    } else {
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: stops.length - 1 }[event.key] ?? at;
      stops[Math.max(0, Math.min(stops.length - 1, to))]?.focus();
    }
    event.preventDefault();
  };

  const onMouseDown = (event: MouseEvent): void => {
    const { target } = event;
    // What happens in a menu comes here too, though it lies elsewhere in the page.
    if (event.button !== 0 || !(target instanceof Element) || nav.current?.contains(target) !== true) return;
    if (target.closest('button') !== null) return;
    event.preventDefault();
    editPath();
  };

  const last = crumbs.length - 1;
  return (
    <nav
      ref={nav}
      aria-label={words.folderPath}
      aria-keyshortcuts={ariaShortcutsOf('go.path')}
      title={tip()}
      className={cx(css['crumbs'], !known && css['measuring'])}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
    >
      <ol ref={list}>
        {crumbs.map((one, index) => {
          if (index === folded.from && folded.to > folded.from) {
            return <FoldedCrumbs key="folded" paths={crumbs.slice(folded.from, folded.to)} nameOf={nameOf} />;
          }
          if (index > folded.from && index < folded.to) return null;
          const volumes = trail.get(one)?.volumes ?? [];
          const name = nameOf(one);
          const isLast = index === last;
          return (
            <li key={one} className={cx(isLast && css['lastItem'])}>
              <button
                type="button"
                className={cx(css['crumb'], isLast && css['last'])}
                aria-current={isLast ? 'location' : undefined}
                title={joined(named(one), volumes.length === 0 ? '' : words.onVolumes(volumes))}
                {...dropPlace({ kind: 'folder', path: one })}
                tabIndex={isLast ? 0 : -1}
                onClick={() => go({ path: one })}
                onAuxClick={(event) => {
                  if (event.button === 1) openInTab(one);
                }}
              >
                <bdi>{name}</bdi>
              </button>
              {isLast && badge > 0 && (
                <span className={css['holders']} title={words.onVolumes(holders)}>
                  {words.volumes(holders.length)}
                </span>
              )}
              <FolderMenu pool={pool} folder={one} name={name} open={crumbs[index + 1] ?? null} />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function tip(): string {
  const keys = shortcutOf('go.path');
  return keys === undefined ? words.editPath : `${words.editPath} (${keys})`;
}

/** What there is no room for. */
function FoldedCrumbs({
  paths,
  nameOf,
}: {
  readonly paths: readonly PoolPath[];
  readonly nameOf: (path: PoolPath) => string;
}) {
  return (
    <li>
      <Menu
        trigger={
          <button type="button" className={css['crumb']} aria-label={words.hiddenFolders} tabIndex={-1} data-menu>
            <Icon icon={Ellipsis} size={14} />
          </button>
        }
      >
        {paths.map((path) => (
          <MenuItem key={path} icon={Folder} onSelect={() => go({ path })}>
            <bdi>{nameOf(path)}</bdi>
          </MenuItem>
        ))}
      </Menu>
      <span className={css['gap']}>
        <Icon icon={ChevronRight} size={14} />
      </span>
    </li>
  );
}

interface FolderMenuProps {
  readonly pool: PoolInfo;
  readonly folder: PoolPath;
  readonly name: string;
  /** The one of its folders that the path goes on with. */
  readonly open: PoolPath | null;
}

/** The chevron behind a crumb: the folders in it, so the ones beside the next crumb. */
function FolderMenu({ pool, folder, name, open }: FolderMenuProps) {
  return (
    <Menu
      trigger={
        <button type="button" className={css['chevron']} aria-label={words.foldersIn(name)} tabIndex={-1} data-menu>
          <Icon icon={ChevronRight} size={14} />
        </button>
      }
    >
      <FolderItems pool={pool} folder={folder} name={name} open={open} />
    </Menu>
  );
}

type Loaded = Awaited<ReturnType<typeof foldersBeside>> | { readonly failed: true };

/** Read when the menu opens. */
function FolderItems({ pool, folder, name, open }: FolderMenuProps) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const waits = useDelayed(loaded === null);
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const abort = new AbortController();
    foldersBeside(folder, abort.signal).then(setLoaded, () => {
      if (!abort.signal.aborted) setLoaded({ failed: true });
    });
    return () => abort.abort();
  }, [folder]);
  // The keyboard goes to where one is, when the menu has no item yet that it could be on.
  useEffect(() => {
    if (loaded === null) return;
    const menu = mark.current?.closest<HTMLElement>('[role=menu]');
    if (menu === null || menu === undefined || document.activeElement !== menu) return;
    const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]:not([data-disabled])')];
    const here = items.find((item) => item.querySelector('[data-here]') !== null);
    (here ?? items[0])?.focus();
    here?.scrollIntoView({ block: 'center' });
  }, [loaded]);
  const none = loaded === null || 'failed' in loaded || loaded.folders.length === 0;
  return (
    <>
      <span ref={mark} hidden />
      {loaded === null && waits && (
        <MenuItem disabled onSelect={() => undefined}>
          {words.loading}
        </MenuItem>
      )}
      {loaded !== null && none && (
        <MenuItem disabled onSelect={() => undefined}>
          {text.noFolders}
        </MenuItem>
      )}
      {loaded !== null &&
        !('failed' in loaded) &&
        loaded.folders.map((entry) => <FolderItem key={entry.path} pool={pool} entry={entry} open={open} />)}
      {loaded !== null && !('failed' in loaded) && loaded.more && (
        <MenuItem onSelect={() => go({ path: folder })}>{words.allOf(name)}</MenuItem>
      )}
    </>
  );
}

/** Marks that an item of a menu has room for. */
const marksShown = 4;

function FolderItem({
  pool,
  entry,
  open,
}: {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  readonly open: PoolPath | null;
}) {
  const held = pool.volumes.filter(({ name }) => entry.volumes.includes(name));
  const here = entry.path === open;
  return (
    <MenuItem icon={here ? Check : Folder} onSelect={() => go({ path: entry.path })}>
      <span className={css['item']} data-here={here ? '' : undefined}>
        <bdi className={css['itemName']}>{visibleName(entry.name)}</bdi>
        <span className="visually-hidden">
          {here && `${words.here}, `}
          {words.onVolumes(entry.volumes)}
        </span>
        <span className={css['marks']} aria-hidden>
          {held.slice(0, marksShown).map(({ id, mark, colour, state }) => (
            <VolumeMark key={id} mark={mark} colour={colour} state={state} />
          ))}
          {held.length > marksShown && <span>+{held.length - marksShown}</span>}
        </span>
      </span>
    </MenuItem>
  );
}
