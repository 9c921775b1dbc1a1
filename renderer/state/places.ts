import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Entry, PoolInfo } from '../../shared/model.ts';
import { baseName, childPath, parentPath, pathNames, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { Completions, FoundPlace, LookedPlace } from '../../shared/places.ts';
import { host } from '../api/host.ts';
import { reloadFolder } from './folders.ts';
import { notifyNote } from './notices.ts';
import { missingWords, notInPoolsWords, placeWords, volumeWords } from './place-words.ts';
import { currentPool, usePools } from './pool.ts';
import { go, useRoute } from './route.ts';
import { useSettings } from './settings.ts';
import { reveal } from './view-memory.ts';
import { words } from './words.ts';

/** Going to places that a person names: the typed path, the folders beside one, which volumes hold what is above. */

interface PathEdit {
  /** What the field begins with; null: the path is shown as crumbs. Empty: the open folder, selected. */
  readonly start: string | null;
  /** What had the keyboard before. */
  readonly before: Element | null;
}

export const usePathEdit = create<PathEdit>()(() => ({ start: null, before: null }));

/** The path becomes a field; `start`: what was typed already. */
export function editPath(start = ''): void {
  const { route } = useRoute.getState();
  if (usePathEdit.getState().start !== null) return;
  if (route.screen !== 'files') go({ screen: 'files' });
  usePathEdit.setState({ start, before: document.activeElement });
}

/** Crumbs again. `giveBack`: the keyboard goes where it was. */
export function endPathEdit(giveBack: boolean): void {
  const { start, before } = usePathEdit.getState();
  if (start === null) return;
  usePathEdit.setState({ start: null, before: null });
  if (!giveBack) return;
  const target = before !== null && before !== document.body && before.isConnected ? before : null;
  const list = document.querySelector('[role=treegrid], [role=grid]');
  for (const element of [target, list]) {
    if (!(element instanceof HTMLElement)) continue;
    element.focus({ preventScroll: true });
    if (document.activeElement === element) return;
  }
}

/** How typed text can go on. */
export function completePath(text: string, signal: AbortSignal): Promise<Completions> {
  const pool = currentPool();
  if (pool === null) return Promise.resolve({ items: [], more: false });
  const from = useRoute.getState().route.path;
  return host().call('path.complete', { pool: pool.id, text, from }, { signal });
}

/** Why a typed path leads nowhere, and where it could. */
export interface NoPlace {
  readonly text: string;
  /** The nearest folder that is there; null when nothing of it is. */
  readonly nearest: PoolPath | null;
}

/**
 * Goes where typed text leads: into a folder, or to a file in its folder. A real path tells its volume. null: it went
 * there; else why not, and everything stays as it was.
 */
export async function goToTyped(text: string): Promise<NoPlace | null> {
  const pool = currentPool();
  if (pool === null) return { text: words.noPool, nearest: null };
  const { path: from } = useRoute.getState().route;
  let found: FoundPlace;
  try {
    found = await host().call('path.find', { pool: pool.id, text, from });
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === 'not-found') return { text: notInPoolsWords(text, pool), nearest: null };
    return { text: error.message, nearest: null };
  }
  const target = usePools.getState().pools?.find(({ id }) => id === found.pool) ?? pool;
  // Paths come from the host, which parsed them.
  const path = found.path as PoolPath;
  if (found.type === null) return { text: missingWords(found, target), nearest: found.nearest as PoolPath };
  endPathEdit(true);
  const other = target.id === pool.id ? {} : { pool: target.id };
  if (found.type === 'directory') go({ screen: 'files', ...other, path });
  else reveal(path, other.pool);
  if (found.volume !== null) notifyNote(volumeWords(found, found.volume, target));
  return null;
}

/** There is no such folder: also no volume that is not connected could hold it. */
export function isGone(error: AppError): boolean {
  return (error.code === 'not-found' || error.code === 'not-a-directory') && error.data['missing'] === undefined;
}

/** The open folder is gone, or is none: shows what is there of its path, and says so. */
export async function leadToNearest(path: PoolPath): Promise<void> {
  const pool = currentPool();
  if (pool === null) return;
  let found: FoundPlace;
  try {
    found = await host().call('path.find', { pool: pool.id, text: path });
  } catch {
    // The list goes on saying what is wrong.
    return;
  }
  const { route } = useRoute.getState();
  if (route.screen !== 'files' || route.path !== path || currentPool()?.id !== pool.id) return;
  if (found.type === 'directory') reloadFolder(path);
  else if (found.type !== null) reveal(path, undefined, 'replace');
  else {
    go({ path: found.nearest }, 'replace');
    notifyNote(words.gone(baseName(path), placeWords(pool, found.nearest)), { about: 'gone folder' });
  }
}

/** The folders in a folder, for a menu: at most so many, hidden ones as the list shows them. */
export async function foldersBeside(
  path: PoolPath,
  signal: AbortSignal,
): Promise<{ readonly folders: readonly Entry[]; readonly more: boolean }> {
  const pool = currentPool();
  if (pool === null) return { folders: [], more: false };
  const page = await host().call('folder.list', { pool: pool.id, path, limit: menuRows }, { signal });
  const folders = page.entries.filter(({ type, foreign }) => type === 'directory' && foreign !== true);
  const { hidden } = useSettings.getState().view;
  return {
    folders: hidden ? folders : folders.filter(({ name }) => !name.startsWith('.')),
    // Folders come first: a full page of them says that there may be others.
    more: page.cursor !== null && page.entries.at(-1)?.type === 'directory',
  };
}

const menuRows = 400;

/** The paths from below the top down to this one. */
export function pathsTo(path: PoolPath): readonly PoolPath[] {
  const paths: PoolPath[] = [];
  for (const name of pathNames(path)) paths.push(childPath(paths.at(-1) ?? rootPath, name));
  return paths;
}

const nothingKnown: ReadonlyMap<string, LookedPlace> = new Map();

/** The open folder and those above it as they are now, by path; asked again with each folder that is opened. */
export function useTrail(pool: PoolInfo, path: PoolPath): ReadonlyMap<string, LookedPlace> {
  const [known, setKnown] = useState(nothingKnown);
  const states = pool.volumes.map(({ state }) => state).join();
  useEffect(() => {
    const abort = new AbortController();
    const paths = pathsTo(path);
    if (paths.length === 0) return;
    host()
      .call('path.look', { pool: pool.id, paths: [...paths] }, { signal: abort.signal })
      .then((looked) => setKnown(new Map(looked.map((place) => [place.path, place]))))
      .catch(() => {
        // Crumbs without the figure say nothing wrong; the list tells what cannot be read.
      });
    return () => abort.abort();
  }, [pool.id, path, states]);
  return known;
}

/** One folder up, with what one came out of selected. */
export function goUp(): void {
  const { path } = useRoute.getState().route;
  if (path !== rootPath) go({ path: parentPath(path) });
}
