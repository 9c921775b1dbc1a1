import { useEffect, useState } from 'react';
import { Check, Info, TriangleAlert } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatDay, visibleName } from '../../../shared/format.ts';
import type { Job, PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { Button, ErrorMessage, Icon } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import { proveEmpty } from './store.ts';
import type { Proof } from './store.ts';
import { count } from './words.ts';

export interface ProofState {
  readonly proof: Proof | null;
  readonly error: AppError | null;
  readonly again: () => void;
}

/** Reads the emptied volume anew once its job has ended. */
export function useProof(pool: PoolInfo, volume: VolumeInfo | undefined, job: Job | undefined): ProofState {
  const [asked, setAsked] = useState(0);
  const [found, setFound] = useState<{ readonly proof: Proof | null; readonly error: AppError | null }>({
    proof: null,
    error: null,
  });
  const ready = volume !== undefined && job?.state === 'done';
  const volumeId = volume?.id;
  const poolId = pool.id;
  useEffect(() => {
    if (!ready) return;
    let gone = false;
    proveEmpty(poolId, volume.name).then(
      (proof) => !gone && setFound({ proof, error: null }),
      (thrown: unknown) => !gone && setFound({ proof: null, error: asAppError(thrown) }),
    );
    return () => {
      gone = true;
    };
    // The volume's figures change all the time; only which one it is matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ready, poolId, volumeId, asked]);
  return { ...found, again: () => setAsked((times) => times + 1) };
}

const listNames = (names: readonly string[]): string => {
  const shown = names.slice(0, 6).map(visibleName).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
};

/** What was read from the disk after the last file had left; foreign things are named and left. */
export function ProofSteps({ state, volume, job }: { state: ProofState; volume: VolumeInfo; job: Job }) {
  const { proof, error, again } = state;
  const name = visibleName(volume.name);
  if (error !== null) return <ErrorMessage error={error} action={<Button onClick={again}>Read it again</Button>} />;
  if (proof === null) return <p className={styles['sideSay']}>Reading {name} again…</p>;
  const empty = proof.left.length === 0;
  return (
    <>
      <p className={styles['quiet']}>read from the disk, {formatDay(proof.atMs)}</p>
      <ul className={styles['steps']}>
        <li className={empty ? undefined : styles['open']}>
          <Icon icon={empty ? Check : TriangleAlert} />
          <div>
            <b>{empty ? 'No file or folder of this pool' : 'Something of this pool is still there'}</b>
            <span>{empty ? 'the top of the volume holds none' : listNames(proof.left)}</span>
          </div>
          <span>{proof.left.length} left</span>
        </li>
        <li>
          <Icon icon={Check} />
          <div>
            <b>Every copy is at its new place</b>
            <span>read back and compared before it left {name}</span>
          </div>
          <span>{count(job.filesDone, 'file')} verified</span>
        </li>
        {proof.foreign.length > 0 && (
          <li className={styles['open']}>
            <Icon icon={Info} />
            <div>
              <b>Not of this pool, left as it is</b>
              <span>{listNames(proof.foreign)}</span>
            </div>
            <span>{count(proof.foreign.length, 'thing')}</span>
          </li>
        )}
      </ul>
    </>
  );
}
