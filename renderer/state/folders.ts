import { create } from 'zustand';
import type { FolderPage } from '../../shared/contract.ts';
import { asAppError, isAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Entry, FolderSize, PoolInfo } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { host } from '../api/host.ts';
import { painted } from './painted.ts';
import { currentPool, usePools } from './pool.ts';
import type { ColumnKey } from '../../shared/settings.ts';
import { useSettings } from './settings.ts';

/** One listed folder. `entries` is replaced, never changed in place: folders first, then natural order by name. */
export interface Folder {
  readonly path: PoolPath;
  readonly entries: readonly Entry[];
  /** Entries that the host knows of; more than `entries.length` while pages are still on their way. 0: not counted yet. */
  readonly total: number;
  /** Nothing was shown yet. */
  readonly fresh: boolean;
  readonly complete: boolean;
  /** There is more than a list holds unasked: only the first page is here, and `showAll` gets the rest. */
  readonly tooMany: boolean;
  readonly missing: FolderPage['missing'];
  readonly error: AppError | null;
}

interface Folders {
  /** Id of the pool that they belong to. */
  readonly pool: string | null;
  readonly folders: ReadonlyMap<string, Folder>;
}

export const useFolders = create<Folders>()(() => ({ pool: null, folders: new Map() }));

/** As many as the tallest window shows, for the first rows; small first page; later pages as large as one frame can parse. */
const firstRows = 200;
const firstPage = 500;
const laterPage = 4000;
/** Rows that came are shown when there are so many times more than before. */
const moreToShow = 4;
/** Folders kept after they were left, so that going back shows them at once; and entries of all of them together. */
const kept = 24;
const keptEntries = 250_000;

/** More entries are listed only when a person says so: each one takes some 150 bytes of the window's memory. */
export const mostUnasked = 1_000_000;
/** Folders whose rest was asked for; until they are left. */
const asked = new Set<string>();

interface Loading {
  readonly abort: AbortController;
  /** Something changed while it was being listed: list once more. */
  again: boolean;
}
const loading = new Map<string, Loading>();
/** Least recently opened first. */
const recent = new Set<string>();
let open: readonly PoolPath[] = [];

function put(path: PoolPath, change: Partial<Folder>): void {
  useFolders.setState(({ folders }) => {
    const before: Folder = folders.get(path) ?? {
      path,
      entries: [],
      total: 0,
      fresh: true,
      complete: false,
      tooMany: false,
      missing: [],
      error: null,
    };
    const next = new Map(folders);
    next.set(path, { ...before, ...change });
    return { folders: next };
  });
}

export function folderAt(path: PoolPath): Folder | undefined {
  return useFolders.getState().folders.get(path);
}

/** What the list has a column for, or is sorted by: listings cost a little more then. */
function wantedFigures(): { readonly allocated: boolean; readonly created: boolean } {
  const { columns, sort } = useSettings.getState().view;
  const isWanted = (key: ColumnKey): boolean => sort.key === key || columns.some((column) => column.key === key);
  return { allocated: isWanted('allocated'), created: isWanted('created') };
}

async function load(pool: string, path: PoolPath, abort: AbortController): Promise<void> {
  const before = folderAt(path);
  const isNew = before === undefined || before.fresh || before.error !== null;
  // What was left in the middle of its listing goes on from what it shows.
  const showAsItComes = isNew || !before.complete;
  let shown = isNew ? 0 : before.entries.length;
  if (isNew) {
    const page = await host().call(
      'folder.list',
      { pool, path, limit: firstRows, first: true, ...wantedFigures() },
      { signal: abort.signal },
    );
    if (page.cursor === null) {
      const complete = page.partial !== true;
      put(path, {
        entries: page.entries,
        total: page.total,
        fresh: false,
        complete,
        tooMany: false,
        missing: page.missing,
        error: null,
      });
      if (complete) return;
      shown = page.entries.length;
      // Reading all of a large folder takes the whole machine for a moment: what has come is seen first.
      await painted();
      abort.signal.throwIfAborted();
    }
  }
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const limit = shown === 0 && cursor === null ? firstPage : laterPage;
    const input = { pool, path, limit, ...wantedFigures() };
    const page: FolderPage = await host().call('folder.list', cursor === null ? input : { ...input, cursor }, {
      signal: abort.signal,
    });
    for (const entry of page.entries) entries.push(entry);
    cursor = page.cursor;
    shareVolumes(page.entries);
    const tooMany = cursor !== null && page.total > mostUnasked && !asked.has(path);
    const complete = cursor === null;
    // Old content stays until the new one is there as a whole; each time that a list is shown costs as much as it is long.
    if (complete || tooMany || (showAsItComes && entries.length >= shown * moreToShow)) {
      shown = entries.length;
      const { total, missing } = page;
      put(path, { entries: entries.slice(), total, fresh: false, complete, tooMany, missing, error: null });
    }
    if (tooMany) return;
  } while (cursor !== null);
}

