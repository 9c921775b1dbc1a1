import './state/drag-native.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startHost, useHost } from './api/host.ts';
import { leaveForClosed, preparePage } from './api/session.ts';
import { App } from './app.tsx';
import { registerAllCommands } from './commands.ts';
import { startClipboardEvents } from './features/browse/index.ts';
import { startAppMenu, startKeys } from './features/commands/index.ts';
import { followMouseButtons } from './features/shell/index.ts';
import { followBookmarkStates } from './state/bookmarks.ts';
import { followCatalog, loadCatalog } from './state/catalog.ts';
import { followFolders, refreshFolders } from './state/folders.ts';
import { followHistory, loadHistory } from './state/history.ts';
import { followIo, loadIo } from './state/io.ts';
import { followJobs, loadJobs } from './state/jobs.ts';
import { notifyError } from './state/notices.ts';
import { followOutside } from './state/outside.ts';
import { followPools, loadPools, usePools } from './state/pool.ts';
import { followFolderSizes } from './state/folder-sizes.ts';
import { startFilter } from './state/filter.ts';
import { startRoute } from './state/route.ts';
import { startRows } from './state/rows.ts';
import { startViewMemory } from './state/view-memory.ts';
import { followRecents } from './state/recents.ts';
import { followSettings, loadSettings } from './state/settings.ts';
import { refreshSearch, startSearch } from './state/search.ts';
import { keepNames } from './ui/index.ts';
import './ui/tokens.css';
import './ui/base.css';

preparePage();
followSettings();
startRoute();
startViewMemory();
startFilter();
startRows();
registerAllCommands();
startKeys();
startClipboardEvents();
startAppMenu();
followMouseButtons();

// Subscribe before the first connection, fetch the snapshots after each: nothing falls in between.
followPools();
followJobs();
followOutside();
followHistory();
followFolders();
followCatalog();
followIo();
followFolderSizes();
followBookmarkStates();
followRecents();
startSearch();
useHost.subscribe((now, before) => {
  if (now.state === 'refused') leaveForClosed();
  if (now.connection === before.connection) return;
  void loadSettings();
  void loadPools();
  loadJobs().catch(notifyError);
  loadHistory().catch(notifyError);
  refreshFolders();
  void loadCatalog();
  void loadIo();
  refreshSearch();
});
usePools.subscribe(({ pools }) => {
  keepNames((pools ?? []).flatMap((pool) => [pool.name, ...pool.volumes.map((volume) => volume.name)]));
});
startHost();

// A file that misses every target must not replace the window.
for (const type of ['dragover', 'drop'] as const) {
  window.addEventListener(type, (event) => {
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
  });
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
