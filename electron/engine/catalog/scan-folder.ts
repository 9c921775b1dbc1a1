import { closeSync, constants, lstatSync, openSync, readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { isReservedName } from '../../../shared/path.ts';
import { errnoOf } from '../volume/errno.ts';
import type { FsPath } from '../volume/rooted.ts';
import { isForeignName } from '../volume/walk-disk.ts';
import { folderKind, unknownKind } from './listing.ts';
import type { ListingWriter, PartHead, Stamp } from './listing.ts';
import { fsPathOf, isAscii, rawJoin } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { countedBytes, entryType, wholeNumber } from './schema.ts';

/** Names of one part at most: it is taken over in one short transaction. */
const mostNames = 4_096;

/** Bytes of a path that the system takes (PATH_MAX with the NUL, less room for `/proc/self/fd/N` and one more name). */
const longestPath = 4_096 - 320;

/**
 * A ctime younger than this (ms) when the folder was read may stay the same through another change: clocks of file
 * systems are coarse, up to 2 s.
 */
const settledMs = 3_000;

/** What the file system says about a volume's folders. */
export interface ScanRoot {
  /** As `rawRoot` makes it. */
  readonly root: string;
  /** Device of the root: what lies on another one is not of this volume. */
  readonly device: number;
  /** ms since 1970, as the file system's clock counts. */
  readonly now: () => number;
  /** Names of one part at most; default 4,096. */
  readonly partNames?: number;
}

/** Told of each folder in a listing, so that the walk goes on there. */
export type OnSubfolder = (path: RawPath, stamp: Stamp) => void;

/** What tells whether the names in a folder are as they were. `now`: ms, taken before its stat. */
export function stampOf(stat: Stats, now: number): Stamp {
  const changed = wholeNumber(stat.ctimeMs * 1000);
  const isSettled = changed > 0 && changed < (now - settledMs) * 1000;
  return {
    mtimeUs: wholeNumber(stat.mtimeMs * 1000),
    changedUs: isSettled ? changed : 0,
    inode: wholeNumber(stat.ino),
  };
}

/** A folder as `scanFolder` reads it; null when it is not there, no folder, or not of this volume. */
export interface OpenFolder {
  readonly stat: Stats;
  readonly stamp: Stamp;
  /** For calls on the folder and, with a name behind it, in it. */
  readonly real: FsPath;
  readonly close: () => void;
}

/** @throws errno errors other than ENOENT, ENOTDIR */
export function openFolder({ root, device, now: clock }: ScanRoot, path: RawPath): OpenFolder | null {
  const now = clock();
  const reached = reach(root, path);
  if (reached === null) return null;
  try {
    const stat = lstatSync(reached.real, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true && stat.dev === device) return { ...reached, stat, stamp: stampOf(stat, now) };
  } catch (thrown) {
    reached.close();
    if (errnoOf(thrown) === 'ENOTDIR') return null;
    throw thrown;
  }
  reached.close();
  return null;
}

const nothing = (): void => undefined;

/** A path that the system takes: through open folders where the whole one is too long. */
function reach(root: string, path: RawPath): { readonly real: FsPath; readonly close: () => void } | null {
  if (root.length + path.length <= longestPath) {
    // The root itself may be a link, as the person gave it.
    return { real: path === '/' ? dotOf(fsPathOf(root, path)) : fsPathOf(root, path), close: nothing };
  }
  let fd: number | null = null;
  let rest = `${root}${path}`;
  try {
    while (rest.length > longestPath) {
      const cut = rest.lastIndexOf('/', longestPath);
      const base: string = fd === null ? '' : `/proc/self/fd/${String(fd)}`;
      const next = openSync(
        fsPathOf(base, rest.slice(0, cut)),
        constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
      );
      if (fd !== null) closeSync(fd);
      fd = next;
      rest = rest.slice(cut);
    }
  } catch (thrown) {
    if (fd !== null) closeSync(fd);
    if (errnoOf(thrown) === 'ENOENT' || errnoOf(thrown) === 'ENOTDIR') return null;
    throw thrown;
  }
  const open = fd;
  const base = open === null ? '' : `/proc/self/fd/${String(open)}`;
  return { real: fsPathOf(base, rest), close: () => (open === null ? undefined : closeSync(open)) };
}

const dotOf = (path: FsPath): FsPath =>
  typeof path === 'string' ? `${path === '/' ? '' : path}/.` : Buffer.concat([path, Buffer.from('/.')]);

/**
 * Reads an open folder into `into`, in parts; yields after each one, so that who walks can hand on what there is: true
 * after the last one of a folder that was read whole. What cannot be read is one part with a problem, and is no error.
 */
export function* scanFolder(
  { device, now: clock, partNames = mostNames }: ScanRoot,
  path: RawPath,
  folder: OpenFolder,
  into: ListingWriter,
  onSubfolder: OnSubfolder,
): Generator<boolean, void> {
  const head: Omit<PartHead, 'after' | 'upTo'> = {
    path,
    stamp: folder.stamp,
    mode: folder.stat.mode & 0o7777,
    problem: null,
  };
  let names: string[];
  try {
    names = namesIn(folder.real, path === '/');
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT' && errnoOf(thrown) !== 'ENOTDIR') into.beginPart(unread(head, thrown));
    return;
  }
  const base = typeof folder.real === 'string' ? folder.real : folder.real.toString('latin1');
  const isPlain = typeof folder.real === 'string';
  const pathIn = (name: string): FsPath =>
    isPlain && isAscii.test(name) ? `${base}/${name}` : Buffer.from(`${base}/${name}`, 'latin1');
  const now = clock();
  let problem: unknown = null;
  for (let from = 0; from === 0 || from < names.length; from += partNames) {
    const to = Math.min(names.length, from + partNames);
    into.beginPart({
      ...head,
      after: from === 0 ? '' : (names[from - 1] ?? ''),
      upTo: to === names.length ? '' : (names[to - 1] ?? ''),
    });
    for (let index = from; index < to; index += 1) {
      const name = names[index] ?? '';
      let stat: Stats | undefined;
      try {
        stat = lstatSync(pathIn(name), { throwIfNoEntry: false });
      } catch (thrown) {
        into.addName(unknownKind, name);
        problem ??= thrown;
        continue;
      }
      if (stat === undefined) continue;
      if (stat.isDirectory()) {
        // A mount point. Files of one file system may tell several devices (overlayfs): they are entries all the same.
        if (stat.dev !== device) continue;
        into.addName(folderKind, name);
        onSubfolder(rawJoin(path, name), stampOf(stat, now));
      } else addEntry(into, base, name, stat);
    }
    yield to === names.length && problem === null;
  }
  if (problem !== null) into.beginPart(unread(head, problem));
}

function namesIn(real: FsPath, atRoot: boolean): string[] {
  const all = readdirSync(real, { encoding: 'latin1' });
  const names = all.filter((name) => !isReservedName(name) && !isForeignName(name, atRoot));
  // One character is one byte, so this is the order of their bytes.
  return names.sort();
}

/** What was known of it stays, and it is read again next time. */
function unread(head: Omit<PartHead, 'after' | 'upTo'>, thrown: unknown): PartHead {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    ...head,
    stamp: { ...head.stamp, changedUs: 0 },
    after: '',
    upTo: '',
    problem: { code: errnoOf(thrown) ?? 'EIO', message },
  };
}

const formatBits = 0o170000;

function addEntry(into: ListingWriter, base: string, name: string, stat: Stats): void {
  const { mode, nlink } = stat;
  const format = mode & formatBits;
  into.addEntry(
    format === constants.S_IFREG ? entryType.file : format === constants.S_IFLNK ? entryType.symlink : entryType.other,
    name,
    countedBytes(stat.size),
    // Windows tells no blocks.
    countedBytes(stat.blocks * 512),
    wholeNumber(stat.mtimeMs * 1000),
    nlink,
    nlink > 1 ? inodeOf(base, name, stat) : 0,
    mode & 0o7777,
  );
}

/** Numbers beyond 2^53 keep their lower bits, which differ; read once more, because a JS number has lost them. */
function inodeOf(base: string, name: string, stat: Stats): number {
  if (stat.ino <= Number.MAX_SAFE_INTEGER) return stat.ino;
  const exact = lstatSync(fsPathOf(base, `/${name}`), { throwIfNoEntry: false, bigint: true });
  return Number(BigInt.asUintN(53, exact?.ino ?? 0n));
}
