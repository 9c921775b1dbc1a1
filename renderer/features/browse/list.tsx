import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { select, setRenaming, toggleSelected, useBrowse } from '../../state/browse.ts';
import { useDrag } from '../../state/drag.ts';
import { openEntry } from '../../state/entries.ts';
import { rowIndex, useRows } from '../../state/rows.ts';
import type { EntryRow, Row } from '../../state/rows.ts';
import { cx } from '../../ui/index.ts';
import { DragCaptionView } from './drag-caption.tsx';
import { noPreviewId } from './drag-source.ts';
import { acceptDrops } from './drop.ts';
import { GroupLine } from './group-line.tsx';
import { Header } from './header.tsx';
import { followEnd, goToRow, listKey, withCommand } from './keyboard.ts';
import css from './list.module.css';
import { NoteLine, TreeRow } from './row.tsx';
import { createSlots } from './slots.ts';
import type { ShownColumns } from './use-columns.ts';
import { rememberScroll, scrollOf } from './view-memory.ts';

/** Height of a row in px, as in the tokens (`--row`); rows lie under the header. */
const rowHeight = 28;
const headHeight = 30;
/** Space above the first row, px. */
const pad = 3;

function rowOf(target: EventTarget | null): EntryRow | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  if (element === null) return null;
  const row = useRows.getState().rows.at(Number(element.dataset['index']));
  return row?.kind === 'entry' ? row : null;
}

/** What keeps its element while it is in sight. Rows of different kinds never share one. */
function slotName(row: Row | undefined): string {
  return row === undefined ? '' : `${row.kind} ${row.kind === 'group' ? row.id : row.path}`;
}

export interface TreeListProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  /** Accessible name. */
  readonly label: string;
  readonly columns: ShownColumns;
}

