import { Check, Folder, ShieldCheck, TriangleAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { formatDuration, formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { EmptyProof } from '../../../shared/runs.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { removeVolume, setVolume } from '../../state/pool.ts';
import { setRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { Button, cx, Icon, VolumeMark } from '../../ui/index.ts';
import { HeldList, heldOf } from './drain-held.tsx';
import type { DrainProps } from './drain-run.tsx';
import { Lane } from './drain-run.tsx';
import list from './moves-list.module.css';
import { fullness } from './run-figures.ts';
import { share } from './figures.ts';
import { LeadWords } from './lead-words.tsx';
import { ProofList, useProof } from './proof.tsx';
import styles from './rebalance.module.css';
import { ReceiptFacts, saveJson } from './receipt.tsx';
import { wentOf } from './run-figures.ts';
import { Mark } from './run-moves.tsx';
import { RunRemarks } from './run-parts.tsx';
import type { RunNow } from './run-parts.tsx';
import run from './run.module.css';
import { emptyAgain, planAgain } from './store.ts';
import { UndoDialog } from './undo-plan.tsx';
import { count } from './words.ts';
import type { Lead } from './words.ts';

function leadOf({ job, receipt }: RunNow, name: string, proof: EmptyProof | null, held: number): Lead {
  const moved = receipt?.moved ?? { files: job.filesDone, bytes: job.bytesDone };
  const took = job.endedMs === null ? '' : ` in ${formatDuration(job.endedMs - job.startedMs)}`;
  const say =
    moved.files === 0
      ? ['Nothing has moved.']
      : [
          `${count(moved.files, 'file')}, `,
          formatSize(moved.bytes),
          `, moved${took}. Every one was read back and compared before it left ${name}.`,
        ];
  if (proof?.empty === true) return { lead: `${name} is empty. Safe to remove.`, say };
  if (job.state === 'cancelled') return { lead: `Stopped. ${name} is not empty yet.`, say };
  if (receipt === null && job.state === 'done') return { lead: `Looking at ${name} again.`, say };
  if (proof === null && held === 0) return { lead: `Nothing is proven about ${name} yet.`, say };
  const left = proof?.files ?? held;
  return { lead: `${name} still holds ${left === 0 ? 'something' : count(left, 'thing')}.`, say };
}

/** How emptying a volume ended: the proof, what is left as it is, where it went, and what can be done now. */
export function DrainDone({ run: now, volume }: DrainProps) {
  const { job, plan, pool, receipt, levels, isDone } = now;
  const [undoing, setUndoing] = useState(false);
  const name = visibleName(volume.name);
  const state = useProof(pool.id, volume.name, receipt);
  const proven = state.proof?.empty === true;
  const held = heldOf(plan, job, pool);
  const went = wentOf(plan, isDone).slice(0, 12);
  const others = levels.filter((level) => level.name !== volume.name && level.left === '');
  const reopen = (): void => {
    setVolume({ pool: pool.id, volume: volume.name, mode: 'read-write' }).then(() => {
      setRebalanceGoal({ kind: 'even' });
      planAgain();
    }, notifyError);
  };
  const remove = (): void => {
    removeVolume({ pool: pool.id, volume: volume.name }).then(() => {
      setRebalanceGoal({ kind: 'even' });
      notify(`${name} is no longer part of ${visibleName(pool.name)}.`);
      go({ screen: 'files' });
    }, notifyError);
  };
  return (
    <>
      <div className={run['drain']}>
        <section className={styles['lead']}>
          <div className={styles['proof']}>
            <span className={cx(styles['shield'], !proven && styles['unproven'])}>
              <Icon icon={proven ? ShieldCheck : TriangleAlert} size={22} />
            </span>
            <LeadWords lead={leadOf(now, name, state.proof, held.length)} />
          </div>
          <RunRemarks job={job} />
        </section>
        <div>
          {held.length > 0 && (
            <section className={run['part']}>
              <div className={styles['head']}>
                <h3>{held.length === 1 ? '1 thing was not moved' : `${held.length} things were not moved`}</h3>
              </div>
              <HeldList items={held} job={job} again={() => emptyAgain(volume)} />
            </section>
          )}
          {receipt !== null && job.state !== 'cancelled' && (
            <section className={run['part']}>
              <ProofList state={state} receipt={receipt} name={name} />
            </section>
          )}
          {went.length > 0 && (
            <section className={run['part']}>
              <div className={styles['head']}>
                <h3>Where it went</h3>
              </div>
              <ul className={run['went']}>
                {went.map(({ folder, to, bytes }) => (
                  <li key={JSON.stringify([folder, to])}>
                    <Icon icon={Folder} />
                    <span className={list['text']}>
                      {folder === '/' ? 'Files at the top' : visibleName(folder.slice(1))}
                    </span>
                    <span className={list['number']}>{formatSize(bytes)}</span>
                    <span className={run['chip']}>
                      <Mark name={to} levels={levels} />
                      <span className={list['text']} aria-hidden>
                        {visibleName(to)}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <aside className={cx(run['aside'], styles['side'])}>
          <div className={styles['sideHead']}>
            <h3>The pool now</h3>
            <span className={styles['quiet']}>
              {formatSize(pool.space.free)} free of {formatSize(pool.space.total)}
            </span>
          </div>
          {others.map((level) => {
            const before = share(level.before, level.total);
            const changed = Math.round(before * 100) !== Math.round(fullness(level) * 100);
            return (
              <div key={level.name} className={run['was']}>
                <span className={run['chip']}>
                  <VolumeMark mark={level.mark} colour={level.colour} state={level.state} />
                  <span className={list['text']}>{visibleName(level.name)}</span>
                </span>
                <Lane level={level} comes={Math.max(0, level.now - level.before)} came />
                <span>
                  <b>{formatPercent(fullness(level))}</b>
                  {changed && `, was ${Math.round(before * 100)}`}
                </span>
              </div>
            );
          })}
          {receipt !== null && (
            <section className={run['part']}>
              <div className={styles['head']}>
                <h3>Receipt</h3>
              </div>
              <ReceiptFacts receipt={receipt} />
            </section>
          )}
          <section className={run['part']}>
            <div className={styles['head']}>
              <h3>Removing it</h3>
            </div>
            <ul className={run['next']}>
              <li>
                <Icon icon={Check} size={16} />
                <span>
                  <b>Takes the marker off {name}</b> and forgets its place in this pool.
                </span>
              </li>
              <li>
                <Icon icon={Check} size={16} />
                <span>
                  <b>Deletes nothing else.</b> What is not of this pool stays on it.
                </span>
              </li>
              <li>
                <Icon icon={Undo2} size={16} />
                <span>
                  <b>Until then</b> all of it can be moved back, for the cost of copying it again.
                </span>
              </li>
            </ul>
          </section>
        </aside>
      </div>
      <footer className={styles['foot']}>
        <div className={styles['cost']}>
          <b>Nothing is placed on {name}</b>
          <span>until you remove it or put it back to use</span>
        </div>
        <div className={styles['actions']}>
          {receipt !== null && (
            <Button size="large" variant="bare" onClick={() => saveJson(`receipt ${plan.id}`, receipt)}>
              Save the receipt…
            </Button>
          )}
          {(receipt?.moved.files ?? 0) > 0 && (
            <Button size="large" variant="bare" onClick={() => setUndoing(true)}>
              Move it back…
            </Button>
          )}
          <Button size="large" onClick={reopen}>
            Use {name} again
          </Button>
          {proven ? (
            <Button variant="primary" size="large" onClick={remove}>
              Remove {name} from the pool
            </Button>
          ) : (
            <Button variant="primary" size="large" onClick={() => emptyAgain(volume)}>
              Empty the rest
            </Button>
          )}
        </div>
      </footer>
      {undoing && <UndoDialog plan={plan.id} onClose={() => setUndoing(false)} />}
    </>
  );
}
