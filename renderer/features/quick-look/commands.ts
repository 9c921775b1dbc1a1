import { Eye } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import { canQuickLook, openQuickLook } from './store.ts';
import { words } from './words.ts';

export function registerQuickLookCommands(): void {
  registerCommands([
    {
      id: 'file.quickLook',
      title: words.quickLook,
      group: 'file',
      icon: Eye,
      keys: { other: ['Space'], mac: ['Space', 'Mod+Y'] },
      where: 'list',
      enabled: () => canQuickLook() || { why: words.nothingSelected },
      run: openQuickLook,
    },
  ]);
}
