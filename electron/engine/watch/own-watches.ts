import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename } from 'node:path';
import { isReservedName } from '../../../shared/path.ts';
import type { FolderWatcher } from './watch.ts';

/** Changes within this many ms become one report. */
const coalesceMs = 100;
/** A folder that is not there is looked for this often, in ms. */
const retryMs = 500;

/**
 * Watches folders of this host by one watch of the system for each, for systems whose watch of a folder tells of writes
 * to the files in it (Linux). chokidar makes one for every file besides, which for a folder of 100,000 costs more memory
 * than all of the rest of CFS. Reports the folders in which something changed; what CFS writes for itself is not
 * reported. A folder that is not there, or goes, is reported when it is there again.
 */
export function watchFoldersDirectly(onChanged: (folders: readonly string[]) => void): FolderWatcher {
  const watchers = new Map<string, FSWatcher | null>();
  const changed = new Set<string>();
  let reporting: NodeJS.Timeout | null = null;
  let retrying: NodeJS.Timeout | null = null;

  const note = (folder: string): void => {
    changed.add(folder);
    reporting ??= setTimeout(() => {
      reporting = null;
      const folders = [...changed].filter((one) => watchers.has(one));
      changed.clear();
      if (folders.length > 0) onChanged(folders);
    }, coalesceMs);
  };
  const lose = (folder: string, watcher: FSWatcher): void => {
    watcher.close();
    // Another watch of the same folder may have taken its place.
    if (watchers.get(folder) !== watcher) return;
    watchers.set(folder, null);
    note(folder);
    retrySoon();
  };
  const open = (folder: string): void => {
    try {
      const watcher = watch(folder, { persistent: true, recursive: false }, (event, name) => {
        // The folder itself went or was renamed, or something in it has its name: whichever, the watch is made anew.
        if (event === 'rename' && name === basename(folder)) lose(folder, watcher);
        else if (name === null || !isReservedName(name)) note(folder);
      });
      watcher.on('error', () => lose(folder, watcher));
      watchers.set(folder, watcher);
    } catch {
      // Not there, or it cannot be watched: the periodic reconcile sees what changes in it until it can.
      watchers.set(folder, null);
      retrySoon();
    }
  };
  const retry = (): void => {
    retrying = null;
    for (const [folder, watcher] of watchers) {
      if (watcher !== null) continue;
      open(folder);
      if (watchers.get(folder) !== null) note(folder);
    }
  };
  const retrySoon = (): void => {
    retrying ??= setTimeout(retry, retryMs);
  };

  return {
    setFolders(folders) {
      const wanted = new Set(folders);
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue;
        watcher?.close();
        watchers.delete(folder);
      }
      for (const folder of wanted) if (!watchers.has(folder)) open(folder);
    },
    close() {
      for (const timer of [reporting, retrying]) if (timer !== null) clearTimeout(timer);
      for (const watcher of watchers.values()) watcher?.close();
      watchers.clear();
      return Promise.resolve();
    },
  };
}
