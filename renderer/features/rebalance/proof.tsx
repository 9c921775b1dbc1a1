import { useState } from 'react';
import { Check, FileQuestionMark, TriangleAlert, Trash2 } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { EmptyProof, RunReceipt } from '../../../shared/runs.ts';
import { proveEmpty } from '../../state/runs.ts';
import { Button, ErrorMessage, Icon } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import { namesWords, runText } from './run-screen-words.ts';
import run from './run.module.css';

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

/** What a look at every folder of the emptied volume found, past the catalog. */
export function ProofList({ state, receipt, name }: { state: ProofState; receipt: RunReceipt; name: string }) {
  const { proof, error, busy, again } = state;
  return (
    <>
      <div className={styles['head']}>
        <h3>{runText.proof}</h3>
        <span className={styles['quiet']}>{proof === null ? runText.nothingProven : runText.provenAt(proof.atMs)}</span>
        <span className={styles['end']}>
          <Button variant="bare" disabled={busy} why={runText.beingRead} onClick={again}>
            {busy ? runText.reading(name) : runText.readAgain}
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
          title={proof.files === 0 ? runText.noFile : runText.stillThere(proof.files)}
          say={
            proof.files === 0
              ? runText.foldersRead(proof.foldersRead)
              : namesWords(proof.entries, Math.max(proof.files, proof.entries.length))
          }
          figure={runText.left(proof.files)}
        />
        <Check1
          good={halves === 0}
          title={halves === 0 ? runText.noHalf : runText.unfinished}
          say={
            halves === 0
              ? runText.noPart
              : namesWords([...proof.parts, ...(proof.journal > 0 ? [runText.records(proof.journal)] : [])])
          }
          figure={runText.left(halves)}
        />
        <Check1
          good={receipt.failedCount + receipt.skippedCount + receipt.untried === 0}
          title={receipt.failedCount + receipt.untried === 0 ? runText.allPlaced : runText.someStayed}
          say={cached === 0 ? runText.readBack(name) : runText.maybeCached(name, cached)}
          figure={runText.verified(device + cached)}
        />
      </ul>
      {(proof.foreign.length > 0 || proof.trashed > 0) && (
        <section className={run['part']}>
          <div className={styles['head']}>
            <h3>{runText.leftAsIs}</h3>
            <span className={styles['quiet']}>
              {runText.things(proof.foreign.length + (proof.trashed > 0 ? 1 : 0))}
            </span>
          </div>
          <ul className={run['proven']}>
            {proof.foreign.map((path) => (
              <li key={path} className={run['other']}>
                <Icon icon={FileQuestionMark} />
                <div>
                  <b>{visibleName(path)}</b>
                  <span>{runText.notOfPool}</span>
                </div>
                <span>{runText.notCounted}</span>
              </li>
            ))}
            {proof.trashed > 0 && (
              <li className={run['other']}>
                <Icon icon={Trash2} />
                <div>
                  <b>{runText.trash}</b>
                  <span>{runText.trashSay}</span>
                </div>
                <span>{runText.things(proof.trashed)}</span>
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
