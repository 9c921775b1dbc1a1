import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { dropRows, useDrag } from '../../state/drag.ts';
import { openEntry } from '../../state/entries.ts';
import { Intervals } from '../../state/intervals.ts';
import { notifyError } from '../../state/notices.ts';
import { useRows } from '../../state/rows.ts';
import type { EntryRow } from '../../state/rows.ts';
import { useSettings } from '../../state/settings.ts';
import { zoomTiles } from '../../state/view.ts';
import { cx } from '../../ui/index.ts';
import { watchForBand } from './band.ts';
import type { Band, BandGround } from './band.ts';
import { useFixedRows } from './fixed-rows.ts';
import { columnsIn, gap, GridLayout, tileSize } from './grid-layout.ts';
import { moveInGrid } from './grid-keys.ts';
import css from './grid.module.css';
import { GroupHead } from './group-line.tsx';
import { useKeptScroll } from './kept-scroll.ts';
import { followEnd, listKey } from './keyboard.ts';
import { openMenuAt } from './menu-at.ts';
import { openRowInTab } from './open-in-tab.ts';
import { isSecondary, pressDrags, pressGround, pressRow, releasePress } from './press.ts';
import { useSwitched } from './switch-kind.ts';
import { Tile } from './tile.tsx';
import { useWidth } from './use-columns.ts';

/** Space round the tiles, px, as in the style. */
const sides = 14;
const pad = 12;
const headHeight = 36;

function rowOf(target: EventTarget | null): EntryRow | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  if (element === null) return null;
  const row = useRows.getState().rows.at(Number(element.dataset['index']));
  return row?.kind === 'entry' ? row : null;
}

export interface TileGridProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  /** Accessible name. */
  readonly label: string;
}

