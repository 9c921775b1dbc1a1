import type { DuplicateGroup, DuplicateReport, KeepRule } from '../../../shared/duplicates.ts';
import { formatAgo, formatCount, formatSize } from '../../../shared/format.ts';
import { baseName } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { count, named, notLookedAt } from '../../text.ts';
import type { Sum } from './choices.ts';

export const words = {
  title: 'Duplicates',
  allSizes: 'All sizes',
  from1: 'From 1 MB',
  from100: 'From 100 MB',
  where: 'Where to look',
  wholePool: 'Whole pool',
  sizes: 'Sizes that are looked at',
  again: 'Look again',
  none: 'Find files that are there more than once',
  noneSay:
    'Files of one size are compared by their contents. Copies of one path on several volumes are no duplicates. Nothing is changed.',
  find: 'Find duplicates',
  search: 'The search',
  looking: 'Looking for duplicates…',
  howFar: 'How far the search is',
  paused: 'paused',
  waitsFor: (volume: string): string => `Waits for ${named(volume)}`,
  go: 'Continue',
  pause: 'Pause',
  moved: (number: number): string => `${count(number, 'duplicate')} moved to trash`,
  stayed: (number: number): string => `${count(number, 'file')} stayed`,
  stopped: 'The search was stopped before its end',
  stoppedSay: 'What was read by then is remembered: the next search reads only the rest.',
  noDuplicates: 'No duplicates',
  showMore: (number: number): string => `Show ${count(number, 'more group')}`,
  more: (number: number): string => `Those that waste most are shown: ${count(number, 'more group')} come after these.`,
  oneStays: 'One of each stays. Each is compared once more, byte by byte, before it goes.',
  moving: 'They are being moved',
  nothingGoes: 'Nothing would go: choose what stays',
  move: (number: number): string => `Move ${count(number, 'duplicate')} to trash`,
  whichStays: (words: string): string => `Which one stays: ${words}`,
  whichOf: (name: string): string => `Which ${named(name)} stays`,
  wasted: (size: string): string => `${size} in duplicates`,
  keep: (path: string): string => `Keep ${named(path)}`,
  show: 'Show in its folder',
  stays: 'Stays',
  toTrash: 'To trash',
  linked: 'Stays: it has other names',
} as const;

/** "124 MB in 12 groups of duplicates". */
export function headline({ groups, wasted }: DuplicateReport): string {
  if (groups === 0) return 'No duplicates';
  return `${formatSize(wasted)} in ${count(groups, 'group')} of duplicates`;
}

/** What was looked at, when, and what was not. */
export function explanation({ path, larger, looked, endedMs, away }: DuplicateReport): string {
  const where = path === '/' ? 'the whole pool' : named(baseName(path as PoolPath));
  const what = larger > 1 ? `${where}, files from ${formatSize(larger)} on` : where;
  const read = looked === 0 ? 'no two files have the same size' : `${count(looked, 'file')} compared`;
  const said =
    endedMs === null ? `Looked through ${what}: ${read}.` : `Looked through ${what} ${formatAgo(endedMs)}: ${read}.`;
  return away.length === 0 ? said : `${said} ${notLookedAt(away)}`;
}

/** "3 x 12.3 MB". */
export function groupWords({ files, size }: DuplicateGroup): string {
  return `${formatCount(files.length)} × ${formatSize(size)}`;
}

export function ruleWords(rule: KeepRule): string {
  switch (rule.keep) {
    case 'oldest':
      return 'Keep the oldest';
    case 'newest':
      return 'Keep the newest';
    case 'volume':
      return `Keep the one on ${named(rule.volume)}`;
  }
}

/** "Moves 14 files, 124 MB". */
export function sumWords({ files, bytes }: Sum): string {
  return files === 0 ? 'Nothing goes so far' : `Moves ${count(files, 'file')}, ${formatSize(bytes)}, to the trash`;
}
