import type { ReactNode, RefObject } from 'react';
import { visibleName } from '../../shared/format.ts';
import styles from './pointer-note.module.css';
import { VolumeMark } from './volume.tsx';

export interface PointerNoteProps {
  /** The caller moves it with the pointer. */
  readonly box: RefObject<HTMLDivElement | null>;
  /** null: nothing is shown. */
  readonly children: ReactNode;
}

/** What a drag would do, beside the pointer. Screen readers hear it from `speak`. */
export function PointerNote({ box, children }: PointerNoteProps) {
  return (
    <div ref={box} className={styles['place']} aria-hidden>
      {children !== null && (
        <div data-drag-caption className={styles['note']}>
          {children}
        </div>
      )}
    </div>
  );
}

/** Words that matter less, or the dot between others. */
export function QuietNote({ children = '·' }: { readonly children?: string }) {
  return <span className={styles['quiet']}>{children}</span>;
}

export interface VolumeNoteProps {
  /** Undefined: it is not in the pool any more, and nothing is shown. */
  readonly volume: { readonly name: string; readonly mark: string; readonly colour: number } | undefined;
}

export function VolumeNote({ volume }: VolumeNoteProps) {
  if (volume === undefined) return null;
  return (
    <span className={styles['volume']}>
      <VolumeMark mark={volume.mark} colour={volume.colour} /> {visibleName(volume.name)}
    </span>
  );
}
