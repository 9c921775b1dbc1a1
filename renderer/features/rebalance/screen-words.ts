import { formatCount, formatPercent, formatSize } from '../../../shared/format.ts';
import { count, listOf, named, plural } from '../../text.ts';
import { folderWords } from './goal-words.ts';

/** Words of the screen and of a plan that is looked at. */
export const planText = {
  title: 'Rebalance',
  emptying: (volume: string): string => `Empty ${named(volume)}`,
  takeBack: 'Take back',
  takeBackStep: (step: string): string => `Take back: ${step}`,
  nothingChanged: 'Nothing was changed',
  takenBack: (step: string): string => `Taken back: ${step}`,
  doneAgain: (step: string): string => `Done again: ${step}`,
  show: 'Show',
  plan: 'Plan',
  run: 'Run',
  history: 'History',
  making: 'Making the plan',
  shownFirst: 'What moves is shown before anything does.',
  again: 'Plan again',
  outOfReach: 'The target is out of reach',
  takesNoPart: 'takes no part, as you said',

  volumes: 'Volumes',
  allLevels: 'Leave all levels to the plan',
  scale: 'Scale',
  percent: 'Percent',
  bytes: 'Bytes',
  noSize: 'size not known',
  stays: 'stays as it is',
  sends: (bytes: number): string => `sends ${formatSize(bytes)} away`,
  takes: (bytes: number): string => `takes ${formatSize(bytes)}`,
  level: (volume: string): string => `Level of ${named(volume)}`,
  levelAt: (percent: string, bytes: number, means: string, set: boolean): string =>
    set ? `${percent}, ${formatSize(bytes)}, ${means}, set by you` : `${percent}, ${formatSize(bytes)}, ${means}`,
  levelMeans: (bytes: number, means: string): string => `${formatSize(bytes)}, ${means}`,
  typeLevel: 'Type a level',
  typeLevelOf: (volume: string, level: string): string => `Type the level of ${named(volume)}, ${level}`,
  leaveLevelOf: (volume: string): string => `Leave the level of ${named(volume)} to the plan`,
  noLevel: 'Write a level like 70 % or 1.2 TB',
  overTotal: 'More than the volume holds',
  inReserve: 'Within its reserve',
  partOf: 'its part in the plan',
  takesPart: 'Takes part in this plan',
  leaveLevel: 'Leave its level to the plan',
  emptyIt: 'Empty this volume',
  itsSettings: 'Its settings…',
  beforeAndAfter: 'Volumes before and after',
  volume: 'Volume',
  size: 'Size',
  before: 'Before',
  now: 'Now',
  after: 'After',
  change: 'Change',

  evenEnough: 'How even is enough?',
  evenFor: (even: number, bytes: number): string => `${formatPercent(even)} for ${formatSize(bytes)}`,
  evenMoved: (bytes: number): string => `${formatSize(bytes)} moved`,

  whereItGoes: 'Where it goes',
  whereAs: 'Where it goes, as',
  flow: 'Flow',
  table: 'Table',
  nothingMoves: 'Nothing moves.',
  otherVolume: 'other',
  from: 'From',
  to: 'To',
  files: 'Files',
  flowSends: (from: string, to: string, bytes: number): string =>
    `${named(from)} sends ${formatSize(bytes)} to ${named(to)}`,
  flowOthers: (bytes: number): string => `${formatSize(bytes)} between others`,
  onlyThese: (flow: string): string => `${flow}: show only these moves`,

  moves: 'Moves',
  showAllMoves: 'Show all moves',
  showAllFolders: 'Show all folders',
  inFolder: (path: string): string => `in ${folderWords(path)}`,
  sendFolder: 'Send a folder to…',
  filter: 'Filter moves',
  nothingNeeded: 'Nothing needs to move.',
  noneFound: 'No move has these words.',
  part: 'Part of the plan',
  name: 'Name',
  fromTo: 'From, to',
  why: 'Why',
  time: 'Time',
  loading: 'Loading',
  move: (name: string): string => `Move ${named(name)}`,
  moreAbout: (name: string): string => `More about ${named(name)}`,
  leftByYou: 'Left out by you',
  sentByYou: 'Sent by you',
  leaveOut: 'Leave it out',
  takeIn: 'Take it in again',
  listFiles: 'List its files',
  leaveFolder: (path: string): string => `Leave out all of ${folderWords(path)}`,
  sendIt: 'Send it to',
  letChoose: 'Let the plan choose',
  pinTo: (volume: string): string => `Pin it to ${named(volume)}`,
  pinned: (path: string, volume: string): string => `${folderWords(path)} is pinned to ${named(volume)}`,
  showInFiles: 'Show in files',
  dropOn: (name: string): string => `Drop ${named(name)} on a volume`,
  sendTo: (name: string, volume: string): string => `Send ${named(name)} to ${named(volume)}`,

  notMoved: 'Not moved',
  nothingLeft: 'Nothing is left out.',
  withoutThese: 'The plan reaches its target without these.',
  itemsNotMoved: (items: number): string => `${count(items, 'item')} ${plural(items, 'is', 'are')} not moved`,
  everythingOn: (volume: string): string => `Everything on ${named(volume)}`,
  notConnected: 'Not connected, so it is left as it is',
  more: (number: number): string => `and ${formatCount(number)} more`,
  /** "3 items, 453 GB". */
  itemsOf: (items: number, bytes: number): string =>
    bytes > 0 ? `${count(items, 'item')}, ${formatSize(bytes)}` : count(items, 'item'),
  actFor: (action: string, title: string): string => `${action} ${title}`,
  lookAgain: 'Look again',
  compare: 'Compare…',
  takeItIn: 'Take it in',
  unpin: 'Unpin',
  details: 'Details',

  readAndWritten: (bytes: number): string => {
    const size = formatSize(bytes);
    return `${size} read, ${size.split(' ')[0] ?? size} written`;
  },
  allVerified: 'every file verified',
  extraRoom: 'extra room in between',
  start: 'Start',
  starting: 'It is starting.',
  solving: 'The plan is being made anew.',
  refused: 'This plan was refused; plan again.',
  otherRuns: 'Another plan of this pool is running.',

  sizeAndSystem: (total: number, filesystem: string): string => `${formatSize(total)}, ${filesystem}`,
  usedOf: (used: number, total: number): string => `${formatSize(used)} of ${formatSize(total)} used`,
  usedNow: (used: number, root: string): string => `${formatSize(used)} used. ${named(root)}`,
  usedThen: (used: number, after: number, root: string): string =>
    `${formatSize(used)} used, ${formatSize(after)} after. ${named(root)}`,
} as const;

