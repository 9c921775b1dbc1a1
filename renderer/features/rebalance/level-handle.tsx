import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import { formatPercent } from '../../../shared/format.ts';
import { cx } from '../../ui/index.ts';
import { share } from './figures.ts';
import type { Level } from './figures.ts';
import { highest, levelOfKey, snapped, within } from './handle.ts';
import styles from './plan-levels.module.css';
import { planText } from './screen-words.ts';

export interface LevelHandleProps {
  readonly level: Level;
  /** Where the handle stands, bytes. */
  readonly value: number;
  readonly band: { readonly low: number; readonly high: number } | null;
  /** A person set it. */
  readonly set: boolean;
  readonly inHand: boolean;
  /** The bar that it moves along. */
  readonly disk: RefObject<HTMLDivElement | null>;
  readonly onHold: (bytes: number) => void;
  readonly onRelease: (bytes: number | null) => void;
  readonly onSet: (bytes: number | null, again: boolean) => void;
}

/** The edges of the band and the present level hold it within this distance, px. */
const snapPx = 6;

/** "sends 197 GB away": what a level means for the volume. */
export function changeWords(before: number, after: number): string {
  if (Math.abs(after - before) < 1) return planText.stays;
  return after < before ? planText.sends(before - after) : planText.takes(after - before);
}

/** Sets the level of a volume: dragged, or by arrows (one point), page keys (five), Home and End; Delete lets it go. */
export function LevelHandle(props: LevelHandleProps) {
  const { level, value, band, set, inHand, disk, onHold, onRelease, onSet } = props;
  const { name, before, total, reserve } = level;
  const track = { total, reserve, before };
  const grip = useRef<{ readonly left: number; readonly width: number; moved: boolean } | null>(null);

  const bytesAt = (clientX: number): number => {
    const { left, width } = grip.current ?? { left: 0, width: 1 };
    const stops = [before, ...(band === null ? [] : [band.low * total, band.high * total])];
    return snapped(track, ((clientX - left) / width) * total, stops, (snapPx / width) * total);
  };
  const down = (event: PointerEvent<HTMLSpanElement>): void => {
    if (event.button !== 0 || disk.current === null) return;
    const { left, width } = disk.current.getBoundingClientRect();
    grip.current = { left, width: Math.max(1, width), moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
    onHold(within(track, value));
  };
  const move = (event: PointerEvent<HTMLSpanElement>): void => {
    if (grip.current === null) return;
    grip.current.moved = true;
    onHold(bytesAt(event.clientX));
  };
  const up = (event: PointerEvent<HTMLSpanElement>): void => {
    if (grip.current === null) return;
    const bytes = grip.current.moved ? bytesAt(event.clientX) : null;
    grip.current = null;
    onRelease(bytes);
  };
  const cancel = (): void => {
    if (grip.current === null) return;
    grip.current = null;
    onRelease(null);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && grip.current !== null) cancel();
    else if ((event.key === 'Delete' || event.key === 'Backspace') && set) onSet(null, false);
    else {
      const next = levelOfKey(track, value, event.key);
      if (next === null) return;
      if (next !== value) onSet(next, true);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const at = share(value, total);
  const words = formatPercent(at, 1);
  const means = changeWords(before, value);
  return (
    <span className={styles['rail']} style={{ transform: `translateX(${(at * 100).toFixed(3)}%)` }}>
      <span
        role="slider"
        tabIndex={0}
        aria-label={planText.level(name)}
        aria-valuemin={0}
        aria-valuemax={Math.round((highest(track) / Math.max(1, total)) * 1000) / 10}
        aria-valuenow={Math.round(at * 1000) / 10}
        aria-valuetext={planText.levelAt(words, value, means, set)}
        className={cx(styles['handle'], inHand && styles['grabbed'], set && styles['set'])}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={cancel}
        onLostPointerCapture={cancel}
        onKeyDown={key}
      />
      <span className={cx(styles['tip'], at < 0.5 && styles['right'])} aria-hidden>
        <b>{words}</b>
        <em>{planText.levelMeans(value, means)}</em>
      </span>
    </span>
  );
}
