import { useState } from 'react';
import { asAppError, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { forgetPool, removeSamplePool } from '../../state/pool.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage } from '../../ui/index.ts';
import { poolWords } from './pool-words.ts';

/** Removes the sample at once; asks first only when it holds something that is not of the sample. */
export async function removeSampleNow(pool: PoolInfo): Promise<void> {
  try {
    await removeSamplePool(pool, false);
    notify(poolWords.sampleRemoved);
  } catch (thrown) {
    if (isAppError(thrown, 'refused')) openDialog({ kind: 'remove-pool' });
    else notifyError(thrown);
  }
}

/** Puts a pool away: the sample with its files, any other only from CFS's list. */
export function RemovePool({ pool, onClose }: { readonly pool: PoolInfo; readonly onClose: () => void }) {
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await (pool.sample ? removeSamplePool(pool, true) : forgetPool(pool));
      onClose();
      notify(pool.sample ? poolWords.sampleRemoved : poolWords.forgotten(pool.name));
    } catch (thrown) {
      setBusy(false);
      setError(asAppError(thrown));
    }
  };
  return (
    <Dialog
      title={pool.sample ? poolWords.removeSampleAsk : poolWords.forgetAsk(pool.name)}
      say={pool.sample ? poolWords.removeSampleSay : poolWords.forgetSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="danger" disabled={busy} onClick={() => void remove()}>
            {pool.sample ? poolWords.removeSample : poolWords.forget}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorMessage error={error} />}
    </Dialog>
  );
}
