import { useId, useState } from 'react';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { notifyError } from '../../state/notices.ts';
import { setVolume } from '../../state/pool.ts';
import { cx, SettledField, Setting, volumeClass } from '../../ui/index.ts';
import css from './volumes.module.css';
import { colourNames, words } from './words.ts';

/** The mark of a volume and its colour. Those of other volumes are shown as taken; a mark is one volume's only. */
export function MarkSetting({ pool, volume }: { readonly pool: PoolInfo; readonly volume: VolumeInfo }) {
  const group = useId();
  const [asked, setAsked] = useState<number | null>(null);
  const choose = (colour: number): void => {
    setAsked(colour);
    setVolume({ pool: pool.id, volume: volume.name, colour })
      .catch(notifyError)
      .finally(() => setAsked(null));
  };
  const others = pool.volumes.filter(({ id }) => id !== volume.id);
  const problem = (typed: string): string => {
    if (!/^[\p{L}\p{N}]$/u.test(typed)) return words.markProblem;
    const other = others.find(({ mark }) => mark === typed);
    return other === undefined ? '' : words.markTaken(other.name);
  };
  return (
    <Setting label={words.mark} hint={words.markHint}>
      <SettledField
        label={words.mark}
        className={css['markField']}
        maxLength={2}
        value={volume.mark}
        problem={problem}
        onTake={(mark) => setVolume({ pool: pool.id, volume: volume.name, mark })}
      />
      <div role="radiogroup" aria-label={words.colour} className={css['swatches']}>
        {colourNames.map((name, index) => {
          const colour = index + 1;
          const other = others.find((one) => one.colour === colour);
          const label = other === undefined ? name : words.colourTaken(name, other.name);
          return (
            <label key={name} className={cx(css['swatch'], volumeClass(colour))} title={label}>
              <input
                type="radio"
                name={group}
                aria-label={label}
                checked={(asked ?? volume.colour) === colour}
                onChange={() => choose(colour)}
              />
              <span aria-hidden>{other?.mark}</span>
            </label>
          );
        })}
      </div>
    </Setting>
  );
}
