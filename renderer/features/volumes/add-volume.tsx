import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { addVolume } from '../../state/pool.ts';
import { Button, Dialog, ErrorMessage } from '../../ui/index.ts';
import { limitOf, specsOf, sumOf, VolumePicker } from '../../ui/volume-picker/index.ts';
import type { Candidate } from '../../ui/volume-picker/index.ts';
import styles from './volumes.module.css';

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
  const why =
    specs.length === 0
      ? 'Choose a folder.'
      : unread
        ? 'A limit cannot be read.'
        : busy
          ? 'It is being added.'
          : undefined;
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
      title={`Add volumes to ${visibleName(pool.name)}`}
      say="Files that are there already become part of the tree, where they are. A hidden folder, .cfs, is added."
      onClose={onClose}
      footer={
        <>
          <span className={styles['more']}>
            {specs.length > 0 && `${formatSize(sum.total)} more in all, ${formatSize(sum.free)} free after the reserve`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={why !== undefined} why={why} onClick={() => void add()}>
            {specs.length > 1 ? `Add ${specs.length} volumes` : 'Add volume'}
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
