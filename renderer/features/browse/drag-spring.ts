import type { PoolPath } from '../../../shared/path.ts';
import { setExpanded, useBrowse } from '../../state/browse.ts';
import { back, go, useRoute } from '../../state/route.ts';
import { entryAt } from '../../state/rows.ts';
import { useSettings } from '../../state/settings.ts';
import type { Spot } from './drop.ts';

/** What lies under a resting drag opens after this time, ms. */
const springMs = 700;

/** What was opened under the present drag, so that giving it up leads back. */
let opened: PoolPath[] = [];
let wentAway = false;
let waiting: { readonly key: string; readonly timer: ReturnType<typeof setTimeout> } | null = null;

function away(change: Parameters<typeof go>[0]): void {
  const before = useRoute.getState().route;
  // All places that one drag leads through are one step of the history.
  go(change, wentAway ? 'replace' : 'push');
  wentAway ||= useRoute.getState().route !== before;
}

/** What opens at this spot; null: nothing does, or it is open. */
function opener({ place, element }: Spot): (() => void) | null {
  const { route } = useRoute.getState();
  if (place.kind === 'screen') {
    return route.screen === place.screen ? null : () => away({ screen: place.screen });
  }
  if (place.kind !== 'folder') return null;
  const { path } = place;
  if (element !== null) {
    return route.screen === 'files' && route.path === path ? null : () => away({ screen: 'files', path });
  }
  const entry = entryAt(path);
  if (entry?.type !== 'directory' || entry.foreign === true) return null;
  if (useSettings.getState().view.kind === 'grid') return () => away({ screen: 'files', path });
  if (useBrowse.getState().expanded.has(path)) return null;
  return () => {
    opened.push(path);
    setExpanded(path, true);
  };
}

/** The drag rests here now, or (null) nowhere. */
export function restAt(spot: Spot | null): void {
  const key = spot === null ? '' : JSON.stringify(spot.place);
  if (waiting?.key === key) return;
  if (waiting !== null) clearTimeout(waiting.timer);
  waiting = null;
  const open = spot === null ? null : opener(spot);
  if (open !== null) waiting = { key, timer: setTimeout(open, springMs) };
}

/** The drag is over. Given up, all is as it was before it. */
export function endSprings(givenUp: boolean): void {
  restAt(null);
  if (givenUp) {
    if (wentAway) back();
    else for (const path of opened) setExpanded(path, false);
  }
  opened = [];
  wentAway = false;
}
