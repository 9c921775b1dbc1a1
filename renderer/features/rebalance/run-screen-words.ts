import { formatCount, formatDay, formatDuration, formatPercent, formatSize } from '../../../shared/format.ts';
import { count, listOf, named, plural } from '../../text.ts';

/** Words of a run, of how it ended, and of the runs that were. */
export const runText = {
  whole: 'Each file is whole on at least one disk at every moment. Stop when you like; what is done stays done.',
  interrupted: 'Every file is whole, and what is done stays done. Go on with the rest, or leave it as it is.',
  moved: 'Moved',
  /** Odd parts stand out. */
  filesDone: (done: number, all: number): readonly string[] => ['', formatCount(done), ` of ${count(all, 'file')}`],
  failed: (failed: number): readonly string[] => ['', formatCount(failed), ' failed'],
  verified: (files: number): string => `${formatCount(files)} verified`,
  left: (things: number): string => `${formatCount(things)} left`,
  flowOthers: (moved: string): string => `${moved} between others`,
  flowWay: (moved: string, from: string, to: string): string => `${moved} from ${named(from)} to ${named(to)}`,
  step: 'Step',
  top: 'Top of the pool',
  notMovedOf: (files: number, why: string): string => `${formatCount(files)} not moved. ${why}`,
  stepOf: (step: string, path: string): string => `${step}: ${named(path)}`,
  speed: 'Speed',
  rate: (bytes: number): string => `${formatSize(bytes)}/s`,
  still: 'Stands still',
  lastTen: 'last 10 minutes',
  nothingWritten: 'Nothing was written yet',
  meanRate: (bytes: number): string => `${formatSize(bytes)}/s while it worked`,

  fullSpeed: 'Full speed',
  background: 'Background',
  backgroundSay: 'Background: other work goes first',
  speedIs: (how: string): string => `Speed: ${how}`,
  limitIt: 'Limit the speed…',
  anyTime: 'At any time',
  someHours: 'Only at some hours…',
  limitTitle: 'Limit the speed',
  limit: 'Limit',
  limitLabel: 'At most, per second',
  limitHint: '20 MB, 500 KB',
  tooSlow: 'Give 1 KiB or more per second',
  noSpeed: 'Write a speed like 20 MB',
  hoursTitle: 'At which hours may it work?',
  hoursSay:
    'It waits outside of them and goes on by itself, each day until it is done. The clock is that of the machine with the disks.',
  set: 'Set',
  noFrom: 'Write a time like 22:00',
  noTo: 'Write a time like 06:00',
  never: 'It would never work',

  stopping: 'It is being stopped',
  begun: 'It has just begun',
  noHalves: 'no half file stays behind when you stop',
  worksFrom: (hours: string): string => `works from ${hours}`,
  stopNow: 'Stop now',
  stopAfter: 'Stop after this file',
  goOn: 'Go on',
  pause: 'Pause',
  everyWhole: 'Every file is whole',
  halvesGo: 'what was half copied is removed, what is done stays done',
  leaveSo: 'Leave it so',
  noRestart: 'It cannot go on by itself; plan again',
  goOnRest: 'Go on with the rest',

  hasLeft: (volume: string): string => `has left ${named(volume)}`,
  /** Odd parts stand out. */
  drainSay: (volume: string): readonly string[] => [
    'Nothing new is placed on it. Stop when you like: what is done stays done, and ',
    `${named(volume)} is usable throughout`,
    '.',
  ],
  over: 'done:',
  fits: 'It fits',
  fitsSay: (bytes: number, files: number, free: number): string =>
    `${formatSize(bytes)} in ${count(files, 'file')}; ${formatSize(free)} free after`,
  moving: 'Moving',
  movingSay: (done: number, all: number): string => `${formatCount(done)} of ${count(all, 'file')}`,
  prove: 'Prove that it is empty',
  proveLater: 'by itself when the last file has left',
  reading: (volume: string): string => `Reading ${named(volume)} again…`,
  readAll: (volume: string): string => `Read every folder of ${named(volume)} again, past the catalog`,
  noHalfLeft: 'No file of this pool, no half copy, no journal entry left',
  toGo: (files: number): string => `${formatCount(files)} to go`,
  nameOthers: 'Name what is not of this pool, and leave it',
  holdsUp: (things: number): string => `${count(things, 'thing')} ${plural(things, 'holds', 'hold')} it up`,
  notEmptyUntil: (volume: string): string => `${named(volume)} is not empty until these are decided. The rest goes on.`,
  /** Odd parts stand out. */
  thenFull: (bytes: number, full: number): readonly string[] => [
    '',
    formatSize(bytes),
    `, then ${formatPercent(full)} full`,
  ],
  takesNone: (free: number): string => `takes none, ${formatSize(free)} free`,
  atTop: 'files at the top',
  filesAtTop: 'Files at the top',
  /** Odd parts stand out. */
  leftToMove: (bytes: number): readonly string[] => ['', formatSize(bytes), ' left to move'],
  gone: (bytes: number): string => `${formatSize(bytes)} gone`,
  whatHolds: 'What holds it up',
  whatStayed: 'What was not moved',
  triedAtEnd: (reason: string): string => `${reason} It is tried again at the end.`,
  compare: 'Compare…',
  whenClosed: 'Try when closed',
  actFor: (action: string, path: string): string => `${action}: ${named(path)}`,

  receipt: 'Receipt',
  saveReceipt: 'Save the receipt…',
  receiptFile: (plan: string): string => `receipt ${plan}`,
  planFile: (plan: string): string => `plan ${plan}`,
  moveBack: 'Move it back…',
  whereItWas: 'Everything is where it was',
  compared: (files: number): string => `${count(files, 'file')} read back and compared`,
  restWhereItWas: 'the rest is where it was',
  underHistory: 'the receipt stays under History',

  thingsNotMoved: (things: number): string => `${count(things, 'thing')} ${plural(things, 'was', 'were')} not moved`,
  whereItWent: 'Where it went',
  poolNow: 'The pool now',
  freeOf: (free: number, total: number): string => `${formatSize(free)} free of ${formatSize(total)}`,
  /** Odd parts stand out. */
  fullWas: (full: number, was: number | null): readonly string[] => [
    '',
    formatPercent(full),
    was === null ? '' : `, was ${String(Math.round(was * 100))}`,
  ],
  removing: 'Removing it',
  /** Odd parts stand out. */
  markerGoes: (volume: string): readonly string[] => [
    '',
    `Takes the marker off ${named(volume)}`,
    ' and forgets its place in this pool.',
  ],
  deletesNothing: ['', 'Deletes nothing else.', ' What is not of this pool stays on it.'],
  untilThen: ['', 'Until then', ' all of it can be moved back, for the cost of copying it again.'],
  nothingPlaced: (volume: string): string => `Nothing is placed on ${named(volume)}`,
  untilYou: 'until you remove it or put it back to use',
  useAgain: (volume: string): string => `Use ${named(volume)} again`,
  remove: (volume: string): string => `Remove ${named(volume)} from the pool`,
  removed: (volume: string, pool: string): string => `${named(volume)} is no longer part of ${named(pool)}.`,
  emptyRest: 'Empty the rest',

  proof: 'Proof',
  nothingProven: 'nothing is proven yet',
  provenAt: (atMs: number): string => `read from the disk, ${formatDay(atMs)}, not from the catalog`,
  beingRead: 'It is being read.',
  readAgain: 'Read it again',
  noFile: 'No file of this pool',
  stillThere: (things: number): string => `${count(things, 'thing')} of this pool still there`,
  foldersRead: (folders: number): string => `${count(folders, 'folder')} read`,
  noHalf: 'No half copy, no open move',
  unfinished: 'Work that did not end',
  noPart: 'no part file, no record in the journal',
  records: (records: number): string => count(records, 'record'),
  allPlaced: 'Every copy is at its new place',
  someStayed: 'Some stayed where they were',
  readBack: (volume: string): string => `each was read back from the disk and compared before it left ${named(volume)}`,
  maybeCached: (volume: string, cached: number): string =>
    `each was compared before it left ${named(volume)}, ${formatCount(cached)} maybe from memory`,
  leftAsIs: 'Not moved, left as it is',
  things: (things: number): string => count(things, 'thing'),
  notOfPool: 'not of this pool',
  notCounted: 'not counted',
  trash: 'The trash of this volume',
  trashSay: 'goes away with the volume; restore from it first what you want to keep',

  noRuns: 'No plan of this pool has run yet',
  noRunsSay: 'What each run moved, and how it was verified, stays here.',
  makePlan: 'Make a plan',
  runsOf: (runs: number): string => `${count(runs, 'run')} of this pool.`,
  runsSay: 'Each has its receipt, and can be taken back for the cost that is told before anything moves.',
  runs: 'Runs',
  moves: (moves: number): string => count(moves, 'move'),
  files: (files: number): string => count(files, 'file'),
  provenEmpty: 'Proven empty',
  notEmpty: 'Not empty',
  proofSay: (volume: string, folders: number, atMs: number, things: number): string =>
    `${count(folders, 'folder')} of ${named(volume)} read, ${formatDay(atMs)}; ${count(things, 'thing')} of the pool there.`,
  stayed: (things: number): string => `${count(things, 'thing')} stayed`,
  exportJson: 'Export JSON…',
  moveBackBytes: (bytes: number): string => `Move back ${formatSize(bytes)}…`,

  backTitle: 'Move it back?',
  backLooking: 'Looking at what can go back…',
  nothingBack: 'Nothing of it can go back.',
  backMaking: 'The plan is being made.',
  moveBackNow: 'Move back',
  moveSizeBack: (bytes: number): string => `Move ${formatSize(bytes)} back`,
  staysBack: (things: number): string =>
    plural(
      things,
      `${count(things, 'thing')} changed since, or cannot go back, and stays where it is.`,
      `${count(things, 'thing')} changed since, or cannot go back, and stay where they are.`,
    ),
} as const;

