import { useState } from 'react';
import { Check, FileQuestionMark, TriangleAlert, Trash2 } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatCount, formatDay, visibleName } from '../../../shared/format.ts';
import type { EmptyProof, RunReceipt } from '../../../shared/runs.ts';
import { proveEmpty } from '../../state/runs.ts';
import { Button, ErrorMessage, Icon } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import run from './run.module.css';
import { count } from './words.ts';

/** A look at the volume that a person asked for stands for the one at the end of the run. */
export interface ProofState {
  readonly proof: EmptyProof | null;
  readonly error: AppError | null;
  readonly busy: boolean;
  readonly again: () => void;
}

export function useProof(pool: string, volume: string, receipt: RunReceipt | null): ProofState {
  const [state, setState] = useState<Omit<ProofState, 'again'>>({ proof: null, error: null, busy: false });
  const again = (): void => {
    setState((now) => ({ ...now, busy: true, error: null }));
    proveEmpty(pool, volume).then(
      (proof) => setState({ proof, error: null, busy: false }),
      (thrown: unknown) => setState({ proof: null, error: asAppError(thrown), busy: false }),
    );
  };
  return { ...state, proof: state.proof ?? receipt?.proof ?? null, again };
}

const most = 6;
const listed = (names: readonly string[], all: number = names.length): string => {
  const shown = names.slice(0, most).map(visibleName).join(', ');
  return all > most ? `${shown} and ${formatCount(all - most)} more` : shown;
};

/** What a look at every folder of the emptied volume found, past the catalog. */
export function ProofList({ state, receipt, name }: { state: ProofState; receipt: RunReceipt; name: string }) {
  const { proof, error, busy, again } = state;
  return (
    <>
      <div className={styles['head']}>
        <h3>Proof</h3>
        <span className={styles['quiet']}>
          {proof === null
            ? 'nothing is proven yet'
            : `read from the disk, ${formatDay(proof.atMs)}, not from the catalog`}
        </span>
        <span className={styles['end']}>
          <Button variant="bare" disabled={busy} why="It is being read." onClick={again}>
            {busy ? `Reading ${name} again…` : 'Read it again'}
          </Button>
        </span>
      </div>
      {error !== null && <ErrorMessage error={error} />}
      {proof !== null && <Checks proof={proof} receipt={receipt} name={name} />}
    </>
  );
}

function Checks({ proof, receipt, name }: { proof: EmptyProof; receipt: RunReceipt; name: string }) {
  const halves = proof.parts.length + proof.journal;
  const { device, cached } = receipt.verified;
  return (
    <>
      <ul className={run['proven']}>
        <Check1
          good={proof.files === 0}
          title={proof.files === 0 ? 'No file of this pool' : `${count(proof.files, 'thing')} of this pool still there`}
          say={
            proof.files === 0
              ? `${count(proof.foldersRead, 'folder')} read`
              : listed(proof.entries, Math.max(proof.files, proof.entries.length))
          }
          figure={`${formatCount(proof.files)} left`}
        />
        <Check1
          good={halves === 0}
          title={halves === 0 ? 'No half copy, no open move' : 'Work that did not end'}
          say={
            halves === 0
              ? 'no part file, no record in the journal'
              : listed([...proof.parts, ...(proof.journal > 0 ? [count(proof.journal, 'record')] : [])])
          }
          figure={`${formatCount(halves)} left`}
        />
        <Check1
          good={receipt.failedCount + receipt.skippedCount + receipt.untried === 0}
          title={
            receipt.failedCount + receipt.untried === 0
              ? 'Every copy is at its new place'
              : 'Some stayed where they were'
          }
          say={
            cached === 0
              ? `each was read back from the disk and compared before it left ${name}`
              : `each was compared before it left ${name}, ${formatCount(cached)} maybe from memory`
          }
          figure={`${formatCount(device + cached)} verified`}
        />
      </ul>
      {(proof.foreign.length > 0 || proof.trashed > 0) && (
        <section className={run['part']}>
          <div className={styles['head']}>
            <h3>Not moved, left as it is</h3>
            <span className={styles['quiet']}>
              {count(proof.foreign.length + (proof.trashed > 0 ? 1 : 0), 'thing')}
            </span>
          </div>
          <ul className={run['proven']}>
            {proof.foreign.map((path) => (
              <li key={path} className={run['other']}>
                <Icon icon={FileQuestionMark} />
                <div>
                  <b>{visibleName(path)}</b>
                  <span>not of this pool</span>
                </div>
                <span>not counted</span>
              </li>
            ))}
            {proof.trashed > 0 && (
              <li className={run['other']}>
                <Icon icon={Trash2} />
                <div>
                  <b>The trash of this volume</b>
                  <span>goes away with the volume; restore from it first what you want to keep</span>
                </div>
                <span>{count(proof.trashed, 'thing')}</span>
              </li>
            )}
          </ul>
        </section>
      )}
    </>
  );
}

function Check1(props: { good: boolean; title: string; say: string; figure: string }) {
  const { good, title, say, figure } = props;
  return (
    <li className={good ? undefined : run['open']}>
      <Icon icon={good ? Check : TriangleAlert} />
      <div>
        <b>{title}</b>
        <span>{say}</span>
      </div>
      <span>{figure}</span>
    </li>
  );
}
