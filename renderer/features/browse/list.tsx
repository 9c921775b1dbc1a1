import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { select, setRenaming, useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { dropRows, useDrag } from '../../state/drag.ts';
import { openEntry } from '../../state/entries.ts';
import { openRowInTab } from './open-in-tab.ts';
import { Intervals } from '../../state/intervals.ts';
import type { RowList } from '../../state/row-list.ts';
import { useRows } from '../../state/rows.ts';
import type { EntryRow, Row } from '../../state/rows.ts';
import { useRowHeight } from '../../state/settings.ts';
import { cx } from '../../ui/index.ts';
import { watchForBand } from './band.ts';
import type { Band, BandGround } from './band.ts';
import { useFixedRows } from './fixed-rows.ts';
import { GroupLine } from './group-line.tsx';
import { Header } from './header.tsx';
import { useKeptScroll } from './kept-scroll.ts';
import { followEnd, listKey } from './keyboard.ts';
import css from './list.module.css';
import { isSecondary, pressDrags, pressGround, pressRow, releasePress } from './press.ts';
import { NoteLine, TreeRow } from './row.tsx';
import { createSlots } from './slots.ts';
import { useSwitched } from './switch-kind.ts';
import type { ShownColumns } from './use-columns.ts';

/** Rows lie under the header; px. */
const headHeight = 30;
/** Space above the first row and below the last one, px. */
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
  const mark = useRef<HTMLDivElement>(null);
  const rows = useRows((state) => state.rows);
  const [slots] = useState(createSlots);
  const focused = useBrowse((state) => state.focused);
  const selected = useBrowse((state) => state.selected);
  const renaming = useBrowse((state) => state.renaming);
  const dropTarget = useBrowse((state) => state.dropTarget);
  const cut = useClipboard((state) => state.cut);
  const dragged = useDrag((state) => state.paths);
  const refused = useDrag((state) => state.caption !== null && state.caption.refused !== '');
  const focusAt = focused === null ? -1 : rows.indexOf(focused);
  const rowHeight = useRowHeight();

  const fixed = useFixedRows({
    box,
    count: rows.length,
    rowHeight,
    before: headHeight + pad,
    head: headHeight,
    after: pad,
    // The focused row stays in the page, so that the keyboard is never lost.
    keep: focusAt,
  });

  useKeptScroll(box, path, rows);
  const staysAway = useSwitched(fixed.showFirst);

  useEffect(followEnd, [rows]);

  const hadFocus = useRef(false);
  useEffect(() => {
    if (focusAt < 0) return;
    if (!staysAway()) fixed.reveal(focusAt);
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
    // Only when the focus goes somewhere: what scrolls by itself stays where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [focused, focusAt]);

  const ground = useRef<() => BandGround | null>(() => null);
  useEffect(() => {
    // A row is as wide as the list: only the height counts.
    const rowsIn = ({ top, bottom }: Band): Intervals => {
      const [first, last] = [Math.max(0, fixed.rowAt(top)), Math.min(rows.length - 1, fixed.rowAt(bottom))];
      return first > last ? Intervals.none : Intervals.range(first, last);
    };
    ground.current = () => {
      if (box.current === null || mark.current === null) return null;
      return { box: box.current, mark: mark.current, placeAt: fixed.placeAt, drawnAt: fixed.drawnAt, rowsIn };
    };
  });

  const onMouseDown = (event: MouseEvent): void => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    // The middle button opens a tab; it does not scroll by itself.
    if (event.button === 1) event.preventDefault();
    if (target.closest('input, button, [data-twist], [role=columnheader]') !== null) return;
    const row = rowOf(target);
    if (row === null) pressGround(event);
    // Within the cell, not on the empty rest of it.
    else pressRow(row.path, event, target.closest('[data-name] > *') !== null);
    const list = box.current;
    // Not on the scrollbar.
    const isInside = list !== null && event.clientX - list.getBoundingClientRect().left < list.clientWidth;
    const draws = row === null ? isInside : !pressDrags();
    if (event.button === 0 && !isSecondary(event) && draws) watchForBand(event.nativeEvent, () => ground.current());
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

  const keys = slots.assign(fixed.items.map((index) => slotName(rows.at(index))));
  const stop = focusAt >= 0 ? focusAt : firstEntry(rows);
  return (
    <>
      <div
        ref={box}
        {...dropRows}
        role="treegrid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={rows.length + rows.coming + 1}
        aria-colcount={columns.keys.length + 1}
        tabIndex={-1}
        className={cx(css['list'], dropTarget === path && (refused ? css['refused'] : css['drop']))}
        onMouseDown={onMouseDown}
        onClick={releasePress}
        onAuxClick={(event) => openRowInTab(event, rowOf(event.target)?.entry)}
        onDoubleClick={onDoubleClick}
        onKeyDown={onKeyDown}
        onFocus={() => (hadFocus.current = true)}
        onBlur={(event) => {
          if (event.relatedTarget === null && useBrowse.getState().renaming === null && !document.hasFocus()) return;
          hadFocus.current = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        }}
      >
        <Header columns={columns.columns} />
        <div role="rowgroup" style={{ height: fixed.height - headHeight }}>
          {fixed.items.map((index, at) => {
            const row = rows.at(index);
            const top = fixed.topOf(index);
            switch (row?.kind) {
              case undefined:
                return null;
              case 'entry':
                return (
                  <TreeRow
                    key={keys[at]}
                    row={row}
                    index={index}
                    pool={pool}
                    columns={columns.keys}
                    top={top}
                    tabStop={index === stop}
                    selected={selected.has(row.path)}
                    renaming={renaming === row.path}
                    quiet={cut.has(row.path) || dragged.has(row.path)}
                    drop={
                      dropTarget === row.path && row.entry.type === 'directory' ? (refused ? 'refused' : 'drop') : null
                    }
                  />
                );
              case 'note':
                return <NoteLine key={keys[at]} row={row} index={index} top={top} />;
              case 'group':
                return <GroupLine key={keys[at]} row={row} index={index} pool={pool} top={top} />;
            }
          })}
        </div>
        <div ref={mark} className={css['band']} aria-hidden />
      </div>
    </>
  );
}

/** Number of the first row that the keyboard can be on. */
function firstEntry(rows: RowList): number {
  let index = 0;
  while (index < rows.length && rows.entryAt(index) === undefined) index += 1;
  return index;
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
