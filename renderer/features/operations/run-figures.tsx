import { useEffect, useState } from 'react';
import { ArrowRight } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import { volumeOf } from '../../state/pool.ts';
import { go } from '../../state/route.ts';
import { getReceipt } from '../../state/runs.ts';
import { told } from '../../text.ts';
import { Button, Icon, VolumeMark } from '../../ui/index.ts';
import css from './activity.module.css';
import { doneWords } from './receipt-words.ts';

/** So many of what stayed are named; the rest is counted. */
const namedMost = 50;

function Mark({ name, pool }: { readonly name: string; readonly pool: PoolInfo }) {
  const volume = volumeOf(pool, name);
  return volume === undefined ? (
    visibleName(name)
  ) : (
    <VolumeMark mark={volume.mark} colour={volume.colour} name={visibleName(name)} />
  );
}

/** What the run of a plan tells besides: from where to where, and what stayed with its reason. */
export function RunFigures({ plan, pool }: { readonly plan: string; readonly pool: PoolInfo }) {
  const [run, setRun] = useState<RunReceipt | null>(null);
  useEffect(() => {
    let isOver = false;
    // Plans are kept for a while only: without it the receipt above stays what it is.
    getReceipt(plan).then(
      (found) => !isOver && setRun(found),
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [plan]);
  if (run === null) return null;
  const stayed = [...run.skipped, ...run.failed];
  return (
    <section>
      <h3>{doneWords.plan}</h3>
      <ul>
        {run.directions.map(({ from, to, files, bytes }) => (
          <li key={`${from} ${to}`} className={css['place']}>
            <Mark name={from} pool={pool} />
            <Icon icon={ArrowRight} size={13} />
            <Mark name={to} pool={pool} />
            {doneWords.bytesInFiles(bytes, files)}
          </li>
        ))}
      </ul>
      <p>
        {run.untried === 0
          ? doneWords.planned(run.moved.bytes, run.planned.bytes)
          : doneWords.plannedNotAll(run.moved.bytes, run.planned.bytes, run.untried)}{' '}
        <Button variant="bare" onClick={() => go({ screen: 'rebalance' })}>
          {doneWords.showRebalance}
        </Button>
      </p>
      {stayed.length > 0 && (
        <details>
          <summary>{doneWords.stayed(run.skippedCount + run.failedCount)}</summary>
          <ul className={css['stayed']}>
            {stayed.slice(0, namedMost).map(({ path, reason }) => (
              <li key={path}>
                <b>{visibleName(path)}</b> {told(reason)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
