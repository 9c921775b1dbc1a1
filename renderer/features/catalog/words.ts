import { formatAgo, formatPercent } from '../../../shared/format.ts';
import type { CatalogStatus, CatalogVolume, HeldBack } from '../../../shared/model.ts';
import { awaySince, count, named, text } from '../../text.ts';
import { asSentence, asSentences } from '../../ui/words.ts';

/** A list of folders that could not be read is no longer than this. */
const unreadableMost = 100;

export const words = {
  lookAtIt: 'Look at it…',
  notDeleted: 'Nothing is treated as deleted until you confirm it.',
  completeAgain: (volume: string): string => `${named(volume)} is complete again`,
  completeSay: 'What had vanished is back, or was confirmed as gone.',
  keep: 'Keep them for now',
  lookAgain: 'Look again',
  gone: 'They are gone',
  beingDone: 'It is being done.',
  largest: 'The largest of them',
  howItComes:
    'A disk that is not mounted where it was, or a folder that another program emptied, looks like this. What comes back is seen by itself, and then this ends. No file is touched, whatever you choose.',
  state: 'State of the catalog',
  nothingSaid: 'The host has not said anything about the catalog yet.',
  looking: 'Looking through the volumes',
  build: 'Build now',
  rebuild: 'Rebuild',
  rebuildSay: 'The catalog only remembers what is on the volumes. Rebuilding it changes no file.',
  /** `isPart`: folders could not be read. */
  files: (files: number, isPart: boolean): string => `${isPart ? '≥ ' : ''}${count(files, 'file')}`,
  sum: (files: number, folders: number, isPart = false): string =>
    `${isPart ? 'At least ' : ''}${count(files, 'file')} in ${count(folders, 'folder')}`,
  unreadable: (folders: number): string =>
    folders >= unreadableMost
      ? `${count(folders, 'folder')} or more could not be read`
      : `${count(folders, 'folder')} could not be read`,
} as const;

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
      const means =
        status.scannedMs === null
          ? 'The volumes are being looked through; what was not reached yet is not found.'
          : 'The volumes are being looked through again; what changed meanwhile may be missing.';
      return progress === null ? means : `${means} ${words.sum(progress.entries, progress.folders)} so far.`;
    }
    case 'fresh':
      return 'What changes on the connected volumes is seen within seconds.';
    case 'stale':
      return status.scannedMs === null
        ? 'A volume was never looked through as a whole. What it holds besides is not found.'
        : `The volumes were looked through ${formatAgo(status.scannedMs, nowMs)}. What changed since then may be missing.`;
    case 'off':
      return status.problem === null ? 'It cannot be used.' : `It cannot be used. ${asSentences(status.problem)}`;
  }
}

/** "12,400 files vanished from disk3 at once". */
export function heldBackTitle(volume: string, { entries, folders }: HeldBack): string {
  const what = entries > 0 ? count(entries, 'file') : count(folders, 'folder');
  return `${what} vanished from ${named(volume)} at once`;
}

/** "That is 92 % of what it held, 5 min ago. They are still listed and found…" */
export function heldBackWords(volume: string, { entries, of, sinceMs }: HeldBack, nowMs: number): string {
  const seen = formatAgo(sinceMs, nowMs);
  const still = 'They stay in search and usage, and their names stay taken, until you say that they are gone.';
  if (of === 0) return `Seen ${seen}. ${still}`;
  if (entries >= of) return `Seen ${seen}: all of what ${named(volume)} held. ${still}`;
  // 99 % of it is not all of it.
  return `Seen ${seen}: ${formatPercent(Math.floor((entries / of) * 100) / 100)} of what ${named(volume)} held. ${still}`;
}

const volumeStates: Readonly<Record<CatalogVolume['state'], string>> = {
  live: 'watched',
  polled: 'looked at now and then',
  scanning: 'being looked through',
  offline: text.notConnected,
  'held-back': 'much vanished at once',
  unreadable: 'cannot be read',
};

/** "Watched, looked through 2 min ago": what is known of a volume, and how; behind it what is wrong with it. */
export function howWords(volume: CatalogVolume, nowMs: number): string {
  const how = asSentence(volumeWords(volume, nowMs));
  return volume.problem === null ? how : `${how}. ${asSentence(volume.problem)}`;
}

export function volumeWords(volume: CatalogVolume, nowMs: number): string {
  const state = volumeStates[volume.state];
  if (volume.state === 'offline') {
    return volume.seenMs === null ? `${state}, never seen` : awaySince(volume.seenMs, nowMs);
  }
  return volume.scannedMs === null
    ? `${state}, never looked through as a whole`
    : `${state}, looked through ${formatAgo(volume.scannedMs, nowMs)}`;
}
