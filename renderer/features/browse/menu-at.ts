import { select, setRenaming, useBrowse } from '../../state/browse.ts';

/**
 * The menu key, or Shift+F10, opens the context menu at the entry of the keyboard, as the second mouse button does. True
 * when it was this key.
 */
export function menuKey({ key, shiftKey, target }: KeyboardEvent): boolean {
  if (key !== 'ContextMenu' && !(key === 'F10' && shiftKey)) return false;
  if (!(target instanceof Element)) return true;
  setRenaming(null);
  const { focused, selected } = useBrowse.getState();
  if (focused !== null && !selected.has(focused)) select([focused], focused);
  const { left, bottom } = target.getBoundingClientRect();
  target.dispatchEvent(
    new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + 48, clientY: bottom }),
  );
  return true;
}
