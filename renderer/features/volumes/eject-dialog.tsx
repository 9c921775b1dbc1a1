import { useState } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import { ejectVolume } from '../../state/eject.ts';
import { text } from '../../text.ts';
import { Button, Dialog, VolumeChoice } from '../../ui/index.ts';
import { words } from './words.ts';

/** Chooses the volume to eject; those that cannot be say why. */
export function EjectDialog({ pool, onClose }: { readonly pool: PoolInfo; readonly onClose: () => void }) {
  const can = pool.volumes.filter(({ notEjected }) => notEjected === '');
  const [chosen, setChosen] = useState(can[0]?.name ?? null);
  const volume = can.find(({ name }) => name === chosen);
  return (
    <Dialog
      title={words.ejectTitle}
      say={words.ejectSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            disabled={volume === undefined}
            why={words.chooseVolume}
            onClick={() => {
              if (volume === undefined) return;
              onClose();
              void ejectVolume(volume.name);
            }}
          >
            {volume === undefined ? words.eject : words.ejectNamed(volume.name)}
          </Button>
        </>
      }
    >
      <VolumeChoice
        label={words.ejectTitle}
        chosen={chosen}
        onChoose={setChosen}
        choices={pool.volumes.map((one) => ({ volume: one, refused: one.notEjected, note: one.root }))}
      />
    </Dialog>
  );
}
