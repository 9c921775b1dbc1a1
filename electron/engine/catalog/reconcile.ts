import { errnoOf } from '../volume/errno.ts';
import { sameStamp } from './listing.ts';
import type { ListingWriter, Stamp } from './listing.ts';
import { rawJoin, rawParent } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { openFolder, scanFolder } from './scan-folder.ts';
import type { OpenFolder, ScanRoot } from './scan-folder.ts';
import type { WatchTree } from './watch-tree.ts';

/**
 * What is read next of one volume, and when: folders that changed, folders that are new, and passes over all of it. It
 * owns no clock and no thread: `step` does one thing, whoever calls it decides how many and how often.
 */
export interface Reconcile {
  /** An event: this folder is read soon. See WatchEvents. */
  changed(folder: RawPath, renamed: string | null): void;
  /** Reads this folder at once, and what is new in it with all below. */
  look(folder: RawPath): void;
  /**
   * A pass over the whole volume. `changed`: folders whose names are the same as when they were read are not read again;
   * `all`: everything is. One that is wanted while another runs follows it.
   */
  pass(kind: PassKind): void;
  /** When there is something to do (by `now`); null: nothing waits. */
  nextMs(): number | null;
  /** Does one thing that is due; answers whether there was one. @throws VolumeGone */
  step(): boolean;
  /** A pass that runs or is wanted. */
  readonly passing: PassKind | null;
  /** Folders that the pass which runs has looked at; null when none runs. */
  readonly progress: number | null;
  /** The volume is away: what was planned is void. */
  reset(): void;
}

export type PassKind = 'changed' | 'all';

export interface ReconcileDeps {
  readonly root: () => ScanRoot;
  readonly tree: WatchTree;
  /** False: nothing is watched on this volume. */
  readonly watching: boolean;
  /** What is read goes here. */
  readonly writer: ListingWriter;
  /** A pass ended: all of it is in the writer or handed on. */
  readonly passed: (kind: PassKind) => void;
  readonly now: () => number;
}

/** The root is not there: nothing that is missing below it is known to be gone. */
export class VolumeGone extends Error {}

/** Events within this time (ms) are one look at their folder. */
const coalesceMs = 200;
/** A folder that changes all the time takes a fifth of the time at most. */
const restFactor = 4;
/** Folders that wait for a look, at most: more than that is a pass. */
const mostDirty = 50_000;
/** A folder that its parent lists and that is not there is looked for again after this time (ms). */
const strangeMs = 1_000;

interface Dirty {
  dueMs: number;
  readonly renamed: Set<string>;
  /** Any name in it may be another thing now. */
  all: boolean;
}

interface Pass {
  readonly kind: PassKind;
  readonly stack: RawPath[];
  folders: number;
}

const unseen: Stamp = { mtimeUs: 0, changedUs: 0, inode: 0 };

