import { useLayoutEffect, useRef } from 'react';
import type { Settings } from '../../../shared/settings.ts';
import { useBrowse } from '../../state/browse.ts';
import { rowIndex } from '../../state/rows.ts';
import { setView, useSettings } from '../../state/settings.ts';

/** What was in sight in the other view. */
interface Left {
  /** Number of the first row in sight. */
  readonly first: number;
  /** The row of the keyboard was not: it is not looked for. */
  readonly away: boolean;
}

let left: Left | null = null;

/** Shows folders as a list or as tiles. What was at the top stays there. */
export function switchKind(kind: Settings['view']['kind']): void {
  if (useSettings.getState().view.kind === kind) return;
  left = inSight();
  setView({ kind });
}

function inSight(): Left | null {
  const list = document.querySelector('[data-drop-rows]');
  if (list === null || list.scrollTop === 0) return null;
  const { top, bottom } = list.getBoundingClientRect();
  // The head of a list lies over its rows.
  const head = list.querySelector('[role=columnheader]')?.clientHeight ?? 0;
  const shown = [...list.querySelectorAll<HTMLElement>('[data-index]')]
    .filter((row) => {
      // More of it than its edge.
      const box = row.getBoundingClientRect();
      return (box.top + box.bottom) / 2 > top + head && box.top < bottom;
    })
    .map((row) => Number(row.dataset['index']));
  if (shown.length === 0) return null;
  return { first: Math.min(...shown), away: !shown.includes(rowIndex(useBrowse.getState().focused)) };
}

/** The other view is about to be drawn, and knows with which row to begin. */
export function isSwitching(): boolean {
  return left !== null;
}

/**
 * Called by a view when it is drawn first: it is told which row to begin with. Answers whether the row of the keyboard
 * may stay out of sight; asked once.
 */
export function useSwitched(show: (index: number) => void): () => boolean {
  const quiet = useRef(left?.away === true);
  const latest = useRef(show);
  useLayoutEffect(() => {
    if (left !== null) latest.current(left.first);
    left = null;
  }, []);
  return () => {
    const once = quiet.current;
    quiet.current = false;
    return once;
  };
}
