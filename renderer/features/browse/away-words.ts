import { formatAgo } from '../../../shared/format.ts';
import type { AwayHolder } from '../../../shared/model.ts';

/**
 * "not connected" and "last seen 2 days ago", or "vanished" and "to be confirmed": of the one that was seen last. The
 * volumes themselves stand in their column.
 */
export function awayWords(
  away: readonly AwayHolder[],
  nowMs: number = Date.now(),
): { readonly what: string; readonly more: string } {
  if (away.length > 0 && away.every(({ vanished }) => vanished === true)) {
    return { what: 'vanished', more: 'to be confirmed' };
  }
  const seen = Math.max(0, ...away.map(({ seenMs }) => seenMs ?? 0));
  return { what: 'not connected', more: seen === 0 ? '' : `last seen ${formatAgo(seen, nowMs)}` };
}
