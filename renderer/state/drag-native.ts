import { beginNative, forgetNative } from './drag-out.ts';

/*
 * Imported by the composition root before anything else: the library of drags counts a drag that begins in the page as its
 * own, and would not see the system's one come back over the window.
 */

let isOut = false;

window.addEventListener(
  'dragstart',
  (event) => {
    if (!beginNative(event.target)) return;
    isOut = true;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

// A pointer that moves freely again: the drag ended, here or elsewhere.
window.addEventListener(
  'pointermove',
  ({ buttons }) => {
    if (!isOut || buttons !== 0) return;
    isOut = false;
    forgetNative();
  },
  { capture: true },
);
