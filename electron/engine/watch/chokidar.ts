import { watch } from 'chokidar';
import { basename, dirname } from 'node:path';
import { isReservedName } from '../../../shared/path.ts';
import type { FolderWatcher } from './watch.ts';

/** Changes within this many ms become one report. */
const coalesceMs = 100;

/**
 * Watches folders of this host, each for itself (depth 0), with chokidar. Reports the folders in which something
 * changed; what changed is found by listing them. What CFS writes for itself (`.cfs-part-*`, `.cfs`) is not reported.
 */
export function watchFolders(onChanged: (folders: readonly string[]) => void): FolderWatcher {
  let wanted = new Set<string>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const report = (): void => {
    timer = null;
    const folders = [...changed];
    changed.clear();
    onChanged(folders);
  };
  const note = (folder: string): void => {
    if (!wanted.has(folder)) return;
    changed.add(folder);
    timer ??= setTimeout(report, coalesceMs);
  };

  const watcher = watch([], {
    depth: 0,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    followSymlinks: false,
    // The folder itself is wanted whatever its name is.
    ignored: (path) => isReservedName(basename(path)) && !wanted.has(path),
  });
  watcher.on('all', (_event, path) => {
    note(dirname(path));
    note(path);
  });
  // A folder that cannot be watched is seen by the periodic reconcile; there is nothing else to do here.
  watcher.on('error', () => undefined);

  return {
    setFolders(folders) {
      const next = new Set(folders);
      const gone = [...wanted].filter((folder) => !next.has(folder));
      const come = [...next].filter((folder) => !wanted.has(folder));
      wanted = next;
      if (gone.length > 0) watcher.unwatch(gone);
      if (come.length > 0) watcher.add(come);
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await watcher.close();
    },
  };
}
