import { asAppError } from '../../../shared/errors.ts';
import type { EntryType } from '../../../shared/model.ts';
import { whyOfErrno } from '../volume/errno.ts';
import { ListingReader, folderKind, unknownKind } from './listing.ts';
import type { PartHead } from './listing.ts';
import { isAscii, rawFromBytes, textOf } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import type { BatchStream } from './walk-threads.ts';

/** An entry of a folder over all volumes: the copy that opens (newest, then pool order), a folder before a file. */
export interface WalkedEntry {
  readonly name: string;
  readonly type: EntryType;
  /** Logical bytes; 0 for folders. */
  readonly size: number;
  readonly allocated: number;
  /** Of folders 0: it is told with the folder itself. */
  readonly mtimeMs: number;
  readonly mode: number;
  readonly links: number;
  /** Names of the volumes that hold it, in pool order. */
  readonly volumes: readonly string[];
}

/** A folder and what is in it, in no particular order. */
export interface WalkedFolder {
  readonly path: string;
  /** Latest mtime of the folder on the volumes that hold it. */
  readonly mtimeMs: number;
  readonly volumes: readonly string[];
  readonly entries: readonly WalkedEntry[];
  /** Volumes on which it could not be read. */
  readonly missing: readonly { readonly volume: string; readonly reason: string }[];
}

interface Stream {
  readonly volume: string;
  readonly batches: BatchStream;
  /** Shared by the entries that only this volume holds. */
  readonly alone: readonly string[];
  reader: ListingReader | null;
  head: PartHead | null;
  ended: boolean;
}

/**
 * Walks volumes side by side: each of them is read in the same order (a folder, then those in it, the last by bytes
 * first), so that a folder is told once, with all volumes that hold it, and nothing has to be kept. A volume that cannot
 * be read is told as missing in the first folder.
 */
export async function* mergedWalk(
  volumes: readonly { readonly name: string; readonly batches: BatchStream }[],
  signal?: AbortSignal,
): AsyncGenerator<WalkedFolder, void> {
  const streams = volumes.map(({ name, batches }): Stream => ({
    volume: name,
    batches,
    alone: Object.freeze([name]),
    reader: null,
    head: null,
    ended: false,
  }));
  let missing: { volume: string; reason: string }[] = [];
  const advance = async (stream: Stream): Promise<void> => {
    for (;;) {
      stream.head = stream.reader?.part() ?? null;
      if (stream.head !== null) return;
      let batch: ArrayBuffer | null = null;
      try {
        batch = await stream.batches.next();
      } catch (thrown) {
        missing.push({ volume: stream.volume, reason: asAppError(thrown).message });
      }
      if (batch === null) {
        stream.ended = true;
        return;
      }
      stream.reader = new ListingReader(batch);
    }
  };
  try {
    await Promise.all(streams.map(advance));
    for (;;) {
      signal?.throwIfAborted();
      const path = nextPath(streams);
      if (path === null) break;
      const folder = new FolderMerge(path);
      for (const stream of streams) {
        while (stream.head?.path === path) {
          folder.add(stream, stream.head);
          await advance(stream);
        }
      }
      yield folder.result(missing);
      missing = [];
    }
    if (missing.length > 0) yield { path: '/', mtimeMs: 0, volumes: [], entries: [], missing };
  } finally {
    for (const { batches } of streams) batches.close();
  }
}

function nextPath(streams: readonly Stream[]): RawPath | null {
  let next: RawPath | null = null;
  for (const { head } of streams) {
    if (head !== null && (next === null || comesBefore(head.path, next))) next = head.path;
  }
  return next;
}

/** As walks go: what is above first, then by names from the last to the first. */
function comesBefore(one: RawPath, other: RawPath): boolean {
  if (one === other) return false;
  if (one === '/' || other === '/') return one === '/';
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  // Either the folder above, or the beginning of a longer name, which sorts behind it.
  if (at === one.length) return other.charCodeAt(at) === slash;
  if (at === other.length) return one.charCodeAt(at) !== slash;
  const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
  if (a === slash) return false;
  return b === slash || a > b;
}

const slash = 0x2f;

const types: readonly EntryType[] = ['other', 'file', 'directory', 'symlink', 'other'];

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

class FolderMerge {
  private readonly path: RawPath;
  private readonly volumes: string[] = [];
  private readonly missing: { volume: string; reason: string }[] = [];
  private entries: Writable<WalkedEntry>[] = [];
  private byName: Map<string, Writable<WalkedEntry>> | null = null;
  private mtimeUs = 0;

  constructor(path: RawPath) {
    this.path = path;
  }

  add({ volume, alone, reader }: Stream, head: PartHead): void {
    if (head.problem !== null) {
      this.missing.push({ volume, reason: whyOfErrno(head.problem.code) });
      return;
    }
    if (reader === null) return;
    if (this.volumes.at(-1) !== volume) {
      this.volumes.push(volume);
      this.mtimeUs = Math.max(this.mtimeUs, head.stamp.mtimeUs);
      // Only now can a name come twice.
      if (this.volumes.length === 2) this.byName = new Map(this.entries.map((entry) => [entry.name, entry]));
    }
    const { entry } = reader;
    const { byName, entries } = this;
    while (reader.next()) {
      if (entry.kind === unknownKind) continue;
      const isFolder = entry.kind === folderKind;
      const found: Writable<WalkedEntry> = {
        name: nameOf(entry.name),
        type: types[entry.kind] ?? 'other',
        size: isFolder ? 0 : entry.size,
        allocated: isFolder ? 0 : entry.allocated,
        mtimeMs: isFolder ? 0 : entry.mtimeUs / 1000,
        mode: isFolder ? 0 : entry.mode,
        links: isFolder ? 1 : entry.links,
        volumes: alone,
      };
      const before = byName?.get(found.name);
      if (before === undefined) {
        entries.push(found);
        byName?.set(found.name, found);
      } else join(before, found);
    }
  }

  result(missing: readonly { readonly volume: string; readonly reason: string }[]): WalkedFolder {
    return {
      path: textOf(this.path),
      mtimeMs: this.mtimeUs / 1000,
      volumes: this.volumes,
      entries: this.entries,
      missing: [...missing, ...this.missing],
    };
  }
}

/** The better copy shows; both hold it. */
function join(entry: Writable<WalkedEntry>, other: WalkedEntry): void {
  const volumes = [...entry.volumes, ...other.volumes];
  const isFolder = entry.type === 'directory';
  const isOtherFolder = other.type === 'directory';
  const isBetter = isFolder === isOtherFolder ? other.mtimeMs > entry.mtimeMs : isOtherFolder;
  if (isBetter) Object.assign(entry, other);
  entry.volumes = volumes;
}

function nameOf(bytes: Uint8Array): string {
  const raw = rawFromBytes(bytes);
  return isAscii.test(raw) ? raw : textOf(raw);
}
