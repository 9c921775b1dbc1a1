import { formatSize, visibleName } from '../../../shared/format.ts';
import type { CatalogVolume, VolumeInfo } from '../../../shared/model.ts';
import { awaySince } from '../../text.ts';
import { Button, cx, VolumeMark } from '../../ui/index.ts';
import { ThingIcon } from './list.tsx';
import { SplitBar } from './split-bar.tsx';
import type { Thing } from './thing.ts';
import css from './usage.module.css';
import { titleOf, trail, words } from './words.ts';

export interface SelectedProps {
  readonly thing: Thing;
  /** What it is called when it is the top of the pool. */
  readonly poolName: string;
  readonly volumes: readonly VolumeInfo[];
  /** What is known of the volumes that are not connected. */
  readonly known: readonly CatalogVolume[];
  readonly onEnter: ((thing: Thing) => void) | null;
  readonly onShow: (thing: Thing) => void;
}

/** What is selected: how much of it is on which volume, and the ways to it. */
export function Selected({ thing, poolName, volumes, known, onEnter, onShow }: SelectedProps) {
  const title = titleOf(thing, thing.path === '/' ? poolName : trail(thing.path));
  return (
    <section className={css['selected']} aria-label={words.selected}>
      <h3 title={title}>
        <ThingIcon thing={thing} />
        <span className={css['ellipsis']}>{title}</span>
      </h3>
      <ul>
        {thing.parts.map((part) => {
          const volume = volumes.find(({ name }) => name === part.volume);
          const away = volume === undefined || volume.state === 'offline';
          const seen = known.find((one) => one.volume === part.volume)?.seenMs ?? null;
          return (
            <li key={part.volume} className={cx(css['part'], away && css['quiet'])}>
              {volume !== undefined && <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />}
              <span className={css['partName']} title={visibleName(part.volume)}>
                {visibleName(part.volume)}
              </span>
              <SplitBar parts={[part]} whole={thing.parts.reduce((sum, one) => sum + one.bytes, 0)} volumes={volumes} />
              <b>{formatSize(part.bytes)}</b>
              {away && <span className={css['seen']}>{awaySince(seen)}</span>}
            </li>
          );
        })}
      </ul>
      <div className={css['buttons']}>
        <Button onClick={() => onShow(thing)}>{words.showInFiles}</Button>
        {onEnter !== null && <Button onClick={() => onEnter(thing)}>{words.goIn}</Button>}
      </div>
    </section>
  );
}
