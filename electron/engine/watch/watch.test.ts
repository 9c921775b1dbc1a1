import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolders } from './chokidar.ts';
import { watchInProcess } from './watch.ts';
import type { FolderWatcher, WatchProcess } from './watch.ts';

function forked(): WatchProcess {
  const child = fork(join(import.meta.dirname, 'watch-child.ts'), { execArgv: [], serialization: 'advanced' });
  return {
    send: (message) => {
      if (child.connected) child.send(message as never);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => child.kill('SIGKILL'),
  };
}

const makers: Record<string, (seen: (folders: readonly string[]) => void) => FolderWatcher> = {
  'in this process': (seen) => watchFolders(seen),
  'in a child process': (seen) => watchInProcess(forked, seen),
};

describe.each(Object.entries(makers))('watching %s', (_name, make) => {
  let root: string;
  let seen: string[];
  let watcher: FolderWatcher;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cfs-watch-'));
    mkdirSync(join(root, 'open', 'deep'), { recursive: true });
    mkdirSync(join(root, 'closed'));
    seen = [];
    watcher = make((folders) => seen.push(...folders));
  });
  afterEach(async () => {
    await watcher.close();
    rmSync(root, { recursive: true });
  });

  /** Touches a file again and again until the watch is up: there is no "ready" for one folder. */
  const poke = async (folder: string, name: string): Promise<void> => {
    await vi.waitFor(
      () => {
        writeFileSync(join(folder, name), String(Math.random()));
        expect(seen).toContain(folder);
      },
      { timeout: 15_000, interval: 100 },
    );
  };

  it('[W1] reports the open folder in which another program writes, and no other', async () => {
    const open = join(root, 'open');
    watcher.setFolders([open]);
    await poke(open, 'a.txt');
    seen.length = 0;
    await sleep(400);
    seen.length = 0;
    writeFileSync(join(root, 'closed', 'b.txt'), 'b');
    writeFileSync(join(open, 'deep', 'c.txt'), 'c');
    await poke(open, 'd.txt');
    expect(new Set(seen)).toEqual(new Set([open]));
  });

  it('[W2] follows the set of open folders', async () => {
    const [open, closed] = [join(root, 'open'), join(root, 'closed')];
    watcher.setFolders([open]);
    await poke(open, 'a.txt');
    watcher.setFolders([closed]);
    await poke(closed, 'a.txt');
    await sleep(400);
    seen.length = 0;
    writeFileSync(join(open, 'late.txt'), 'late');
    await poke(closed, 'b.txt');
    expect(seen).not.toContain(open);
  });

  it('[W3] does not report what CFS writes for itself', async () => {
    const open = join(root, 'open');
    watcher.setFolders([open]);
    await poke(open, 'a.txt');
    await sleep(400);
    seen.length = 0;
    writeFileSync(join(open, '.cfs-part-1'), 'half');
    await sleep(500);
    expect(seen).toEqual([]);
  });
});

describe('a watching child that dies', () => {
  it('[W4] is started again with the folders that are wanted', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cfs-watch-'));
    const seen: string[] = [];
    const children: WatchProcess[] = [];
    const watcher = watchInProcess(
      () => {
        const child = forked();
        children.push(child);
        return child;
      },
      (folders) => seen.push(...folders),
    );
    watcher.setFolders([root]);
    children[0]?.kill();
    await vi.waitFor(
      () => {
        writeFileSync(join(root, 'a'), String(Math.random()));
        expect(children.length).toBe(2);
        expect(seen).toContain(root);
      },
      { timeout: 15_000, interval: 100 },
    );
    await watcher.close();
    rmSync(root, { recursive: true });
  });
});
