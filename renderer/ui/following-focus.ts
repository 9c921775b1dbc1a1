import { useEffect, useRef } from 'react';
import type { FocusEvent, RefObject } from 'react';

export interface FollowingFocusOptions {
  /** The list: it holds one element with `data-index` for each row that is in the page. */
  readonly box: RefObject<HTMLElement | null>;
  /** The row of the keyboard: its name, and its number; null and -1: there is none. */
  readonly focused: string | null;
  readonly at: number;
  /** Brings it into sight. */
  readonly reveal: () => void;
}

export interface FollowingFocus {
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
}

/** The element of a row of a list, if it is in the page. */
export function rowElement(box: HTMLElement | null, at: number): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-index="${String(at)}"]`) ?? null;
}

/** In a list that has the focus, the focus is where the keyboard goes, which comes into sight. Answers handlers of the list. */
export function useFollowingFocus({ box, focused, at, reveal }: FollowingFocusOptions): FollowingFocus {
  const hadFocus = useRef(false);
  useEffect(() => {
    if (at < 0) return;
    reveal();
    if (!hadFocus.current) return;
    const frame = requestAnimationFrame(() => {
      const row = rowElement(box.current, at);
      const active = document.activeElement;
      // A menu or a dialog that has opened meanwhile keeps the focus, and so does a name that is edited in the row.
      const ours = active === null || active === document.body || box.current?.contains(active) === true;
      if (ours && row?.contains(active) !== true) row?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // Only when the keyboard goes somewhere: what scrolls by itself stays where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [focused, at]);

  return {
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: ({ relatedTarget, currentTarget }) => {
      // Another window is in front: when this one comes back, so does the focus.
      if (relatedTarget === null && !document.hasFocus()) return;
      hadFocus.current = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    },
  };
}
