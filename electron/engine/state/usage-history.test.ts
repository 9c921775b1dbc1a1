import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUsageHistory, thinned } from './usage-history.ts';
import type { UsageHistoryStore } from './usage-history.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1, 12);
const far = start + 10_000 * day;

let home: string;
let store: UsageHistoryStore;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cfs-usage-history-'));
  store = openUsageHistory(home);
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

const disk = { id: 'v1', name: 'disk1' };
const space = (atMs: number, used: number) => ({ atMs, used, total: 1000, spaceGroup: 'g', limited: false });
const usedOf = (nowMs: number): readonly number[] =>
  store.volumes('p', nowMs).flatMap(({ samples }) => samples.map(({ used }) => used));

describe('samples of how full it was', () => {
  it('[Q79] one a day: a later one of the same day takes its place, and all are there in the next process', () => {
    for (const [hours, used] of [
      [0, 1],
      [3, 2],
      [24, 3],
      [48, 4],
      [50, 5],
    ] as const) {
      store.addSpace('p', disk, space(start + (hours * day) / 24, used));
    }
    store.addSpace('other', disk, space(start, 99));
    store.close();
    store = openUsageHistory(home);
    expect(usedOf(far)).toEqual([2, 3, 5]);
    expect(store.volumes('p', far)).toMatchObject([
      { id: 'v1', name: 'disk1', samples: [{ spaceGroup: 'g' }, {}, {}] },
    ]);
    expect(statSync(join(home, 'usage.db')).mode & 0o777).toBe(0o600);
    store.forgetPool('p');
    expect(store.volumes('p', far)).toEqual([]);
    expect(store.volumes('other', far)).toHaveLength(1);
  });

  it('[Q79] daily for 90 days, then weekly for two years, then no more', () => {
    let kept: readonly number[] = [];
    for (let at = 20_000; at < 21_200; at += 1) {
      const days = [...kept, at];
      const gone = new Set(thinned(days));
      kept = days.filter((day) => !gone.has(day));
    }
    expect(kept.slice(-90)).toEqual(Array.from({ length: 90 }, (_, index) => 21_110 + index));
    expect(kept).toHaveLength(90 + 104);
    // The newest of the weeks may not be over.
    const weeks = kept.slice(0, -91);
    for (const [index, at] of weeks.slice(1).entries()) expect(at - (weeks[index] ?? 0)).toBe(7);
    expect(kept[0]).toBeLessThan(21_200 - 2 * 365);
    for (let at = 0; at < 120; at += 1) store.addSpace('p', disk, space(start + at * day, at));
    const used = usedOf(far);
    expect(used.slice(-90)).toEqual(Array.from({ length: 90 }, (_, index) => 30 + index));
    expect(used.length).toBeLessThanOrEqual(96);
  });

  it('[Q79] thinning again changes nothing', () => {
    const days = Array.from({ length: 900 }, (_, index) => 20_000 + index);
    const once = days.filter((at) => !thinned(days).includes(at));
    expect(thinned(once)).toEqual([]);
  });

  it('[Q80] a clock that jumps neither changes nor loses days that are over', () => {
    for (let at = 0; at < 20; at += 1) store.addSpace('p', disk, space(start + at * day, at));
    // Ten days back: that day is over. To 1970, and far ahead: a clock that was not set.
    store.addSpace('p', disk, space(start + 9 * day, 777));
    store.addSpace('p', disk, space(0, 888));
    store.addSpace('p', disk, space(start + 30_000 * day, 999));
    const now = start + 20 * day;
    expect(usedOf(now)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    // Right again: it goes on.
    store.addSpace('p', disk, space(now, 20));
    expect(usedOf(now).at(-1)).toBe(20);
    expect(usedOf(now)).toHaveLength(21);
  });

  it('[Q80] times that are no numbers are not noted down', () => {
    store.addSpace('p', disk, space(Number.NaN, 1));
    store.addSpace('p', disk, space(Infinity, 1));
    store.addFolders('p', { atMs: -1, least: 0 }, [{ path: '/', allocated: 1, bytes: 1 }]);
    expect(usedOf(far)).toEqual([]);
    expect(store.folderDays('p', far)).toEqual([]);
  });

  it('[Q81] folders of a day, by names of any bytes; those of thinned days are gone', () => {
    const odd = '/caf\udce9/\ud83d\ude00';
    for (let at = 0; at < 140; at += 1) {
      store.addFolders('p', { atMs: start + at * day, least: at }, [
        { path: '/', allocated: 10 * at, bytes: at },
        ...(at < 50 ? [{ path: '/gone', allocated: 5, bytes: 5 }] : []),
        { path: odd, allocated: at, bytes: 2 * at },
      ]);
    }
    const days = store.folderDays('p', far);
    expect(days.length).toBeGreaterThan(90);
    expect(days.length).toBeLessThan(102);
    expect(days.at(-1)).toEqual({ atMs: start + 139 * day, least: 139 });
    expect(store.folder('p', odd, far)).toHaveLength(days.length);
    expect(store.folder('p', odd, far).at(-1)).toEqual({ atMs: start + 139 * day, allocated: 139, bytes: 278 });
    expect(store.foldersOn('p', { atMs: start + 139 * day, least: 0 })).toEqual([
      { path: '/', allocated: 1390, bytes: 139 },
      { path: odd, allocated: 139, bytes: 278 },
    ]);
    const gone = store.folder('p', '/gone', far);
    expect(gone.length).toBeGreaterThan(0);
    expect(store.folder('p', odd, start + 99.5 * day).at(-1)?.atMs).toBe(start + 99 * day);
    // The same day again: what vanished since is not in it any more.
    store.addFolders('p', { atMs: start + 139 * day + 1000, least: 0 }, [{ path: '/', allocated: 1, bytes: 1 }]);
    expect(store.foldersOn('p', { atMs: start + 139 * day, least: 0 })).toHaveLength(1);
  });

  it('[Q82] what comes after the end of the program opens nothing again', () => {
    store.close();
    expect(() => store.addSpace('p', disk, space(start, 1))).toThrow(/ending/);
    expect(readdirSync(home)).toEqual([]);
  });

  it('[Q82] a damaged file is set aside, and the history begins again', () => {
    store.addSpace('p', disk, space(start, 1));
    store.close();
    for (const name of readdirSync(home)) rmSync(join(home, name));
    writeFileSync(join(home, 'usage.db'), 'no database, but long enough to look like one '.repeat(50));
    store = openUsageHistory(home);
    expect(store.volumes('p', far)).toEqual([]);
    store.addSpace('p', disk, space(start, 2));
    expect(usedOf(far)).toEqual([2]);
    expect(readdirSync(home).some((name) => name.startsWith('usage.db.damaged-'))).toBe(true);
  });
});
