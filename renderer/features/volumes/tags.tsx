import { useState } from 'react';
import { Plus, Tag, X } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { notifyError } from '../../state/notices.ts';
import { setVolume } from '../../state/pool.ts';
import { Icon, IconButton, Setting, TextField } from '../../ui/index.ts';
import css from './volumes.module.css';
import { words } from './words.ts';

/** Tags of a volume: each with a button that takes it away, and a field for one more. */
export function Tags({ pool, volume }: { readonly pool: PoolInfo; readonly volume: VolumeInfo }) {
  const [typed, setTyped] = useState('');
  const set = (tags: readonly string[]): void =>
    void setVolume({ pool: pool.id, volume: volume.name, tags: [...tags] }).catch(notifyError);
  const add = (): void => {
    const tag = typed.trim();
    setTyped('');
    if (tag !== '' && !volume.tags.includes(tag)) set([...volume.tags, tag]);
  };
  return (
    <Setting label={words.tags} hint={words.tagsHint}>
      {volume.tags.length > 0 && (
        <ul className={css['tags']} aria-label={words.tags}>
          {volume.tags.map((tag) => (
            <li key={tag} className={css['tag']}>
              <Icon icon={Tag} size={13} />
              <span>{visibleName(tag)}</span>
              <IconButton
                label={words.removeTag(tag)}
                icon={X}
                size="small"
                onClick={() => set(volume.tags.filter((one) => one !== tag))}
              />
            </li>
          ))}
        </ul>
      )}
      <TextField
        label={words.newTag}
        hideLabel
        className={css['newTag']}
        icon={Plus}
        placeholder={words.newTag}
        maxLength={255}
        value={typed}
        onChange={setTyped}
        onBlur={add}
        onKeyDown={(event) => event.key === 'Enter' && add()}
      />
    </Setting>
  );
}
