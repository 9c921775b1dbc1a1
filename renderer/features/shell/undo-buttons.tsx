import { useEffect } from 'react';
import { Redo2, Undo2 } from 'lucide-react';
import { useDialog } from '../../state/dialogs.ts';
import { actWords, reverse, useHistory } from '../../state/history.ts';
import { IconButton } from '../../ui/index.ts';

/** Undo and redo of the pool that is shown; each says what it would be about. */
export function UndoButtons() {
  const { undo, redo, busy } = useHistory();
  return (
    <>
      <IconButton
        label={undo === null ? 'Undo' : actWords('undo', undo)}
        icon={Undo2}
        disabled={undo === null || busy}
        why="Nothing to undo"
        aria-keyshortcuts="Control+Z"
        onClick={() => void reverse('undo')}
      />
      <IconButton
        label={redo === null ? 'Redo' : actWords('redo', redo)}
        icon={Redo2}
        disabled={redo === null || busy}
        why="Nothing to redo"
        aria-keyshortcuts="Control+Shift+Z"
        onClick={() => void reverse('redo')}
      />
    </>
  );
}

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input:not([type=checkbox]), textarea, [role=menu], dialog') !== null
  );
}

/** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y on every screen of a pool; in a field they are the field's own. */
export function useUndoKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
      if (inField(event.target) || useDialog.getState().open !== null) return;
      const key = event.key.toLowerCase();
      if (key === 'z') void reverse(event.shiftKey ? 'redo' : 'undo');
      else if (key === 'y' && !event.shiftKey && !event.metaKey) void reverse('redo');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
