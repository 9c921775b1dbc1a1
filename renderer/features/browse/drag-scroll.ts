import { getElementFromPointWithoutHoneypot } from '@atlaskit/pragmatic-drag-and-drop/get-element-from-point-without-honey-pot';
import type { Point } from './drop.ts';

/** Within this distance of its edge what can scroll does, px; and at most so fast, px per second. */
const edge = 36;
const fastest = 900;

let point: Point | null = null;
let frame = 0;
let lastMs = 0;

/** The nearest thing that scrolls under the pointer. */
function scroller({ clientX, clientY }: Point): HTMLElement | null {
  let at = getElementFromPointWithoutHoneypot({ x: clientX, y: clientY });
  for (; at !== null; at = at.parentElement) {
    if (at instanceof HTMLElement && at.scrollHeight > at.clientHeight + 1) {
      const { overflowY } = getComputedStyle(at);
      if (overflowY === 'auto' || overflowY === 'scroll') return at;
    }
  }
  return null;
}

/** How far beyond its edge the pointer is, -1 to 1; 0 inside. */
function pull(box: DOMRect, { clientY }: Point): number {
  const near = Math.min(edge, box.height / 4);
  const beyond = clientY < box.top + near ? clientY - box.top - near : Math.max(0, clientY - box.bottom + near);
  return Math.max(-1, Math.min(1, beyond / near));
}

function step(now: number): void {
  frame = 0;
  if (point === null) return;
  const box = scroller(point);
  const force = box === null ? 0 : pull(box.getBoundingClientRect(), point);
  if (box === null || force === 0) return;
  box.scrollBy(0, (force * fastest * Math.min(200, now - lastMs)) / 1000);
  lastMs = now;
  frame = requestAnimationFrame(step);
}

/** The drag is here now: at an edge what is under it scrolls, for as long as it stays there. Null: it is over. */
export function scrollAt(at: Point | null): void {
  point = at;
  if (at === null || frame !== 0) return;
  lastMs = performance.now();
  frame = requestAnimationFrame(step);
}