/** The rows of the open folder as a virtual treegrid: only what is in sight is in the page. */
export function TreeList({ pool, path, label, columns }: TreeListProps) {
  const box = useRef<HTMLDivElement>(null);
  const caption = useRef<HTMLDivElement>(null);
  /** A press on a row that is selected already collapses the selection only when it ends without a drag. */
  const pressed = useRef<PoolPath | null>(null);
  const rows = useRows((state) => state.rows);
  const [slots] = useState(createSlots);
  const focused = useBrowse((state) => state.focused);
  const whole = useBrowse((state) => state.dropTarget === path);
  const refused = useDrag((state) => state.caption !== null && state.caption.refused !== '');
  const focusAt = focused === null ? -1 : rowIndex(focused);

  // The virtualizer returns functions that change without notice; nothing here is memoized with them.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    // Each row that is drawn costs time in every frame of a scroll.
    overscan: 6,
    paddingStart: headHeight + pad,
    paddingEnd: pad,
    scrollPaddingStart: headHeight + pad,
    scrollPaddingEnd: pad,
    // The focused row stays in the page, so that the keyboard is never lost.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (focusAt < 0 || focusAt >= rows.length || shown.includes(focusAt)) return shown;
      return [...shown, focusAt].sort((a, b) => a - b);
    },
  });

  // Another folder: where one was in it.
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    list.scrollTop = scrollOf(path);
    return () => rememberScroll(path, list.scrollTop);
  }, [path]);

  useEffect(followEnd, [rows]);

  const hadFocus = useRef(false);
  useEffect(() => {
    if (focusAt < 0) return;
    virtual.scrollToIndex(focusAt, { align: 'auto' });
    // Where the keyboard goes, the row that it is on follows.
    if (!hadFocus.current) return;
    const frame = requestAnimationFrame(() => {
      const row = box.current?.querySelector<HTMLElement>(`[data-index="${focusAt}"]`);
      const active = document.activeElement;
      // A menu or a dialog that has opened meanwhile keeps the focus.
      const ours = active === null || active === document.body || box.current?.contains(active) === true;
      if (ours && row?.contains(active) !== true) row?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // The virtualizer is the same object for the life of the list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [focused, focusAt]);

  useEffect(() => {
    const list = box.current;
    if (list === null) return;
    return acceptDrops(list, ({ clientX, clientY }) => {
      const view = caption.current;
      if (view === null) return;
      // 12 px right and 14 px below the pointer, and never out of the window.
      const left = Math.max(0, Math.min(clientX + 12, window.innerWidth - view.offsetWidth - 8));
      const top = Math.max(0, Math.min(clientY + 14, window.innerHeight - view.offsetHeight - 8));
      view.style.transform = `translate(${left}px, ${top}px)`;
    });
  }, []);

  const onMouseDown = (event: MouseEvent): void => {
    pressed.current = null;
    if (event.target instanceof Element && event.target.closest('input, [data-twist], [role=columnheader]')) return;
    const row = rowOf(event.target);
    if (row === null) {
      if (event.button === 0 && !event.shiftKey && !withCommand(event)) select([], focused);
      return;
    }
    const { selected } = useBrowse.getState();
    if (event.button === 2) {
      if (!selected.has(row.path)) select([row.path], row.path);
    } else if (event.button === 0) {
      if (event.shiftKey) goToRow(row.path, { extend: true, keep: false });
      else if (withCommand(event.nativeEvent)) toggleSelected(row.path);
      else if (selected.has(row.path)) pressed.current = row.path;
      else select([row.path], row.path);
    }
  };

  const onClick = (): void => {
    if (pressed.current !== null) select([pressed.current], pressed.current);
    pressed.current = null;
  };

  const onDoubleClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input, [data-twist]')) return;
    const row = rowOf(event.target);
    if (row !== null) void openEntry(row.entry);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('input, button')) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2);
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      openMenuAt(event.target);
    } else if (listKey(event.nativeEvent, page)) event.preventDefault();
  };

  const items = virtual.getVirtualItems();
  const keys = slots.assign(items.map(({ index }) => slotName(rows.at(index))));
  const stop =
    focusAt >= 0
      ? focusAt
      : [...Array(Math.min(rows.length, 3)).keys()].findIndex((at) => rows.entryAt(at) !== undefined);
  return (
    <>
      <div
        ref={box}
        role="treegrid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.keys.length + 1}
        tabIndex={-1}
        className={cx(css['list'], whole && (refused ? css['refused'] : css['drop']))}
        onMouseDown={onMouseDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onKeyDown={onKeyDown}
        onFocus={() => (hadFocus.current = true)}
        onBlur={(event) => {
          if (event.relatedTarget === null && useBrowse.getState().renaming === null && !document.hasFocus()) return;
          hadFocus.current = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        }}
      >
        <Header columns={columns.columns} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize() - headHeight }}>
          {items.map(({ index, start }, at) => {
            const row = rows.at(index);
            if (row === undefined) return null;
            switch (row.kind) {
              case 'entry':
                return (
                  <TreeRow
                    key={keys[at]}
                    row={row}
                    index={index}
                    pool={pool}
                    columns={columns.keys}
                    top={start}
                    tabStop={index === stop}
                  />
                );
              case 'note':
                return <NoteLine key={keys[at]} row={row} index={index} top={start} />;
              case 'group':
                return <GroupLine key={keys[at]} row={row} index={index} pool={pool} top={start} />;
            }
          })}
        </div>
      </div>
      <div id={noPreviewId} className={css['noPreview']} />
      <DragCaptionView pool={pool} box={caption} />
    </>
  );
}

/** The menu key opens the context menu at the row, as the second mouse button does. */
function openMenuAt(target: EventTarget | null): void {
  if (!(target instanceof Element)) return;
  setRenaming(null);
  const { focused, selected } = useBrowse.getState();
  if (focused !== null && !selected.has(focused)) select([focused], focused);
  const { left, bottom } = target.getBoundingClientRect();
  target.dispatchEvent(
    new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + 48, clientY: bottom }),
  );
}
