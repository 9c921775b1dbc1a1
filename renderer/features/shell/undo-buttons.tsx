import { Redo2, Undo2 } from 'lucide-react';
import { ariaShortcutsOf, shortcutOf } from '../../state/commands.ts';
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
        aria-keyshortcuts={ariaShortcutsOf('edit.undo')}
        shortcut={shortcutOf('edit.undo')}
        onClick={() => void reverse('undo')}
      />
      <IconButton
        label={redo === null ? 'Redo' : actWords('redo', redo)}
        icon={Redo2}
        disabled={redo === null || busy}
        why="Nothing to redo"
        aria-keyshortcuts={ariaShortcutsOf('edit.redo')}
        shortcut={shortcutOf('edit.redo')}
        onClick={() => void reverse('redo')}
      />
    </>
  );
}
