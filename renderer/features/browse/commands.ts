import { useEffect } from 'react';
import { newFolder } from '../../state/entries.ts';
import { useDialog } from '../../state/dialogs.ts';
import { refreshFolders } from '../../state/folders.ts';
import { back, forward } from '../../state/route.ts';
import { goUp, openFolder, withCommand } from './keyboard.ts';

/** Keys that work anywhere on the files screen, except in fields and dialogs. */
function screenKey(event: KeyboardEvent): boolean {
  if (event.altKey && !event.ctrlKey && !event.shiftKey) {
    const action = { ArrowUp: goUp, ArrowLeft: back, ArrowRight: forward }[event.key];
    action?.();
    return action !== undefined;
  }
  if (event.key === 'F5' && !event.shiftKey && !event.ctrlKey) {
    refreshFolders();
    return true;
  }
  if (withCommand(event) && event.shiftKey && event.key.toLocaleLowerCase() === 'n') {
    void newFolder(openFolder());
    return true;
  }
  return false;
}

function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [role=menu], dialog') !== null;
}

export function useScreenKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || inField(event.target) || useDialog.getState().open !== null) return;
      if (screenKey(event)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
