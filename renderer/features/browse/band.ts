import type { PoolPath } from '../../../shared/path.ts';
import { bandSelect, useBrowse } from '../../state/browse.ts';
import type { BandMode } from '../../state/browse.ts';
import type { Intervals } from '../../state/intervals.ts';
import { speak } from '../../state/notices.ts';
import { useRows } from '../../state/rows.ts';
import type { Selection } from '../../state/selection.ts';
import { withCommand } from './keyboard.ts';
import { forgetPress, selectedBeforePress } from './press.ts';
import { words } from './words.ts';

/** px that the pointer goes before a press is a rubber band. */
const startPx = 4;
/** Within so many px of its edge the list scrolls, and at most so far in a frame. */
const edgePx = 24;
const fastestPx = 32;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Two corners, px: `x` from the left of the list, `y` its place in all of the list, in sight or not. */
export interface Band {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How a list lies: rows are found by what it knows of them, not by what is in the page. */
export interface BandGround {
  readonly box: HTMLElement;
  /** The element that shows the band; it takes part in the scrolling. */
  readonly mark: HTMLElement;
  /** Place in the list of a height in the window. */
  readonly placeAt: (clientY: number) => number;
  /** Where to draw what is at a place. */
  readonly drawnAt: (place: number) => number;
  readonly rowsIn: (band: Band) => Intervals;
}

function bandOf(one: Point, other: Point): Band {
  return {
    left: Math.min(one.x, other.x),
    right: Math.max(one.x, other.x),
    top: Math.min(one.y, other.y),
    bottom: Math.max(one.y, other.y),
  };
}

/** So far (px) a list scrolls in this frame for a pointer at its edge or beyond it. */
export function edgeSpeed(y: number, top: number, bottom: number): number {
  const over = y < top + edgePx ? y - top - edgePx : Math.max(0, y - bottom + edgePx);
  return Math.max(-fastestPx, Math.min(fastestPx, over / 2));
}

/**
 * Watches a press that may become a rubber band, until the button is let go. `ground` is asked when it begins. The
 * keys of the press say what becomes of what was selected: it goes, with Shift it stays, with Ctrl (Command) what the band
 * touches is turned round. Escape gives all back.
 */
export function watchForBand(press: MouseEvent, ground: () => BandGround | null): void {
  const mode: BandMode = withCommand(press) ? 'toggle' : press.shiftKey ? 'add' : 'only';
  const before: Selection = selectedBeforePress();
  const { focused, anchor } = useBrowse.getState();
  const from = ground();
  if (from === null) return;
  const start: Point = { x: press.clientX - from.box.getBoundingClientRect().left, y: from.placeAt(press.clientY) };
  let pointer = { x: press.clientX, y: press.clientY };
  let frame = 0;
  let began = false;

  const draw = (): void => {
    const now = ground();
    if (now === null) return;
    const box = now.box.getBoundingClientRect();
    // Below the last row there is nothing, but the band goes as far as the pointer in the window.
    const y = Math.max(box.top, Math.min(box.bottom, pointer.y));
    const x = Math.max(0, Math.min(now.box.clientWidth, pointer.x - box.left));
    const band = bandOf(start, { x, y: now.placeAt(y) });
    bandSelect(before, mode, now.rowsIn(band));
    const { style } = now.mark;
    style.display = 'block';
    style.transform = `translate(${String(band.left)}px, ${String(now.drawnAt(band.top))}px)`;
    style.width = `${String(band.right - band.left)}px`;
    style.height = `${String(band.bottom - band.top)}px`;
  };
  const scroll = (): void => {
    const now = ground();
    if (now === null) return;
    const { top, bottom } = now.box.getBoundingClientRect();
    const way = edgeSpeed(pointer.y, top, bottom);
    if (way !== 0) {
      now.box.scrollTop += way;
      draw();
    }
    frame = requestAnimationFrame(scroll);
  };
  const end = (): void => {
    cancelAnimationFrame(frame);
    const now = ground();
    if (now !== null) now.mark.style.display = 'none';
    window.removeEventListener('mousemove', move, true);
    window.removeEventListener('mouseup', release, true);
    window.removeEventListener('keydown', key, true);
    window.removeEventListener('blur', end);
  };
  const release = (): void => {
    if (began) {
      const { selected } = useBrowse.getState();
      speak(words.itemsSelected(selected.size));
      focusEnd(start, pointer, ground());
    }
    end();
  };
  const key = (event: KeyboardEvent): void => {
    if (!began || event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    useBrowse.setState({ selected: before, focused, anchor });
    end();
  };
  const move = (event: MouseEvent): void => {
    // Let go where the window was not told of it.
    if ((event.buttons & 1) === 0) {
      release();
      return;
    }
    pointer = { x: event.clientX, y: event.clientY };
    if (!began) {
      if (Math.hypot(pointer.x - press.clientX, pointer.y - press.clientY) < startPx) return;
      began = true;
      forgetPress();
      frame = requestAnimationFrame(scroll);
    }
    draw();
  };
  window.addEventListener('mousemove', move, true);
  window.addEventListener('mouseup', release, true);
  window.addEventListener('keydown', key, true);
  window.addEventListener('blur', end);
}

/** The keyboard goes on where the band ended; a range begins where it began. */
function focusEnd(start: Point, pointer: Point, ground: BandGround | null): void {
  if (ground === null) return;
  const end: Point = {
    x: pointer.x - ground.box.getBoundingClientRect().left,
    y: ground.placeAt(pointer.y),
  };
  const hit = [...ground.rowsIn(bandOf(start, end))];
  const up = end.y < start.y;
  const { rows } = useRows.getState();
  const pathOf = (index: number | undefined): PoolPath | null =>
    (rows.entryAt(index ?? -1)?.path as PoolPath | undefined) ?? null;
  const focused = pathOf(up ? hit[0] : hit.at(-1));
  const anchor = pathOf(up ? hit.at(-1) : hit[0]);
  if (focused !== null) useBrowse.setState({ focused, anchor });
}
