import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { PoolPath } from '../../../shared/path.ts';
import { entryDrag } from './drag-source.ts';

/** Lets an entry be dragged by its element, which may be used again for others. `fixed`: not now. */
export function useEntryDrag(element: RefObject<HTMLElement | null>, path: PoolPath, fixed: boolean): void {
  // A drag that starts is for what the element shows then.
  const current = useRef(path);
  useEffect(() => {
    current.current = path;
  }, [path]);
  useEffect(() => {
    if (element.current === null || fixed) return;
    return entryDrag(element.current, () => current.current);
  }, [element, fixed]);
}
