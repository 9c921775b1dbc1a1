import type { HeldBack } from '../../../shared/model.ts';
import type { CatalogReader } from './database.ts';
import type { EntryRow } from './entry-rows.ts';
import { bytesOf, rawFromBytes, rawJoin, rawParent, textOf } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import type { Loss } from './store.ts';

/**
 * Keeps what vanishes from a volume all at once: a disk that came back empty or as another one, a file system that lost
 * a tree, a wrong `rm`. A little goes as it is seen to go. More is gathered for a moment; when it is too much, and did
 * not just move to another place of the volume, it stays in the catalog until somebody confirms it or it is back.
 */
export interface Brake {
  /** What a batch does not list any more. `take`: the batch is taken over as it is; `keep`: with what it misses. */
  judge(losses: readonly Loss[]): 'take' | 'keep';
  /** When to decide about what was gathered (ms, Date.now); null: nothing was. */
  readonly decideMs: number | null;
  /** Decides. Answers the folders that are to be read again, and then taken over as they are; null: held back. */
  decide(): readonly RawPath[] | null;
  /** What is missing is really gone. Answers as `decide`. */
  release(): readonly RawPath[];
  /** CFS itself moves and deletes until then (ms, Date.now): what vanishes is meant to. Answers as `decide`. */
  open(untilMs: number): readonly RawPath[];
  readonly heldBack: HeldBack | null;
  /** To be called about once a second. */
  tick(): void;
  /** Nothing is known any more: the catalog is built again, or the volume went. */
  reset(): void;
}

export interface BrakeOptions {
  readonly db: CatalogReader;
  readonly volume: number;
  readonly now?: () => number;
}

/** So many entries and folders may always go. */
const fewest = 1_000;
/** Or this part of the volume. */
const share = 0.3;
/** A volume with fewer entries may be emptied without a question. */
const emptyFrom = 20;
/** So many go at once without being gathered, within `littleMs`. */
const little = 200;
const littleMs = 10_000;
/** What vanishes is gathered until nothing more did for this time, and no longer than that (ms). */
const quietMs = 700;
const longestMs = 4_000;
/** What came within this time (ms) before something vanished may be where it moved to. */
const movedMs = 10_000;
/** Folders that were told to be read again are, within this time (ms). */
const releaseMs = 30_000;
const mostExamples = 20;
/** What CFS itself did may be told so much later (ms) than it was seen. */
const toldLateMs = 15_000;

interface Missing {
  /** Id, name, size and time, which tell where a file moved to. */
  readonly copies: readonly Pick<EntryRow, 'name' | 'size' | 'mtimeUs'>[];
  readonly folders: readonly { readonly id: number; readonly path: RawPath }[];
  readonly isEmpty: boolean;
}

