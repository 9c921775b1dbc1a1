import { create } from 'zustand';
import { visibleName } from '../../shared/format.ts';
import { baseName, isWithin, parentPath, rebasePath, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { LookedPlace } from '../../shared/places.ts';
import type { Settings } from '../../shared/settings.ts';
import { host, useHost } from '../api/host.ts';
import { text } from '../text.ts';
import { jobEnd } from './jobs.ts';
import { notify, notifyProblem } from './notices.ts';
import { currentPool, usePools } from './pool.ts';
import { recentsOf } from './recents.ts';
import { setSettings, useSettings } from './settings.ts';
import { words } from './words.ts';

/**
 * Folders that a person keeps in the sidebar, per pool, in the settings. They follow what is renamed and moved here, and
 * say so when their folder is gone.
 */
export type Bookmark = Settings['bookmarks'][string][number];

/** As many as the settings keep. */
const most = 200;
const none: readonly Bookmark[] = [];

export function bookmarksOf(pool: string): readonly Bookmark[] {
  return useSettings.getState().bookmarks[pool] ?? none;
}

export function useBookmarks(pool: string): readonly Bookmark[] {
  return useSettings(({ bookmarks }) => bookmarks[pool] ?? none);
}

/** What a person calls it: the name that was given, else the folder's own. */
export function bookmarkName({ name, path }: Bookmark): string {
  return visibleName(name === '' ? baseName(path as PoolPath) : name);
}

function keep(pool: string, list: readonly Bookmark[]): void {
  setSettings({ bookmarks: { [pool]: [...list] } });
}

/** Puts folders into the list, before the one at `at` (default: last); those in it already are moved there. */
export function addBookmarks(pool: string, paths: readonly PoolPath[], at?: number): void {
  const before = bookmarksOf(pool);
  const added = paths.filter((path) => path !== rootPath);
  if (added.length === 0) return;
  const isAdded = ({ path }: Bookmark): boolean => added.some((one) => one === path);
  const place = before.slice(0, at ?? before.length).filter((one) => !isAdded(one)).length;
  const rest = before.filter((one) => !isAdded(one));
  const known = new Map(before.map((one) => [one.path, one]));
  const list = rest.toSpliced(place, 0, ...added.map((path) => known.get(path) ?? { path, name: '' }));
  if (list.length > most) {
    notifyProblem(words.bookmarksFull(most), words.bookmarksFullDo);
    return;
  }
  keep(pool, list);
}

export function removeBookmark(pool: string, path: string): void {
  const before = bookmarksOf(pool);
  const at = before.findIndex((one) => one.path === path);
  const gone = before[at];
  if (gone === undefined) return;
  keep(pool, before.toSpliced(at, 1));
  const back = (): void => {
    const now = bookmarksOf(pool);
    if (!now.some((one) => one.path === path)) keep(pool, now.toSpliced(Math.min(at, now.length), 0, gone));
  };
  notify(words.bookmarkRemoved(bookmarkName(gone)), { label: text.undo, run: back }, 'bookmark');
}

/** An empty name is the folder's own. */
export function renameBookmark(pool: string, path: string, name: string): void {
  const own = baseName(path as PoolPath);
  const given = name.trim() === own ? '' : name.trim().slice(0, 255);
  keep(
    pool,
    bookmarksOf(pool).map((one) => (one.path === path ? { ...one, name: given } : one)),
  );
}

/** The list with the one at `from` before the one that is at `to` now; the same list when nothing moves. Pure. */
export function movedBookmark(list: readonly Bookmark[], from: number, to: number): readonly Bookmark[] {
  const moved = list[from];
  const at = Math.max(0, Math.min(list.length, to));
  if (moved === undefined || at === from || at === from + 1) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(at > from ? at - 1 : at, 0, moved);
}

export function moveBookmark(pool: string, from: number, to: number): boolean {
  const before = bookmarksOf(pool);
  const list = movedBookmark(before, from, to);
  if (list === before) return false;
  keep(pool, list);
  return true;
}

/** Renames and moves of this tab, the newest last: what is taken back leads bookmarks back, also after a reload. */
interface Followed {
  readonly from: PoolPath;
  readonly to: PoolPath;
}
const followedKept = 50;
const followedKey = 'cfs.followed';

function followed(): readonly Followed[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(followedKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isFollowed) : [];
  } catch {
    return [];
  }
}

function isFollowed(one: unknown): one is Followed {
  if (typeof one !== 'object' || one === null || !('from' in one) || !('to' in one)) return false;
  return typeof one.from === 'string' && typeof one.to === 'string';
}

function keepFollowed(one: Followed): void {
  try {
    sessionStorage.setItem(followedKey, JSON.stringify([...followed(), one].slice(-followedKept)));
  } catch {
    // Without it a bookmark is greyed after an undo, and says so.
  }
}

