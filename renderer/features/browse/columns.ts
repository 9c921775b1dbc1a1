import type { ColumnKey, Settings } from '../../../shared/settings.ts';

/** Columns of the list: which of them there is room for. Pure. */

/** Figures stand at the end of their column. */
export const columnPlaces: Readonly<Record<ColumnKey, 'start' | 'end'>> = {
  volumes: 'start',
  size: 'end',
  modified: 'start',
  created: 'start',
  copies: 'end',
  allocated: 'end',
  type: 'start',
  mode: 'start',
};

type Columns = Settings['view']['columns'];

/** A name has at least this much, px. */
export const nameWidth = 200;
/** Marks alone, without the name of a volume, px. */
const marksWidth = 84;
/** Space at both sides of a row, and for the scrollbar, px. */
const sides = 36;

/**
 * The columns that there is room for, px: what does not fit is left out, the last one first, but where the bytes are is
 * always said, at last by marks alone.
 */
export function columnsThatFit(columns: Columns, width: number): Columns {
  let room = Math.max(0, width - sides - nameWidth);
  const marks = columns.find(({ key }) => key === 'volumes');
  if (marks !== undefined) room -= Math.min(marks.width, marksWidth);
  const shown = new Map<ColumnKey, number>();
  for (const column of columns) {
    if (column === marks || column.width > room) continue;
    shown.set(column.key, column.width);
    room -= column.width;
  }
  if (marks !== undefined) {
    const narrow = Math.min(marks.width, marksWidth);
    shown.set('volumes', narrow + Math.max(0, Math.min(marks.width - narrow, room)));
  }
  return columns.flatMap(({ key }) => {
    const fits = shown.get(key);
    return fits === undefined ? [] : [{ key, width: Math.round(fits) }];
  });
}

/** For `grid-template-columns`: the name has what is left. */
export function columnsTemplate(columns: Columns): string {
  return ['minmax(0, 1fr)', ...columns.map(({ width }) => `${String(width)}px`)].join(' ');
}
