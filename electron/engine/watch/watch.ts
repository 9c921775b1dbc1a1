/**
 * Watching of folders, seen from the engine. `setFolders` replaces the set; a folder that is gone or cannot be watched
 * is no error (the periodic reconcile sees it). Folders are real paths of this host.
 */
export interface FolderWatcher {
  setFolders(folders: readonly string[]): void;
  close(): Promise<void>;
}

export interface WatchProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/**
 * The same in a child process: one hung file system blocks the few threads that Node has for file I/O, and must not
 * block those of the window's host. A child that ends is started again with the folders that are wanted then.
 */
export function watchInProcess(
  spawn: () => WatchProcess,
  onChanged: (folders: readonly string[]) => void,
): FolderWatcher & { readonly restart: () => void } {
  let folders: readonly string[] = [];
  let child: WatchProcess | null = null;
  let closed = false;
  let restarts = 0;

  const start = (): void => {
    if (closed || child !== null || folders.length === 0) return;
    const mine = spawn();
    child = mine;
    mine.onMessage((message) => {
      if (Array.isArray(message)) onChanged(message.filter((folder) => typeof folder === 'string'));
    });
    mine.onExit(() => {
      if (child !== mine) return;
      child = null;
      restarts += 1;
      // Backs off so that a child that cannot live does not eat a core: 0.2 s, 0.4 s ... 30 s.
      const delay = Math.min(30_000, 100 * 2 ** Math.min(restarts, 9));
      if (!closed) setTimeout(start, delay).unref();
    });
    mine.send(folders);
  };

  return {
    setFolders(next) {
      folders = next;
      if (child === null) start();
      else child.send(folders);
    },
    /** For a volume that hangs: its watches must not hold the child. */
    restart() {
      const old = child;
      child = null;
      old?.kill();
      start();
    },
    close() {
      closed = true;
      child?.kill();
      child = null;
      return Promise.resolve();
    },
  };
}
