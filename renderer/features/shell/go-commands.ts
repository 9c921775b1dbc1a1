import { ArrowUp, ChevronLeft, ChevronRight } from 'lucide-react';
import { parentPath, rootPath } from '../../../shared/path.ts';
import { registerCommands } from '../../state/commands.ts';
import { back, forward, go, useRoute } from '../../state/route.ts';

function up(): void {
  const { path } = useRoute.getState().route;
  if (path !== rootPath) go({ path: parentPath(path) });
}

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
      run: up,
    },
  ]);
}
