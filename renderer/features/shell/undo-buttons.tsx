import { Redo2, Undo2 } from 'lucide-react';
import { ariaShortcutsOf, shortcutOf } from '../../state/commands.ts';
import { actWords, reverse, useHistory } from '../../state/history.ts';
import { text } from '../../text.ts';
import { IconButton } from '../../ui/index.ts';
import { poolWords } from './pool-words.ts';

/** Undo and redo of the pool that is shown; each says what it would be about. */
export function UndoButtons() {
  const { undo, redo, busy } = useHistory();
  return (
    <>
      <IconButton
        label={undo === null ? text.undo : actWords('undo', undo)}
        icon={Undo2}
        disabled={undo === null || busy}
        why={poolWords.nothingToUndo}
        aria-keyshortcuts={ariaShortcutsOf('edit.undo')}
        shortcut={shortcutOf('edit.undo')}
        onClick={() => void reverse('undo')}
      />
      <IconButton
        label={redo === null ? text.redo : actWords('redo', redo)}
        icon={Redo2}
        disabled={redo === null || busy}
        why={poolWords.nothingToRedo}
        aria-keyshortcuts={ariaShortcutsOf('edit.redo')}
        shortcut={shortcutOf('edit.redo')}
        onClick={() => void reverse('redo')}
      />
    </>
  );
}
