import { useState } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { newFolder } from '../../state/doing.ts';
import { roomOf, standingRefusal } from '../../state/drag-rule.ts';
import { folderName } from '../../state/entries.ts';
import { chooseFiles } from '../../state/upload.ts';
import { afterFocus } from '../../state/commands.ts';
import { text } from '../../text.ts';
import { Button, Dialog, VolumeChoice } from '../../ui/index.ts';
import { dialogWords } from './words.ts';

export interface OnVolumeProps {
  readonly pool: PoolInfo;
  /** What is to come there. */
  readonly what: 'folder' | 'files';
  /** The folder that it is made in, or comes to. */
  readonly folder: PoolPath;
  readonly onClose: () => void;
}

/** Chooses the volume for a new folder, or for files from outside: the way without dropping them on it. */
export function OnVolume({ pool, what, folder, onClose }: OnVolumeProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const to = pool.volumes.find((volume) => volume.name === chosen && standingRefusal(volume) === '');
  /** When the focus is back in the list, which the name of a new folder takes over. */
  const choose = (act: (volume: string) => void): void => {
    if (to === undefined) return;
    onClose();
    act(to.name);
  };
  const ifChosen = { disabled: to === undefined, why: dialogWords.chooseVolume };
  const into = folderName(folder);
  return (
    <Dialog
      title={what === 'folder' ? dialogWords.folderOnVolume(into) : dialogWords.filesOnVolume(into)}
      say={dialogWords.onVolumeSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          {what === 'folder' ? (
            <Button
              variant="primary"
              {...ifChosen}
              onClick={() => choose((volume) => afterFocus(() => void newFolder(folder, volume)))}
            >
              {text.newFolder}
            </Button>
          ) : (
            <>
              <Button {...ifChosen} onClick={() => choose((volume) => chooseFiles({ dest: folder, volume }, 'folder'))}>
                {text.addFolder}
              </Button>
              <Button
                variant="primary"
                {...ifChosen}
                onClick={() => choose((volume) => chooseFiles({ dest: folder, volume }, 'files'))}
              >
                {text.addFiles}
              </Button>
            </>
          )}
        </>
      }
    >
      <VolumeChoice
        label={dialogWords.target}
        chosen={chosen}
        onChoose={setChosen}
        choices={pool.volumes.map((volume) => {
          const room = roomOf(volume);
          return { volume, refused: standingRefusal(volume), note: room === null ? '' : dialogWords.free(room) };
        })}
      />
    </Dialog>
  );
}
