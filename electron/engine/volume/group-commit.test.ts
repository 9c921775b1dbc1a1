import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { PoolPath } from '../../../shared/path.ts';
import { openDiskVolume } from './disk.ts';
import type * as durable from './durable.ts';
import { openGroupCommit } from './group-commit.ts';
import type { Rooted } from './rooted.ts';
import { at } from './volume.contract.ts';

const calls = vi.hoisted(() => ({ files: [] as number[], folders: [] as number[] }));
vi.mock('./durable.ts', async (importOriginal) => {
  const real = await importOriginal<typeof durable>();
  const counted: typeof durable = {
    syncFiles: (fds) => (calls.files.push(fds.length), real.syncFiles(fds)),
    syncFolders: (rooted, folders) => (calls.folders.push(folders.length), real.syncFolders(rooted, folders)),
  };
  return counted;
});

it('[V122] many writes at once share their syncs, and each file is whole', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cfs-group-'));
  const volume = openDiskVolume({ root, name: 'disk' });
  try {
    const numbers = Array.from({ length: 60 }, (_none, index) => index);
    await Promise.all(
      numbers.map((index) => volume.write(at(`/${String(index)}`), [Buffer.from(`content ${String(index)}`)], {})),
    );
    for (const index of numbers) {
      expect(readFileSync(join(root, String(index)), 'utf8')).toBe(`content ${String(index)}`);
    }
    expect(calls.files.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(calls.files.length).toBeLessThan(20);
    expect(calls.folders.length).toBeLessThan(20);
  } finally {
    await volume.close();
    rmSync(root, { recursive: true });
  }
});

it('[V122] a sync that fails fails its own file alone; who comes during a sync waits for the next one', async () => {
  const groups: (readonly number[])[] = [];
  let release: () => void = () => undefined;
  const commit = openGroupCommit({} as Rooted, {
    async files(fds) {
      groups.push(fds);
      await new Promise<void>((resolve) => (release = resolve));
      return fds.map((fd) =>
        fd === 13 ? { status: 'rejected', reason: new Error('EIO') } : { status: 'fulfilled', value: undefined },
      );
    },
    folders: () => Promise.reject(new Error('the disk is gone')),
  });
  const outcomes = new Map<number, string>();
  const start = (fd: number): Promise<void> =>
    commit.file(fd).then(
      () => void outcomes.set(fd, 'durable'),
      (thrown: unknown) => void outcomes.set(fd, String(thrown)),
    );
  const first = [start(1), start(13)];
  await vi.waitFor(() => expect(groups).toEqual([[1, 13]]));
  const second = [start(2), start(3)];
  await new Promise((resolve) => setImmediate(resolve));
  // The running sync began before these were written: it is not theirs.
  expect(groups).toHaveLength(1);
  release();
  await Promise.all(first);
  expect([...outcomes]).toEqual([
    [1, 'durable'],
    [13, 'Error: EIO'],
  ]);
  await vi.waitFor(() =>
    expect(groups).toEqual([
      [1, 13],
      [2, 3],
    ]),
  );
  release();
  await Promise.all(second);
  expect(outcomes.get(2)).toBe('durable');
  await expect(commit.folder('/' as PoolPath)).rejects.toThrow('the disk is gone');
});
