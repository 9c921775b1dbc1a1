import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useBrowse } from '../../state/browse.ts';
import { dropRows } from '../../state/drag.ts';
import { Intervals } from '../../state/intervals.ts';
import type { RowList } from '../../state/row-list.ts';
import { useRows } from '../../state/rows.ts';
import { useSettings } from '../../state/settings.ts';
import { zoomTiles } from '../../state/view.ts';
import { cx, useFixedRows, useFollowingFocus } from '../../ui/index.ts';
import type { Band } from './band.ts';
import { useEntryLooks } from './entry-looks.ts';
import { columnsIn, gap, GridLayout, tileSize } from './grid-layout.ts';
import { moveInGrid } from './grid-keys.ts';
import css from './grid.module.css';
import groundCss from './ground.module.css';
import { GroupHead } from './group-line.tsx';
import { useKeptScroll } from './kept-scroll.ts';
import { followEnd, listKey } from './keyboard.ts';
import { useListPointer } from './list-pointer.ts';
import { menuKey } from './menu-at.ts';
import { createSlots } from './slots.ts';
import { useSwitched } from './switch-kind.ts';
import { Tile } from './tile.tsx';
import { useWidth } from './use-columns.ts';

/** Space round the tiles, px, as in the style. */
const sides = 14;
const pad = 12;
const headHeight = 36;

/** What keeps its elements while it is in sight: a line by its first tile. */
function lineName(layout: GridLayout, rows: RowList, number: number): string {
  const line = layout.lineAt(number);
  if (line === undefined) return '';
  const row = rows.at(line.kind === 'head' ? line.index : line.from);
  return row === undefined ? '' : `${line.kind} ${row.kind === 'group' ? row.id : row.path}`;
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
  const [slots] = useState(createSlots);
  const edge = useSettings(({ view }) => view.tile);
  const focused = useBrowse((state) => state.focused);
  const looks = useEntryLooks(path);
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

  const following = useFollowingFocus({
    box,
    focused,
    at: focusAt,
    reveal: () => {
      if (!staysAway()) lines.reveal(focusLine);
    },
  });

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

  // By the picture, the icon or the words, not by the empty rest of the tile.
  const pointer = useListPointer({ box, mark, lines, rowsIn, handle: 'canvas, svg, [data-name]' });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('input, button')) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / lineHeight) - 1);
    if (
      menuKey(event.nativeEvent) ||
      moveInGrid(event.nativeEvent, layout, page) ||
      listKey(event.nativeEvent, page, Math.max(2, columns))
    ) {
      event.preventDefault();
    }
  };

  // Elements of lines that are gone are used again for new ones; one that stays in sight keeps its own.
  const keys = slots.assign(lines.items.map((number) => lineName(layout, rows, number)));
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
      className={cx(groundCss['ground'], looks.drop !== null && groundCss[looks.drop])}
      onKeyDown={onKeyDown}
      {...pointer}
      {...following}
      onScroll={() => {
        const line = layout.lineAt(lines.firstInSight());
        top.current = line === undefined ? 0 : line.kind === 'head' ? line.index : line.from;
      }}
    >
      <div role="presentation" style={{ height: lines.height }}>
        {lines.items.map((number, at) => {
          const line = layout.lineAt(number);
          if (line === undefined) return null;
          const place = { transform: `translateY(${String(lines.topOf(number))}px)` };
          if (line.kind === 'head') {
            const row = rows.at(line.index);
            return (
              row?.kind === 'group' && (
                <div key={keys[at]} role="row" aria-rowindex={number + 1} className={css['headLine']} style={place}>
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
              key={keys[at]}
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
                      key={column}
                      row={row}
                      index={index}
                      column={column}
                      pool={pool}
                      size={size}
                      tabStop={index === stop}
                      {...looks.of(row)}
                    />
                  )
                );
              })}
            </div>
          );
        })}
      </div>
      <div ref={mark} className={groundCss['band']} aria-hidden />
    </div>
  );
}
