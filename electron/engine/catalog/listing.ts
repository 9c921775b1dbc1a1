import type { RawPath } from './raw-path.ts';

/**
 * What was read of folders, packed into one ArrayBuffer that threads and processes hand on without copying and without
 * an object per entry. A batch is a row of parts; a part holds the names of one folder in (after, upTo], sorted by bytes,
 * so that a folder with a million names is taken over in small steps.
 */
export interface PartHead {
  readonly path: RawPath;
  /** Of the folder itself. */
  readonly stamp: Stamp;
  readonly mode: number;
  /** Names after this one; '' from the first on. */
  readonly after: string;
  /** Names up to this one; '' to the last. */
  readonly upTo: string;
  /** The folder could not be read: what was known of it stays. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** What tells that the names in a folder are the same as before. */
export interface Stamp {
  readonly mtimeUs: number;
  /** ctime; 0 when it says nothing: too young, or of the future. */
  readonly changedUs: number;
  readonly inode: number;
}

export const sameStamp = (one: Stamp, other: Stamp): boolean =>
  one.changedUs !== 0 &&
  one.changedUs === other.changedUs &&
  one.mtimeUs === other.mtimeUs &&
  one.inode === other.inode;

/** Kinds of names in a listing; the others are as `entryType` numbers them. */
export const unknownKind = 0;
export const folderKind = 2;

/** One name at a time, into the same object. */
export interface PackedEntry {
  /** `unknownKind`: it is there, and nothing could be told of it. */
  kind: number;
  name: Uint8Array;
  size: number;
  allocated: number;
  mtimeUs: number;
  links: number;
  /** 0 unless links > 1. */
  inode: number;
  mode: number;
}

const startBytes = 64 << 10;
/** Bytes of an entry beside its name, at most. */
const entryBytes = 1 + 2 + 3 * 8 + 4 + 8 + 2;

export class ListingWriter {
  /** Names in it so far. */
  entries = 0;
  /** Parts in it so far. */
  parts = 0;
  private bytes = new Uint8Array(startBytes);
  private view = new DataView(this.bytes.buffer);
  private at = 0;
  private countAt = 0;
  private count = 0;

  get length(): number {
    return this.at;
  }

  beginPart({ path, stamp, mode, after, upTo, problem }: PartHead): void {
    const message = problem === null ? '' : rawMessage(problem.message);
    this.room(path.length + after.length + upTo.length + message.length + 128);
    this.text(path);
    this.number(stamp.mtimeUs);
    this.number(stamp.changedUs);
    this.number(stamp.inode);
    this.short(mode);
    this.text(after);
    this.text(upTo);
    this.text(problem?.code ?? '');
    this.text(message);
    this.countAt = this.at;
    this.count = 0;
    this.at += 4;
    this.view.setUint32(this.countAt, 0, true);
    this.parts += 1;
  }

  /** Names must come sorted by their bytes. */
  addName(kind: typeof unknownKind | typeof folderKind, name: string): void {
    this.room(name.length + entryBytes);
    this.name(kind, name);
  }

  addEntry(
    kind: number,
    name: string,
    size: number,
    allocated: number,
    mtimeUs: number,
    links: number,
    inode: number,
    mode: number,
  ): void {
    this.room(name.length + entryBytes);
    this.name(kind, name);
    const { view, at } = this;
    view.setFloat64(at, size, true);
    view.setFloat64(at + 8, allocated, true);
    view.setFloat64(at + 16, mtimeUs, true);
    view.setUint32(at + 24, links, true);
    view.setFloat64(at + 28, inode, true);
    view.setUint16(at + 36, mode, true);
    this.at = at + 38;
  }

  isFull(names: number, parts: number): boolean {
    return this.entries >= names || this.parts >= parts;
  }

  /** The batch; the writer begins a new one. */
  take(): ArrayBuffer {
    const batch = this.bytes.buffer.slice(0, this.at);
    this.at = 0;
    this.entries = 0;
    this.parts = 0;
    return batch;
  }

