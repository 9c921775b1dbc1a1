import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { Bookmark as BookmarkIcon, BookmarkX, Plus } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import {
  addBookmarks,
  bookmarkName,
  lookAtBookmarks,
  moveBookmark,
  removeBookmark,
  renameBookmark,
  useBookmarks,
  useBookmarkStates,
} from '../../state/bookmarks.ts';
import type { Bookmark } from '../../state/bookmarks.ts';
import { afterFocus, ariaShortcutsOf } from '../../state/commands.ts';
import { dropPlace, useDrag } from '../../state/drag.ts';
import { openSidebar, useRail, useSingleColumn } from '../../state/layout.ts';
import { canOpenTab, openInTab } from '../../state/new-tab.ts';
import { speak } from '../../state/notices.ts';
import { go, useRoute } from '../../state/route.ts';
import { ContextMenu, cx, Icon, IconButton, Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/index.ts';
import css from './bookmarks.module.css';
import sidebar from './sidebar.module.css';
import { words } from './words.ts';

/** A bookmark that is dragged to another place of the list. */
const dragKind = 'bookmark';

function openBookmark({ path }: Bookmark): void {
  openSidebar(false);
  go({ screen: 'files', path });
}

/** Folders that a person keeps at hand; in the rail a menu. */
export function Bookmarks({ pool }: { readonly pool: PoolInfo }) {
  const rail = useRail();
  const single = useSingleColumn();
  useEffect(lookAtBookmarks, [pool.id]);
  return rail && !single ? <RailMenu pool={pool} /> : <List pool={pool} />;
}

/** Puts the open folder into the list. */
function AddButton({ pool }: { readonly pool: PoolInfo }) {
  const { screen, path } = useRoute((state) => state.route);
  const list = useBookmarks(pool.id);
  const why =
    screen !== 'files'
      ? words.noFolderOpen
      : path === rootPath
        ? words.topIsThere
        : list.some((one) => one.path === path)
          ? words.isBookmarked
          : undefined;
  return (
    <IconButton
      label={words.bookmarkThis}
      icon={Plus}
      size="small"
      disabled={why !== undefined}
      why={why}
      aria-keyshortcuts={ariaShortcutsOf('go.bookmark')}
      onClick={() => addBookmarks(pool.id, [path])}
    />
  );
}

function List({ pool }: { readonly pool: PoolInfo }) {
  const list = useBookmarks(pool.id);
  const [renaming, setRenaming] = useState<string | null>(null);
  /** The one that had the keys when the list changed: it, or its neighbour, keeps them. */
  const keyAt = useRef<number | null>(null);
  const box = useRef<HTMLUListElement>(null);
  const dragging = useDrag(({ active }) => active);
  useEffect(() => {
    if (keyAt.current === null) return;
    const buttons = box.current?.querySelectorAll<HTMLElement>('[data-bookmark]') ?? [];
    buttons[Math.min(keyAt.current, buttons.length - 1)]?.focus();
    keyAt.current = null;
  }, [list, renaming]);

  const move = (from: number, to: number): void => {
    const moved = list[from];
    if (moved === undefined || !moveBookmark(pool.id, from, to)) return;
    keyAt.current = to > from ? to - 1 : to;
    speak(words.movedTo(bookmarkName(moved), (to > from ? to - 1 : to) + 1, list.length));
  };
  return (
    <section aria-label={words.bookmarks} className={cx(css['section'], dragging && css['dragging'])}>
      <div className={sidebar['heading']}>
        <h2>{words.bookmarks}</h2>
        <AddButton pool={pool} />
      </div>
      <ul ref={box} className={css['list']}>
        {list.map((bookmark, index) => (
          <Item
            key={bookmark.path}
            pool={pool}
            bookmark={bookmark}
            index={index}
            count={list.length}
            renaming={renaming === bookmark.path}
            onRename={(on) => {
              keyAt.current = on ? null : index;
              setRenaming(on ? bookmark.path : null);
            }}
            onMove={move}
            onRemove={() => {
              keyAt.current = index;
              removeBookmark(pool.id, bookmark.path);
            }}
          />
        ))}
      </ul>
      {/* Below the last one, and where there is none yet. */}
      <div
        className={cx(css['end'], list.length === 0 && css['empty'])}
        {...dropPlace({ kind: 'bookmarks', at: list.length })}
      >
        {list.length === 0 && words.noBookmarks}
      </div>
    </section>
  );
}

interface ItemProps {
  readonly pool: PoolInfo;
  readonly bookmark: Bookmark;
  readonly index: number;
  readonly count: number;
  readonly renaming: boolean;
  readonly onRename: (on: boolean) => void;
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: () => void;
}

function Item({ pool, bookmark, index, count, renaming, onRename, onMove, onRemove }: ItemProps) {
  const item = useRef<HTMLLIElement>(null);
  const place = useBookmarkStates(({ known }) => known.get(bookmark.path));
  const open = useRoute(({ route }) => route.screen === 'files' && route.path === bookmark.path);
  const [over, setOver] = useState<'before' | 'after' | null>(null);
  const [dragged, setDragged] = useState(false);
  const name = bookmarkName(bookmark);
  const gone = place?.there === 'no' || (place?.there === 'yes' && place.type !== 'directory');
  const away = place?.there === 'away';
  const note = gone ? words.bookmarkGone : away ? words.bookmarkAway : '';

  useEffect(() => {
    const element = item.current;
    if (element === null || renaming) return;
    const side = ({ clientY }: { readonly clientY: number }): 'before' | 'after' => {
      const { top, height } = element.getBoundingClientRect();
      return clientY < top + height / 2 ? 'before' : 'after';
    };
    return combine(
      draggable({
        element,
        getInitialData: () => ({ kind: dragKind, index, path: bookmark.path }),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data['kind'] === dragKind,
        onDrag: ({ location }) => setOver(side(location.current.input)),
        onDragLeave: () => setOver(null),
        onDrop: ({ source, location }) => {
          setOver(null);
          const from = Number(source.data['index']);
          onMove(from, side(location.current.input) === 'before' ? index : index + 1);
        },
      }),
    );
  }, [index, renaming, onMove, bookmark.path]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const moved = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const { key } = event;
    if (plain && key === 'F2') onRename(true);
    else if (plain && (key === 'Delete' || key === 'Backspace')) onRemove();
    else if (moved && key === 'ArrowUp') onMove(index, index - 1);
    else if (moved && key === 'ArrowDown') onMove(index, index + 2);
    else if (plain && (key === 'ArrowUp' || key === 'ArrowDown')) {
      const next = key === 'ArrowUp' ? item.current?.previousElementSibling : item.current?.nextElementSibling;
      next?.querySelector<HTMLElement>('[data-bookmark]')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <li ref={item} className={cx(css['item'], over !== null && css[over], dragged && css['dragged'])}>
      <span className={css['between']} {...dropPlace({ kind: 'bookmarks', at: index })} />
      {renaming ? (
        <NameField
          bookmark={bookmark}
          onDone={(next) => {
            onRename(false);
            if (next !== null) renameBookmark(pool.id, bookmark.path, next);
          }}
        />
      ) : (
        <ContextMenu
          items={
            <ItemMenu
              bookmark={bookmark}
              first={index === 0}
              last={index === count - 1}
              onRename={() => afterFocus(() => onRename(true))}
              onUp={() => afterFocus(() => onMove(index, index - 1))}
              onDown={() => afterFocus(() => onMove(index, index + 2))}
              onRemove={() => afterFocus(onRemove)}
            />
          }
        >
          <button
            type="button"
            data-bookmark
            className={cx(sidebar['nav'], css['bookmark'], open && css['open'], (gone || away) && css['gone'])}
            aria-current={open ? 'location' : undefined}
            title={note === '' ? visibleName(bookmark.path) : words.bookmarkNote(bookmark.path, note)}
            {...(gone ? {} : dropPlace({ kind: 'folder', path: bookmark.path as PoolPath }))}
            onClick={() => openBookmark(bookmark)}
            onAuxClick={(event) => {
              if (event.button === 1) openInTab(bookmark.path as PoolPath);
            }}
            onKeyDown={onKeyDown}
          >
            <Icon icon={gone ? BookmarkX : BookmarkIcon} />
            <bdi className={css['name']}>{name}</bdi>
            {note !== '' && <span className={css['note']}>{note}</span>}
          </button>
        </ContextMenu>
      )}
    </li>
  );
}

interface ItemMenuProps {
  readonly bookmark: Bookmark;
  readonly first: boolean;
  readonly last: boolean;
  readonly onRename: () => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onRemove: () => void;
}

function ItemMenu({ bookmark, first, last, onRename, onUp, onDown, onRemove }: ItemMenuProps) {
  return (
    <>
      <MenuItem onSelect={() => openBookmark(bookmark)}>{words.open}</MenuItem>
      {canOpenTab() && <MenuItem onSelect={() => openInTab(bookmark.path as PoolPath)}>{words.openInTab}</MenuItem>}
      <MenuSeparator />
      <MenuItem shortcut="F2" onSelect={onRename}>
        {words.rename}
      </MenuItem>
      <MenuItem shortcut="Alt+↑" disabled={first} onSelect={onUp}>
        {words.moveUp}
      </MenuItem>
      <MenuItem shortcut="Alt+↓" disabled={last} onSelect={onDown}>
        {words.moveDown}
      </MenuItem>
      <MenuSeparator />
      <MenuItem shortcut="Del" onSelect={onRemove}>
        {words.remove}
      </MenuItem>
    </>
  );
}

/** The name in place; Enter takes it, Escape gives the old one back. null: nothing changes. */
function NameField({
  bookmark,
  onDone,
}: {
  readonly bookmark: Bookmark;
  readonly onDone: (name: string | null) => void;
}) {
  const name = bookmarkName(bookmark);
  const [value, setValue] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const end = (take: boolean): void => {
    if (ended.current) return;
    ended.current = true;
    onDone(take && value !== name ? value : null);
  };
  return (
    <input
      ref={input}
      className={css['field']}
      aria-label={words.newName(name)}
      autoComplete="off"
      spellCheck={false}
      maxLength={255}
      value={value}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') end(true);
        else if (event.key === 'Escape') end(false);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}

/** Under 1100 px. */
function RailMenu({ pool }: { readonly pool: PoolInfo }): ReactElement {
  const list = useBookmarks(pool.id);
  const { screen, path } = useRoute((state) => state.route);
  const canAdd = screen === 'files' && path !== rootPath && !list.some((one) => one.path === path);
  return (
    <div className={css['rail']}>
      <Menu
        trigger={
          <button
            type="button"
            className={sidebar['nav']}
            title={words.bookmarks}
            aria-label={words.bookmarks}
            {...dropPlace({ kind: 'bookmarks', at: list.length })}
          >
            <Icon icon={BookmarkIcon} size={18} />
          </button>
        }
      >
        <MenuLabel>{words.bookmarks}</MenuLabel>
        {list.map((bookmark) => (
          <RailItem key={bookmark.path} bookmark={bookmark} />
        ))}
        {list.length > 0 && <MenuSeparator />}
        <MenuItem icon={Plus} disabled={!canAdd} onSelect={() => addBookmarks(pool.id, [path])}>
          {words.bookmarkThis}
        </MenuItem>
      </Menu>
    </div>
  );
}

function RailItem({ bookmark }: { readonly bookmark: Bookmark }) {
  const gone = useBookmarkStates(({ known }) => known.get(bookmark.path)?.there === 'no');
  return (
    <MenuItem icon={gone ? BookmarkX : BookmarkIcon} onSelect={() => openBookmark(bookmark)}>
      <bdi>{bookmarkName(bookmark)}</bdi>
      {gone && `, ${words.bookmarkGone}`}
    </MenuItem>
  );
}
