import { fail } from '../../../shared/errors.ts';
import { baseName, joinPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';

/** Writes in the order in which they come. Columns: a million of them are held at once. */
export interface Workload {
  readonly count: number;
  /** ms. */
  readonly atMs: Float64Array;
  /** Bytes of each file. */
  readonly size: Float64Array;
  /** Bytes that it takes on a disk. */
  readonly allocated: Float64Array;
  /** Which of `folders` it is in. */
  readonly folder: Int32Array;
  readonly names: readonly string[];
  readonly folders: readonly PoolPath[];
  /** Sum of the sizes. */
  readonly bytes: number;
}

/** Gathers writes; they may come in any order. */
export interface WorkloadBuilder {
  folder(path: PoolPath): number;
  /** `allocated`: whole blocks of the size, when it is not known. */
  add(folder: number, name: string, size: number, atMs: number, allocated?: number): void;
  readonly count: number;
  /** The earliest first; those of one time in the order in which they were added. */
  build(): Workload;
}

/** Writes of one replay: more than that is refused, before it eats the memory of the host. */
export const mostWrites = 4_000_000;

const blockBytes = 4096;
export const blocksOf = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;

/** @throws AppError (from `add`) invalid: more than `mostWrites` */
export function buildWorkload(): WorkloadBuilder {
  const folderIds = new Map<PoolPath, number>();
  const folders: PoolPath[] = [];
  const names: string[] = [];
  const place: number[] = [];
  const times: number[] = [];
  const sizes: number[] = [];
  const blocks: number[] = [];
  return {
    folder(path) {
      const known = folderIds.get(path);
      if (known !== undefined) return known;
      folderIds.set(path, folders.length);
      folders.push(path);
      return folders.length - 1;
    },
    add(folder, name, size, atMs, allocated = blocksOf(size)) {
      if (names.length >= mostWrites) {
        const why = `it has more than ${String(mostWrites)} files`;
        throw fail('invalid', 'Replaying writes', why, 'choose a shorter time, or a smaller folder');
      }
      names.push(name);
      place.push(folder);
      times.push(atMs);
      sizes.push(size);
      blocks.push(allocated);
    },
    get count() {
      return names.length;
    },
    build() {
      const count = names.length;
      const order = new Uint32Array(count).map((_zero, index) => index);
      const isSorted = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
      if (!isSorted) order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
      const column = (values: readonly number[]): Float64Array =>
        Float64Array.from({ length: count }, (_none, index) => values[order[index] ?? 0] ?? 0);
      const size = column(sizes);
      return {
        count,
        atMs: column(times),
        size,
        allocated: column(blocks),
        folder: Int32Array.from({ length: count }, (_none, index) => place[order[index] ?? 0] ?? 0),
        names: isSorted ? names : Array.from(order, (index) => names[index] ?? ''),
        folders,
        bytes: size.reduce((sum, bytes) => sum + bytes, 0),
      };
    },
  };
}

export function pathAt(workload: Workload, index: number): PoolPath {
  const folder = workload.folders[workload.folder[index] ?? 0] ?? ('/' as PoolPath);
  return joinPath(folder, workload.names[index] ?? '');
}

/** Adds a write by its whole path. */
export function addPath(builder: WorkloadBuilder, path: PoolPath, size: number, atMs: number): void {
  builder.add(builder.folder(parentPath(path)), baseName(path), size, atMs);
}

/**
 * Indexes of the writes before which so many shares (0 to 1, ascending) of the bytes were written; `count` for all.
 */
export function indexesAt(workload: Workload, shares: readonly number[]): readonly number[] {
  const found: number[] = [];
  let written = 0;
  let index = 0;
  for (const share of shares) {
    const wanted = share * workload.bytes;
    while (index < workload.count && written < wanted) {
      written += workload.size[index] ?? 0;
      index += 1;
    }
    found.push(share >= 1 ? workload.count : index);
  }
  return found;
}
