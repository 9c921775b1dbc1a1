import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { removeVolume } from '../../state/pool.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { Button, Checkbox, Dialog, ErrorMessage } from '../../ui/index.ts';
import styles from './volumes.module.css';
import { words } from './words.ts';

interface RemoveVolumeProps {
  readonly pool: PoolInfo;
  readonly volume: VolumeInfo;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

/** Takes a volume out of its pool. No file is deleted; without `leaveFiles` the engine refuses while any would be missing. */
export function RemoveVolume({ pool, volume, onBack, onClose }: RemoveVolumeProps) {
  const [leaveFiles, setLeaveFiles] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await removeVolume({ pool: pool.id, volume: volume.name, leaveFiles });
      onClose();
    } catch (thrown) {
      setError(asAppError(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={words.removeFrom(volume.name, pool.name)}
      say={
        <>
          {words.removeSay} <span className={styles['path']}>{visibleName(volume.root)}</span>.
        </>
      }
      onClose={onClose}
      footer={
        <>
          <Button onClick={onBack}>{words.back}</Button>
          <Button variant="danger" disabled={busy} why={words.removing} onClick={() => void remove()}>
            {words.removeVolume(volume.name)}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <p>{words.removeRefused(volume.name)}</p>
        <Checkbox label={words.leaveFiles(pool.name)} checked={leaveFiles} onChange={setLeaveFiles} />
        {error !== null && (
          <ErrorMessage
            error={error}
            action={
              error.code === 'refused' &&
              volume.state !== 'offline' && (
                <Button
                  onClick={() => {
                    onClose();
                    showRebalance({ kind: 'drain', volume: volume.id });
                  }}
                >
                  {words.emptyVolume(volume.name)}
                </Button>
              )
            }
          />
        )}
      </div>
    </Dialog>
  );
}
