import {
  CircleQuestionMark,
  Files,
  FlaskConical,
  Folder,
  GitFork,
  LayoutDashboard,
  ListFilter,
  Scale,
  Trash2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import { currentPool } from '../../state/pool.ts';
import { go, useRoute } from '../../state/route.ts';
import type { Screen } from '../../state/route.ts';

const places: readonly (readonly [screen: Screen, title: string, icon: LucideIcon])[] = [
  ['files', 'Go to files', Folder],
  ['rebalance', 'Go to rebalance', Scale],
  ['usage', 'Go to usage', LayoutDashboard],
  ['lab', 'Go to the policy lab', FlaskConical],
  ['placement', 'Go to placement', ListFilter],
  ['duplicates', 'Go to duplicates', Files],
  ['trash', 'Go to the trash', Trash2],
  ['copies', 'Go to copies that differ', GitFork],
  ['decisions', 'Go to decisions', CircleQuestionMark],
];

/** Every screen of a pool by its name, for the palette. */
export function registerScreenCommands(): void {
  registerCommands(
    places.map(([screen, title, icon]) => ({
      id: `go.screen.${screen}`,
      title,
      group: 'go',
      icon,
      enabled: () => (currentPool() === null ? 'hidden' : true),
      ...(screen === 'rebalance' && { keys: { other: ['Mod+Shift+R'], mac: ['Mod+Alt+Shift+R'] } }),
      checked: () => useRoute.getState().route.screen === screen,
      run: () => go({ screen }),
    })),
  );
}
