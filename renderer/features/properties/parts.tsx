import type { ReactNode } from 'react';
import { ClipboardCopy } from 'lucide-react';
import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { UsageSelection } from '../../../shared/usage.ts';
import { copyText } from '../../state/entries.ts';
import { volumeOf } from '../../state/pool.ts';
import { IconButton, ShareBar, VolumeMark } from '../../ui/index.ts';
import css from './properties.module.css';
import { words } from './words.ts';

/** One property; left out where there is nothing to tell. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** A text that people want to take with them. */
export function Copyable({
  shown,
  value,
  label,
  said,
}: {
  readonly shown: string;
  readonly value: string;
  readonly label: string;
  readonly said: string;
}) {
  return (
    <span className={css['copyable']}>
      <code className={css['code']}>{shown}</code>
      <IconButton label={label} icon={ClipboardCopy} size="small" onClick={() => void copyText(value, said)} />
    </span>
  );
}

interface SplitProps {
  readonly pool: PoolInfo;
  readonly usage: UsageSelection;
  /** Says how many of what is selected lie on each volume. */
  readonly items?: boolean;
}

/** How bytes lie on the volumes. */
export function Split({ pool, usage, items: counted = false }: SplitProps) {
  const parts = usage.volumes
    .filter(({ items }) => items > 0)
    .sort((a, b) => b.allocated - a.allocated)
    .map((part) => ({ ...part, info: volumeOf(pool, part.volume) }));
  if (parts.length === 0) return null;
  const isUnread = (volume: string): boolean => usage.unread?.volumes.includes(volume) === true;
  return (
    <>
      <ShareBar
        parts={parts.map(({ volume, allocated, info }) => ({
          key: volume,
          colour: info?.colour ?? 5,
          bytes: allocated,
        }))}
        total={usage.allocated}
        label={words.split}
      />
      <ul className={css['split']}>
        {parts.map(({ volume, allocated, items, info }) => (
          <li key={volume}>
            {info === undefined ? <span /> : <VolumeMark mark={info.mark} colour={info.colour} state={info.state} />}
            <span className={css['ellipsis']}>{visibleName(volume)}</span>
            <span className={css['quiet']}>{counted ? words.items(items) : ''}</span>
            <span className={css['quiet']}>
              {usage.allocated > 0 && !isUnread(volume) ? formatPercent(allocated / usage.allocated) : ''}
            </span>
            <span className={css['number']}>
              {isUnread(volume) ? words.unsureOn(allocated, usage.unread) : formatSize(allocated)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
