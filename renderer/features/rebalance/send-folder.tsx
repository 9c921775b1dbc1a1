import { useId, useState } from 'react';
import { visibleName } from '../../../shared/format.ts';
import { VolumeMark } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import { pickFolder, pickWords } from './goal-words.ts';
import { PickFolder } from './pick-folder.tsx';
import styles from './rebalance.module.css';

export interface SendFolderProps {
  readonly pool: string;
  readonly levels: readonly Level[];
  readonly onSend: (path: string, volume: string) => void;
  readonly onClose: () => void;
}

/** Sends a folder to a volume in this plan: the way without dragging. */
export function SendFolder({ pool, levels, onSend, onClose }: SendFolderProps) {
  const name = useId();
  const possible = levels.filter((level) => level.left === '');
  const [to, setTo] = useState(possible[0]?.name ?? '');
  return (
    <PickFolder pool={pool} words={pickWords.send} top={false} onPick={(path) => onSend(path, to)} onClose={onClose}>
      <div role="radiogroup" aria-label={pickFolder.target} className={styles['picks']}>
        {possible.map((level) => (
          <label key={level.name} className={styles['pick']}>
            <input
              type="radio"
              name={name}
              className={styles['radio']}
              checked={level.name === to}
              onChange={() => setTo(level.name)}
            />
            <VolumeMark mark={level.mark} colour={level.colour} state={level.state} />
            {visibleName(level.name)}
          </label>
        ))}
      </div>
    </PickFolder>
  );
}
