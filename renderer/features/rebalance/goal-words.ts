import { formatDuration, formatSize, visibleName } from '../../../shared/format.ts';
import type { PlanScope } from '../../../shared/planning.ts';
import type { RebalanceGoal } from '../../state/rebalance.ts';
import { listOf, named, told } from '../../text.ts';
import { sentence } from './reason-words.ts';

/** Words of what a plan is for: its goal, its folder, which files may move. Pure. */

/** The verbs, in their order: a label, and what it does in one sentence. */
export const goalWords = {
  percent: {
    label: 'Even out % full',
    said: 'Brings each volume to the same share of its size. Pinned folders, folders kept together and open files stay as they are.',
  },
  bytes: {
    label: 'Even out free space',
    said: 'Brings each volume to the same number of free bytes, so that the next big file fits on any of them.',
  },
  drain: {
    label: 'Empty a volume',
    said: 'Moves everything of the pool off one volume, so that it can be removed. Nothing new is placed on it.',
  },
  room: {
    label: 'Make room',
    said: 'Frees so many bytes on one volume and moves as little as that takes.',
  },
  gather: { label: 'Gather a folder', said: 'Brings all files of a folder to one volume.' },
  spread: {
    label: 'Spread a folder',
    said: 'Spreads the files of a folder over all volumes by their size, so that reading it uses all of them.',
  },
  rules: {
    label: 'Follow the rules',
    said: 'Brings files that lie where a rule or a pin does not allow it to where it does. All the rest stays.',
  },
} as const;

/** What a goal asks for, and why an answer is refused. */
export const goalInputs = {
  goal: 'Goal',
  volumeToEmpty: 'Volume to empty',
  volumeForRoom: 'Volume to make room on',
  volumeToGather: 'Volume to gather it on',
  cheapest: 'where it costs least',
  room: 'Room to make',
  roomLike: 'Room, like 200 GB',
  holdsOnly: (most: number): string => `The volume holds ${formatSize(most)} in all`,
  noSize: 'Write a size like 200 GB or 1.5 TB',
  chooseFolder: 'Choose a folder…',
  folder: (path: string): string => `${named(path)}…`,
} as const;

/** A dialog that picks a folder: its title, and its button before and after one is open. */
export interface PickWords {
  readonly title: string;
  readonly verb: string;
  readonly pick: (folder: string) => string;
}

export const pickWords = {
  gather: { title: 'Gather which folder?', verb: 'Gather', pick: (what: string) => `Gather ${what}` },
  spread: { title: 'Spread which folder?', verb: 'Spread', pick: (what: string) => `Spread ${what}` },
  plan: { title: 'Plan for which folder?', verb: 'Plan for', pick: (what: string) => `Plan for ${what}` },
  send: { title: 'Send a folder to…', verb: 'Send', pick: (what: string) => `Send ${what}` },
} as const satisfies Readonly<Record<string, PickWords>>;

export const pickFolder = {
  openIt: 'Open the folder that is meant',
  up: 'Up',
  all: 'All folders',
  foldersIn: (what: string): string => `Folders in ${what}`,
  target: 'Volume that it goes to',
} as const;

/** Which files may move. */
export const scopeTexts = {
  label: (scope: string): string => `Which files may move: ${scope}`,
  whole: 'Whole pool',
  folder: 'Only a folder…',
  files: 'Only some files…',
  ask: 'Which files may move?',
  say: 'All other files stay where they are. An empty field means any.',
  plan: 'Plan for these',
  pattern: 'Path matches',
  patternHint: '*.mkv, /Films/**',
  larger: 'At least this large',
  smaller: 'At most this large',
  older: 'Not changed for',
  days: 'days',
  noSize: 'Write a size like 1 GB',
  noDays: 'Write a number of days',
  nothingBetween: 'No file is smaller than that and at least so large',
} as const;

/** Steps of making a plan, behind "Take back: ". */
export const stepWords = {
  goal: (label: string): string => `goal: ${label}`,
  volumeToEmpty: 'volume to empty',
  volumeForRoom: 'volume to make room on',
  room: 'room to make',
  gather: 'folder to gather',
  gatherOn: 'volume to gather on',
  spread: 'folder to spread',
  scope: 'which files may move',
  even: 'how even is enough',
  level: (volume: string): string => `level of ${named(volume)}`,
  allLevels: 'all levels to the plan',
  part: (volume: string): string => `part of ${named(volume)}`,
  emptying: (volume: string): string => `emptying ${named(volume)}`,
  takeIt: 'take it in',
  takeIn: (path: string): string => `take in ${folderWords(path)}`,
  leaveOut: (path: string): string => `leave out ${folderWords(path)}`,
  letChoose: (path: string): string => `the plan chooses for ${folderWords(path)}`,
  send: (what: string, volume: string): string => `${what} to ${named(volume)}`,
} as const;

/** A folder of the pool by its last name; the top by its own words. */
export function folderWords(path: string): string {
  return path === '/' ? 'the whole pool' : named(path.slice(path.lastIndexOf('/') + 1));
}

/** "Films, larger than 1.00 GB": which files may move. */
export function scopeWords(scope: PlanScope): string {
  const parts: string[] = [];
  if (scope.path !== undefined && scope.path !== '/') parts.push(folderWords(scope.path));
  if (scope.pattern !== undefined) parts.push(visibleName(scope.pattern));
  if (scope.larger !== undefined) parts.push(`from ${formatSize(scope.larger)}`);
  if (scope.smaller !== undefined) parts.push(`up to ${formatSize(scope.smaller)}`);
  if (scope.olderMs !== undefined) parts.push(`older than ${formatDuration(scope.olderMs)}`);
  return parts.length === 0 ? scopeTexts.whole : listOf(parts, 'plain');
}

/** The question that a goal still asks; null when all of it is chosen. */
export function questionOf(goal: RebalanceGoal): string | null {
  switch (goal.kind) {
    case 'drain':
      return goal.volume === null ? 'Which volume is to be emptied?' : null;
    case 'room':
      if (goal.volume === null) return 'On which volume is room to be made?';
      return goal.bytes === null ? 'How much room is to be made?' : null;
    case 'gather':
      return goal.path === null ? 'Which folder is to be gathered?' : null;
    case 'spread':
      return goal.path === null ? 'Which folder is to be spread?' : null;
    default:
      return null;
  }
}

/** What a plan was for, as a title. */
export function goalTitle(goal: string, names: readonly string[]): string {
  const drained = /^drain (.*)$/u.exec(goal)?.[1];
  if (drained !== undefined) return `Empty ${named(drained)}`;
  if (goal.startsWith('undo of ')) return `Moved back: ${told(goal.slice('undo of '.length))}`;
  return sentence(goal, names);
}
