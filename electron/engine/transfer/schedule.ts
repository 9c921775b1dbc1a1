import { fail } from '../../../shared/errors.ts';
import type { RunWindow } from '../../../shared/runs.ts';

/**
 * The hours in which a job may work, by the clock of this host: what counts is what the clock on the wall shows, so that
 * a change to summer time moves nothing.
 */

const dayMinutes = 24 * 60;

/** @throws invalid */
export function windowOf(window: RunWindow | null, attempted: string): RunWindow | null {
  if (window === null) return null;
  const { from, to } = window;
  for (const minutes of [from, to]) {
    if (Number.isInteger(minutes) && minutes >= 0 && minutes < dayMinutes) continue;
    throw fail('invalid', attempted, `${String(minutes)} is no minute of a day`, 'give hours such as 22:00 and 06:00');
  }
  if (from === to) {
    throw fail('invalid', attempted, 'it begins when it ends, so it is never or always', 'give two different hours');
  }
  return window;
}

export function isOpen({ from, to }: RunWindow, at: Date): boolean {
  const minutes = at.getHours() * 60 + at.getMinutes();
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
}

/** When it opens next, ms since 1970; now when it is open. */
export function opensAt(window: RunWindow, at: Date): number {
  if (isOpen(window, at)) return at.getTime();
  const opening = (days: number): Date =>
    new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 0, window.from, 0, 0);
  const next = opening(0) > at ? opening(0) : opening(1);
  // An hour that the clock leaps over is given as a later one; it opens with the leap.
  const minuteMs = 60_000;
  let opens = next.getTime();
  while (opens - minuteMs > at.getTime() && isOpen(window, new Date(opens - minuteMs))) opens -= minuteMs;
  return opens;
}

/** "22:00" by the clock of this host. */
export function clockText(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}
