import type { ActivityRow } from '../../../shared/activity.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { retryJob } from '../../state/jobs.ts';
import { ErrorMessage, Skeleton, useDelayed } from '../../ui/index.ts';
import css from './activity.module.css';
import { ErrorList } from './error-list.tsx';
import { useReceipt } from './receipt.ts';
import { canRetry, noRetryWords } from './words.ts';

/** What failed in one thing that was done, below its line: why, and the ways out. */
export function Failures({
  pool,
  row,
  title,
}: {
  readonly pool: PoolInfo;
  readonly row: ActivityRow;
  readonly title: string;
}) {
  const found = useReceipt(pool.id, row.id);
  const waiting = useDelayed(found === null);
  return (
    <div className={css['failures']}>
      {waiting && <Skeleton height={56} />}
      {found !== null && 'code' in found && <ErrorMessage error={found} />}
      {found !== null && !('code' in found) && (
        <ErrorList
          pool={pool}
          of={title}
          errors={found.errors}
          failed={found.failed}
          notes={[]}
          onRetry={canRetry(row) ? () => retryJob(row.id) : null}
          noRetry={noRetryWords(row)}
        />
      )}
    </div>
  );
}
