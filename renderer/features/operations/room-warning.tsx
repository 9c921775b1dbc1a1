import { TriangleAlert } from 'lucide-react';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { useJobs } from '../../state/jobs.ts';
import { openDialog } from '../../state/dialogs.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { Button, Icon, Marked } from '../../ui/index.ts';
import { poolJobs } from './all-jobs.ts';
import { lineWords } from './line-words.ts';
import css from './operations.module.css';
import { missingRoom, roomOf, toCome } from './room.ts';
import { words } from './words.ts';

/** Says before it happens that there is not room for all, with each volume's room and the ways out. */
export function RoomWarning({ job, pool }: { readonly job: Job; readonly pool: PoolInfo }) {
  const missing = useJobs(({ jobs }) => missingRoom(job, poolJobs(jobs, pool), pool));
  if (missing === 0) return null;
  const room = roomOf(pool);
  const needed = toCome(job);
  const others = needed - missing < room.bytes;
  return (
    <div className={css['room']}>
      <Icon icon={TriangleAlert} />
      <p>
        <Marked parts={lineWords.noRoom(missing, needed, room.bytes, room.words, others)} />
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
