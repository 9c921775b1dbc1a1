import { ListChecks } from 'lucide-react';
import { select, useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { onEscape, registerCommands } from '../../state/commands.ts';
import type { Command } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { closeFilter } from '../../state/filter.ts';
import { speak } from '../../state/notices.ts';
import { endClip } from '../../state/pasting.ts';
import { useRoute } from '../../state/route.ts';
import { invertHits, selectAllHits } from '../../state/search-all.ts';
import { text } from '../../text.ts';
import { doneWords } from './command-words.ts';
import { endTyping, selectAll, selectOthers } from './keyboard.ts';
import { changing } from './change-commands.ts';
import { making, opening } from './open-commands.ts';

const choosing: readonly Command[] = [
  {
    id: 'select.all',
    title: text.selectAll,
    group: 'select',
    icon: ListChecks,
    keys: { other: ['Mod+A'] },
    where: 'list',
    run: () => {
      if (useRoute.getState().route.screen === 'search') void selectAllHits();
      else selectAll();
    },
  },
  {
    id: 'select.pattern',
    title: text.selectPattern,
    group: 'select',
    keys: { other: ['Mod+Shift+L'] },
    where: 'files',
    run: () => openDialog({ kind: 'select-pattern' }),
  },
  {
    id: 'select.invert',
    title: text.invertSelection,
    group: 'select',
    keys: { other: ['Mod+Shift+I'] },
    where: 'files',
    run: () => {
      if (useRoute.getState().route.screen === 'search') void invertHits();
      else selectOthers();
    },
  },
];

function endCut(): boolean {
  if (useClipboard.getState().clip?.verb !== 'move' || !endClip()) return false;
  speak(doneWords.nothingCut);
  return true;
}

function endSelection(): boolean {
  const { selected, focused } = useBrowse.getState();
  if (selected.size === 0) return false;
  select([], focused);
  return true;
}

/** What can be done with entries, and with the folder that is open: one table for keys, menus and the palette. */
export function registerBrowseCommands(): void {
  registerCommands([...opening, ...making, ...changing, ...choosing]);
  onEscape('cut', endCut);
  onEscape('typing', endTyping);
  onEscape('filter', closeFilter);
  onEscape('selection', endSelection);
}