/** How a plan stands in the list of runs. */
export const stateWords = { ready: 'not run', running: 'under way', done: 'done', stopped: 'stopped' } as const;

/** Names of what a receipt tells. */
export const receiptWords = {
  moved: 'Moved',
  planned: 'Planned',
  verified: 'Verified',
  work: 'Work time',
  began: 'Began',
  ended: 'Ended',
  stayed: 'Stayed',
  untried: 'Not tried',
  plan: 'Plan',
  nothingMoved: 'nothing moved',
  nothing: 'nothing',
  bytesInFiles: (bytes: number, files: number): string => `${formatSize(bytes)} in ${count(files, 'file')}`,
  bytesTo: (bytes: number, files: number, volumes: readonly string[]): string =>
    `${formatSize(bytes)} in ${count(files, 'file')} to ${listOf(volumes.map(named))}`,
  failedAndLeft: (failed: number, left: number): string =>
    `${formatCount(failed)} failed, ${formatCount(left)} left alone`,
  moves: (moves: number): string => count(moves, 'move'),
} as const;

/** What was moved, in how long, and how it was compared; odd parts stand out. `from`: the volume that was emptied. */
export function movedWords(
  moved: { readonly files: number; readonly bytes: number },
  tookMs: number | null,
  from: string | null,
): readonly string[] {
  if (moved.files === 0) return ['Nothing has moved.'];
  const took = tookMs === null ? 'moved' : `moved in ${formatDuration(tookMs)}`;
  const compared =
    from === null
      ? 'Each was read back and compared before its old copy was removed.'
      : `Every one was read back and compared before it left ${named(from)}.`;
  return [`${count(moved.files, 'file')}, `, formatSize(moved.bytes), `, ${took}. ${compared}`];
}

