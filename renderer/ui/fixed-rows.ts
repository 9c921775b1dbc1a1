import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import { ScaledScroll } from './scaled-scroll.ts';

/** Rows that are drawn beyond both ends of what is in sight: each one costs time in every frame of a scroll. */
const usualOverscan = 6;

/** Where rows lie that are not of one height; px from the top of the first one. */
export interface RowPlaces {
  readonly topOf: (index: number) => number;
  /** The row at a height; beyond both ends as they come. */
  readonly indexAt: (place: number) => number;
}

export interface FixedRowsOptions {
  /** The element that scrolls. */
  readonly box: RefObject<HTMLElement | null>;
  readonly count: number;
  /** px; of most rows where `places` says where they lie. */
  readonly rowHeight: number;
  readonly places?: RowPlaces;
  /** Rows that are drawn beyond both ends of what is in sight. */
  readonly overscan?: number;
  /** px above the first row, of which `head` stay in sight, and below the last row. */
  readonly before: number;
  readonly head: number;
  readonly after: number;
  /** A row that stays in the page wherever one scrolls; -1: none. */
  readonly keep: number;
}

/** Rows, of one height if nothing else is said, of which only those in sight are in the page. */
export interface FixedRows {
  /** Indexes of the rows to draw, rising. */
  readonly items: readonly number[];
  /** px: height of everything, to draw. */
  readonly height: number;
  /** px from the top of the element that scrolls, to draw a row at. */
  readonly topOf: (index: number) => number;
  /** Scrolls as far as needed to have a row in sight. */
  readonly reveal: (index: number) => void;
  /** Scrolls so that a row is the first in sight. */
  readonly showFirst: (index: number) => void;
  /** The first row in sight. */
  readonly firstInSight: () => number;
  /** The place in the list of a height in the window, px from the top of the list; clientY. */
  readonly placeAt: (clientY: number) => number;
  /** The row at a place; -1 above the first one, `count` below the last. */
  readonly rowAt: (place: number) => number;
  /** Where to draw what is at a place. */
  readonly drawnAt: (place: number) => number;
}

/** Nobody scrolls when no scrolling began for so long (ms) after one ended: a wheel makes many short ones. */
const restMs = 250;

interface Sight {
  /** First and last row that are drawn. */
  readonly first: number;
  readonly last: number;
  readonly offset: number;
}

/**
 * The rows to draw of `count`: those in sight, and `overscan` more at both ends. Not while the list flies past: where every
 * row is another one in each frame, rows that nobody sees would cost a third of it.
 */
export function drawnRows(
  { first, last }: { readonly first: number; readonly last: number },
  count: number,
  overscan: number,
  isFlying: boolean,
): { readonly first: number; readonly last: number } {
  const more = isFlying ? 0 : overscan;
  return { first: Math.max(0, first - more), last: Math.min(count - 1, last + more) };
}

export function useFixedRows(options: FixedRowsOptions): FixedRows {
  const { box, count, rowHeight, before, head, after, keep, places, overscan = usualOverscan } = options;
  const topIn = (index: number): number => places?.topOf(index) ?? index * rowHeight;
  const indexAt = (place: number): number => places?.indexAt(place) ?? Math.floor(place / rowHeight);
  const [scroll] = useState(() => new ScaledScroll());
  // Until the list is drawn: it is not taller than the window.
  const [view, setView] = useState(() => window.innerHeight);
  const total = before + topIn(count) + after;
  scroll.resize(total, view);

  const look = (): Sight => {
    const inSight = { first: indexAt(scroll.top + head - before), last: indexAt(scroll.top + view - before) + 1 };
    return { ...drawnRows(inSight, count, overscan, scroll.isFlying), offset: scroll.offset };
  };
  const [, redraw] = useState(0);
  const sight = look();
  const drawn = useRef(sight);
  const current = useRef(look);
  useLayoutEffect(() => {
    drawn.current = sight;
    current.current = look;
  });

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    const observer = new ResizeObserver(() => setView(list.clientHeight));
    observer.observe(list);
    const settle = (resting: boolean): void => {
      const position = scroll.settle(resting);
      if (position !== null) list.scrollTo({ top: position, behavior: 'instant' });
    };
    const show = (): void => {
      const { first, last, offset } = current.current();
      const was = drawn.current;
      // Within what is drawn beyond both ends nothing is drawn anew.
      if (offset === was.offset && first >= was.first - overscan / 2 && last <= was.last + overscan / 2) return;
      // In the same frame: rows that come a frame later flicker.
      flushSync(() => redraw((times) => times + 1));
    };
    let resting: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      clearTimeout(resting);
      scroll.scrolled(list.scrollTop);
      settle(false);
      show();
    };
    const onRest = (): void => {
      clearTimeout(resting);
      resting = setTimeout(() => {
        settle(true);
        scroll.rest();
        show();
      }, restMs);
    };
    list.addEventListener('scroll', onScroll, { passive: true });
    list.addEventListener('scrollend', onRest, { passive: true });
    return () => {
      clearTimeout(resting);
      observer.disconnect();
      list.removeEventListener('scroll', onScroll);
      list.removeEventListener('scrollend', onRest);
    };
  }, [box, scroll, overscan]);

  // Rows went: the browser may have gone to another position by itself.
  useEffect(() => {
    const list = box.current;
    if (list !== null && list.scrollTop > scroll.height) scroll.scrolled(list.scrollTop);
  }, [box, scroll, total]);

  const items: number[] = [];
  if (keep >= 0 && keep < Math.min(sight.first, count)) items.push(keep);
  for (let index = sight.first; index <= sight.last; index += 1) items.push(index);
  if (keep > sight.last && keep < count) items.push(keep);

  return {
    items,
    height: scroll.height,
    topOf: (index) => before + topIn(index) - scroll.offset,
    reveal: (index) => {
      const list = box.current;
      if (list === null) return;
      const highest = topIn(index);
      const lowest = before + topIn(index + 1) + after - list.clientHeight;
      const place = scroll.top;
      const to = place > highest ? highest : place < lowest ? lowest : place;
      if (to !== place) list.scrollTo({ top: scroll.goTo(to), behavior: 'instant' });
    },
    showFirst: (index) => box.current?.scrollTo({ top: scroll.goTo(topIn(index)), behavior: 'instant' }),
    firstInSight: () => Math.max(0, Math.min(count - 1, indexAt(scroll.top + head - before))),
    placeAt: (clientY) => clientY - (box.current?.getBoundingClientRect().top ?? 0) + scroll.top,
    rowAt: (place) => Math.max(-1, Math.min(count, indexAt(place - before))),
    drawnAt: (place) => place - scroll.offset,
  };
}