  private name(kind: number, name: string): void {
    const { bytes } = this;
    let { at } = this;
    bytes[at] = kind;
    const { length } = name;
    bytes[at + 1] = length & 0xff;
    bytes[at + 2] = length >> 8;
    at += 3;
    for (let index = 0; index < length; index += 1) bytes[at + index] = name.charCodeAt(index);
    this.at = at + length;
    this.count += 1;
    this.entries += 1;
    this.view.setUint32(this.countAt, this.count, true);
  }

  private room(needed: number): void {
    if (this.at + needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + needed));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  private text(raw: string): void {
    this.view.setUint32(this.at, raw.length, true);
    this.at += 4;
    for (let index = 0; index < raw.length; index += 1) this.bytes[this.at + index] = raw.charCodeAt(index);
    this.at += raw.length;
  }

  private number(value: number): void {
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  private short(value: number): void {
    this.view.setUint16(this.at, value, true);
    this.at += 2;
  }
}

/** Messages hold names of the person's: as bytes, like everything else. */
const rawMessage = (message: string): string => Buffer.from(message, 'utf8').toString('latin1');

export class ListingReader {
  /** The entry that `next` moved to. Its name is a view of the batch. */
  readonly entry: PackedEntry = {
    kind: 0,
    name: new Uint8Array(0),
    size: 0,
    allocated: 0,
    mtimeUs: 0,
    links: 0,
    inode: 0,
    mode: 0,
  };
  private readonly view: DataView;
  private readonly buffer: Buffer;
  private at = 0;
  private left = 0;
  private begunAt = 0;
  private begunLeft = 0;

  constructor(batch: ArrayBuffer) {
    this.view = new DataView(batch);
    this.buffer = Buffer.from(batch);
  }

  /** The next part, after all names of the one before were passed; null at the end. */
  part(): (PartHead & { readonly count: number }) | null {
    while (this.left > 0) this.next();
    if (this.at >= this.buffer.length) return null;
    const path = this.text();
    const stamp = { mtimeUs: this.number(), changedUs: this.number(), inode: this.number() };
    const mode = this.view.getUint16(this.at, true);
    this.at += 2;
    const [after, upTo, code, message] = [this.text(), this.text(), this.text(), this.text()];
    const count = this.view.getUint32(this.at, true);
    this.at += 4;
    this.left = count;
    this.begunAt = this.at;
    this.begunLeft = count;
    const problem = code === '' ? null : { code, message: Buffer.from(message, 'latin1').toString('utf8') };
    return { path, stamp, mode, after, upTo, problem, count };
  }

  /** Goes back to the first name of the part that was begun last. */
  rewind(): void {
    this.at = this.begunAt;
    this.left = this.begunLeft;
  }

  /** Moves `entry` to the next name of this part; false after the last one. */
  next(): boolean {
    if (this.left === 0) return false;
    this.left -= 1;
    const { view, entry, buffer } = this;
    let { at } = this;
    const kind = buffer[at] ?? 0;
    const length = view.getUint16(at + 1, true);
    at += 3;
    entry.kind = kind;
    entry.name = buffer.subarray(at, at + length);
    at += length;
    if (kind !== unknownKind && kind !== folderKind) {
      entry.size = view.getFloat64(at, true);
      entry.allocated = view.getFloat64(at + 8, true);
      entry.mtimeUs = view.getFloat64(at + 16, true);
      entry.links = view.getUint32(at + 24, true);
      entry.inode = view.getFloat64(at + 28, true);
      entry.mode = view.getUint16(at + 36, true);
      at += 38;
    }
    this.at = at;
    return true;
  }

  private text(): string {
    const length = this.view.getUint32(this.at, true);
    const text = this.buffer.toString('latin1', this.at + 4, this.at + 4 + length);
    this.at += 4 + length;
    return text;
  }

  private number(): number {
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }
}
