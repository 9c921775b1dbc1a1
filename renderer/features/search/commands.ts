import { Search } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import { focusSearch } from '../../state/search.ts';
import { words } from './words.ts';

/** Looking for something works anywhere in a pool, also while one types. */
export function registerSearchCommands(): void {
  registerCommands([
    {
      id: 'search.here',
      title: words.findHere,
      group: 'go',
      icon: Search,
      keys: { other: ['Mod+F'] },
      inFields: true,
      run: () => focusSearch('folder'),
    },
    {
      id: 'search.pool',
      title: words.findEverywhere,
      group: 'go',
      icon: Search,
      keys: { other: ['Mod+Shift+F'] },
      inFields: true,
      run: () => focusSearch('pool'),
    },
  ]);
}