const volumeLists = new Map<string, readonly string[]>();

/** Entries on the same volumes share one list of their names: each one came with its own. */
function shareVolumes(entries: readonly Entry[]): void {
  for (const entry of entries) {
    const key = entry.volumes.length === 1 ? (entry.volumes[0] ?? '') : entry.volumes.join('/');
    const shared = volumeLists.get(key);
    // They were just read from the wire, and nobody else knows them.
    if (shared !== undefined) (entry as { volumes: readonly string[] }).volumes = shared;
    else volumeLists.set(key, entry.volumes);
  }
}

/** Lists all of a folder that has more entries than a list holds unasked. */
export function showAll(path: PoolPath): void {
  asked.add(path);
  put(path, { tooMany: false });
  reloadFolder(path);
}

/** Lists a folder (again). A call while it is being listed lists it once more afterwards. */
export function reloadFolder(path: PoolPath): void {
  const pool = useFolders.getState().pool;
  if (pool === null) return;
  const running = loading.get(path);
  if (running !== undefined) {
    running.again = true;
    return;
  }
  const mine: Loading = { abort: new AbortController(), again: false };
  loading.set(path, mine);
  if (folderAt(path) === undefined) put(path, {});
  const started = performance.now();
  load(pool, path, mine.abort)
    .catch((thrown: unknown) => {
      if (mine.abort.signal.aborted || isAppError(thrown, 'cancelled')) return;
      const error = asAppError(thrown);
      // While the host is gone the banner says so, and what was listed stays.
      if (error.code === 'disconnected' && folderAt(path)?.fresh === false) return;
      put(path, { entries: [], total: 0, fresh: false, complete: true, tooMany: false, missing: [], error });
    })
    .finally(() => {
      if (loading.get(path) !== mine) return;
      loading.delete(path);
      if (!mine.again) return;
      // A folder that keeps changing is listed at most a quarter of the time.
      const rest = Math.max(150, (performance.now() - started) * 3);
      setTimeout(() => {
        if (open.includes(path)) reloadFolder(path);
      }, rest);
    });
}

function watch(): void {
  const pool = useFolders.getState().pool;
  if (pool === null) return;
  host()
    .call('folder.watch', { pool, paths: open.slice(0, 256) })
    .catch(() => {
      // The next connection watches again; lists can be reloaded by hand meanwhile.
    });
}

function stop(path: string): void {
  loading.get(path)?.abort.abort();
  loading.delete(path);
}

/**
 * Says which folders the window shows: they are watched first and then listed, so that no change is missed in between.
 * What was listed before is shown at once and refreshed behind it.
 */
export function showFolders(paths: readonly PoolPath[]): void {
  const pool = currentPool()?.id ?? null;
  if (pool !== useFolders.getState().pool) {
    for (const path of [...loading.keys()]) stop(path);
    recent.clear();
    volumeLists.clear();
    open = [];
    useFolders.setState({ pool, folders: new Map() });
  }
  const added = paths.filter((path) => !open.includes(path));
  if (added.length === 0 && paths.length === open.length) return;
  for (const path of open) {
    if (paths.includes(path)) continue;
    stop(path);
    asked.delete(path);
  }
  open = paths;
  watch();
  for (const path of added) reloadFolder(path);
  for (const path of paths) {
    recent.delete(path);
    recent.add(path);
  }
  forgetOld();
}

function forgetOld(): void {
  const { folders } = useFolders.getState();
  let [left, entries] = [kept, keptEntries];
  const old = [...recent].reverse().filter((path) => {
    if (open.some((shown) => shown === path)) return false;
    left -= 1;
    entries -= folders.get(path)?.entries.length ?? 0;
    return left < 0 || entries < 0;
  });
  if (old.length === 0) return;
  const next = new Map(folders);
  for (const path of old) {
    next.delete(path);
    recent.delete(path);
  }
  useFolders.setState({ folders: next });
}

/** After a (re)connection: watch first, then list again. */
export function refreshFolders(): void {
  watch();
  for (const path of open) reloadFolder(path);
}

function statesOf(pool: PoolInfo | null): string {
  return JSON.stringify([pool?.id, pool?.volumes.map(({ id, state }) => [id, state])]);
}

