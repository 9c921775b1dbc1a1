import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityRow } from '../../../shared/activity.ts';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { createHerald, quietMs } from './herald.ts';
import type { Turn } from './job-menus.tsx';
import { lanesOf } from './lanes.ts';
import { lineAct } from './line-keys.ts';
import { nowWords } from './line-words.ts';
import { canMakeRoom, missingRoom, roomOf, withoutPlace } from './room.ts';
import { shortPaths } from './short-paths.ts';
import {
  canFinish,
  canRetry,
  interruptedWords,
  leadWords,
  noRetryWords,
  pastTitle,
  resultOf,
  rowWords,
} from './words.ts';

const row = (change: Partial<ActivityRow>): ActivityRow => ({
  ...{ id: 'a', kind: 'put', title: 'Copying 3 items to /photos', state: 'done', by: 'window', startedMs: 0 },
  ...{ endedMs: 1000, files: 3, bytes: 300, skipped: 0, failed: 0, verified: { device: 3, cached: 0 } },
  ...{ perVolume: { disk1: 300 }, planId: null, receipt: true, retry: null, act: null },
  ...change,
});

describe('the words of what was done', () => {
  it('[B384] say what it was in the past, unless it did not come to its end', () => {
    expect(pastTitle(row({}))).toBe('Copied 3 items to /photos');
    expect(pastTitle(row({ title: 'Undo: Rename "a" to "b"' }))).toBe('Undid: Rename "a" to "b"');
    expect(pastTitle(row({ title: 'Evening out the volumes' }))).toBe('Evening out the volumes');
    expect(pastTitle(row({ state: 'cancelled' }))).toBe('Copying 3 items to /photos');
    expect(pastTitle(row({ state: 'failed', files: 1 }))).toBe('Copied 3 items to /photos');
    expect(pastTitle(row({ state: 'failed', files: 0 }))).toBe('Copying 3 items to /photos');
    expect(pastTitle(row({ title: 'Copying "a\u202eb" to /' }))).toBe('Copied "a\\u202eb" to /');
  });

  it('[B384] say what came of it, the worst first, and verified only when all were read again', () => {
    expect(resultOf(row({}))).toEqual({ tone: 'verified', words: 'all verified' });
    expect(resultOf(row({ verified: { device: 2, cached: 1 } })).words).toBe('verified (cached)');
    expect(resultOf(row({ verified: { device: 2, cached: 0 } })).words).toBe('done');
    expect(resultOf(row({ kind: 'rename', bytes: 0, verified: { device: 0, cached: 0 } })).words).toBe(
      'no bytes moved',
    );
    expect(resultOf(row({ state: 'failed', failed: 4 }))).toEqual({ tone: 'danger', words: '4 failed' });
    expect(resultOf(row({ state: 'cancelled' })).words).toBe('stopped by you');
    expect(rowWords(row({ state: 'cancelled', files: 0, bytes: 0 }))).toBe('nothing was changed');
    expect(rowWords(row({ files: 1199, failed: 4, skipped: 2, by: 'command' }))).toBe(
      '1,199 of 1,205 files, 2 left out, by a command in a terminal',
    );
  });

  it('[B470] say why what failed cannot be tried again, and what to do', () => {
    expect(noRetryWords(row({}))).toBe('');
    expect(noRetryWords(row({ failed: 2, retry: 'offered' }))).toBe('');
    expect(noRetryWords(row({ failed: 2, retry: 'taken' }))).toContain('were tried again');
    expect(noRetryWords(row({ failed: 2, kind: 'upload' }))).toContain('Upload these files again');
    expect(noRetryWords(row({ failed: 2, kind: 'put' }))).toContain('Do it anew');
    expect(noRetryWords(row({ failed: 2, kind: 'undo' }))).toBe('');
  });

  it('[B470] [B475] what failed is tried again, what was stopped is finished, each where somebody can', () => {
    const ways = (change: Partial<ActivityRow>) => [canRetry(row(change)), canFinish(row(change))];
    expect(ways({ retry: 'offered', state: 'failed', failed: 2 })).toEqual([true, false]);
    expect(ways({ retry: 'offered', state: 'cancelled', failed: 2 })).toEqual([false, true]);
    expect(ways({ retry: 'taken', state: 'cancelled' })).toEqual([false, false]);
    expect(ways({ state: 'failed', failed: 2 })).toEqual([false, false]);
  });

  it('[B472] say of what was interrupted what it waits for, or why it stays', () => {
    const since = new Date();
    since.setHours(0, 4, 0, 0);
    const job = { state: 'interrupted', canRestart: true, waitingFor: '', filesDone: 0, filesSkipped: 0, errors: [] };
    const words = (change: Partial<Job>): string => interruptedWords({ ...job, ...change } as unknown as Job);
    expect(words({ waitingFor: 'disk3', waitingSinceMs: since.getTime() })).toBe(
      'Waits for disk3, since 00:04. It goes on by itself.',
    );
    expect(words({ stays: 'You had paused it.' })).toBe('You had paused it.');
    expect(words({})).toBe('Interrupted');
    expect(words({ canRestart: false })).toBe('Interrupted. It cannot go on');
    const held = { ...job, state: 'running', stopping: null, waitingFor: '00:04', heldUntilMs: since.getTime() };
    expect(nowWords(held as unknown as Job)).toBe('Waits until 00:04');
  });

  it('[B384] sum up the day', () => {
    const now = new Date(2026, 5, 1, 15).getTime();
    const today = { endedMs: now - 1000 };
    expect(leadWords([], now).lead).toBe('Nothing was done today.');
    expect(leadWords([row(today), row({ ...today, failed: 4, state: 'failed' })], now)).toEqual({
      lead: '2 operations today. 4 files failed in one of them.',
      say: '600 bytes copied or moved since midnight, every file read again.',
    });
    expect(leadWords([row({ ...today, verified: { device: 0, cached: 0 } })], now).say).toContain(
      '0 of 3 files read again',
    );
    expect(leadWords([row({ endedMs: now - 86_400_000 })], now).lead).toBe('Nothing was done today.');
  });
});

