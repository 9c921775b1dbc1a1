import { useEffect, useRef } from 'react';
import type { MouseEvent, RefObject } from 'react';
import { openEntry } from '../../state/entries.ts';
import type { Intervals } from '../../state/intervals.ts';
import { useRows } from '../../state/rows.ts';
import type { EntryRow } from '../../state/rows.ts';
import type { FixedRows } from '../../ui/index.ts';
import { watchForBand } from './band.ts';
import type { Band, BandGround } from './band.ts';
import { openRowInTab } from './open-in-tab.ts';
import { isSecondary, pressDrags, pressGround, pressRow, releasePress } from './press.ts';

/** What does something of its own when it is pressed. */
const ownPress = 'input, button, [data-twist], [role=columnheader]';

export interface ListPointerOptions {
  /** The element that scrolls. */
  readonly box: RefObject<HTMLElement | null>;
  /** The element that shows the rubber band. */
  readonly mark: RefObject<HTMLElement | null>;
  readonly lines: Pick<FixedRows, 'placeAt' | 'drawnAt'>;
  /** What a band touches. */
  readonly rowsIn: (band: Band) => Intervals;
  /** Selector of what a row is taken by: pressed beside it, a rubber band begins. */
  readonly handle: string;
}

export interface ListPointer {
  readonly onMouseDown: (event: MouseEvent) => void;
  readonly onClick: () => void;
  readonly onAuxClick: (event: MouseEvent) => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
}

/** The entry that an element of the list is about. */
function rowOf(target: EventTarget | null): EntryRow | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  if (element === null) return null;
  const row = useRows.getState().rows.at(Number(element.dataset['index']));
  return row?.kind === 'entry' ? row : null;
}

/** What the pointer does in a list of entries or in tiles: selects, opens, begins rubber bands. Answers handlers of the list. */
export function useListPointer({ box, mark, lines, rowsIn, handle }: ListPointerOptions): ListPointer {
  // A band goes on while rows come and the list is drawn anew.
  const ground = useRef<() => BandGround | null>(() => null);
  useEffect(() => {
    ground.current = () => {
      if (box.current === null || mark.current === null) return null;
      return { box: box.current, mark: mark.current, placeAt: lines.placeAt, drawnAt: lines.drawnAt, rowsIn };
    };
  });

  return {
    onMouseDown: (event) => {
      const { target } = event;
      if (!(target instanceof Element) || target.closest(ownPress) !== null) return;
      // The middle button opens a tab; it does not scroll by itself.
      if (event.button === 1) event.preventDefault();
      const row = rowOf(target);
      if (row === null) pressGround(event);
      else pressRow(row.path, event, target.closest(handle) !== null);
      const list = box.current;
      // Not on the scrollbar.
      const isInside = list !== null && event.clientX - list.getBoundingClientRect().left < list.clientWidth;
      const draws = row === null ? isInside : !pressDrags();
      if (event.button === 0 && !isSecondary(event) && draws) watchForBand(event.nativeEvent, () => ground.current());
    },
    onClick: releasePress,
    onAuxClick: (event) => openRowInTab(event, rowOf(event.target)?.entry),
    onDoubleClick: ({ target }) => {
      if (target instanceof Element && target.closest(ownPress) !== null) return;
      const row = rowOf(target);
      if (row !== null) void openEntry(row.entry);
    },
  };
}
