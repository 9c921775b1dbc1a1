import { parseSize } from '../../../shared/format.ts';
import { planText } from './screen-words.ts';

/** Pure arithmetic of the handle that sets a volume's level. Bytes everywhere. */

/** What a handle moves along. */
export interface Track {
  readonly total: number;
  readonly reserve: number;
  /** Used now: a level may stay where it is, even inside the reserve. */
  readonly before: number;
}

/** Bytes of one point of percent. */
const point = (track: Track): number => track.total / 100;

/** The highest level that can be set: up to the reserve, or where it is now if that is more. */
export function highest(track: Track): number {
  return Math.min(track.total, Math.max(track.before, track.total - track.reserve));
}

export function within(track: Track, bytes: number): number {
  return Math.round(Math.min(highest(track), Math.max(0, bytes)));
}

/** The band's edges and the present level hold a handle that comes near. `slack`: how near, in bytes. */
export function snapped(track: Track, bytes: number, stops: readonly number[], slack: number): number {
  let best = bytes;
  let least = slack;
  for (const stop of stops) {
    const away = Math.abs(stop - bytes);
    if (away > least) continue;
    best = stop;
    least = away;
  }
  return within(track, best);
}

/** The level that a key leads to: arrows one point, page keys five, Home and End the ends; null: not such a key. */
export function levelOfKey(track: Track, bytes: number, key: string): number | null {
  const points: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 5,
    PageDown: -5,
    Home: -Infinity,
    End: Infinity,
  };
  const by = points[key];
  if (by === undefined) return null;
  if (!Number.isFinite(by)) return within(track, by * track.total);
  // From a level between two points to the next whole one: a key does not carry odd digits along.
  const at = bytes / point(track);
  const whole = by > 0 ? Math.floor(at + 1e-6) : Math.ceil(at - 1e-6);
  return within(track, (whole + by) * point(track));
}

/** A level as a person writes it: `73.8`, `73.8 %` (of the size) or `738 GB`. The answer is bytes, or why it is none. */
export function levelOfText(
  track: Track,
  text: string,
  unit: 'percent' | 'bytes',
): { readonly bytes: number } | { readonly refused: string } {
  const plain = text.trim().replace(',', '.');
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(plain) ?? (unit === 'percent' ? /^(\d+(?:\.\d+)?)$/.exec(plain) : null);
  let bytes: number;
  if (percent?.[1] !== undefined) bytes = Number(percent[1]) * point(track);
  else {
    try {
      bytes = parseSize(plain);
    } catch {
      return { refused: planText.noLevel };
    }
  }
  if (bytes > track.total) return { refused: planText.overTotal };
  if (bytes > highest(track) + point(track) / 20) return { refused: planText.inReserve };
  return { bytes: within(track, bytes) };
}
