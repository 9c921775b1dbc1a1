import { formatAgo } from '../../../shared/format.ts';
import type { AwayHolder } from '../../../shared/model.ts';

/** "not connected, last seen 2 days ago", "vanished, to be confirmed": of the one that was seen last. The volumes themselves stand in their column. */
export function awayWords(away: readonly AwayHolder[], nowMs: number = Date.now()): string {
  if (away.length > 0 && away.every(({ vanished }) => vanished === true)) return 'vanished, to be confirmed';
  const seen = Math.max(0, ...away.map(({ seenMs }) => seenMs ?? 0));
  return seen === 0 ? 'not connected' : `not connected, last seen ${formatAgo(seen, nowMs)}`;
}
