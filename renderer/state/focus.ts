import { listIsShown } from './commands.ts';
import { useDialog } from './dialogs.ts';

/** Who keeps keys and events of the clipboard for itself. */

/** True in what one types into. */
export function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.closest('input:not([type=checkbox], [type=radio]), textarea, select') !== null
  );
}

/** True in a menu or a dialog, and while one covers the page. */
export function inLayer(target: EventTarget | null): boolean {
  if (useDialog.getState().open !== null) return true;
  return target instanceof Element && target.closest('[role=menu], dialog, [role=dialog]') !== null;
}

/** True in the list of entries, and where nothing has the focus: then the list is what one looks at. */
export function inList(target: EventTarget | null): boolean {
  if (!listIsShown()) return false;
  if (target === document.body || target === document.documentElement) return true;
  return target instanceof Element && target.closest('[role=treegrid], [role=grid], [data-entries]') !== null;
}

/** Text of the page is selected: copying means that. */
export function textIsSelected(): boolean {
  return window.getSelection()?.isCollapsed === false;
}
