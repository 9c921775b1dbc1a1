import type { ComponentType, ReactNode } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { cx } from '../../ui/index.ts';
import css from './quick-look.module.css';
import { goTo, useStrip } from './store.ts';
import { words } from './words.ts';

/** The small picture of an entry, with what is shown where it has none. */
export type Thumbnail = ComponentType<{
  readonly entry: Entry;
  readonly pool: PoolInfo;
  readonly width: number;
  readonly height: number;
  readonly children: ReactNode;
}>;

export interface StripProps {
  readonly pool: PoolInfo;
  readonly icon: ComponentType<{ readonly entry: Entry }>;
  readonly thumbnail: Thumbnail;
}

/** The selection in small pictures: where one is in it, and a press away from any of them. */
export function Strip({ pool, icon: KindIcon, thumbnail: Picture }: StripProps) {
  const strip = useStrip();
  if (strip.length === 0) return null;
  return (
    <ul className={css['strip']} aria-label={words.selection}>
      {strip.map(({ entry, at, isShown }) => (
        <li key={entry.path}>
          <button
            type="button"
            className={cx(css['small'], isShown && css['shown'])}
            aria-label={visibleName(entry.name)}
            aria-current={isShown || undefined}
            title={visibleName(entry.name)}
            // The keyboard stays with the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => goTo(at)}
          >
            <Picture entry={entry} pool={pool} width={66} height={46}>
              <KindIcon entry={entry} />
            </Picture>
          </button>
        </li>
      ))}
    </ul>
  );
}