export function openBrake({ db, volume, now = Date.now }: BrakeOptions): Brake {
  /** What is missing, by the folder that should list it. */
  let missing = new Map<RawPath, Missing>();
  /** May lose what they lose. */
  let released = new Set<RawPath>();
  let releasedUntil = -Infinity;
  /** Anything goes until then. */
  let openUntil = -Infinity;
  let since = 0;
  let last = 0;
  /** Entries with greater ids came a little before it began, or later. */
  let before = 0;
  let heldBack: HeldBack | null = null;
  let recent: { readonly atMs: number; readonly count: number }[] = [];
  /** Greatest ids at a time: what has a greater one came later. */
  let marks: { readonly atMs: number; readonly entry: number }[] = [];

  const lastEntry = (): number => Number(db.get('SELECT max(id) AS last FROM entry')?.['last'] ?? 0);
  const inside = (folder: number): { readonly entries: number; readonly folders: number } => {
    const row = db.get('SELECT all_files, all_folders FROM held WHERE folder = ? AND volume = ?', folder, volume);
    return { entries: Number(row?.['all_files'] ?? 0), folders: 1 + Number(row?.['all_folders'] ?? 0) };
  };
  const count = (losses: readonly Loss[]): number =>
    losses.reduce((sum, { copies, folders }) => {
      const below = folders.reduce((all, { id }) => all + inside(id).entries + inside(id).folders, 0);
      return sum + copies.length + below;
    }, 0);

  const note = ({ folder, isFirst, isEmpty, copies, folders }: Loss): void => {
    const known = isFirst ? undefined : missing.get(folder);
    if (copies.length === 0 && folders.length === 0 && known === undefined) {
      missing.delete(folder);
      return;
    }
    missing.set(folder, {
      copies: [...(known?.copies ?? []), ...copies.map(({ name, size, mtimeUs }) => ({ name, size, mtimeUs }))],
      folders: [...(known?.folders ?? []), ...folders],
      isEmpty: isEmpty && isFirst,
    });
  };

  /** Entries that came since shortly before it began, by what a move leaves as it is. */
  const arrivals = (): Map<string, number> => {
    const came = new Map<string, number>();
    for (const row of db.iterate(
      'SELECT name, size, mtime_us FROM entry WHERE volume = ? AND id > ?',
      volume,
      before,
    )) {
      const key = keyOf(row['name'] as Uint8Array, Number(row['size']), Number(row['mtime_us']));
      came.set(key, (came.get(key) ?? 0) + 1);
    }
    return came;
  };

  /** What is really missing: not what is somewhere else on the volume by now, and nothing twice. */
  const measure = (): { readonly entries: number; readonly folders: number; readonly examples: readonly string[] } => {
    const came = arrivals();
    const gone = new Map<RawPath, number>();
    for (const { folders } of missing.values()) for (const { id, path } of folders) gone.set(path, id);
    const isBelowGone = (folder: RawPath): boolean => {
      for (let at = folder; at !== '/'; at = rawParent(at)) if (gone.has(at)) return true;
      return false;
    };
    let [entries, folders] = [0, 0];
    const examples: { readonly path: string; readonly weight: number }[] = [];
    for (const [path, id] of gone) {
      if (isBelowGone(rawParent(path))) continue;
      const lost = inside(id);
      const moved = movedBelow(path, came);
      entries += Math.max(0, lost.entries - moved);
      folders += lost.entries > 0 && moved >= lost.entries ? 0 : lost.folders;
      examples.push({ path: `${textOf(path)}/`, weight: lost.entries + lost.folders });
    }
    for (const [folder, { copies }] of missing) {
      if (folder !== '/' && isBelowGone(folder)) continue;
      for (const { name, size, mtimeUs } of copies) {
        if (takeOne(came, keyOf(name, size, mtimeUs))) continue;
        entries += 1;
        if (examples.length < mostExamples * 50) {
          examples.push({ path: textOf(rawJoin(folder, rawFromBytes(name))), weight: 0 });
        }
      }
    }
    examples.sort((one, other) => other.weight - one.weight);
    return { entries, folders, examples: examples.slice(0, mostExamples).map(({ path }) => path) };
  };

  /** Files below a folder that is missing which came to be elsewhere, one by one. */
  const movedBelow = (path: RawPath, came: Map<string, number>): number => {
    if (came.size === 0) return 0;
    let moved = 0;
    const rows = db.iterate(
      `SELECT e.name, e.size, e.mtime_us FROM folder f JOIN entry e ON e.folder = f.id AND e.volume = ?
        WHERE f.path = ? OR (f.path > ? AND f.path < ?)`,
      ...[volume, bytesOf(path), bytesOf(`${path}/`), bytesOf(`${path}0`)],
    );
    for (const row of rows) {
      if (takeOne(came, keyOf(row['name'] as Uint8Array, Number(row['size']), Number(row['mtime_us'])))) moved += 1;
    }
    return moved;
  };

  const releaseAll = (): readonly RawPath[] => {
    const folders = [...missing.keys()];
    missing = new Map();
    heldBack = null;
    released = new Set([...released, ...folders]);
    releasedUntil = now() + releaseMs;
    return folders;
  };

  return {
    judge(losses) {
      const time = now();
      const losing = losses.filter(({ copies, folders }) => copies.length > 0 || folders.length > 0);
      if (time < openUntil && heldBack === null) return 'take';
      if (time >= releasedUntil) released.clear();
      if (losing.every(({ folder }) => released.has(folder)) && missing.size === 0) {
        for (const { folder } of losing) released.delete(folder);
        return 'take';
      }
      if (losing.length === 0) {
        // What was missing may be back.
        for (const loss of losses) if (missing.has(loss.folder)) note(loss);
        if (heldBack !== null) last = time;
        return 'take';
      }
      const isEmptied = losing.some(({ folder, isEmpty }) => folder === '/' && isEmpty);
      if (missing.size === 0 && !isEmptied) {
        recent = recent.filter(({ atMs }) => time - atMs < littleMs);
        const lately = recent.reduce((sum, one) => sum + one.count, 0);
        const lost = count(losing);
        if (lately + lost <= little) {
          recent.push({ atMs: time, count: lost });
          return 'take';
        }
      }
      if (missing.size === 0) {
        since = time;
        before = marks.find(({ atMs }) => atMs >= time - movedMs)?.entry ?? lastEntry();
      }
      last = time;
      for (const loss of losses) if (missing.has(loss.folder) || losing.includes(loss)) note(loss);
      return 'keep';
    },
    get decideMs() {
      if (missing.size === 0 && heldBack === null) return null;
      // What is held back is measured again when something of it was read again.
      if (heldBack !== null) return last > heldBack.sinceMs ? last + quietMs : null;
      return Math.min(since + longestMs, last + quietMs);
    },
    decide() {
      if (missing.size === 0) {
        heldBack = null;
        return [];
      }
      const root = inside(1);
      const of = root.entries + root.folders - 1;
      const { entries, folders, examples } = measure();
      const isEmptied = missing.get('/')?.isEmpty === true && of >= emptyFrom && entries > 0;
      if (!isEmptied && entries + folders <= Math.max(fewest, share * of)) return releaseAll();
      const sinceMs = heldBack?.sinceMs ?? now();
      last = sinceMs;
      heldBack = { entries, folders, of: root.entries, examples, sinceMs };
      return null;
    },
    release: releaseAll,
    open(untilMs) {
      openUntil = Math.max(openUntil, untilMs);
      // It may have been told of only after it was seen.
      return heldBack === null || now() - heldBack.sinceMs < toldLateMs ? releaseAll() : [];
    },
    get heldBack() {
      return heldBack;
    },
    tick() {
      const atMs = now();
      marks = marks.filter((mark) => atMs - mark.atMs < 2 * movedMs);
      marks.push({ atMs, entry: lastEntry() });
    },
    reset() {
      missing = new Map();
      released.clear();
      heldBack = null;
      recent = [];
    },
  };
}

const keyOf = (name: Uint8Array, size: number, mtimeUs: number): string =>
  `${rawFromBytes(name)}/${String(size)}/${String(mtimeUs)}`;

function takeOne(from: Map<string, number>, key: string): boolean {
  const left = from.get(key) ?? 0;
  if (left === 0) return false;
  from.set(key, left - 1);
  return true;
}
