import { useState } from 'react';
import { Folder, Pin, Plus, X } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PlacementPin } from '../../../shared/placement.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { setPlacement } from '../../state/placement.ts';
import { volumeOf } from '../../state/pool.ts';
import { text } from '../../text.ts';
import {
  Button,
  Dialog,
  ErrorMessage,
  Icon,
  IconButton,
  PathText,
  Segmented,
  TextField,
  VolumeMark,
} from '../../ui/index.ts';
import css from './placement.module.css';
import { words } from './words.ts';

/** Folders whose new files go to one volume. */
export function Pins({ pool }: { readonly pool: PoolInfo }) {
  const { pins } = pool;
  const [adding, setAdding] = useState(false);
  const remove = (pin: PlacementPin): void => {
    const back = (): void => void setPlacement(pool, { pins }).catch(notifyError);
    setPlacement(pool, { pins: pins.filter((one) => one !== pin) })
      .then(() => notify(words.unpinned(pin.path), { label: text.undo, run: back }))
      .catch(notifyError);
  };
  return (
    <section aria-labelledby="placement-pins" className={css['section']}>
      <div className={css['heading']}>
        <h2 id="placement-pins">{words.pins}</h2>
        <span className={css['quiet']}>{pins.length === 0 ? words.noPins : ''}</span>
        <Button variant="bare" icon={Plus} className={css['add']} onClick={() => setAdding(true)}>
          {words.addPin}
        </Button>
      </div>
      <p className={css['hint']}>{words.pinsSay}</p>
      {pins.length > 0 && (
        <ul className={css['pins']}>
          {pins.map((pin) => {
            const volume = volumeOf(pool, pin.volume);
            return (
              <li key={pin.path}>
                <Icon icon={Folder} size={18} className={css['folder']} />
                <PathText path={pin.path} />
                <Icon icon={Pin} size={14} />
                <span className={css['named']}>
                  {volume !== undefined && (
                    <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                  )}
                  {visibleName(pin.volume)}
                  {volume === undefined && <span className={css['unmet']}>{words.notInPool}</span>}
                </span>
                <IconButton label={words.unpin(pin.path)} icon={X} size="small" onClick={() => remove(pin)} />
              </li>
            );
          })}
        </ul>
      )}
      {adding && <PinDialog pool={pool} onClose={() => setAdding(false)} />}
    </section>
  );
}

function PinDialog({ pool, onClose }: { readonly pool: PoolInfo; readonly onClose: () => void }) {
  const [path, setPath] = useState('/');
  const [volume, setVolume] = useState(pool.volumes[0]?.name ?? '');
  const [error, setError] = useState<AppError | null>(null);
  const save = async (): Promise<void> => {
    setError(null);
    try {
      await setPlacement(pool, { pins: [...pool.pins, { path, volume }] });
      onClose();
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  };
  const isNamed = path.replaceAll('/', '').trim() !== '';
  return (
    <Dialog
      title={words.pinFolder}
      say={words.pinFolderSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" disabled={!isNamed} why={words.nameFolder} onClick={() => void save()}>
            {words.pin}
          </Button>
        </>
      }
    >
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (isNamed) void save();
        }}
      >
        <TextField
          label={words.folder}
          className={css['glob']}
          placeholder={words.folderLike}
          value={path}
          onChange={setPath}
        />
        {pool.volumes.length <= 5 ? (
          <div className={css['field']}>
            <span className={css['label']}>{words.volume}</span>
            <Segmented
              label={words.volume}
              value={volume}
              options={pool.volumes.map(({ name }) => ({ value: name, label: visibleName(name) }))}
              onChange={setVolume}
            />
          </div>
        ) : (
          <fieldset className={css['choices']}>
            <legend>{words.volume}</legend>
            {pool.volumes.map(({ id, name }) => (
              <label key={id} className={css['named']}>
                <input type="radio" name="volume" checked={name === volume} onChange={() => setVolume(name)} />
                {visibleName(name)}
              </label>
            ))}
          </fieldset>
        )}
        <button type="submit" hidden />
      </form>
      {error !== null && <ErrorMessage error={error} />}
    </Dialog>
  );
}
