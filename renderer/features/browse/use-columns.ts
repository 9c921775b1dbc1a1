import { useLayoutEffect, useMemo, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { ColumnKey } from '../../../shared/settings.ts';
import { useSettings } from '../../state/settings.ts';
import type { Columns } from '../../state/view.ts';
import { columnsTemplate, columnsThatFit } from './columns.ts';

/** The width of an element in px, as it changes; 0 before it is drawn. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    // It tells of the first width too, before anything is painted; what hangs on it is drawn in the same picture.
    const observer = new ResizeObserver(() => flushSync(() => setWidth(watched.clientWidth)));
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

export interface ShownColumns {
  /** What there is room for. */
  readonly columns: Columns;
  /** The same array while the same columns are shown, whatever their widths. */
  readonly keys: readonly ColumnKey[];
  /** For `--columns`. */
  readonly template: string;
}

/** The columns that a list of this width shows. */
export function useColumns(width: number): ShownColumns {
  const chosen = useSettings(({ view }) => view.columns);
  const columns = useMemo(() => columnsThatFit(chosen, width === 0 ? Infinity : width), [chosen, width]);
  const names = columns.map(({ key }) => key).join(' ');
  const keys = useMemo(() => names.split(' ').filter((name) => name !== '') as ColumnKey[], [names]);
  return { columns, keys, template: columnsTemplate(columns) };
}