describe('the line of an operation', () => {
  it('[B473] is steered by keys: what each does there, and nothing where it cannot', () => {
    const act = (key: string, state: Job['state'], turn: Turn, altKey = false, asking = false) =>
      lineAct({ key, altKey }, { state, asking }, turn);
    const alone = { earlier: undefined, later: undefined };
    expect(act(' ', 'running', alone)).toBe('pause');
    expect(act(' ', 'paused', alone)).toBe('resume');
    expect(act(' ', 'running', alone, false, true)).toBeNull();
    expect(act(' ', 'queued', alone)).toBeNull();
    expect(act('Delete', 'running', alone)).toBe('end');
    expect(act('ArrowUp', 'queued', alone, true)).toBeNull();
    expect(act('ArrowUp', 'queued', { earlier: 'a', later: undefined }, true)).toBe('earlier');
    expect(act('ArrowDown', 'queued', { earlier: 'a', later: null }, true)).toBe('later');
    expect(act('ArrowDown', 'queued', alone)).toBe('down');
    expect(act('x', 'running', alone)).toBeNull();
  });

  it('[B383] what failed is named below the folder that all of it lies in', () => {
    const short = (...paths: readonly string[]) => {
      const { folder, rest } = shortPaths(paths);
      return [folder, ...paths.map(rest)];
    };
    expect(short('/card/a/1.raw', '/card/b/2.raw')).toEqual(['/card', 'a/1.raw', 'b/2.raw']);
    expect(short('/card/a', '/card/a/1.raw')).toEqual(['/card', 'a', 'a/1.raw']);
    expect(short('/a.raw', '/b/c.raw')).toEqual(['', '/a.raw', '/b/c.raw']);
    expect(short('C:\\card\\1.raw')).toEqual(['', 'C:\\card\\1.raw']);
    expect(short()).toEqual(['']);
  });
});