/** Why a volume takes no part. */
export const leftWords = {
  offline: 'not connected, left as it is',
  failing: 'failing, left as it is',
  readOnly: 'read only, left as it is',
  other: 'left as it is',
} as const;

/** What the fills of the bars mean: in a plan, in a run, and at its end. */
export const legendWords = {
  plan: [
    ['stays', 'stays'],
    ['leaves', 'leaves'],
    ['arrives', 'arrives'],
    ['reserve', 'reserve'],
  ],
  run: [
    ['stays', 'stays'],
    ['arrived', 'arrived'],
    ['leaves', 'still leaves'],
    ['arrives', 'still arrives'],
    ['reserve', 'reserve'],
  ],
  end: [
    ['stays', 'stays'],
    ['arrived', 'arrived'],
    ['gone', 'has left'],
    ['reserve', 'reserve'],
  ],
} as const;

/** "12 moves, 40 files, 2 left out, 5 shown". */
export function movesWords(plan: {
  readonly moves: number;
  readonly files: number;
  readonly excluded: number;
  /** null: all are. */
  readonly shown: number | null;
}): string {
  const parts = [count(plan.moves, 'move')];
  if (plan.files !== plan.moves) parts.push(count(plan.files, 'file'));
  if (plan.excluded > 0) parts.push(`${formatCount(plan.excluded)} left out`);
  if (plan.shown !== null) parts.push(`${formatCount(plan.shown)} shown`);
  return listOf(parts, 'plain');
}

/** What a point of the curve of evenness means, to who does not see it. */
export function pointWords(point: { evenness: number; bytes: number; within: number }, rest: string | null): string {
  const within = Number(point.within.toFixed(1));
  const here = `${formatPercent(point.evenness)} even for about ${formatSize(point.bytes)}, within ${String(within)} points`;
  return rest === null ? here : `${here}; the ${rest}`;
}

/** "last 4 % would cost", "534 GB more": two lines of one sentence. `share`: 0 to 1. */
export function restWords(share: number, bytes: number): readonly [string, string] {
  return [`last ${formatPercent(share, share < 0.01 ? 1 : 0)} would cost`, `${formatSize(bytes)} more`];
}

/** "target 19.1 to 29.1 %"; shares of a volume, 0 to 1. */
export function bandWords({ low, high }: { readonly low: number; readonly high: number }): string {
  const digits = (share: number): string => String(Math.round(share * 1000) / 10);
  return `target ${digits(low)} to ${digits(high)} %`;
}
