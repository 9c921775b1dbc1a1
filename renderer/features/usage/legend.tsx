import { fileKinds, kindWords } from '../../../shared/kinds.ts';
import { visibleName } from '../../../shared/format.ts';
import type { CatalogVolume, VolumeInfo } from '../../../shared/model.ts';
import { awaySince } from '../../text.ts';
import { cx, Icon, VolumeMark } from '../../ui/index.ts';
import { kindIcons } from './kind-icons.ts';
import map from './map.module.css';
import { ages } from './paint.ts';
import type { Colouring } from './paint.ts';
import css from './usage.module.css';
import { setView } from './view.ts';
import { ageWords, words } from './words.ts';

export interface LegendProps {
  readonly colouring: Colouring;
  readonly volumes: readonly VolumeInfo[];
  readonly known: readonly CatalogVolume[];
  readonly only: string | null;
  readonly nowMs: number;
}

/** What the colours are. A volume is looked at alone with a click. */
export function Legend({ colouring, volumes, known, only, nowMs }: LegendProps) {
  return (
    <div className={css['legend']}>
      <ul aria-label={words.coloursOfMap}>
        {colouring === 'volume' &&
          volumes.map((volume) => (
            <li key={volume.id}>
              <button
                type="button"
                className={css['chip']}
                aria-pressed={only === volume.name}
                title={words.onlyVolume(volume.name)}
                onClick={() => setView({ only: only === volume.name ? null : volume.name })}
              >
                <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                <span>{visibleName(volume.name)}</span>
                {volume.state === 'offline' && <span className={css['quiet']}>{awayWords(volume, known, nowMs)}</span>}
              </button>
            </li>
          ))}
        {colouring === 'kind' &&
          fileKinds.map((kind) => (
            <li key={kind} className={css['chip']}>
              <span className={cx(css['swatch'], map['swatch'], map[kind], map['tex'])}>
                <Icon icon={kindIcons[kind]} size={13} />
              </span>
              {kindWords[kind]}
            </li>
          ))}
        {colouring === 'age' &&
          ages.map((age) => (
            <li key={age.id} className={css['chip']}>
              <span className={cx(css['swatch'], map['swatch'], map['age'], map[age.id])} />
              {ageWords[age.id]}
            </li>
          ))}
      </ul>
      <span className={css['hint']}>{words.hint}</span>
    </div>
  );
}

function awayWords(volume: VolumeInfo, known: readonly CatalogVolume[], nowMs: number): string {
  const seen = known.find((one) => one.volume === volume.name)?.seenMs ?? null;
  return awaySince(seen, nowMs);
}
