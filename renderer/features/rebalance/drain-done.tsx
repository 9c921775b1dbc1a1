import { Check, Folder, ShieldCheck, TriangleAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { EmptyProof } from '../../../shared/runs.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { removeVolume, setVolume } from '../../state/pool.ts';
import { setRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { Button, cx, Icon, Marked, VolumeMark } from '../../ui/index.ts';
import { HeldList, heldOf } from './drain-held.tsx';
import type { DrainProps } from './drain-run.tsx';
import { Lane } from './drain-run.tsx';
import list from './moves-list.module.css';
import { share } from './figures.ts';
import { LeadWords } from './lead-words.tsx';
import { ProofList, useProof } from './proof.tsx';
import styles from './rebalance.module.css';
import { ReceiptFacts, saveJson } from './receipt.tsx';
import { fullness, wentOf } from './run-figures.ts';
import { Mark } from './run-moves.tsx';
import { RunRemarks } from './run-parts.tsx';
import type { RunNow } from './run-parts.tsx';
import { endWords, movedWords, runText } from './run-screen-words.ts';
import run from './run.module.css';
import { emptyAgain, planAgain } from './store.ts';
import { UndoDialog } from './undo-plan.tsx';
import type { Lead } from './words.ts';

function leadOf({ job, receipt }: RunNow, name: string, proof: EmptyProof | null, held: number): Lead {
  const moved = receipt?.moved ?? { files: job.filesDone, bytes: job.bytesDone };
  const say = movedWords(moved, job.endedMs === null ? null : job.endedMs - job.startedMs, name);
  if (proof?.empty === true) return { lead: endWords.empty(name), say };
  if (job.state === 'cancelled') return { lead: endWords.stoppedFull(name), say };
  if (receipt === null && job.state === 'done') return { lead: endWords.looking(name), say };
  if (proof === null && held === 0) return { lead: endWords.unproven(name), say };
  return { lead: endWords.holds(name, proof?.files ?? held), say };
}

/** How emptying a volume ended: the proof, what is left as it is, where it went, and what can be done now. */
export function DrainDone({ run: now, volume }: DrainProps) {
  const { job, plan, pool, receipt, levels, isDone } = now;
  const [undoing, setUndoing] = useState(false);
  const { name } = volume;
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
      notify(runText.removed(name, pool.name));
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
                <h3>{runText.thingsNotMoved(held.length)}</h3>
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
                <h3>{runText.whereItWent}</h3>
              </div>
              <ul className={run['went']}>
                {went.map(({ folder, to, bytes }) => (
                  <li key={JSON.stringify([folder, to])}>
                    <Icon icon={Folder} />
                    <span className={list['text']}>
                      {folder === '/' ? runText.filesAtTop : visibleName(folder.slice(1))}
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
            <h3>{runText.poolNow}</h3>
            <span className={styles['quiet']}>{runText.freeOf(pool.space.free, pool.space.total)}</span>
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
                  <Marked parts={runText.fullWas(fullness(level), changed ? before : null)} />
                </span>
              </div>
            );
          })}
          {receipt !== null && (
            <section className={run['part']}>
              <div className={styles['head']}>
                <h3>{runText.receipt}</h3>
              </div>
              <ReceiptFacts receipt={receipt} />
            </section>
          )}
          <section className={run['part']}>
            <div className={styles['head']}>
              <h3>{runText.removing}</h3>
            </div>
            <ul className={run['next']}>
              <li>
                <Icon icon={Check} size={16} />
                <span>
                  <Marked parts={runText.markerGoes(name)} />
                </span>
              </li>
              <li>
                <Icon icon={Check} size={16} />
                <span>
                  <Marked parts={runText.deletesNothing} />
                </span>
              </li>
              <li>
                <Icon icon={Undo2} size={16} />
                <span>
                  <Marked parts={runText.untilThen} />
                </span>
              </li>
            </ul>
          </section>
        </aside>
      </div>
      <footer className={styles['foot']}>
        <div className={styles['cost']}>
          <b>{runText.nothingPlaced(name)}</b>
          <span>{runText.untilYou}</span>
        </div>
        <div className={styles['actions']}>
          {receipt !== null && (
            <Button size="large" variant="bare" onClick={() => saveJson(runText.receiptFile(plan.id), receipt)}>
              {runText.saveReceipt}
            </Button>
          )}
          {(receipt?.moved.files ?? 0) > 0 && (
            <Button size="large" variant="bare" onClick={() => setUndoing(true)}>
              {runText.moveBack}
            </Button>
          )}
          <Button size="large" onClick={reopen}>
            {runText.useAgain(name)}
          </Button>
          {proven ? (
            <Button variant="primary" size="large" onClick={remove}>
              {runText.remove(name)}
            </Button>
          ) : (
            <Button variant="primary" size="large" onClick={() => emptyAgain(volume)}>
              {runText.emptyRest}
            </Button>
          )}
        </div>
      </footer>
      {undoing && <UndoDialog plan={plan.id} onClose={() => setUndoing(false)} />}
    </>
  );
}
