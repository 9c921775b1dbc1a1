import type { VolumeInfo } from '../../../shared/model.ts';
import { cx, volumeClass } from '../../ui/index.ts';
import css from './usage.module.css';
import type { Part } from './thing.ts';

export interface SplitBarProps {
  /** Largest first. */
  readonly parts: readonly Part[];
  /** What the whole width stands for, bytes. */
  readonly whole: number;
  readonly volumes: readonly VolumeInfo[];
}

/** Bytes per volume in one thin bar, on the scale of its neighbours. The figures beside it say the same. */
export function SplitBar({ parts, whole, volumes }: SplitBarProps) {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const width = whole > 0 ? Math.min(100, (bytes / whole) * 100) : 0;
  return (
    <span className={css['split']} aria-hidden>
      <span style={{ width: `${width}%` }}>
        {parts.map((part) => {
          const volume = volumes.find(({ name }) => name === part.volume);
          return (
            <i
              key={part.volume}
              className={cx(volumeClass(volume?.colour ?? 5), volume?.state === 'offline' && css['away'])}
              style={{ flexGrow: part.bytes }}
            />
          );
        })}
      </span>
    </span>
  );
}
