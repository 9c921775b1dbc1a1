import type { PoolPath } from '../../../shared/path.ts';
import { syncFiles, syncFolders } from './durable.ts';
import type { Rooted } from './rooted.ts';

/**
 * Writes that end at about the same time share their syncs: those that come while a sync is under way wait for the next
 * one, which serves them all. A single write waits for nobody.
 */
export interface GroupCommit {
  /** Makes an open file durable. @throws errno errors */
  file(fd: number): Promise<void>;
  /** Makes the names in a folder durable. @throws errno errors */
  folder(path: PoolPath): Promise<void>;
}

export function openGroupCommit(rooted: Rooted, sync = { files: syncFiles, folders: syncFolders }): GroupCommit {
  return {
    file: gathered((fds: readonly number[]) => sync.files(fds)),
    folder: gathered(async (folders: readonly PoolPath[]) => {
      const failed = await sync.folders(rooted, [...new Set(folders)]);
      return folders.map((folder): PromiseSettledResult<void> => {
        return failed.has(folder)
          ? { status: 'rejected', reason: failed.get(folder) }
          : { status: 'fulfilled', value: undefined };
      });
    }),
  };
}

interface Waiting<K> {
  readonly key: K;
  readonly settle: (result: PromiseSettledResult<void> | undefined) => void;
}

/** @param run one result per key, in order */
function gathered<K>(run: (keys: readonly K[]) => Promise<readonly PromiseSettledResult<void>[]>) {
  let waiting: Waiting<K>[] = [];
  let isRunning = false;

  const runAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      let results: readonly PromiseSettledResult<void>[];
      try {
        results = await run(group.map(({ key }) => key));
      } catch (reason) {
        results = group.map(() => ({ status: 'rejected', reason }));
      }
      for (const [index, { settle }] of group.entries()) settle(results[index]);
    }
    isRunning = false;
  };

  return (key: K): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({
        key,
        settle: (result) => {
          if (result?.status === 'fulfilled') resolve();
          else reject((result?.reason ?? new Error('it was not synced')) as Error);
        },
      });
      if (isRunning) return;
      isRunning = true;
      // What ends in this turn comes along.
      setImmediate(() => void runAll());
    });
}
