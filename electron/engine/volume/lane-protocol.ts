import { fromWire, toWire } from '../../../shared/errors.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { EntryType } from '../../../shared/model.ts';
import type { DiskOptions } from './disk.ts';
import type { Steer } from './steering.ts';
import type {
  CopyOptions,
  CopyOutcome,
  CopyReceipt,
  CopyStep,
  Outcome,
  ReadOptions,
  Volume,
  VolumeEntry,
  WriteOptions,
} from './volume.ts';

/**
 * What a lane and its child processes say to each other: structured clones, in order. Both ends are always of one build,
 * so messages are not checked. Bytes of files go only as far as the other side has given credit for.
 */

/** A child process as the composition roots start it (child_process.fork or Electron's utilityProcess). */
export interface LaneProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** At once (SIGKILL); a child that hangs in a call on its disk does not see a gentler signal. */
  kill(): void;
}

/** Methods with an outcome for each of their requests. */
export type ManyMethod = 'moveManyToTrash' | 'restoreManyFromTrash';
/** Methods that are one message there and one back. */
export type PlainMethod = Exclude<
  keyof Volume,
  'name' | 'physical' | 'close' | 'list' | 'read' | 'readTrashed' | 'write' | 'copyIn' | ManyMethod
>;
export type LaneMethod = PlainMethod | ManyMethod | 'list' | 'read' | 'readTrashed' | 'write' | 'copyIn';

/** Options as they cross: signals and callbacks stay behind, as messages of their own. */
export type SentRead = Omit<ReadOptions, 'signal'> & { readonly credit: number };
export type SentWrite = Omit<WriteOptions, 'signal' | 'onBytes' | 'onReread'>;
export type SentCopy = Omit<CopyOptions, 'signal' | 'onProgress' | 'onReread' | 'onStep' | 'steering'> & {
  readonly steer: Steer;
  /** Whether somebody wants to hear of its steps. */
  readonly steps: boolean;
};

/** Chunks of a file that may be under way to the other side. */
export const creditChunks = 4;
/** Bytes of one such chunk at most. */
export const chunkBytes = 1 << 20;

export type LaneRequest =
  /** Before the first call of a volume; again to start anew with it. */
  | { readonly t: 'open'; readonly volume: number; readonly options: DiskOptions }
  | { readonly t: 'close'; readonly volume: number }
  | {
      readonly t: 'call';
      readonly id: number;
      readonly volume: number;
      readonly method: LaneMethod;
      readonly args: readonly unknown[];
    }
  /** Asks whether the child's thread waits for work, or is held by a call. */
  | { readonly t: 'ping' }
  /** `reason` when the signal was aborted with an AppError. */
  | { readonly t: 'cancel'; readonly id: number; readonly reason: WireError | null }
  /** Of a copy: whether it stands still, how fast it goes, whether it is to end. */
  | { readonly t: 'steer'; readonly id: number; readonly steer: Steer }
  /** Of a read: so many more chunks may come. */
  | { readonly t: 'credit'; readonly id: number; readonly chunks: number }
  /** Of a write: the next bytes of its source, and how the source ended. */
  | { readonly t: 'chunk'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly t: 'end'; readonly id: number; readonly error: WireError | null };

export type LaneAnswer =
  /** The child runs; its process id. */
  | { readonly t: 'hello'; readonly pid: number }
  | { readonly t: 'pong' }
  | { readonly t: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly t: 'failure'; readonly id: number; readonly error: WireError }
  | { readonly t: 'chunk'; readonly id: number; readonly bytes: Uint8Array }
  /** Of a write: so many more chunks may come; those before are written. */
  | { readonly t: 'credit'; readonly id: number; readonly chunks: number }
  | {
      readonly t: 'progress';
      readonly id: number;
      readonly bytes: number;
      readonly files: number;
      /** Bytes that were read back. */
      readonly reread: number;
    }
  | { readonly t: 'step'; readonly id: number; readonly step: CopyStep };

/**
 * A listing by columns. A structured clone of 100,000 objects takes longer than reading the folder; of a few strings and
 * typed arrays it does not.
 */
