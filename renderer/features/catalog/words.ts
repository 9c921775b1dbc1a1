import { formatAgo, formatPercent } from '../../../shared/format.ts';
import type { CatalogStatus, CatalogVolume, HeldBack } from '../../../shared/model.ts';
import { count } from '../../text.ts';
import { asSentences } from '../../ui/words.ts';

/** The state in two or three words, as it stands in the foot and in the sidebar. */
export function stateWords(status: CatalogStatus | null, nowMs: number): string {
  if (status === null) return 'Catalog';
  switch (status.state) {
    case 'none':
      return 'No catalog yet';
    case 'scanning':
      return status.scannedMs === null ? 'Catalog is being made' : 'Catalog is being updated';
    case 'fresh':
      return 'Catalog fresh';
    case 'stale':
      return status.scannedMs === null ? 'Catalog not complete' : `Catalog from ${formatAgo(status.scannedMs, nowMs)}`;
    case 'off':
      return 'Catalog off';
  }
}

/** Is what it says to be trusted as it is? Decides the sign before the words. */
export function tone(status: CatalogStatus | null): 'fresh' | 'working' | 'old' {
  if (status === null || status.state === 'scanning') return 'working';
  return status.state === 'fresh' ? 'fresh' : 'old';
}

/** One sentence that says what the state means for who searches. */
export function explain(status: CatalogStatus, nowMs: number): string {
  switch (status.state) {
    case 'none':
      return 'The volumes were not looked through yet. Search and usage know nothing until they were.';
    case 'scanning': {
      const { progress } = status;
      const far =
        progress === null ? '' : ` ${count(progress.entries, 'file')} in ${count(progress.folders, 'folder')} so far.`;
      return status.scannedMs === null
        ? `The volumes are being looked through; what was not reached yet is not found.${far}`
        : `The volumes are being looked through again; what changed meanwhile may be missing.${far}`;
    }
    case 'fresh':
      return 'What changes on the connected volumes is seen within seconds.';
    case 'stale':
      return status.scannedMs === null
        ? 'A volume was never looked through as a whole. What it holds besides is not found.'
        : `The volumes were looked through ${formatAgo(status.scannedMs, nowMs)}. What changed since then may be missing.`;
    case 'off':
      return `It cannot be used.${status.problem === null ? '' : ` ${asSentences(status.problem)}`}`;
  }
}

/** "12,400 files vanished from disk3 at once". */
export function heldBackTitle(volume: string, { entries, folders }: HeldBack): string {
  const what = entries > 0 ? count(entries, 'file') : count(folders, 'folder');
  return `${what} vanished from ${volume} at once`;
}

/** "That is 92 % of what it held, 5 min ago. They are still listed and found…" */
export function heldBackWords(volume: string, { entries, of, sinceMs }: HeldBack, nowMs: number): string {
  // 99 % of it is not all of it.
  const part = entries >= of ? 'all' : formatPercent(Math.floor((entries / of) * 100) / 100);
  const share = of > 0 ? `${part} of what ${volume} held. ` : '';
  const still = 'They stay in search and usage, and their names stay taken, until you say that they are gone.';
  return `Seen ${formatAgo(sinceMs, nowMs)}: ${share}${still}`;
}

const volumeStates: Readonly<Record<CatalogVolume['state'], string>> = {
  live: 'watched',
  polled: 'looked at now and then',
  scanning: 'being looked through',
  offline: 'not connected',
  'held-back': 'much vanished at once',
  unreadable: 'cannot be read',
};

/** "watched, looked through 2 min ago": what is known of a volume, and how. */
export function volumeWords(volume: CatalogVolume, nowMs: number): string {
  const parts: string[] = [volumeStates[volume.state]];
  if (volume.state === 'offline') {
    parts.push(volume.seenMs === null ? 'never seen' : `last seen ${formatAgo(volume.seenMs, nowMs)}`);
  } else {
    parts.push(
      volume.scannedMs === null
        ? 'never looked through as a whole'
        : `looked through ${formatAgo(volume.scannedMs, nowMs)}`,
    );
  }
  return parts.join(', ');
}
