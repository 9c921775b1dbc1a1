import { ArrowUp, Bookmark, ChevronLeft, ChevronRight, House, SquarePlus, TextCursorInput } from 'lucide-react';
import type { Entry } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { addBookmarks, bookmarksOf, removeBookmark } from '../../state/bookmarks.ts';
import { registerCommands } from '../../state/commands.ts';
import { speak } from '../../state/notices.ts';
import { editPath, goUp } from '../../state/places.ts';
import { currentPool } from '../../state/pool.ts';
import { clearRecents, recentsOf, setKeepRecents } from '../../state/recents.ts';
import { back, forward, go, useRoute } from '../../state/route.ts';
import { canOpenTab, openInTab } from '../../state/new-tab.ts';
import { useSettings } from '../../state/settings.ts';
import { onlyTarget, pathsOf, targets } from '../../state/targets.ts';
import { text } from '../../text.ts';
import { words } from './words.ts';

/** There Backspace goes back; elsewhere one level up. */
const onWindows = typeof navigator !== 'undefined' && /windows/i.test(navigator.userAgent);

/** The folders that are selected, else the open one. */
function toBookmark(): readonly PoolPath[] {
  const { screen, path } = useRoute.getState().route;
  const chosen = targets();
  if (chosen.length > 0) return chosen.every(isFolder) ? pathsOf(chosen) : [];
  return screen === 'files' && path !== rootPath ? [path] : [];
}

const isFolder = ({ type, foreign }: Entry): boolean => type === 'directory' && foreign !== true;

function areBookmarked(): boolean {
  const list = bookmarksOf(currentPool()?.id ?? '');
  const paths = toBookmark();
  return paths.length > 0 && paths.every((path) => list.some((one) => one.path === path));
}

/** Moving about: back and forward hold on every screen, up where a folder is open. */
export function registerGoCommands(): void {
  registerCommands([
    {
      id: 'go.back',
      title: words.back,
      group: 'go',
      icon: ChevronLeft,
      keys: { other: onWindows ? ['Alt+ArrowLeft', 'Backspace'] : ['Alt+ArrowLeft'], mac: ['Mod+['] },
      enabled: () => useRoute.getState().canBack || { why: text.nothingBack },
      run: back,
    },
    {
      id: 'go.forward',
      title: words.forward,
      group: 'go',
      icon: ChevronRight,
      keys: { other: ['Alt+ArrowRight'], mac: ['Mod+]'] },
      enabled: () => useRoute.getState().canForward || { why: words.nothingForward },
      run: forward,
    },
    {
      id: 'go.up',
      title: words.upOne,
      group: 'go',
      icon: ArrowUp,
      keys: { other: onWindows ? ['Alt+ArrowUp'] : ['Alt+ArrowUp', 'Backspace'], mac: ['Mod+ArrowUp'] },
      where: 'files',
      enabled: () => {
        const { screen, path } = useRoute.getState().route;
        if (screen !== 'files') return 'hidden';
        return path !== rootPath || { why: text.isTop };
      },
      run: goUp,
    },
    {
      id: 'go.top',
      title: words.top,
      group: 'go',
      icon: House,
      keys: { other: ['Alt+Home'], mac: ['Mod+Shift+H'] },
      run: () => go({ screen: 'files', path: rootPath }),
    },
    {
      id: 'go.openTab',
      title: words.openInTab,
      group: 'go',
      icon: SquarePlus,
      keys: { other: ['Mod+Enter'] },
      where: 'list',
      enabled: () => {
        const only = onlyTarget();
        return canOpenTab() && only !== undefined && isFolder(only) ? true : 'hidden';
      },
      run: () => {
        const only = onlyTarget();
        if (only !== undefined && isFolder(only)) for (const path of pathsOf([only])) openInTab(path);
      },
    },
    {
      id: 'go.clearRecents',
      title: words.clearRecents,
      group: 'go',
      enabled: () => {
        const pool = currentPool()?.id;
        if (pool === undefined) return 'hidden';
        return recentsOf(pool).length > 0 ? true : { why: words.noRecents };
      },
      run: () => {
        const pool = currentPool()?.id;
        if (pool !== undefined) clearRecents(pool);
      },
    },
    {
      id: 'go.keepRecents',
      title: words.keepRecents,
      group: 'go',
      checked: () => useSettings.getState().keepRecents,
      run: () => setKeepRecents(!useSettings.getState().keepRecents),
    },
    {
      id: 'go.bookmark',
      title: () =>
        areBookmarked() ? words.remove : targets().length === 0 ? words.bookmarkThis : words.addToBookmarks,
      group: 'go',
      icon: Bookmark,
      keys: { other: ['Mod+D'], mac: ['Ctrl+Mod+T'] },
      where: 'files',
      enabled: () => {
        if (toBookmark().length > 0) return true;
        return targets().length > 0 ? 'hidden' : { why: words.topIsThere };
      },
      run: () => {
        const pool = currentPool()?.id;
        if (pool === undefined) return;
        const paths = toBookmark();
        if (areBookmarked()) for (const path of paths) removeBookmark(pool, path);
        else {
          addBookmarks(pool, paths);
          speak(words.bookmarked(paths.map(baseName)));
        }
      },
    },
    {
      id: 'go.path',
      title: `${words.editPath}…`,
      group: 'go',
      icon: TextCursorInput,
      keys: { other: ['Mod+L', 'Alt+D', 'F4'], mac: ['Mod+Shift+G', 'Mod+L'] },
      where: 'files',
      inFields: true,
      run: () => editPath(),
    },
    {
      id: 'go.pathFromTop',
      title: words.editFromTop,
      group: 'go',
      keys: { other: ['/'] },
      where: 'list',
      run: () => editPath('/'),
    },
    {
      id: 'go.pathFromHome',
      title: words.editFromHome,
      group: 'go',
      keys: { other: ['~'] },
      where: 'list',
      run: () => editPath('~'),
    },
  ]);
}
