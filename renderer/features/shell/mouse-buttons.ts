import { useDialog } from '../../state/dialogs.ts';
import { back, forward } from '../../state/route.ts';

/** `MouseEvent.button` of the two at the side of a mouse. */
const backButton = 3;
const forwardButton = 4;

/**
 * The buttons at the side of a mouse go back and forward. A browser that does so by itself is kept from doing it twice.
 * Called once by the composition root.
 */
export function followMouseButtons(): void {
  const isOurs = ({ button }: MouseEvent): boolean => button === backButton || button === forwardButton;
  window.addEventListener('mousedown', (event) => {
    if (isOurs(event)) event.preventDefault();
  });
  window.addEventListener('mouseup', (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    if (useDialog.getState().open !== null) return;
    if (event.button === backButton) back();
    else forward();
  });
}
