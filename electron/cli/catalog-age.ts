import { formatAgo, formatCount } from '../../shared/format.ts';
import type { CatalogStatus, Entry } from '../../shared/model.ts';

/** Pools with fewer entries are looked through as quickly, and then nothing is a moment old. */
const worthAsking = 20_000;

const howToUpdate = '"cfs index" brings it up to date';

/**
 * What a person should know before an answer of the catalog is believed, a sentence each; none while it is up to date and
 * knows all volumes.
 */
export function catalogRemarks({ state, scannedMs, entries, perVolume }: CatalogStatus): readonly string[] {
  const remarks: string[] = [];
  if (state === 'scanning') {
    remarks.push(
      `the catalog is being read (${formatCount(entries)} entries so far): what comes later is not found yet`,
    );
  }
  if (state === 'stale') {
    const age = scannedMs === null ? 'was never read to its end' : `is of ${formatAgo(scannedMs)}`;
    remarks.push(`the catalog ${age}: what changed since is not seen; ${howToUpdate}`);
  }
  for (const volume of perVolume) {
    if (volume.state === 'offline') {
      const known =
        volume.seenMs === null || volume.scannedMs === null
          ? 'what it holds is not known'
          : `it is searched as it was when it was last seen, ${formatAgo(volume.seenMs)}`;
      remarks.push(`${volume.volume} is not connected: ${known}`);
    }
    if (volume.state === 'unreadable') {
      remarks.push(
        `${volume.volume} cannot be read (${volume.problem ?? 'no reason is known'}): what changed on it is not seen`,
      );
    }
    if (volume.state === 'held-back') {
      remarks.push(
        `much vanished from ${volume.volume} at once: it is still found until that is confirmed, see "cfs index --status"`,
      );
    }
  }
  return remarks;
}

/** A hit as `ls` tells of it: a folder has no size of its own there. */
export function asListed<T extends Entry>(hit: T): T {
  return hit.type === 'directory' ? { ...hit, size: 0 } : hit;
}

/** The catalog may stand in for looking through all volumes: it knows each as it is now, and it is worth it. */
export function mayStandIn({ state, entries, perVolume }: CatalogStatus): boolean {
  const isWhole = perVolume.every((volume) => volume.state === 'live' || volume.state === 'polled');
  return state === 'fresh' && isWhole && entries >= worthAsking;
}

/** Why a command looks at the volumes although there is a catalog; null where that needs no word. */
export function whyNotAsked({ state, entries, scannedMs }: CatalogStatus): string | null {
  if (state !== 'stale' || entries < worthAsking || scannedMs === null) return null;
  return `the catalog is of ${formatAgo(scannedMs)}, so the volumes are looked through; ${howToUpdate}`;
}
