import { useId } from 'react';
import type { ReactNode } from 'react';
import { visibleName } from '../../shared/format.ts';
import type { VolumeInfo } from '../../shared/model.ts';
import { cx } from './classes.ts';
import styles from './volume-choice.module.css';
import { VolumeMark } from './volume.tsx';

export interface ChoiceOfVolume {
  readonly volume: VolumeInfo;
  /** Why it cannot be chosen; empty when it can. */
  readonly refused: string;
  /** Said of one that can be chosen. */
  readonly note: string;
  /** A way out, behind one that cannot be chosen. */
  readonly way?: ReactNode;
}

export interface VolumeChoiceProps {
  readonly label: string;
  readonly choices: readonly ChoiceOfVolume[];
  /** By name; null: none yet. */
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
}

/** One of the volumes of a pool; what cannot be chosen stands there with its reason. */
export function VolumeChoice({ label, choices, chosen, onChoose }: VolumeChoiceProps) {
  const group = useId();
  const open = choices.findIndex(({ refused }) => refused === '');
  return (
    <div role="radiogroup" aria-label={label} className={styles['volumes']}>
      {choices.map(({ volume, refused, note, way }, index) => (
        <div key={volume.id} className={styles['choice']}>
          <label className={cx(styles['volume'], refused !== '' && styles['refused'])}>
            <input
              type="radio"
              name={group}
              disabled={refused !== ''}
              {...(index === open && { 'data-autofocus': true })}
              checked={volume.name === chosen && refused === ''}
              aria-describedby={`${group}-${String(index)}`}
              onChange={() => onChoose(volume.name)}
            />
            <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
            <span>{visibleName(volume.name)}</span>
            <span id={`${group}-${String(index)}`} className={styles['note']}>
              {refused !== '' ? refused : note}
            </span>
          </label>
          {refused !== '' && way}
        </div>
      ))}
    </div>
  );
}
