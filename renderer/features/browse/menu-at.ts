import { select, setRenaming, useBrowse } from '../../state/browse.ts';

/** The menu key opens the context menu at the entry of the keyboard, as the second mouse button does. */
export function openMenuAt(target: EventTarget | null): void {
  if (!(target instanceof Element)) return;
  setRenaming(null);
  const { focused, selected } = useBrowse.getState();
  if (focused !== null && !selected.has(focused)) select([focused], focused);
  const { left, bottom } = target.getBoundingClientRect();
  target.dispatchEvent(
    new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + 48, clientY: bottom }),
  );
}
