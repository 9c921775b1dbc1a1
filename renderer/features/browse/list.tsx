import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useBrowse } from '../../state/browse.ts';
import { dropRows } from '../../state/drag.ts';
import { Intervals } from '../../state/intervals.ts';
import type { RowList } from '../../state/row-list.ts';
import { useRows } from '../../state/rows.ts';
import type { Row } from '../../state/rows.ts';
import { useRowHeight } from '../../state/settings.ts';
import { cx, useFixedRows, useFollowingFocus } from '../../ui/index.ts';
import type { Band } from './band.ts';
import { useEntryLooks } from './entry-looks.ts';
import groundCss from './ground.module.css';
import { GroupLine } from './group-line.tsx';
import { Header } from './header.tsx';
import { useKeptScroll } from './kept-scroll.ts';
import { followEnd, listKey } from './keyboard.ts';
import css from './list.module.css';
import { useListPointer } from './list-pointer.ts';
import { menuKey } from './menu-at.ts';
import { NoteLine, TreeRow } from './row.tsx';
import { createSlots } from './slots.ts';
import { useSwitched } from './switch-kind.ts';
import type { ShownColumns } from './use-columns.ts';

/** Rows lie under the header; px. */
const headHeight = 30;
/** Space above the first row and below the last one, px. */
const pad = 3;

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
  const looks = useEntryLooks(path);
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

  const following = useFollowingFocus({
    box,
    focused,
    at: focusAt,
    reveal: () => {
      if (!staysAway()) fixed.reveal(focusAt);
    },
  });

  // A row is as wide as the list: only the height counts.
  const rowsIn = ({ top, bottom }: Band): Intervals => {
    const [first, last] = [Math.max(0, fixed.rowAt(top)), Math.min(rows.length - 1, fixed.rowAt(bottom))];
    return first > last ? Intervals.none : Intervals.range(first, last);
  };
  // Within the cell of the name, not on the empty rest of it.
  const pointer = useListPointer({ box, mark, lines: fixed, rowsIn, handle: '[data-name] > *' });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('input, button')) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2);
    if (menuKey(event.nativeEvent) || listKey(event.nativeEvent, page)) event.preventDefault();
  };

  const keys = slots.assign(fixed.items.map((index) => slotName(rows.at(index))));
  const stop = focusAt >= 0 ? focusAt : firstEntry(rows);
  return (
    <div
      ref={box}
      {...dropRows}
      role="treegrid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={rows.length + rows.coming + 1}
      aria-colcount={columns.keys.length + 1}
      tabIndex={-1}
      className={cx(groundCss['ground'], css['list'], looks.drop !== null && groundCss[looks.drop])}
      onKeyDown={onKeyDown}
      {...pointer}
      {...following}
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
                  {...looks.of(row)}
                />
              );
            case 'note':
              return <NoteLine key={keys[at]} row={row} index={index} top={top} />;
            case 'group':
              return <GroupLine key={keys[at]} row={row} index={index} pool={pool} top={top} />;
          }
        })}
      </div>
      <div ref={mark} className={groundCss['band']} aria-hidden />
    </div>
  );
}

/** Number of the first row that the keyboard can be on. */
function firstEntry(rows: RowList): number {
  let index = 0;
  while (index < rows.length && rows.entryAt(index) === undefined) index += 1;
  return index;
}
