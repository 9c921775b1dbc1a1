import { fail } from '../../../shared/errors.ts';
import type { ConflictPolicy } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, PutOptions, Receiver, TransferOptions } from '../api.ts';
import type { TransferContext } from './types.ts';

const later = (): Promise<never> =>
  Promise.reject(fail('unsupported', 'Starting a transfer', 'it is being built', 'wait for the next commit'));

/** Copies real files of this host (absolute paths, escaped as in names.ts) into the pool, through the scheduler. */
export function startPut(
  _context: TransferContext,
  _sources: readonly string[],
  _dest: PoolPath,
  _options: PutOptions = {},
): Promise<JobHandle> {
  return later();
}

/** Copies out into a real folder. */
export function startGet(
  _context: TransferContext,
  _paths: readonly PoolPath[],
  _localFolder: string,
  _options: TransferOptions = {},
): Promise<JobHandle> {
  return later();
}

/** Copies inside the pool, through the scheduler. */
export function startCopy(
  _context: TransferContext,
  _paths: readonly PoolPath[],
  _dest: PoolPath,
  _options: PutOptions = {},
): Promise<JobHandle> {
  return later();
}

/** Renames on the members that hold the entries. */
export function startMove(
  _context: TransferContext,
  _paths: readonly PoolPath[],
  _dest: PoolPath,
  _options: PutOptions = {},
): Promise<JobHandle> {
  return later();
}

export function startTrash(_context: TransferContext, _paths: readonly PoolPath[]): Promise<JobHandle> {
  return later();
}

/** Deletes for ever. */
export function startRemove(
  _context: TransferContext,
  _paths: readonly PoolPath[],
  _options: { readonly recursive?: boolean } = {},
): Promise<JobHandle> {
  return later();
}

/** Opens a job that receives files as streams. */
export function startReceive(
  _context: TransferContext,
  _dest: PoolPath,
  _options: { readonly files: number; readonly bytes: number; readonly onConflict?: ConflictPolicy },
): Promise<Receiver> {
  return later();
}