/** The entries of the open folder as tiles: only what is in sight is in the page. */
export function TileGrid({ pool, path, label }: TileGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const rows = useRows((state) => state.rows);
  const edge = useSettings(({ view }) => view.tile);
  const focused = useBrowse((state) => state.focused);
  const selected = useBrowse((state) => state.selected);
  const renaming = useBrowse((state) => state.renaming);
  const dropTarget = useBrowse((state) => state.dropTarget);
  const cut = useClipboard((state) => state.cut);
  const dragged = useDrag((state) => state.paths);
  const refused = useDrag((state) => state.caption !== null && state.caption.refused !== '');
  const width = useWidth(box);
  const size = useMemo(() => tileSize(edge), [edge]);
  const columns = columnsIn(width - 2 * sides, size);
  const layout = useMemo(() => new GridLayout(rows.length, rows.others, columns), [rows, columns]);
  const focusAt = focused === null ? -1 : rows.indexOf(focused);
  const focusLine = layout.lineOf(focusAt);
  const lineHeight = size.height + gap.down;

  const pitch = { line: lineHeight, head: headHeight, tile: (width - 2 * sides + gap.across) / columns };
  const lines = useFixedRows({
    box,
    count: layout.lines,
    rowHeight: lineHeight,
    places: { topOf: (line) => layout.topOf(line, pitch), indexAt: (place) => layout.lineBelow(place, pitch) },
    // Pictures of what comes next are looked for, too: at most about one more screen.
    overscan: 2,
    before: pad,
    head: 0,
    after: pad,
    // The tile of the keyboard stays in the page, so that the keyboard is never lost.
    keep: focusLine,
  });

  useKeptScroll(box, path, rows);
  useEffect(followEnd, [rows]);

  // Other tiles, or other lines of them: what was at the top stays there.
  const top = useRef(0);
  const staysAway = useSwitched((index) => (top.current = index));
  const former = useRef({ columns, lineHeight });
  useLayoutEffect(() => {
    const before = former.current;
    if (before.columns === columns && before.lineHeight === lineHeight) return;
    former.current = { columns, lineHeight };
    if (top.current > 0) lines.showFirst(Math.max(0, layout.lineOf(top.current)));
    // Only when tiles lie otherwise: rows that come change nothing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [columns, lineHeight]);

  const hadFocus = useRef(false);
  useEffect(() => {
    if (focusLine < 0) return;
    if (!staysAway()) lines.reveal(focusLine);
    // Where the keyboard goes, the focus follows.
    if (!hadFocus.current) return;
    const frame = requestAnimationFrame(() => {
      const tile = box.current?.querySelector<HTMLElement>(`[data-index="${String(focusAt)}"]`);
      const active = document.activeElement;
      // A menu or a dialog that has opened meanwhile keeps the focus.
      const ours = active === null || active === document.body || box.current?.contains(active) === true;
      if (ours && tile?.contains(active) !== true) tile?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  }, [focused, focusAt]);

  // Ctrl with the wheel zooms the tiles, not the page.
  useEffect(() => {
    const grid = box.current;
    if (grid === null) return;
    let turned = 0;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      // A touchpad tells of a pinch in many small turns.
      turned += event.deltaY;
      if (Math.abs(turned) < 40) return;
      zoomTiles(turned < 0 ? 1 : -1);
      turned = 0;
    };
    grid.addEventListener('wheel', onWheel, { passive: false });
    return () => grid.removeEventListener('wheel', onWheel);
  }, []);

  const rowsIn = ({ left, right, top: above, bottom }: Band): Intervals => {
    const { tile: across } = pitch;
    const region = { left: left - sides, right: right - sides, top: above - pad, bottom: bottom - pad };
    const runs = layout.runsIn(region, pitch);
    const [first, last] = [runs[0], runs.at(-1)];
    // The whole width is one run, however many lines it has.
    const isWide =
      first !== undefined && last !== undefined && region.left < across && region.right >= across * (columns - 1);
    if (isWide) return Intervals.range(first[0], last[1]);
    return Intervals.of(runs.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)));
  };

  const ground = useRef<() => BandGround | null>(() => null);
  useEffect(() => {
    ground.current = () => {
      const grid = box.current;
      if (grid === null || mark.current === null) return null;
      return { box: grid, mark: mark.current, placeAt: lines.placeAt, drawnAt: lines.drawnAt, rowsIn };
    };
  });

  const onMouseDown = (event: MouseEvent): void => {
    const { target } = event;
    if (!(target instanceof Element) || target.closest('input, button') !== null) return;
    // The middle button opens a tab; it does not scroll by itself.
    if (event.button === 1) event.preventDefault();
    const row = rowOf(target);
    if (row === null) pressGround(event);
    // On the picture, the icon or the words, not on the empty rest of the tile.
    else pressRow(row.path, event, target.closest('canvas, svg, [data-name]') !== null);
    const grid = box.current;
    // Not on the scrollbar.
    const isInside = grid !== null && event.clientX - grid.getBoundingClientRect().left < grid.clientWidth;
    const draws = row === null ? isInside : !pressDrags();
    if (event.button === 0 && !isSecondary(event) && draws) watchForBand(event.nativeEvent, () => ground.current());
  };

  const onDoubleClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input, button')) return;
    const row = rowOf(event.target);
    if (row !== null) openEntry(row.entry).catch(notifyError);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('input, button')) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / lineHeight) - 1);
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      openMenuAt(event.target);
    } else if (moveInGrid(event.nativeEvent, layout, page) || listKey(event.nativeEvent, page, Math.max(2, columns))) {
      event.preventDefault();
    }
  };

  const stop = focusAt >= 0 ? focusAt : (rows.others[0] ?? -1) === 0 ? 1 : 0;
  return (
    <div
      ref={box}
      {...dropRows}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={layout.lines}
      aria-colcount={columns}
      tabIndex={-1}
      className={cx(css['grid'], dropTarget === path && (refused ? css['refused'] : css['drop']))}
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
      onScroll={() => {
        const line = layout.lineAt(lines.firstInSight());
        top.current = line === undefined ? 0 : line.kind === 'head' ? line.index : line.from;
      }}
    >
      <div role="presentation" style={{ height: lines.height }}>
        {lines.items.map((number) => {
          const line = layout.lineAt(number);
          if (line === undefined) return null;
          const place = { transform: `translateY(${String(lines.topOf(number))}px)` };
          if (line.kind === 'head') {
            const row = rows.at(line.index);
            return (
              row?.kind === 'group' && (
                <div key={row.id} role="row" aria-rowindex={number + 1} className={css['headLine']} style={place}>
                  <div role="gridcell" aria-colspan={columns} className={css['headCell']}>
                    <GroupHead row={row} pool={pool} />
                  </div>
                </div>
              )
            );
          }
          const template = { gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))` };
          return (
            <div
              key={`line ${String(number)}`}
              role="row"
              aria-rowindex={number + 1}
              className={css['line']}
              style={{ ...place, ...template, height: size.height }}
            >
              {Array.from({ length: line.count }, (_, column) => {
                const index = line.from + column;
                const row = rows.at(index);
                return (
                  row?.kind === 'entry' && (
                    <Tile
                      key={row.path}
                      row={row}
                      index={index}
                      column={column}
                      pool={pool}
                      size={size}
                      tabStop={index === stop}
                      selected={selected.has(row.path)}
                      renaming={renaming === row.path}
                      quiet={cut.has(row.path) || dragged.has(row.path)}
                      drop={
                        dropTarget === row.path && row.entry.type === 'directory'
                          ? refused
                            ? 'refused'
                            : 'drop'
                          : null
                      }
                    />
                  )
                );
              })}
            </div>
          );
        })}
      </div>
      <div ref={mark} className={css['band']} aria-hidden />
    </div>
  );
}
