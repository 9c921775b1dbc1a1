import { statSync } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import { errnoOf, fromErrno } from '../volume/errno.ts';
import { readMarkerId } from '../volume/marker-id.ts';
import { fsPath } from '../volume/rooted.ts';
import type { KnownFolders } from './known-folders.ts';
import { ListingWriter, sameStamp } from './listing.ts';
import { rawName, rawRoot } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { openFolder, scanFolder } from './scan-folder.ts';
import type { OpenFolder, ScanRoot } from './scan-folder.ts';

/** Names that one batch holds, about. */
const batchNames = 8_192;

/** Folders that were read and are handed on together, at most: a tree of empty folders moves on, too. */
const batchParts = 1_024;

export interface WalkOptions {
  /** Real path of the volume's root. */
  readonly root: string;
  /** Marker id: nothing that was read while another volume, or none, was mounted there is handed on. */
  readonly id: string;
  /**
   * `changed`: folders whose names changed since they were read, and those not read yet. `all`: everything, which also
   * sees files that were changed in place. Paths: these folders, and what is new or changed directly below them.
   */
  readonly what: 'changed' | 'all' | readonly RawPath[];
  /** What is known of the volume's folders; the walk notes what it reads. Empty: all is read. */
  readonly known: KnownFolders;
  /** Names of a batch, about, and of a part of one folder at most; default 8,192 and 4,096. */
  readonly batchNames?: number;
  readonly partNames?: number;
  /** ms since 1970, as the file system's clock counts; default Date.now. */
  readonly now?: () => number;
  /** Called before a folder is read: who watches begins here, so that no change falls in between. */
  readonly onFolder?: (path: RawPath) => void;
  /** Called for each known folder that is not there any more. */
  readonly onGone?: (path: RawPath) => void;
}

/** What a walk has done so far; the same object grows. */
export interface Walked {
  /** Folders that were looked at, and those of them that were read. */
  folders: number;
  read: number;
  /** Names in the folders that were read. */
  entries: number;
  /** Folders that could not be read. */
  problems: number;
}

/**
 * Walks a volume, or a part of it, and yields what it read in batches (listing.ts). Synchronous, for a thread of its own:
 * between two batches it may be paused for as long as one likes, or given up. What is unreadable, gone, or not of this
 * file system is no error.
 * @throws AppError offline (it is not there, or another one is), denied, io
 */
export function* walkVolume(options: WalkOptions, walked: Walked = newWalk()): Generator<ArrayBuffer, Walked> {
  const { known, what } = options;
  const at: ScanRoot = {
    root: rawRoot(options.root),
    device: deviceOf(options),
    now: options.now ?? Date.now,
    ...(options.partNames === undefined ? {} : { partNames: options.partNames }),
  };
  const writer = new ListingWriter();
  const waiting: RawPath[] = typeof what === 'string' ? ['/'] : [...what].reverse();
  const isFull = writer.isFull.bind(writer, options.batchNames ?? batchNames, batchParts);

  /** Reads one folder that is open. */
  function* read(path: RawPath, folder: OpenFolder): Generator<ArrayBuffer, void> {
    walked.read += 1;
    const inside = new Set<string>();
    let isWhole = false;
    for (const isLast of scanFolder(at, path, folder, writer, (below, stamp) => {
      inside.add(rawName(below));
      const before = known.get(below);
      if (before === undefined || (typeof what !== 'string' && !sameStamp(before, stamp))) waiting.push(below);
    })) {
      isWhole = isLast;
      if (isFull()) yield handOn();
    }
    known.set(path, isWhole ? folder.stamp : unseen.stamp);
    if (isWhole) known.keepOnly(path, inside, options.onGone);
  }

  function* visit(path: RawPath, isForced: boolean): Generator<ArrayBuffer, void> {
    options.onFolder?.(path);
    let folder: OpenFolder | null;
    try {
      folder = openFolder(at, path);
    } catch (thrown) {
      walked.folders += 1;
      walked.problems += 1;
      writer.beginPart({ ...unseen, path, problem: problemOf(thrown) });
      return;
    }
    if (folder === null) {
      if (path === '/') throw wentAway(options.root);
      known.delete(path, options.onGone);
      return;
    }
    walked.folders += 1;
    try {
      const before = known.get(path);
      if (isForced || before === undefined || !sameStamp(before, folder.stamp)) yield* read(path, folder);
    } finally {
      folder.close();
    }
    if (isFull()) yield handOn();
  }

  const handOn = (): ArrayBuffer => {
    walked.entries += writer.entries;
    const batch = writer.take();
    // After the folders were read: what a folder without its disk holds is not what the volume holds.
    checkVolume(options, at.device);
    return batch;
  };

  // Those that are known already stand before what turns up below them: each is visited once.
  if (typeof what === 'string') for (const path of known.paths()) if (path !== '/') yield* visit(path, what === 'all');
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) yield* visit(path, what !== 'changed');
  if (writer.parts > 0) yield handOn();
  return walked;
}

export const newWalk = (): Walked => ({ folders: 0, read: 0, entries: 0, problems: 0 });

const unseen = { stamp: { mtimeUs: 0, changedUs: 0, inode: 0 }, mode: 0, after: '', upTo: '' };

function problemOf(thrown: unknown): { readonly code: string; readonly message: string } {
  return { code: errnoOf(thrown) ?? 'EIO', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** @throws offline, denied, io */
function deviceOf(options: WalkOptions): number {
  let device: number;
  try {
    // The root itself may be a link, as the person gave it.
    device = statSync(fsPath(options.root)).dev;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') throw wentAway(options.root);
    throw fromErrno(thrown, `Reading ${options.root}`);
  }
  checkVolume(options, device);
  return device;
}

/** @throws offline, denied, io */
function checkVolume({ root, id }: WalkOptions, device: number): void {
  let isThere: boolean;
  try {
    isThere = readMarkerId(root) === id && statSync(fsPath(root)).dev === device;
  } catch (thrown) {
    throw fromErrno(thrown, `Reading the marker of ${root}`);
  }
  if (!isThere) throw wentAway(root);
}

function wentAway(root: string): Error {
  return fail('offline', `Reading ${root}`, 'the volume is not there', 'connect it; CFS goes on by itself then');
}
