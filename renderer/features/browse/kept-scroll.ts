import { useEffect, useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { PoolPath } from '../../../shared/path.ts';
import { rememberScroll, scrollOf } from '../../state/view-memory.ts';
import { isSwitching } from './switch-kind.ts';

/**
 * Shows a folder where one was in it. Its rows may still be on their way: until there are enough of them (`rows` is
 * whatever changes with them), or the person scrolls, the place is kept in mind.
 */
export function useKeptScroll(box: RefObject<HTMLElement | null>, path: PoolPath, rows: unknown): void {
  /** Where to, px; null: one is there. */
  const wanted = useRef<number | null>(null);

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    // A list and tiles are not of the same height: the other view goes where it was by what was in sight.
    const top = isSwitching() ? list.scrollTop : scrollOf(path);
    list.scrollTo(0, top);
    wanted.current = isAt(list, top) ? null : top;
    // When the folder is left, its rows are gone from the page already and the list has jumped.
    let last = list.scrollTop;
    const follow = (): void => {
      last = list.scrollTop;
    };
    // Before the list draws other rows: afterwards the question would make the browser lay them out at once.
    list.addEventListener('scroll', follow, { passive: true, capture: true });
    return () => {
      list.removeEventListener('scroll', follow, { capture: true });
      rememberScroll(path, wanted.current ?? last);
    };
  }, [box, path]);

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || wanted.current === null) return;
    list.scrollTo(0, wanted.current);
    if (isAt(list, wanted.current)) wanted.current = null;
  }, [box, rows]);

  useEffect(() => {
    const list = box.current;
    if (list === null) return;
    const own = (): void => {
      wanted.current = null;
    };
    const events = ['wheel', 'pointerdown', 'keydown', 'touchmove'] as const;
    for (const event of events) list.addEventListener(event, own, { passive: true });
    return () => {
      for (const event of events) list.removeEventListener(event, own);
    };
  }, [box]);
}

/** Positions are rounded on screens of odd scales. */
function isAt(list: HTMLElement, top: number): boolean {
  return Math.abs(list.scrollTop - top) < 2;
}
