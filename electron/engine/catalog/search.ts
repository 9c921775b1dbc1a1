import { parseQuery } from '../../../shared/query.ts';
import { withKnownVolumes } from '../../../shared/query-volumes.ts';
import type { Query } from '../../../shared/query.ts';
import { placesOf } from '../../../shared/query-fold.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { SearchHit, SearchPage, SearchSort } from '../../../shared/search.ts';
import type { EntryType } from '../../../shared/model.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { entryType } from './schema.ts';
import { textOf } from './search-bulk.ts';
import { Copies } from './search-copies.ts';
import type { SearchVolume } from './search-copies.ts';
import { find, isFolderOffline, kindOfEntry } from './search-find.ts';
import type { Found } from './search-find.ts';
import { forgetIndex, searchIndex, warmIndex } from './search-index.ts';
import type { SearchIndex } from './search-index.ts';
import { firstOf, orderOf } from './search-order.ts';
import { keepFitting } from './search-regex.ts';
import { needlesOf, planOf } from './search-terms.ts';
import { unreadFolders, unreadOf } from './unread-folders.ts';

export interface SearchQuestion {
  readonly text: string;
  /** Folder below which is searched. */
  readonly path: string;
  /** Of the pool, in its order; none: those that the catalog knows, as if connected. */
  readonly volumes: readonly SearchVolume[];
  /** The present, for `today` and ages. */
  readonly nowMs: number;
}

