import type { ActivityAct, ActivityRow } from '../../../shared/activity.ts';
import { formatCount, formatSize } from '../../../shared/format.ts';
import { count, named, told } from '../../text.ts';

/** Words of what was done: the list, a receipt, what failed in it, and the way back. */
export const doneWords = {
  back: 'Back',
  show: 'Show',
  today: 'Today',
  days: (days: number): string => `Last ${count(days, 'day')}`,
  ever: 'All that was kept',
  all: 'All',
  copies: 'Copies',
  moves: 'Moves',
  problems: (problems: number): string => (problems > 0 ? `Problems ${formatCount(problems)}` : 'Problems'),
  now: 'Now',
  listSay: 'What is copied, moved, renamed and deleted is listed here, with what came of it.',
  older: 'Show older',
  undoFirst: 'Undo what was done after it first',
  redoFirst: 'Do again what was undone after it first',
  wayBack: (verb: string, title: string): string => `${verb}: ${title}`,
  costs: (verb: string): string => `${verb}…`,
  costsBytes: (verb: string, bytes: number): string => `${verb}, ${formatSize(bytes)}…`,

  receipt: 'Receipt',
  fromTo: (from: string, to: string): string => `${from} to ${to}`,
  done: 'Done',
  /** Odd parts stand out. */
  doneFiles: (files: number, bytes: number): readonly string[] =>
    bytes > 0 ? ['', `${formatSize(bytes)}, `, count(files, 'file')] : [count(files, 'item')],
  to: 'To',
  onVolume: (volume: string, bytes: number): string => `${named(volume)}, ${formatSize(bytes)}`,
  verified: 'Verified',
  leftOut: 'Left out',
  failed: 'Failed',
  speed: 'Speed',
  speedIs: (speed: string): string => `Speed: ${speed}`,
  average: (bytes: number, time: string): string => `${formatSize(bytes)}/s on average, ${time}`,
  notDone: 'What was not done, and remarks',
  save: 'Save receipt…',
  receiptFile: (title: string): string => `receipt of ${title}.csv`,

  plan: 'The plan',
  bytesInFiles: (bytes: number, files: number): string => `${formatSize(bytes)}, ${count(files, 'file')}`,
  planned: (moved: number, planned: number): string =>
    `${formatSize(moved)} of ${formatSize(planned)} that were planned.`,
  plannedNotAll: (moved: number, planned: number, untried: number): string =>
    `${formatSize(moved)} of ${formatSize(planned)} that were planned. It did not come to ${count(untried, 'move')}.`,
  showRebalance: 'Show rebalance',
  stayed: (files: number): string => `${count(files, 'file')} stayed where they are`,

  failedOf: (failed: string, title: string): string => `${failed}: ${title}`,
  inFolder: (folder: string): string => `in ${named(folder)}`,
  failures: (failures: number): string => count(failures, 'failure'),
  failuresShown: (failures: number): string => `${count(failures, 'failure')} shown`,
  filterFailures: 'Filter the failures',
  filter: 'Filter',
  saveCsv: 'Save as CSV',
  failuresFile: (title: string): string => `failures of ${title}.csv`,
  retryAll: (failures: number): string => `Retry all ${formatCount(failures)}`,
  errorsOf: (title: string): string => `Errors of ${title}`,
  showMore: (left: number): string => `Show more: ${formatCount(left)} are left`,
  wasLeft: 'left out',
  wasLeftFor: (why: string): string => `left out: ${told(why)}`,
} as const;

/** How much was read again, and from where. */
export function verifiedWords({ verified: { device, cached }, files }: ActivityRow): string {
  const sum = device + cached;
  if (sum === 0) return 'nothing was copied, or it was not asked for';
  const of = `${formatCount(sum)} of ${count(files, 'file')}`;
  return cached === 0
    ? `${of}, read back from the disk`
    : `${of}; ${formatCount(cached)} maybe only from memory (cached)`;
}

/** What it costs to take it back, and what happens to what it did. */
export function wayBackWords({ kind }: ActivityRow, { state, next, bytes }: ActivityAct): string {
  if (!next) {
    return state === 'done'
      ? 'What was done after it is undone first.'
      : 'What was undone after it is done again first.';
  }
  if (bytes > 0) return `Copies ${formatSize(bytes)} between the volumes; it can be stopped at any time.`;
  const brought = state === 'done' && (kind === 'put' || kind === 'upload' || kind === 'copy' || kind === 'write');
  const what = brought ? 'What it brought goes to the trash, and what it replaced comes back.' : 'Only names change.';
  return `${what} No bytes are copied. What was changed since stays as it is, and is named.`;
}
