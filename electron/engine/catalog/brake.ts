import type { HeldBack } from '../../../shared/model.ts';
import type { CatalogReader } from './database.ts';
import type { RawPath } from './raw-path.ts';
import { rootFolderId } from './schema.ts';
import type { Loss } from './store.ts';
import { inside, measureVanished } from './vanished.ts';
import type { Missing } from './vanished.ts';

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
/** What went within this time (ms) counts with what vanishes now: a slow disk loses slowly. */
const windowMs = 120_000;
/** What vanishes is gathered until nothing more did for this time, and no longer than that (ms). */
const quietMs = 700;
const longestMs = 4_000;
/** What came within this time (ms) before something vanished may be where it moved to. */
const movedMs = 10_000;
/** Folders that were told to be read again are, within this time (ms). */
const releaseMs = 30_000;
/** What CFS itself did may be told so much later (ms) than it was seen. */
const toldLateMs = 15_000;

export function openBrake({ db, volume, now = Date.now }: BrakeOptions): Brake {
  /** What is missing, by the folder that should list it. */
  let missing = new Map<RawPath, Missing>();
  /** May lose so much, because it was decided so. */
  const released = new Map<RawPath, number>();
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
  const sizeOf = (folder: number): number => {
    const { entries, folders } = inside(db, volume, folder);
    return entries + folders;
  };
  const count = (losses: readonly Pick<Missing, 'copies' | 'folders'>[]): number =>
    losses.reduce((sum, { copies, folders }) => {
      const below = folders.reduce((all, { id }) => all + sizeOf(id), 0);
      return sum + copies.length + below;
    }, 0);

  /** Entries and folders that went within the last `ms`, without a question. */
  const wentWithin = (ms: number): number => {
    const time = now();
    recent = recent.filter(({ atMs }) => time - atMs < windowMs);
    return recent.reduce((sum, { atMs, count: went }) => (time - atMs < ms ? sum + went : sum), 0);
  };

  const note = ({ folder, isFirst, isEmpty, copies, folders }: Loss): void => {
    const known = isFirst ? undefined : missing.get(folder);
    if (copies.length === 0 && folders.length === 0 && known === undefined) {
      missing.delete(folder);
      return;
    }
    missing.set(folder, {
      copies: [...(known?.copies ?? []), ...copies.map(({ id, name, size, mtimeUs }) => ({ id, name, size, mtimeUs }))],
      folders: [...(known?.folders ?? []), ...folders],
      isEmpty: isEmpty && isFirst,
    });
  };

  const releaseAll = (isConfirmed: boolean): readonly RawPath[] => {
    const folders = [...missing.keys()];
    for (const [folder, lost] of missing) released.set(folder, isConfirmed ? Infinity : count([lost]));
    missing = new Map();
    heldBack = null;
    releasedUntil = now() + releaseMs;
    return folders;
  };

  return {
    judge(losses) {
      const time = now();
      const losing = losses.filter(({ copies, folders }) => copies.length > 0 || folders.length > 0);
      if (time < openUntil && heldBack === null) return 'take';
      if (time >= releasedUntil) released.clear();
      if (missing.size === 0 && losing.every((loss) => count([loss]) <= (released.get(loss.folder) ?? 0))) {
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
        const lost = count(losing);
        if (wentWithin(littleMs) + lost <= little) {
          recent.push({ atMs: time, count: lost });
          return 'take';
        }
      }
      if (missing.size === 0) {
        since = time;
        before = marks.find(({ atMs }) => atMs >= time - movedMs)?.entry ?? lastEntry();
      }
      last = time;
      for (const { folder } of losing) {
        // It lost more than was decided about: all of it is decided about once more.
        const decided = released.get(folder);
        if (decided !== undefined && decided !== Infinity) recent.push({ atMs: time, count: -decided });
        released.delete(folder);
      }
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
      const root = inside(db, volume, rootFolderId);
      const of = root.entries + root.folders - 1;
      const { entries, folders, examples } = measureVanished(db, volume, missing, before);
      const lost = entries + folders;
      const went = wentWithin(windowMs);
      const isEmptied = missing.get('/')?.isEmpty === true && of >= emptyFrom && entries > 0;
      if (!isEmptied && went + lost <= Math.max(fewest, share * (of + went))) {
        if (lost > 0) recent.push({ atMs: now(), count: lost });
        return releaseAll(false);
      }
      const sinceMs = heldBack?.sinceMs ?? now();
      last = sinceMs;
      heldBack = { entries, folders, of: root.entries, examples, sinceMs };
      return null;
    },
    release() {
      recent = [];
      return releaseAll(true);
    },
    open(untilMs) {
      openUntil = Math.max(openUntil, untilMs);
      // It may have been told of only after it was seen.
      return heldBack === null || now() - heldBack.sinceMs < toldLateMs ? releaseAll(true) : [];
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
