import { Keyboard, Search } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { words } from './words.ts';

export function registerHelpCommands(): void {
  registerCommands([
    {
      id: 'help.palette',
      title: `${words.palette}…`,
      group: 'help',
      icon: Search,
      keys: { other: ['Mod+Shift+P'] },
      inFields: true,
      run: () => openDialog({ kind: 'palette' }),
    },
    {
      id: 'help.shortcuts',
      title: words.shortcuts,
      group: 'help',
      icon: Keyboard,
      keys: { other: ['F1', 'Mod+?'] },
      inFields: true,
      run: () => openDialog({ kind: 'shortcuts' }),
    },
  ]);
}
