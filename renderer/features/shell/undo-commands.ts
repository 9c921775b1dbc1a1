import { Redo2, Undo2 } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import type { CommandState } from '../../state/commands.ts';
import { actWords, reverse, useHistory } from '../../state/history.ts';
import { text } from '../../text.ts';
import { poolWords } from './pool-words.ts';

type Direction = 'undo' | 'redo';

function title(direction: Direction): string {
  const next = useHistory.getState()[direction];
  return next === null ? text[direction] : actWords(direction, next);
}

function enabled(direction: Direction): CommandState {
  const { busy, [direction]: next } = useHistory.getState();
  if (next === null) return { why: direction === 'undo' ? poolWords.nothingToUndo : poolWords.nothingToRedo };
  return busy ? { why: poolWords.notDoneYet } : true;
}

/** Undo and redo on every screen of a pool; in a field they are the field's own. */
export function registerUndoCommands(): void {
  registerCommands([
    {
      id: 'edit.undo',
      title: () => title('undo'),
      group: 'edit',
      icon: Undo2,
      keys: { other: ['Mod+Z'] },
      enabled: () => enabled('undo'),
      run: () => void reverse('undo'),
    },
    {
      id: 'edit.redo',
      title: () => title('redo'),
      group: 'edit',
      icon: Redo2,
      keys: { other: ['Mod+Shift+Z', 'Mod+Y'], mac: ['Mod+Shift+Z'] },
      enabled: () => enabled('redo'),
      run: () => void reverse('redo'),
    },
  ]);
}
