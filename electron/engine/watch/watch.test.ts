import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolders } from './chokidar.ts';
import { watchFoldersDirectly } from './own-watches.ts';
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
  ...(process.platform === 'linux' ? { 'by one watch for each folder': watchFoldersDirectly } : {}),
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

describe.runIf(process.platform === 'linux')('one watch for each folder', () => {
  it('[Q131] tells of a folder that comes, goes and comes again, and of what is written in it then', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cfs-watch-'));
    const folder = join(root, 'later');
    const seen: string[] = [];
    const watcher = watchFoldersDirectly((folders) => seen.push(...folders));
    const next = async (): Promise<void> => {
      await vi.waitFor(() => expect(seen).toContain(folder), { timeout: 10_000 });
      // What else the same change is reported by.
      await sleep(300);
      seen.length = 0;
    };
    try {
      watcher.setFolders([folder]);
      for (let time = 0; time < 2; time += 1) {
        mkdirSync(folder);
        await next();
        writeFileSync(join(folder, 'a'), 'a');
        await next();
        writeFileSync(join(folder, 'a'), 'b');
        await next();
        rmSync(folder, { recursive: true });
        await next();
      }
    } finally {
      await watcher.close();
      rmSync(root, { recursive: true });
    }
  });

  it('[Q131] needs no more of them for a folder of many files', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cfs-watch-'));
    for (let number = 0; number < 300; number += 1) writeFileSync(join(root, `f${String(number)}`), '');
    const inotify = (): number =>
      readdirSync('/proc/self/fdinfo')
        .flatMap((fd) => {
          try {
            return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').split('\n');
          } catch {
            return [];
          }
        })
        .filter((line) => line.startsWith('inotify wd:')).length;
    const before = inotify();
    const watcher = watchFoldersDirectly(() => undefined);
    try {
      watcher.setFolders([root]);
      expect(inotify() - before).toBe(1);
    } finally {
      await watcher.close();
      rmSync(root, { recursive: true });
    }
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
