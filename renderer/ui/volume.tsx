import type { VolumeState } from '../../shared/model.ts';
import { cx } from './classes.ts';
import styles from './volume.module.css';
import { volumeStateWords } from './words.ts';

/** Class that gives everything inside it `--c`, `--on` and `--tex` of a colour slot (1-8). */
export function volumeClass(colour: number): string {
  return styles[`v${((((colour - 1) % 8) + 8) % 8) + 1}`] ?? '';
}

export interface VolumeMarkProps {
  readonly mark: string;
  /** Slot 1-8. */
  readonly colour: number;
  readonly size?: 'small' | 'large' | 'huge';
  /** An offline volume has a hollow mark. */
  readonly state?: VolumeState;
  /** Its name, for screen readers and as a tooltip, where the name does not stand beside it. */
  readonly name?: string;
}

/** One letter or digit on the volume's colour: the smallest sign of a volume. */
export function VolumeMark({ mark, colour, size = 'small', state = 'online', name }: VolumeMarkProps) {
  return (
    <span
      className={cx(
        styles['mark'],
        volumeClass(colour),
        size !== 'small' && styles[size],
        state === 'offline' && styles['hollow'],
      )}
      {...(name === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    >
      {mark}
    </span>
  );
}

/** Filled dot online, half dot draining, ring offline, triangle failing. */
export function StateDot({ state }: { readonly state: VolumeState }) {
  const words = volumeStateWords[state];
  const tone = { online: '', draining: 'warn', offline: 'off', failing: 'failing' }[state];
  return (
    <svg
      className={cx(styles['dot'], styles[tone])}
      width="8"
      height="8"
      viewBox="0 0 8 8"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {state === 'online' && <circle cx="4" cy="4" r="3" />}
      {state === 'offline' && <circle cx="4" cy="4" r="3" className={styles['ring']} />}
      {state === 'draining' && (
        <>
          <circle cx="4" cy="4" r="3" className={styles['ring']} />
          <path d="M4 1a3 3 0 0 1 0 6z" />
        </>
      )}
      {state === 'failing' && <path d="M4 .5 8 7.5H0z" />}
    </svg>
  );
}

/**
 * To a tenth of a percent, less than a bar can show: the free bytes of a disk in use change all the time, and each other
 * width would be drawn anew, with its movement.
 */
function share(part: number, whole: number): string {
  return `${whole > 0 ? Math.round(Math.min(1, part / whole) * 1000) / 10 : 0}%`;
}

export interface VolumeBarProps {
  readonly colour: number;
  /** Bytes. */
  readonly used: number;
  /** What is used by others, and shown behind it. */
  readonly other?: number;
  readonly total: number;
  readonly reserve?: number;
  readonly state?: VolumeState;
  readonly size?: 'small' | 'tall';
  /** Accessible name: "disk2: 93 % full, 25 GB free". */
  readonly label: string;
}

/** Solid = used, grey behind it = used by others, grey end = reserve, track = free; outlined when the volume is not connected. */
export function VolumeBar({
  colour,
  used,
  other = 0,
  total,
  reserve = 0,
  state = 'online',
  size = 'small',
  label,
}: VolumeBarProps) {
  return (
    <span
      role="img"
      aria-label={label}
      className={cx(
        styles['bar'],
        volumeClass(colour),
        size === 'tall' && styles['tall'],
        state === 'offline' && styles['outlined'],
      )}
    >
      <span className={styles['used']} style={{ width: share(used, total) }} />
      {other > 0 && (
        <span className={styles['other']} style={{ left: share(used, total), width: share(other, total) }} />
      )}
      {reserve > 0 && <span className={styles['reserve']} style={{ width: share(reserve, total) }} />}
    </span>
  );
}

export interface ShareBarProps {
  /** Bytes per volume in pool order; the rest of `total` is free or reserve. */
  readonly parts: readonly { readonly key: string; readonly colour: number; readonly bytes: number }[];
  readonly reserve?: number;
  readonly total: number;
  /** Accessible name; of a thin bar, which stands among other things, its tooltip too. */
  readonly label: string;
  /** Half as high, in a row of a list. */
  readonly thin?: boolean;
}

/** Bytes per volume in one bar of 8 px. */
export function ShareBar({ parts, reserve = 0, total, label, thin = false }: ShareBarProps) {
  return (
    <span
      role="img"
      aria-label={label}
      {...(thin && { title: label })}
      className={cx(styles['shares'], thin && styles['thin'])}
    >
      {parts.map((part) => (
        <span
          key={part.key}
          className={cx(styles['share'], volumeClass(part.colour))}
          style={{ width: share(part.bytes, total) }}
        />
      ))}
      <span className={styles['shareRest']} />
      {reserve > 0 && <span className={styles['shareReserve']} style={{ width: share(reserve, total) }} />}
    </span>
  );
}
