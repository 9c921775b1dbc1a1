import { TriangleAlert } from 'lucide-react';
import { formatSize } from '../../../shared/format.ts';
import type { Job, JobKind, PoolInfo } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { Button, Icon } from '../../ui/index.ts';
import css from './operations.module.css';
import { roomOf, words } from './words.ts';

/** Kinds that bring new bytes into the pool. */
const bringing: ReadonlySet<JobKind> = new Set(['put', 'upload', 'copy']);

/** Bytes that will not find a place, by what is known of both; 0: all fit. Unknown while sources are counted. */
export function missingRoom(job: Job, pool: PoolInfo): number {
  if (!bringing.has(job.kind) || job.counting || job.asking) return 0;
  return Math.max(0, job.bytesTotal - job.bytesDone - roomOf(pool).bytes);
}

/** Says before it happens that there is not room for all, with each volume's room and the ways out. */
export function RoomWarning({ job, pool }: { readonly job: Job; readonly pool: PoolInfo }) {
  const missing = missingRoom(job, pool);
  if (missing === 0) return null;
  const room = roomOf(pool);
  const needed = job.bytesTotal - job.bytesDone;
  return (
    <div className={css['room']}>
      <Icon icon={TriangleAlert} />
      <p>
        <b>{formatSize(missing)} will not fit.</b> {formatSize(needed)} are still to come, and there is room for{' '}
        {formatSize(room.bytes)}: {room.words.join(', ')}. What does not fit stays where it is.
      </p>
      {pool.volumes.length > 1 && (
        <Button variant="bare" onClick={() => showRebalance({ kind: 'room', volume: null, bytes: null })}>
          {words.makeRoom}
        </Button>
      )}
      <Button variant="bare" onClick={() => openDialog({ kind: 'add-volume' })}>
        {words.addVolume}
      </Button>
    </div>
  );
}
