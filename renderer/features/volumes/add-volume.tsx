import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { addVolume } from '../../state/pool.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage } from '../../ui/index.ts';
import { limitOf, specsOf, sumOf, VolumePicker } from '../../ui/volume-picker/index.ts';
import type { Candidate } from '../../ui/volume-picker/index.ts';
import styles from './volumes.module.css';
import { words } from './words.ts';

export interface AddVolumeDialogProps {
  readonly pool: PoolInfo;
  readonly onClose: () => void;
}

/** Adds folders to a pool that exists. Its files stay where they are; new files may go there at once. */
export function AddVolumeDialog({ pool, onClose }: AddVolumeDialogProps) {
  const [candidates, setCandidates] = useState<readonly Candidate[] | null>(null);
  const [errors, setErrors] = useState<readonly AppError[]>([]);
  const [busy, setBusy] = useState(false);
  const list = candidates ?? [];
  const specs = specsOf(
    list,
    pool.volumes.map((volume) => volume.name),
  );
  const sum = sumOf(list);
  const unread = list.some((one) => one.chosen && limitOf(one).error !== '');
  const why = specs.length === 0 ? words.addChoose : unread ? words.limitUnread : busy ? words.adding : undefined;
  const add = async (): Promise<void> => {
    setBusy(true);
    const failed: AppError[] = [];
    const added = new Set<string>();
    for (const spec of specs) {
      try {
        await addVolume({ pool: pool.id, ...spec });
        added.add(spec.root);
      } catch (thrown) {
        failed.push(asAppError(thrown));
      }
    }
    setBusy(false);
    setErrors(failed);
    if (failed.length === 0) onClose();
    else setCandidates((known) => known?.filter((one) => !added.has(one.probe.root)) ?? null);
  };
  return (
    <Dialog
      wide
      title={words.addTo(pool.name)}
      say={words.addSay}
      onClose={onClose}
      footer={
        <>
          <span className={styles['more']}>{specs.length > 0 && words.moreRoom(sum.total, sum.free)}</span>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" disabled={why !== undefined} why={why} onClick={() => void add()}>
            {words.addMany(specs.length)}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <VolumePicker candidates={candidates} onChange={setCandidates} taken={pool.volumes} />
        {errors.map((error) => (
          <ErrorMessage key={error.message} error={error} />
        ))}
      </div>
    </Dialog>
  );
}