/** Follows the host's events; called once by the composition root. */
export function followFolders(): void {
  let wanted = wantedFigures();
  useSettings.subscribe(() => {
    const { allocated, created } = wantedFigures();
    const isMore = (allocated && !wanted.allocated) || (created && !wanted.created);
    wanted = { allocated, created };
    if (isMore) for (const path of open) reloadFolder(path);
  });
  host().on('folder.changed', ({ pool, paths }) => {
    const shown = currentPool();
    if (shown === null || (pool !== shown.id && pool !== shown.name)) return;
    for (const path of open) if (paths.includes(path)) reloadFolder(path);
    // What was listed earlier and is not shown would be stale when it is opened again: that lists it anyway.
  });
  // A volume that went or came: what was listed while it did so may be from before.
  let known = statesOf(currentPool());
  usePools.subscribe(() => {
    const states = statesOf(currentPool());
    if (states === known) return;
    known = states;
    if (currentPool()?.id !== useFolders.getState().pool) return;
    for (const path of open) reloadFolder(path);
  });
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Shows a change that was just answered at once; the listing that follows is the truth. */
export function showEntry(folder: PoolPath, entry: Entry, instead?: PoolPath): void {
  const known = folderAt(folder);
  if (known === undefined || known.fresh) return;
  const rest = known.entries.filter((one) => one.path !== instead && one.path !== entry.path);
  const rank = (one: Entry): number => (one.type === 'directory' ? 0 : 1);
  const at = rest.findIndex(
    (one) => rank(one) > rank(entry) || (rank(one) === rank(entry) && byName.compare(one.name, entry.name) > 0),
  );
  const entries = rest.toSpliced(at < 0 ? rest.length : at, 0, entry);
  put(folder, { entries, total: known.total + entries.length - known.entries.length });
}

/** Folders that the window shows now. */
export function openFolders(): readonly PoolPath[] {
  return open;
}

/** Takes over what the catalog says of the folders in a folder; nothing changes where it is what is shown. */
export function setFolderSizes(path: PoolPath, sizes: ReadonlyMap<string, FolderSize>): void {
  const known = folderAt(path);
  if (known === undefined || known.fresh) return;
  const entries = known.entries.map((entry): Entry => {
    const size = entry.type === 'directory' && entry.foreign !== true ? sizes.get(entry.name) : undefined;
    return size === undefined || isSameSize(size, entry.folder) ? entry : { ...entry, folder: size };
  });
  if (entries.some((entry, index) => entry !== known.entries[index])) put(path, { entries });
}

/** When it was counted changes with every scan, and is no reason to draw a list anew. */
function isSameSize(one: FolderSize, other: FolderSize | undefined): boolean {
  return (
    one.bytes === other?.bytes &&
    one.allocated === other.allocated &&
    one.files === other.files &&
    one.partial === other.partial &&
    one.unread?.folders === other.unread?.folders &&
    one.unread?.before === other.unread?.before &&
    one.parts?.length === other.parts?.length &&
    (one.parts ?? []).every(({ volume, allocated }, at) => {
      const part = other.parts?.[at];
      return part?.volume === volume && part.allocated === allocated;
    })
  );
}

/** What is in a folder, page by page; the next one is asked for when it is wanted. */
async function* pagesOf(
  pool: string,
  path: PoolPath,
  limit: number,
  signal?: AbortSignal,
): AsyncGenerator<readonly Entry[], void> {
  const options = signal === undefined ? undefined : { signal };
  let cursor: string | null = null;
  do {
    const input = { pool, path, limit };
    const page: FolderPage = await host().call('folder.list', cursor === null ? input : { ...input, cursor }, options);
    yield page.entries;
    cursor = page.cursor;
  } while (cursor !== null);
}

/** Names of a folder, for telling what is already there: from what is shown, else asked page by page. */
export async function namesIn(pool: string, path: PoolPath): Promise<ReadonlySet<string>> {
  const known = useFolders.getState().pool === pool ? folderAt(path) : undefined;
  if (known?.complete === true && known.error === null && open.includes(path)) {
    return new Set(known.entries.map((entry) => entry.name));
  }
  const names = new Set<string>();
  for await (const entries of pagesOf(pool, path, 10_000)) for (const { name } of entries) names.add(name);
  return names;
}

/** Only the folders of a folder; they come first, so later pages are left when the first file is met. */
export async function foldersIn(pool: string, path: PoolPath, signal: AbortSignal): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for await (const entries of pagesOf(pool, path, 2000, signal)) {
    found.push(...entries.filter(({ type, foreign }) => type === 'directory' && foreign !== true));
    if (entries.some(({ type }) => type !== 'directory')) break;
  }
  return found;
}