function rebased(list: readonly Bookmark[], from: PoolPath, to: PoolPath): readonly Bookmark[] {
  const isOf = ({ path }: Bookmark): boolean => isWithin(path as PoolPath, from);
  if (!list.some(isOf)) return list;
  return list.map((one) => (isOf(one) ? { ...one, path: rebasePath(one.path as PoolPath, from, to) } : one));
}

/** Something was renamed or moved: bookmarks of it, and of what is in it, go along. */
export function followBookmarks(pool: string, from: PoolPath, to: PoolPath): void {
  const before = bookmarksOf(pool);
  const list = rebased(before, from, to);
  if (list === before) return;
  keep(pool, list);
  keepFollowed({ from, to });
}

/** Once a move has ended: bookmarks of what is really where it was to go follow. */
export async function followMove(
  pool: string,
  job: string,
  moves: readonly { readonly from: PoolPath; readonly to: PoolPath }[],
): Promise<void> {
  const ours = moves.filter(({ from }) => bookmarksOf(pool).some(({ path }) => isWithin(path as PoolPath, from)));
  if (ours.length === 0) return;
  await jobEnd(job);
  const looked = await look(pool, [...ours.map(({ from }) => from), ...ours.map(({ to }) => to)]);
  for (const { from, to } of ours) {
    if (looked.get(from)?.there === 'no' && looked.get(to)?.there === 'yes') followBookmarks(pool, from, to);
  }
  lookAtBookmarks();
}

async function look(pool: string, paths: readonly string[]): Promise<ReadonlyMap<string, LookedPlace>> {
  const places = await host().call('path.look', { pool, paths: [...new Set(paths)] });
  return new Map(places.map((place) => [place.path, place]));
}

const unknown: ReadonlyMap<string, LookedPlace> = new Map();

/** The folders of bookmarks, and recent ones, as they were seen last, by path. */
export const useBookmarkStates = create<{ readonly known: ReadonlyMap<string, LookedPlace> }>()(() => ({
  known: unknown,
}));

let planned: ReturnType<typeof setTimeout> | undefined;
/** Looks that are asked for within this time are one, ms. */
const lookMs = 300;

/** Sees whether the folders are still there; soon, and once for all who ask. */
export function lookAtBookmarks(): void {
  planned ??= setTimeout(() => {
    planned = undefined;
    void lookNow();
  }, lookMs);
}

async function lookNow(): Promise<void> {
  const pool = currentPool()?.id;
  if (pool === undefined || useHost.getState().state !== 'online') return;
  const list = bookmarksOf(pool);
  const paths = [...list.map(({ path }) => path), ...recentsOf(pool)];
  if (paths.length === 0) return;
  try {
    const known = await look(pool, paths);
    useBookmarkStates.setState({ known });
    const lost = list.filter(({ path }) => known.get(path)?.there === 'no');
    if (lost.length > 0) await lookBack(pool, lost);
  } catch {
    // What was known stays; the next look tells.
  }
}

/** A rename or move that was taken back, or done again: the bookmark goes where its folder is. */
async function lookBack(pool: string, lost: readonly Bookmark[]): Promise<void> {
  const ways = followed().flatMap(({ from, to }) => [
    { from: to, to: from },
    { from, to },
  ]);
  const tries = lost.flatMap(({ path }) =>
    ways
      .filter(({ from }) => isWithin(path as PoolPath, from))
      .map(({ from, to }) => ({ path, to: rebasePath(path as PoolPath, from, to) })),
  );
  if (tries.length === 0) return;
  const looked = await look(
    pool,
    tries.map(({ to }) => to),
  );
  const found = tries.filter(({ to }) => looked.get(to)?.there === 'yes');
  if (found.length === 0) return;
  keep(
    pool,
    bookmarksOf(pool).map((one) => {
      const way = found.findLast(({ path }) => path === one.path);
      return way === undefined ? one : { ...one, path: way.to };
    }),
  );
  lookAtBookmarks();
}

/** Keeps what is known of bookmarks in step; called once by the composition root. */
export function followBookmarkStates(): void {
  useSettings.subscribe((now, before) => {
    if (now.bookmarks !== before.bookmarks) lookAtBookmarks();
  });
  useHost.subscribe((now, before) => {
    if (now.connection !== before.connection) lookAtBookmarks();
  });
  // Volumes that come and go, and pools that are shown.
  usePools.subscribe(({ pools }, { pools: before }) => {
    const states = (list: typeof pools): string =>
      JSON.stringify(list?.map(({ id, volumes }) => [id, volumes.map(({ state }) => state)]));
    if (states(pools) !== states(before)) lookAtBookmarks();
  });
  // Every act of this pool, from here or elsewhere, may be about one of them.
  host().on('history.changed', lookAtBookmarks);
  host().on('folder.changed', ({ paths }) => {
    const pool = currentPool()?.id;
    if (pool === undefined) return;
    const parents = new Set<string>(bookmarksOf(pool).map(({ path }) => parentPath(path as PoolPath)));
    if (paths.some((path) => parents.has(path))) lookAtBookmarks();
  });
  window.addEventListener('focus', lookAtBookmarks);
}
