import type { JobKind } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { RunWindow } from '../../../shared/runs.ts';
import type { AddOptions } from '../api.ts';
import type { JobItem, JobSpec, Restart, TransferContext } from './types.ts';

/** How a job is begun, besides what it does. */
export interface Begin {
  readonly signal?: AbortSignal | undefined;
  readonly limit?: number | null | undefined;
  /** It gives way to all others on its disks. */
  readonly background?: boolean | undefined;
  /** It works only then. */
  readonly window?: RunWindow | null | undefined;
  /** How often its process died at it, of a job that goes on. */
  readonly starts?: number | undefined;
  /** Of a job that goes on under its old name. */
  readonly title?: string | undefined;
}

/** How fast and when a job works, as its spec says it. */
export function pacingOf({
  limit,
  background,
  window,
  starts = 0,
}: Begin): Pick<JobSpec, 'limit' | 'background' | 'window' | 'starts'> {
  return {
    ...(limit === undefined || limit === null ? {} : { limit }),
    ...(background === true ? { background } : {}),
    ...(window === undefined || window === null ? {} : { window }),
    ...(starts > 0 ? { starts } : {}),
  };
}

/** What a person asked for, as a job keeps it. `dest`: what titles name. */
export function restartOf(
  kind: Restart['kind'],
  items: readonly JobItem[],
  dest: string,
  { volume, onConflict = 'fail', verify = true, strict = false, recursive = true }: AddOptions = {},
): Restart {
  const onto = volume === undefined ? {} : { volume };
  return { kind, items, options: { dest, onConflict, verify, strict, recursive, ...onto } };
}

export function specOf(
  { poolId }: Pick<TransferContext, 'poolId'>,
  kind: JobKind,
  title: string,
  restart: Restart,
  { signal, title: former, ...begin }: Begin,
): JobSpec {
  return {
    pool: poolId,
    kind,
    title: former ?? title,
    restart,
    // What takes a moment is not worth remembering.
    kept: kind !== 'trash' && kind !== 'remove',
    ...(signal === undefined ? {} : { signal }),
    ...pacingOf(begin),
  };
}

export const sourcesOf = ({ items }: Restart): readonly string[] => items.map(({ from }) => from);

/** The paths of items come from here, or from a record of this home that an item was written to. */
export const poolItem = ({ from, to }: JobItem): { readonly from: PoolPath; readonly to: PoolPath } => ({
  from: from as PoolPath,
  to: to as PoolPath,
});