export interface SearchInput extends SearchQuestion {
  readonly sort: SearchSort;
  readonly descending: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

/** A search as it was answered last, for its next pages and figures. */
export interface Answered {
  readonly index: SearchIndex;
  readonly copies: Copies;
  readonly query: Query;
  readonly found: Found;
  readonly cut: string | null;
  readonly searched: number;
}

interface Sorted {
  readonly answered: Answered;
  /** Places in `found` of the first hits, in order. */
  places: Int32Array;
  readonly again: (count: number) => Int32Array;
}

interface Kept {
  readonly answers: Map<string, Answered>;
  readonly orders: Map<string, Sorted>;
  readonly cursors: Map<string, Sorted>;
  count: number;
  /** Ends it all when nobody asks for a while. */
  idle: NodeJS.Timeout | null;
}

const kept = new WeakMap<CatalogReader, Kept>();
/** Searches that are kept for their next pages. */
const keptSearches = 4;
/** Memory of searches is given back when nobody searched for this long, in ms. */
const idleMs = 15 * 60_000;

function keptOf(db: CatalogReader): Kept {
  let mine = kept.get(db);
  if (mine === undefined) {
    mine = { answers: new Map(), orders: new Map(), cursors: new Map(), count: 0, idle: null };
    kept.set(db, mine);
  }
  mine.idle ??= whenIdle(new WeakRef(db));
  mine.idle.refresh();
  return mine;
}

/** A connection that was closed meanwhile is not held back by its timer. */
function whenIdle(reader: WeakRef<CatalogReader>): NodeJS.Timeout {
  return setTimeout(() => {
    const db = reader.deref();
    if (db === undefined) return;
    kept.delete(db);
    forgetIndex(db);
  }, idleMs).unref();
}

function remember<T>(map: Map<string, T>, key: string, value: T): T {
  map.delete(key);
  map.set(key, value);
  for (const old of map.keys()) {
    if (map.size <= keptSearches) break;
    map.delete(old);
  }
  return value;
}

/** Everything that a search finds, or the last answer to the same question when nothing changed since. */
export function answerOf(db: CatalogReader, question: SearchQuestion): Answered {
  const { nowMs, path, text, volumes } = question;
  const index = searchIndex(db);
  const query = withKnownVolumes(
    parseQuery(text, nowMs),
    volumes.map(({ name }) => name),
  );
  // The same moment every time unless an age or a day is asked for.
  const times = query.terms.map(({ condition }) => (condition.kind === 'date' ? condition.from : 0));
  const key = JSON.stringify([index.revision, text, path, volumes, times]);
  const { answers } = keptOf(db);
  const known = answers.get(key);
  if (known?.index === index) return known;
  const copies = new Copies(db, index, volumes);
  const plan = planOf(index, query, path);
  const isNothing = query.terms.length === 0;
  const found = find(index, plan, copies);
  if (isNothing) found.count = 0;
  const cut = keepFitting(db, index, found, plan.regexes);
  return remember(answers, key, { index, copies, query, found, cut, searched: index.size });
}

/** Reads a part of the index ahead, so that the first search need not; `done`: all of it is there. */
export function searchWarm(db: CatalogReader, { budgetMs }: { readonly budgetMs: number }): { readonly done: boolean } {
  keptOf(db);
  return { done: warmIndex(db, budgetMs) };
}

/** A page of what is found. A text without terms finds nothing. */
export function search(db: CatalogReader, input: SearchInput): SearchPage {
  const began = performance.now();
  const { limit } = input;
  const mine = keptOf(db);
  const [name = '', place = ''] = input.cursor?.split(':') ?? [];
  const continued = mine.cursors.get(name);
  const sorted = continued ?? sortedOf(db, input, mine);
  const offset = input.cursor === undefined ? 0 : Math.max(0, Number(place) || 0);
  const { answered } = sorted;
  const total = answered.found.count;
  // Who goes on will go on further: each time more is put in order, so that few pages wait for it.
  if (sorted.places.length < Math.min(total, offset + limit)) {
    sorted.places = sorted.again(offset === 0 ? limit : (offset + limit) * 4);
  }
  const needles = needlesOf(answered.query);
  const hits: SearchHit[] = [];
  const unread = unreadFolders(db, input.path);
  const end = Math.min(total, offset + limit);
  for (let at = offset; at < end; at += 1) {
    const hit = answered.found.hits[sorted.places[at] ?? 0] ?? 0;
    const row = hit < 0 ? folderHit(db, answered, -1 - hit, needles) : entryHit(db, answered, hit, needles);
    if (row !== null) hits.push({ ...row, ...(hit < 0 && unreadOf(unread, row.path)) });
  }
  let cursor: string | null = null;
  if (end < total) {
    let own = [...mine.cursors].find(([, one]) => one === sorted)?.[0];
    own ??= `s${String((mine.count += 1))}`;
    remember(mine.cursors, own, sorted);
    cursor = `${own}:${String(end)}`;
  }
  const { cut, query, searched } = answered;
  return { hits, total, offset, cursor, problems: query.problems, cut, searched, tookMs: performance.now() - began };
}

function sortedOf(db: CatalogReader, input: SearchInput, mine: Kept): Sorted {
  const answered = answerOf(db, input);
  const key = `${input.sort} ${String(input.descending)}`;
  const known = [...mine.orders].find(([name, one]) => one.answered === answered && name.endsWith(key));
  if (known !== undefined) return known[1];
  const { copies, found, index } = answered;
  const sizes = new Map<number, number>();
  const sizeOf = (folder: number): number => {
    const size = sizes.get(folder) ?? heldFolder(db, answered, folder)?.size ?? 0;
    sizes.set(folder, size);
    return size;
  };
  const again = (count: number): Int32Array =>
    firstOf(found.count, count, orderOf(index, copies, found, input.sort, input.descending, sizeOf, count));
  return remember(mine.orders, `${String((mine.count += 1))} ${key}`, {
    answered,
    places: new Int32Array(0),
    again,
  });
}

/** A folder on the volumes of the pool, first the one that it is shown by; its size is what is below it. */
function heldFolder(
  db: CatalogReader,
  { copies, index }: Answered,
  folder: number,
): { readonly volumes: readonly number[]; readonly mode: number; readonly size: number } | null {
  const rows = db.all(
    `SELECT volume, mode, all_bytes, (SELECT all_more_bytes FROM folder WHERE id = ?1) AS more
      FROM held WHERE folder = ?1`,
    index.folders.ids[folder] ?? 0,
  );
  const volumes: number[] = [];
  let size = -Number(rows[0]?.['more'] ?? 0);
  let shown: { readonly row: CatalogRow; readonly state: number; readonly place: number } | null = null;
  for (const row of rows) {
    const volume = Number(row['volume']);
    const [state, place] = [copies.states[volume] ?? 0, copies.places[volume] ?? 0];
    if (state === 0) continue;
    volumes.push(volume);
    size += Number(row['all_bytes']);
    if (shown === null || state > shown.state || (state === shown.state && place < shown.place)) {
      shown = { row, state, place };
    }
  }
  return shown === null ? null : { volumes, mode: Number(shown.row['mode']), size: Math.max(0, size) };
}

function folderHit(
  db: CatalogReader,
  answered: Answered,
  folder: number,
  needles: readonly string[],
): SearchHit | null {
  const { copies, index } = answered;
  const path = index.folders.paths[folder] ?? '';
  const held = path === '' ? null : heldFolder(db, answered, folder);
  if (held === null) return null;
  return {
    ...placed(path, needles),
    type: 'directory',
    kind: 'folder',
    size: held.size,
    mtimeMs: (index.folders.times[folder] ?? 0) / 1000,
    mode: held.mode,
    volumes: copies.namesOf(held.volumes),
    conflict: false,
    offline: isFolderOffline(copies, folder),
  };
}

const typeNames: Readonly<Record<number, EntryType>> = {
  [entryType.file]: 'file',
  [entryType.symlink]: 'symlink',
  [entryType.other]: 'other',
};

/** Null when it is gone since the index was read: it is not told of. */
function entryHit(db: CatalogReader, answered: Answered, first: number, needles: readonly string[]): SearchHit | null {
  const { copies, index } = answered;
  const open = copies.opening(first);
  const row =
    open < 0
      ? undefined
      : db.get('SELECT name, type, size, mtime_us, mode FROM entry WHERE id = ?', index.ids[open] ?? 0);
  const name = row?.['name'];
  if (row === undefined || !(name instanceof Uint8Array)) return null;
  const folder = index.folders.paths[index.folderOf[first] ?? 0] ?? '';
  if (folder === '') return null;
  return {
    ...placed(`${folder === '/' ? '' : folder}/${textOf(name)}`, needles),
    type: typeNames[Number(row['type'])] ?? 'other',
    kind: kindOfEntry(index, open),
    size: Number(row['size']),
    mtimeMs: Number(row['mtime_us']) / 1000,
    mode: Number(row['mode']),
    volumes: copies.namesOf([...copies.copies(first)].map((slot) => index.volumeOf[slot] ?? 0)),
    conflict: copies.isConflict(first),
    offline: copies.state(open) === 1,
  };
}

function placed(
  path: string,
  needles: readonly string[],
): Pick<SearchHit, 'path' | 'name' | 'nameHits' | 'folderHits'> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const folder = parentPath(path as PoolPath);
  return { path, name, nameHits: placesOf(name, needles), folderHits: placesOf(folder, needles) };
}