describe('what screen readers are told', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[B382] comes at once, then at most every ten seconds, together, and of many only how many', () => {
    const said: string[] = [];
    const herald = createHerald((words) => said.push(words));
    herald.say('one');
    expect(said).toEqual(['one']);
    for (const words of ['two', 'three', 'four', 'five', 'six']) herald.say(words);
    vi.advanceTimersByTime(quietMs - 1);
    expect(said).toEqual(['one']);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(['one', 'two. three. four. and 2 more']);
    vi.advanceTimersByTime(quietMs * 2);
    expect(said).toHaveLength(2);
    herald.say('seven');
    expect(said.at(-1)).toBe('seven');
    herald.say('eight');
    herald.end();
    vi.advanceTimersByTime(quietMs * 2);
    expect(said.at(-1)).toBe('seven');
  });
});

it('[B381] operations are together by the disks they work on, in their order; those without come last', () => {
  const job = (id: string, lanes?: readonly string[]) => ({ id, ...(lanes === undefined ? {} : { lanes }) }) as Job;
  const lanes = lanesOf([
    job('w'),
    job('a', ['disk1']),
    job('b', ['disk2', 'disk1']),
    job('c', ['disk1']),
    job('d', ['disk1', 'disk2']),
  ]);
  expect(lanes.map(({ devices, jobs }) => [devices, jobs.map(({ id }) => id)])).toEqual([
    [['disk1'], ['a', 'c']],
    [
      ['disk1', 'disk2'],
      ['b', 'd'],
    ],
    [[], ['w']],
  ]);
});

it('[B389] what is missing counts what operations before it will take, volumes of one file system once, and no reserve', () => {
  const volume = (name: string, free: number, change = {}) => ({
    ...{ id: name, name, mode: 'read-write', state: 'online', space: { total: 100, used: 0, free }, reserve: 10 },
    ...{ limit: null, spaceGroup: name },
    ...change,
  });
  const pool = (...volumes: readonly object[]) => ({ id: 'p', name: 'P', volumes }) as unknown as PoolInfo;
  const two = pool(volume('disk1', 60), volume('disk2', 60));
  expect(roomOf(two)).toEqual({ bytes: 100, words: ['disk1 has 50 bytes', 'disk2 has 50 bytes'] });
  expect(roomOf(pool(volume('a', 60, { spaceGroup: 'g' }), volume('b', 60, { spaceGroup: 'g' }))).bytes).toBe(50);
  const away = pool(volume('a', 60, { state: 'offline' }), volume('b', 60, { mode: 'no-create' }));
  expect(roomOf(away)).toEqual({ bytes: 0, words: ['a is offline', 'b takes no new files'] });

  const job = (order: number, bytesTotal: number, change: Partial<Job> = {}) =>
    ({ ...{ id: `j${order}`, order, bytesTotal, bytesDone: 0, kind: 'put', state: 'running' }, ...change }) as Job;
  const first = job(1, 80);
  const second = job(2, 50);
  expect(missingRoom(first, [first, second], two)).toBe(0);
  expect(missingRoom(second, [first, second], two)).toBe(30);
  expect(missingRoom(second, [{ ...first, state: 'done' }, second], two)).toBe(0);
  expect(missingRoom(job(1, 500), [], two)).toBe(400);
  expect(missingRoom(job(1, 500, { counting: true }), [], two)).toBe(0);
  expect(missingRoom(job(1, 500, { kind: 'move' }), [], two)).toBe(0);
});

it('[B474] an ended operation tells how much found no place; room is made only where there is another volume', () => {
  const error = (code: string) => ({ path: '/a', error: { code, message: '' } });
  const job = (state: string) =>
    ({ state, errors: [error('no-space'), error('no-space'), error('io')] }) as unknown as Job;
  expect([withoutPlace(job('failed')), withoutPlace(job('running'))]).toEqual([2, 0]);
  const pool = (volumes: number) => ({ volumes: Array.from({ length: volumes }) }) as unknown as PoolInfo;
  expect([canMakeRoom(pool(1)), canMakeRoom(pool(2))]).toEqual([false, true]);
});
