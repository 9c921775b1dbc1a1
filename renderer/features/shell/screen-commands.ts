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
import { registerCommands } from '../../state/commands.ts';
import { currentPool } from '../../state/pool.ts';
import { go, useRoute } from '../../state/route.ts';
import { goTo } from './words.ts';

const places = [
  ['files', Folder],
  ['rebalance', Scale],
  ['usage', LayoutDashboard],
  ['lab', FlaskConical],
  ['placement', ListFilter],
  ['duplicates', Files],
  ['trash', Trash2],
  ['copies', GitFork],
  ['decisions', CircleQuestionMark],
] as const;

/** Every screen of a pool by its name, for the palette. */
export function registerScreenCommands(): void {
  registerCommands(
    places.map(([screen, icon]) => ({
      id: `go.screen.${screen}`,
      title: goTo[screen],
      group: 'go',
      icon,
      enabled: () => (currentPool() === null ? 'hidden' : true),
      ...(screen === 'rebalance' && { keys: { other: ['Mod+Shift+R'], mac: ['Mod+Alt+Shift+R'] } }),
      checked: () => useRoute.getState().route.screen === screen,
      run: () => go({ screen }),
    })),
  );
}
