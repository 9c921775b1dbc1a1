import { ArrowUp, ChevronLeft, ChevronRight, House, TextCursorInput } from 'lucide-react';
import { rootPath } from '../../../shared/path.ts';
import { registerCommands } from '../../state/commands.ts';
import { editPath, goUp } from '../../state/places.ts';
import { back, forward, go, useRoute } from '../../state/route.ts';
import { words } from './words.ts';

/** Moving about: back and forward hold on every screen, up where a folder is open. */
export function registerGoCommands(): void {
  registerCommands([
    {
      id: 'go.back',
      title: 'Back',
      group: 'go',
      icon: ChevronLeft,
      keys: { other: ['Alt+ArrowLeft'], mac: ['Mod+['] },
      enabled: () => useRoute.getState().canBack || { why: 'Nothing to go back to' },
      run: back,
    },
    {
      id: 'go.forward',
      title: 'Forward',
      group: 'go',
      icon: ChevronRight,
      keys: { other: ['Alt+ArrowRight'], mac: ['Mod+]'] },
      enabled: () => useRoute.getState().canForward || { why: 'Nothing to go forward to' },
      run: forward,
    },
    {
      id: 'go.up',
      title: 'Up one level',
      group: 'go',
      icon: ArrowUp,
      keys: { other: ['Alt+ArrowUp', 'Backspace'], mac: ['Mod+ArrowUp'] },
      where: 'files',
      enabled: () => {
        const { screen, path } = useRoute.getState().route;
        if (screen !== 'files') return 'hidden';
        return path !== rootPath || { why: 'This is the top of the pool' };
      },
      run: goUp,
    },
    {
      id: 'go.top',
      title: 'Top of the pool',
      group: 'go',
      icon: House,
      keys: { other: ['Alt+Home'], mac: ['Mod+Shift+H'] },
      run: () => go({ screen: 'files', path: rootPath }),
    },
    {
      id: 'go.path',
      title: `${words.editPath}…`,
      group: 'go',
      icon: TextCursorInput,
      keys: { other: ['Mod+L', 'Alt+D', 'F4'], mac: ['Mod+Shift+G', 'Mod+L'] },
      where: 'files',
      run: () => editPath(),
    },
    {
      id: 'go.pathFromTop',
      title: 'Type a path from the top…',
      group: 'go',
      keys: { other: ['/'] },
      where: 'list',
      run: () => editPath('/'),
    },
    {
      id: 'go.pathFromHome',
      title: 'Type a path from the home folder…',
      group: 'go',
      keys: { other: ['~'] },
      where: 'list',
      run: () => editPath('~'),
    },
  ]);
}
