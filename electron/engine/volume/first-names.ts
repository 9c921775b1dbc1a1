import { closeSync, constants, openSync } from 'node:fs';
import { endianness } from 'node:os';
import { nameFromBytes } from '../../../shared/names.ts';
import { isReservedName } from '../../../shared/path.ts';
import { firstOf, packedNames } from './first-few.ts';
import type { PackedNames } from './first-few.ts';
import { posix } from './posix.ts';
import { fsPath } from './rooted.ts';
import { namesOf } from './walk-disk.ts';

/** Bytes of names that there is room for at first, and that the system is asked for at least. */
const [firstBytes, leastBytes] = [256 * 1024, 32 * 1024];
// struct linux_dirent64 (getdents64(2)): 64 bits each of inode and offset, 16 of length, 8 of kind, then the name and a 0.
const lengthAt = 16;
const kindAt = 18;
const nameAt = 19;
const unknownKind = 0;
const folderKind = 4;
const dot = 46;

/**
 * The first `count` names of a folder in natural order, folders first, all but CFS's own; all of them where it cannot tell
 * what is a folder. Of a large folder the other names are never made, which takes half of the time.
 * @throws errno errors
 */
export function firstNames(folder: string, count: number): readonly string[] {
  return firstOfBytes(folder, count) ?? firstOfNames(folder, count);
}

/** The same from names as Node gives them, for systems that give no bytes. */
export function firstOfNames(folder: string, count: number): readonly string[] {
  const names = namesOf(folder);
  const all = names.map(({ name }) => name);
  if (names.length <= count || names.some(({ kind }) => kind === null)) return all;
  const folders = names.filter(({ kind }) => kind?.isDirectory() === true).map(({ name }) => name);
  const others = names.filter(({ kind }) => kind?.isDirectory() !== true).map(({ name }) => name);
  return firstOfBoth(packedNames(folders), packedNames(others), count);
}

function firstOfBoth(folders: PackedNames, others: PackedNames, count: number): readonly string[] {
  const first = firstOf(folders, count);
  return first.length >= count ? first : [...first, ...firstOf(others, count - first.length)];
}

/** Null where the system gives no bytes, or the file system does not tell folders from files. */
function firstOfBytes(folder: string, count: number): readonly string[] | null {
  const read = posix()?.readNames ?? null;
  if (read === null || endianness() !== 'LE') return null;
  const packed = readAll(folder, read);
  const [folders, others] = [new PackedPlaces(packed), new PackedPlaces(packed)];
  for (let at = 0; at < packed.length;) {
    const start = at + nameAt;
    const kind = packed[at + kindAt] ?? unknownKind;
    at += (packed[at + lengthAt] ?? 0) | ((packed[at + lengthAt + 1] ?? 0) << 8);
    if (packed[start] === dot && isNone(packed, start)) continue;
    if (kind === unknownKind) return null;
    (kind === folderKind ? folders : others).add(start);
  }
  return firstOfBoth(folders, others, count);
}

/** The folder itself, the one above, or a name that CFS keeps for itself: all of them begin with a dot. */
function isNone(packed: Buffer, start: number): boolean {
  const name = nameFromBytes(packed.subarray(start, packed.indexOf(0, start)));
  return name === '.' || name === '..' || isReservedName(name);
}

/** All names as the system packs them. */
function readAll(folder: string, read: (fd: number, into: Uint8Array) => number): Buffer {
  let packed = Buffer.allocUnsafe(firstBytes);
  let length = 0;
  const fd = openSync(fsPath(folder), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    for (;;) {
      if (packed.length - length < leastBytes) {
        const larger = Buffer.allocUnsafe(packed.length * 2);
        packed.copy(larger, 0, 0, length);
        packed = larger;
      }
      const more = read(fd, packed.subarray(length));
      if (more === 0) return packed.subarray(0, length);
      length += more;
    }
  } finally {
    closeSync(fd);
  }
}

/** Names by where they begin; each ends with a 0. */
class PackedPlaces implements PackedNames {
  readonly units: Buffer;
  private readonly starts: number[] = [];

  constructor(units: Buffer) {
    this.units = units;
  }

  get length(): number {
    return this.starts.length;
  }

  add(start: number): void {
    this.starts.push(start);
  }

  startOf(index: number): number {
    return this.starts[index] ?? 0;
  }

  endOf(index: number): number {
    let end = this.startOf(index);
    while (this.units[end] !== 0) end += 1;
    return end;
  }

  nameAt(index: number): string {
    return nameFromBytes(this.units.subarray(this.startOf(index), this.endOf(index)));
  }
}
