import { TriangleAlert } from 'lucide-react';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { useJobs } from '../../state/jobs.ts';
import { text } from '../../text.ts';
import { Button, Icon, Marked } from '../../ui/index.ts';
import { poolJobs } from './all-jobs.ts';
import { lineWords } from './line-words.ts';
import css from './operations.module.css';
import { addVolume, canMakeRoom, makeRoom, missingRoom, roomOf, toCome, withoutPlace } from './room.ts';
import { words } from './words.ts';

/** Ways to more room: from volumes that are full to others, and with one more. */
export function MoreRoom({ pool }: { readonly pool: PoolInfo }) {
  return (
    <>
      {canMakeRoom(pool) && (
        <Button variant="bare" onClick={makeRoom}>
          {text.makeRoom}
        </Button>
      )}
      <Button variant="bare" onClick={addVolume}>
        {words.addVolume}
      </Button>
    </>
  );
}

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
      <MoreRoom pool={pool} />
    </div>
  );
}

/** Says of what has ended that not all of it found a place, with each volume's room and the ways out. */
export function NoRoomLeft({ job, pool }: { readonly job: Job; readonly pool: PoolInfo }) {
  const without = withoutPlace(job);
  if (without === 0) return null;
  return (
    <div className={css['room']}>
      <Icon icon={TriangleAlert} />
      <p>
        <Marked parts={lineWords.noPlace(without, roomOf(pool).words)} />
      </p>
      <MoreRoom pool={pool} />
    </div>
  );
}
