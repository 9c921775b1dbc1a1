import { File, Folder } from 'lucide-react';
import type { DifferingEntry } from '../../../shared/copies.ts';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { baseName, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openComparison } from '../../state/copies.ts';
import { volumeOf } from '../../state/pool.ts';
import { cx, Icon, VolumeMark } from '../../ui/index.ts';
import css from './copies.module.css';

interface OtherProps {
  readonly pool: PoolInfo;
  readonly entry: DifferingEntry;
  readonly current: boolean;
  readonly withFolder?: boolean;
}

/** One of those that differ, which opens its comparison. */
export function OtherEntry({ pool, entry, current, withFolder = false }: OtherProps) {
  const path = entry.path as PoolPath;
  return (
    <button
      type="button"
      className={cx(css['other'], current && css['current'])}
      aria-current={current ? 'true' : undefined}
      onClick={() => openComparison(entry.path)}
    >
      <Icon icon={entry.type === 'directory' ? Folder : File} size={18} />
      <span className={css['otherName']} title={visibleName(entry.path)}>
        {visibleName(baseName(path))}
      </span>
      {withFolder && <span className={css['otherFolder']}>{visibleName(parentPath(path))}</span>}
      <span className={css['marks']}>
        {entry.volumes.map((name) => {
          const volume = volumeOf(pool, name);
          return volume === undefined ? null : (
            <VolumeMark
              key={name}
              mark={volume.mark}
              colour={volume.colour}
              state={volume.state}
              name={visibleName(name)}
            />
          );
        })}
      </span>
    </button>
  );
}