/** How a run ended. */
export const endWords = {
  stopped: (moved: string): string => `Stopped. ${moved} moved.`,
  notMoved: (files: number): string =>
    plural(
      files,
      `${count(files, 'file')} could not be moved; it is where it was.`,
      `${count(files, 'file')} could not be moved; they are where they were.`,
    ),
  failed: 'It could not go on.',
  done: 'Done.',
  doneEven: (even: number): string => `Done. The pool is ${formatPercent(even)} even now.`,
  empty: (volume: string): string => `${named(volume)} is empty. Safe to remove.`,
  stoppedFull: (volume: string): string => `Stopped. ${named(volume)} is not empty yet.`,
  looking: (volume: string): string => `Looking at ${named(volume)} again.`,
  unproven: (volume: string): string => `Nothing is proven about ${named(volume)} yet.`,
  holds: (volume: string, things: number): string =>
    things === 0
      ? `${named(volume)} still holds something.`
      : `${named(volume)} still holds ${count(things, 'thing')}.`,
} as const;

/** The most names that are said one by one. */
const most = 6;

/** The first names, and how many more. `all`: how many there are, of which `names` are the first. */
export function namesWords(names: readonly string[], all: number = names.length): string {
  const shown = names.slice(0, most).map(named);
  return listOf(all > shown.length ? [...shown, `${formatCount(all - shown.length)} more`] : shown);
}
