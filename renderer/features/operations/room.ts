import type { Job, JobKind, PoolInfo } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { isEnded } from '../../state/jobs.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { roomWords } from './words.ts';

/** Bytes that new files may still take, in all and by volume; volumes of one file system share theirs. */
export function roomOf(pool: PoolInfo): { readonly bytes: number; readonly words: readonly string[] } {
  const groups = new Map<string, number>();
  const parts: string[] = [];
  for (const { name, mode, state, space, spaceGroup, reserve, limit } of pool.volumes) {
    if (state !== 'online') parts.push(roomWords.away(name, state));
    else if (mode !== 'read-write') parts.push(roomWords.takesNone(name));
    else {
      const room = Math.max(0, (space?.free ?? 0) - reserve);
      // A limit makes a room of its own within the file system.
      const key = limit === null ? spaceGroup : `${spaceGroup} ${name}`;
      groups.set(key, Math.max(groups.get(key) ?? 0, room));
      parts.push(roomWords.has(name, room));
    }
  }
  return { bytes: [...groups.values()].reduce((sum, one) => sum + one, 0), words: parts };
}

/** Kinds that bring new bytes into the pool. */
const bringing: ReadonlySet<JobKind> = new Set(['put', 'upload', 'copy']);

/** Bytes that an open operation still brings. */
export const toCome = (job: Job): number =>
  bringing.has(job.kind) && !isEnded(job) && job.state !== 'interrupted'
    ? Math.max(0, job.bytesTotal - job.bytesDone)
    : 0;

/**
 * Bytes that will not find a place when those before it have theirs, by what is known now; 0: all fit. Nothing is known
 * while sources are counted.
 */
export function missingRoom(job: Job, jobs: readonly Job[], pool: PoolInfo): number {
  if (!bringing.has(job.kind) || job.counting || job.asking) return 0;
  const before = jobs.filter((other) => other.order < job.order).reduce((sum, other) => sum + toCome(other), 0);
  return Math.min(toCome(job), Math.max(0, before + toCome(job) - roomOf(pool).bytes));
}

/** How many things of an ended operation found no place, of those that it names. */
export const withoutPlace = (job: Job): number =>
  isEnded(job) ? job.errors.filter(({ error }) => error.code === 'no-space').length : 0;

/** What is moved to make room has to go to another volume. */
export const canMakeRoom = ({ volumes }: PoolInfo): boolean => volumes.length > 1;

export const makeRoom = (): void => showRebalance({ kind: 'room', volume: null, bytes: null });
export const addVolume = (): void => openDialog({ kind: 'add-volume' });