export function openReconcile(deps: ReconcileDeps): Reconcile {
  const { tree, writer, now } = deps;
  const dirty = new Map<RawPath, Dirty>();
  /** No folder is due before that. */
  let earliestMs = Infinity;
  /** How long folders rest that take long to read (ms). */
  const rests = new Map<RawPath, number>();
  let fresh: RawPath[] = [];
  let current: Pass | null = null;
  let wanted: PassKind | null = null;
  /** A folder that is being read, part by part. */
  let reading: Generator<void, void> | null = null;

  const note = (folder: RawPath, dueMs: number): Dirty => {
    earliestMs = Math.min(earliestMs, dueMs);
    const known = dirty.get(folder);
    if (known !== undefined) {
      known.dueMs = Math.min(known.dueMs, dueMs);
      return known;
    }
    const made: Dirty = { dueMs, renamed: new Set(), all: false };
    dirty.set(folder, made);
    return made;
  };

  /** It was listed in its parent, and is gone or something else. */
  const isGone = (folder: RawPath): void => {
    if (folder === '/') throw new VolumeGone();
    tree.drop(folder);
    note(rawParent(folder), now() + strangeMs);
  };

  const unreadable = (folder: RawPath, thrown: unknown): void => {
    // A fault of ours is no trouble of the disk.
    if (errnoOf(thrown) === null) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const problem = { code: errnoOf(thrown) ?? 'EIO', message };
    writer.beginPart({ path: folder, stamp: unseen, mode: 0, after: '', upTo: '', problem });
  };

  /** Opens a folder and watches it, before it is read. Null when it is not there or cannot be opened. */
  const enter = (folder: RawPath): OpenFolder | null => {
    let opened: OpenFolder | null = null;
    try {
      opened = openFolder(deps.root(), folder);
      if (opened === null) {
        isGone(folder);
        return null;
      }
      if (!tree.has(folder)) tree.put(folder, unseen);
      if (deps.watching && !tree.isWatched(folder)) {
        tree.watch(folder, opened.real);
        // Its stamp was taken before the watch: what happened in between would be in neither.
        opened.close();
        opened = openFolder(deps.root(), folder);
        if (opened === null) isGone(folder);
      }
      return opened;
    } catch (thrown) {
      opened?.close();
      if (thrown instanceof VolumeGone) throw thrown;
      unreadable(folder, thrown);
      return null;
    }
  };

  /** Reads a folder part by part; `onChild` is told of each folder in it. */
  function* read(folder: RawPath, opened: OpenFolder, onChild: (child: RawPath, stamp: Stamp) => void) {
    const present = new Set<RawPath>();
    const { parts } = writer;
    let isRead = false;
    try {
      const scan = scanFolder(deps.root(), folder, opened, writer, (child, stamp) => {
        present.add(child);
        onChild(child, stamp);
      });
      while (scan.next().done !== true) {
        isRead = true;
        yield;
      }
    } finally {
      opened.close();
    }
    if (!isRead) {
      // Nothing at all: it went; one part with a problem: what was known of it stays.
      if (writer.parts === parts) isGone(folder);
      return;
    }
    tree.put(folder, opened.stamp);
    for (const name of [...tree.children(folder)]) {
      const child = rawJoin(folder, name);
      if (!present.has(child)) tree.drop(child);
    }
  }

  /** Reads a folder that changed; what is new in it follows. */
  function* again(folder: RawPath, { renamed, all }: Dirty) {
    const started = now();
    if (folder !== '/' && !tree.has(folder)) {
      // The catalog takes over what is in a folder only after the folder above it.
      let above = rawParent(folder);
      while (above !== '/' && !tree.has(above)) above = rawParent(above);
      note(above, now());
      return;
    }
    for (const name of all ? [...tree.children(folder)] : renamed) {
      // It may be another folder of the same name: its watch, and all that is known below it, are of the old one.
      tree.drop(rawJoin(folder, name));
    }
    const opened = enter(folder);
    if (opened === null) return;
    yield* read(folder, opened, (child, stamp) => {
      const known = tree.stampOf(child);
      if (known === null) fresh.push(child);
      else if (known.inode !== 0 && known.inode !== stamp.inode) {
        tree.drop(child);
        fresh.push(child);
      } else if (!tree.isWatched(child) && !sameStamp(known, stamp)) note(child, now());
    });
    const took = now() - started;
    if (took > coalesceMs / restFactor) rests.set(folder, took * restFactor);
    else rests.delete(folder);
  }

  /** Reads a folder that is new, and then those in it. */
  function* first(folder: RawPath) {
    dirty.delete(folder);
    const opened = enter(folder);
    if (opened !== null) yield* read(folder, opened, (child) => fresh.push(child));
  }

  /** The next folder of a pass. */
  function* visit(pass: Pass, folder: RawPath) {
    const opened = enter(folder);
    if (opened === null) return;
    pass.folders += 1;
    const known = tree.stampOf(folder) ?? unseen;
    if (pass.kind === 'changed' && sameStamp(known, opened.stamp)) {
      opened.close();
      for (const name of tree.children(folder)) pass.stack.push(rawJoin(folder, name));
      return;
    }
    yield* read(folder, opened, (child, stamp) => {
      const was = tree.stampOf(child);
      if (was !== null && was.inode !== 0 && was.inode !== stamp.inode) tree.drop(child);
      pass.stack.push(child);
    });
  }

  const startPass = (): void => {
    if (wanted === null || current !== null) return;
    current = { kind: wanted, stack: ['/'], folders: 0 };
    wanted = null;
  };

  const takeDue = (): readonly [RawPath, Dirty] | null => {
    const time = now();
    if (time < earliestMs) return null;
    earliestMs = Infinity;
    for (const item of dirty) {
      if (item[1].dueMs <= time) {
        dirty.delete(item[0]);
        // Others may be due as well.
        earliestMs = time;
        return item;
      }
      earliestMs = Math.min(earliestMs, item[1].dueMs);
    }
    return null;
  };

  /** What is to be read next; null when nothing is due. */
  const next = (): Generator<void, void> | null => {
    const due = takeDue();
    if (due !== null) return again(...due);
    const folder = fresh.pop();
    if (folder !== undefined) return first(folder);
    startPass();
    if (current === null) return null;
    const visited = current.stack.pop();
    if (visited !== undefined) return visit(current, visited);
    const { kind } = current;
    current = null;
    deps.passed(kind);
    return nothing();
  };

  const pass = (kind: PassKind): void => {
    if (wanted !== 'all') wanted = kind;
  };

  return {
    changed(folder, renamed) {
      const item = note(folder, now() + Math.max(coalesceMs, rests.get(folder) ?? 0));
      if (renamed === null) item.all = true;
      else if (renamed !== '') item.renamed.add(renamed);
      if (dirty.size <= mostDirty) return;
      dirty.clear();
      pass('all');
    },
    look: (folder) => void note(folder, now()),
    pass,
    nextMs() {
      if (reading !== null || fresh.length > 0 || current !== null || wanted !== null) return now();
      return dirty.size === 0 ? null : earliestMs;
    },
    step() {
      reading ??= next();
      if (reading === null) return false;
      if (reading.next().done === true) reading = null;
      return true;
    },
    get passing() {
      return current?.kind ?? wanted;
    },
    get progress() {
      return current?.folders ?? null;
    },
    reset() {
      dirty.clear();
      rests.clear();
      fresh = [];
      current = null;
      wanted = null;
      reading?.return();
      reading = null;
      earliestMs = Infinity;
    },
  };
}

function* nothing(): Generator<void, void> {
  // A step of its own.
}
