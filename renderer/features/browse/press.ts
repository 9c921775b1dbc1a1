import type { PoolPath } from '../../../shared/path.ts';
import { nothingSelected, select, selectRange, toggleSelected, useBrowse } from '../../state/browse.ts';
import { onMac } from '../../state/keys.ts';
import type { Selection } from '../../state/selection.ts';
import { withCommand } from './keyboard.ts';

/** What a press on a row of a list does with the selection: at once, not when the button is let go. */

export interface Press {
  readonly button: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

interface Held {
  /** What was selected before the press. */
  readonly before: Selection;
  /** The press may become a drag of what is selected. */
  readonly drags: boolean;
  /** What is left for the end of the press, if no drag comes of it. */
  readonly then: (() => void) | null;
}

let held: Held | null = null;

/** The second button, or what stands for it on a Mac. */
export function isSecondary({ button, ctrlKey }: Pick<Press, 'button' | 'ctrlKey'>): boolean {
  return button === 2 || (onMac && button === 0 && ctrlKey);
}

/** `onName`: on the name of the row or its icon, not beside them. */
export function pressRow(path: PoolPath, press: Press, onName: boolean): void {
  const { selected: before } = useBrowse.getState();
  const was = before.has(path);
  const hold = (then: Held['then'] = null): void => {
    held = { before, drags: was || onName, then };
  };
  if (isSecondary(press)) {
    if (!was) select([path], path);
    hold();
  } else if (press.button !== 0) held = null;
  else if (press.shiftKey) {
    selectRange(path, withCommand(press));
    hold();
  } else if (withCommand(press)) {
    // What is selected may be about to be dragged.
    if (was) hold(() => toggleSelected(path));
    else {
      toggleSelected(path);
      hold();
    }
  } else if (was) hold(() => select([path], path));
  else {
    select([path], path);
    hold();
  }
}

/** A press beside all rows: without a key that keeps it, nothing is selected any more. */
export function pressGround(press: Press): void {
  const { selected: before, focused } = useBrowse.getState();
  held = { before, drags: false, then: null };
  if (press.button === 0 && !press.shiftKey && !withCommand(press)) select([], focused);
}

/** The button was let go without a drag. */
export function releasePress(): void {
  held?.then?.();
  held = null;
}

/** The press that is held may drag rows; else it draws a rubber band. */
export function pressDrags(): boolean {
  // All is selected, and not all has come: a drag would take a part of it.
  if (useBrowse.getState().selected.isComing) return false;
  return held?.drags ?? true;
}

/** What was selected before the press that is held. */
export function selectedBeforePress(): Selection {
  return held?.before ?? nothingSelected;
}

/** A drag or a band began: the end of the press means nothing more. */
export function forgetPress(): void {
  if (held !== null) held = { ...held, then: null };
}
