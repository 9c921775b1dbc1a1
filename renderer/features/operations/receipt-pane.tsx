import type { ActivityReceipt, ActivityRow } from '../../../shared/activity.ts';
import { formatClock, formatCount, formatDay, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { retryJob } from '../../state/jobs.ts';
import { volumeOf } from '../../state/pool.ts';
import { csvText, saveText } from '../../state/save-text.ts';
import { text } from '../../text.ts';
import { Button, ErrorMessage, Marked, Skeleton, useDelayed, VolumeMark } from '../../ui/index.ts';
import css from './activity.module.css';
import { WayBack } from './activity-line.tsx';
import { ErrorList } from './error-list.tsx';
import { lineWords } from './line-words.ts';
import { doneWords, verifiedWords, wayBackWords } from './receipt-words.ts';
import { useReceipt } from './receipt.ts';
import { RunFigures } from './run-figures.tsx';
import { SpeedGraph } from './speed-graph.tsx';
import { canFinish, canRetry, noRetryWords, pastTitle, words } from './words.ts';

/** Of less work than this a line of speeds tells nothing, ms. */
const leastMs = 2_000;

/** The receipt as a table for another program: its figures, then what failed and what was left. */
function receiptAsCsv(receipt: ActivityReceipt, title: string): string {
  const { startedMs, endedMs, files, bytes, skipped, failed, verified, perVolume, errors, left, notes } = receipt;
  return csvText([
    ['what', title],
    ['began', new Date(startedMs).toISOString()],
    ['ended', new Date(endedMs).toISOString()],
    ['state', receipt.state],
    ['files', files],
    ['bytes', bytes],
    ['left out', skipped],
    ['failed', failed],
    ['read again from the device', verified.device],
    ['read again, maybe from memory', verified.cached],
    ...Object.entries(perVolume).map(([name, size]) => [`bytes on ${name}`, size]),
    ...errors.map(({ path, error }) => ['failed', path, error.code, error.message]),
    ...left.map(({ path, why }) => ['left out', path, '', why]),
    ...notes.map((note) => ['note', note]),
  ]);
}

function Figures({ receipt, pool }: { readonly receipt: ActivityReceipt; readonly pool: PoolInfo }) {
  const { files, bytes, skipped, failed, perVolume } = receipt;
  const places = Object.entries(perVolume).filter(([, size]) => size > 0);
  return (
    <dl className={css['figures']}>
      <dt>{doneWords.done}</dt>
      <dd>
        <Marked parts={doneWords.doneFiles(files, bytes)} />
      </dd>
      {places.length > 0 && (
        <>
          <dt>{doneWords.to}</dt>
          <dd>
            {places.map(([name, size]) => {
              const volume = volumeOf(pool, name);
              return (
                <span key={name} className={css['place']}>
                  {volume !== undefined && (
                    <VolumeMark mark={volume.mark} colour={volume.colour} name={visibleName(name)} />
                  )}
                  {doneWords.onVolume(name, size)}
                </span>
              );
            })}
          </dd>
        </>
      )}
      {bytes > 0 && (
        <>
          <dt>{doneWords.verified}</dt>
          <dd>{verifiedWords(receipt)}</dd>
        </>
      )}
      <dt>{doneWords.leftOut}</dt>
      <dd>{formatCount(skipped)}</dd>
      <dt>{doneWords.failed}</dt>
      <dd>{formatCount(failed)}</dd>
    </dl>
  );
}

/** All that was kept of one thing that was done, and the way back with its cost. */
export function ReceiptPane({ pool, row }: { readonly pool: PoolInfo; readonly row: ActivityRow }) {
  const { id } = row;
  const found = useReceipt(pool.id, id);
  const waiting = useDelayed(found === null);
  const title = pastTitle(row);
  const from = formatDay(row.startedMs);
  const until = formatClock(row.endedMs);
  const isLong = row.endedMs - row.startedMs > 60_000;
  return (
    <div className={css['receipt']}>
      <h2>{title}</h2>
      <p className={css['quiet']}>{isLong ? doneWords.fromTo(from, until) : formatDay(row.endedMs)}</p>
      {waiting && <Skeleton height={80} />}
      {found !== null && 'code' in found && <ErrorMessage error={found} />}
      {found !== null && !('code' in found) && (
        <>
          <section>
            <h3>{doneWords.receipt}</h3>
            {found.receipt ? <Figures receipt={found} pool={pool} /> : <p>{words.noReceipt}</p>}
          </section>
          {found.bytes > 0 && found.speeds.activeMs > leastMs && (
            <section>
              <h3>{doneWords.speed}</h3>
              <SpeedGraph line={found.speeds} inAllMs={row.endedMs - row.startedMs} />
            </section>
          )}
          {row.planId !== null && <RunFigures plan={row.planId} pool={pool} />}
          {found.errors.length + found.notes.length + found.left.length > 0 && (
            <section>
              <h3>{doneWords.notDone}</h3>
              <ErrorList
                pool={pool}
                of={title}
                errors={found.errors}
                failed={found.failed}
                notes={found.notes}
                left={found.left}
                onRetry={canRetry(row) ? () => retryJob(id) : null}
                noRetry={noRetryWords(row)}
              />
            </section>
          )}
          {row.act !== null && (
            <section>
              <h3>{row.act.state === 'done' ? text.undo : text.redo}</h3>
              <p>{wayBackWords(row, row.act)}</p>
            </section>
          )}
          <div className={css['buttons']}>
            {found.receipt && (
              <Button onClick={() => saveText(doneWords.receiptFile(title), receiptAsCsv(found, row.title))}>
                {doneWords.save}
              </Button>
            )}
            {row.act !== null && <WayBack row={row} title={title} long />}
            {canFinish(row) && <Button onClick={() => retryJob(id)}>{lineWords.finish}</Button>}
          </div>
        </>
      )}
    </div>
  );
}
