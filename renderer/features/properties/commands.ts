import { Info } from 'lucide-react';
import { useBrowse } from '../../state/browse.ts';
import { registerCommands } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { entryAt } from '../../state/rows.ts';
import { targets } from '../../state/targets.ts';
import type { Entry } from '../../../shared/model.ts';
import { words } from './words.ts';

/** What is selected, else the row of the keyboard. */
function chosen(): readonly Entry[] {
  const selected = targets();
  if (selected.length > 0) return selected;
  const entry = entryAt(useBrowse.getState().focused);
  return entry === null ? [] : [entry];
}

export function registerPropertiesCommands(): void {
  registerCommands([
    {
      id: 'file.properties',
      title: words.command,
      group: 'file',
      icon: Info,
      keys: { other: ['Alt+Enter'], mac: ['Mod+I'] },
      where: 'list',
      enabled: () => chosen().length > 0 || { why: words.nothingSelected },
      run: () => {
        const entries = chosen();
        if (entries.length > 0) openDialog({ kind: 'properties', entries });
      },
    },
  ]);
}