export interface PackedEntries {
  readonly count: number;
  /** Joined by slashes, which names and inode numbers cannot hold. */
  readonly names: string;
  readonly inodes: string;
  readonly types: Uint8Array;
  /** Size, allocated bytes, mtime and time of making of each entry. */
  readonly figures: Float64Array;
  /** Mode, owner, group and links of each entry. */
  readonly numbers: Uint32Array;
  readonly linkTargets: readonly (readonly [index: number, target: string])[];
  readonly foreign: readonly number[];
}

const types: readonly EntryType[] = ['file', 'directory', 'symlink', 'other'];

export function packEntries(entries: readonly VolumeEntry[]): PackedEntries {
  const count = entries.length;
  const names: string[] = [];
  const inodes: string[] = [];
  const typeOf = new Uint8Array(count);
  const figures = new Float64Array(count * 4);
  const numbers = new Uint32Array(count * 4);
  const linkTargets: [number, string][] = [];
  const foreign: number[] = [];
  let index = 0;
  for (const entry of entries) {
    names.push(entry.name);
    inodes.push(entry.inode);
    typeOf[index] = types.indexOf(entry.type);
    figures[index * 4] = entry.size;
    figures[index * 4 + 1] = entry.allocated;
    figures[index * 4 + 2] = entry.mtimeMs;
    figures[index * 4 + 3] = entry.createdMs ?? 0;
    numbers[index * 4] = entry.mode;
    numbers[index * 4 + 1] = entry.uid;
    numbers[index * 4 + 2] = entry.gid;
    numbers[index * 4 + 3] = entry.links;
    if (entry.linkTarget !== undefined) linkTargets.push([index, entry.linkTarget]);
    if (entry.foreign === true) foreign.push(index);
    index += 1;
  }
  return {
    count,
    names: names.join('/'),
    inodes: inodes.join('/'),
    types: typeOf,
    figures,
    numbers,
    linkTargets,
    foreign,
  };
}

export function unpackEntries(packed: PackedEntries): readonly VolumeEntry[] {
  const { count, figures, numbers } = packed;
  const entries: VolumeEntry[] = [];
  if (count === 0) return entries;
  const names = packed.names.split('/');
  const inodes = packed.inodes.split('/');
  const linkTargets = new Map(packed.linkTargets);
  const foreign = new Set(packed.foreign);
  for (let index = 0; index < count; index += 1) {
    const linkTarget = linkTargets.size === 0 ? undefined : linkTargets.get(index);
    const entry: VolumeEntry = {
      name: names[index] ?? '',
      type: types[packed.types[index] ?? 3] ?? 'other',
      size: figures[index * 4] ?? 0,
      allocated: figures[index * 4 + 1] ?? 0,
      mtimeMs: figures[index * 4 + 2] ?? 0,
      createdMs: figures[index * 4 + 3] ?? 0,
      mode: numbers[index * 4] ?? 0,
      uid: numbers[index * 4 + 1] ?? 0,
      gid: numbers[index * 4 + 2] ?? 0,
      inode: inodes[index] ?? '',
      links: numbers[index * 4 + 3] ?? 0,
    };
    const isForeign = foreign.size > 0 && foreign.has(index);
    if (linkTarget === undefined && !isForeign) entries.push(entry);
    else {
      entries.push({
        ...entry,
        ...(linkTarget === undefined ? {} : { linkTarget }),
        ...(isForeign ? { foreign: true } : {}),
      });
    }
  }
  return entries;
}

/** A CopyOutcome whose error crosses as data. */
export type SentOutcome =
  { readonly ok: true; readonly receipt: CopyReceipt } | { readonly ok: false; readonly error: WireError };

export const sendOutcome = (outcome: CopyOutcome): SentOutcome =>
  outcome.ok ? outcome : { ok: false, error: toWire(outcome.error) };

export const receiveOutcome = (outcome: SentOutcome): CopyOutcome =>
  outcome.ok ? outcome : { ok: false, error: fromWire(outcome.error) };

/** An Outcome whose error crosses as data. */
export type SentResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

export const sendResult = <T>(outcome: Outcome<T>): SentResult<T> =>
  outcome.ok ? outcome : { ok: false, error: toWire(outcome.error) };

export const receiveResult = <T>(outcome: SentResult<T>): Outcome<T> =>
  outcome.ok ? outcome : { ok: false, error: fromWire(outcome.error) };

/** A chunk without the rest of the buffer that it lies in, which a structured clone would carry along. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.prototype.slice.call(bytes);
}
