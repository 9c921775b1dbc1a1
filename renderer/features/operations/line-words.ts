import { formatClock, formatCount, formatSize } from '../../../shared/format.ts';
import type { ActiveItem, Job } from '../../../shared/model.ts';
import { overall } from '../../../shared/progress.ts';
import { isEnded } from '../../state/jobs.ts';
import { endWords } from '../../state/job-words.ts';
import { count, joined, listOf, named, plural, told } from '../../text.ts';
import { goesOnAlone, interruptedWords, phaseWords, words } from './words.ts';

/** Words of the lines of operations: what stands in them, and what can be done about one or all. */
export const lineWords = {
  resume: 'Resume',
  resumeOne: (title: string): string => `Resume: ${title}`,
  resumeAll: (jobs: number): string => `Resume ${formatCount(jobs)}`,
  dismiss: 'Dismiss',
  dismissOne: (title: string): string => `Dismiss: ${title}`,
  dismissAll: 'Dismiss all',
  retryFailed: 'Retry failed',
  finish: 'Finish',
  finishOne: (title: string): string => `Finish: ${title}`,
  putAway: 'Put away',
  decide: (questions: number): string => `Decide ${formatCount(questions)}…`,
  pause: 'Pause',
  goOn: 'Continue',
  rate: (bytes: number): string => `${formatSize(bytes)}/s`,
  roundRate: (millions: number, unit: string): string => `${formatCount(millions)} ${unit}/s`,
  atMost: (bytes: number): string => `at most ${formatSize(bytes)}/s`,
  errors: (errors: number): string => count(errors, 'error'),
  notes: (notes: number): string => count(notes, 'note'),
  diskOf: (volume: string): string => `disk of ${named(volume)}`,
  inLine: 'in line for a place',
  /** "2 take turns, 3 waiting". */
  turns: (running: number, waiting: number): string =>
    joined(
      running > 1 ? `${formatCount(running)} take turns` : '',
      waiting > 0 ? `${formatCount(waiting)} waiting` : '',
    ),
  interrupted: (jobs: number): string => `${count(jobs, 'operation was', 'operations were')} interrupted.`,
  interruptedSay: 'Every file is whole. Resuming copies what is missing, and nothing twice.',
  withErrors: (jobs: number): string => `${count(jobs, 'operation')} with errors`,
  show: 'Show operations',
  fold: 'Fold operations',
  browserRefuses: 'The browser does not let this page tell you: allow it in its settings',

  limit: 'Limit the speed',
  limited: (bytes: number): string => `Limited to ${formatSize(bytes)}/s`,
  forJob: (what: string, title: string): string => `${what}: ${title}`,
  perSecond: 'At most, per second',
  noLimit: 'No limit',
  ownLimit: (bytes: number): string => `${formatSize(bytes)}/s, change…`,
  otherLimit: 'Another one…',
  limitVerb: 'Limit',
  limitHint: '20 MB, 500 KB',
  tooSlow: 'Give 1 KiB or more per second',

  cancel: (title: string): string => `Cancel: ${title}`,
  cancelAfter: 'Cancel after the files under way',
  eachWhole: 'each is whole',
  cancelNow: 'Cancel now',
  halvesGo: 'halves are removed',
  cancelAsk: (jobs: number): string => `Cancel ${count(jobs, 'operation')}?`,
  cancelSay: 'What is copied already stays, and every source stays where it is until its copy is whole.',
  stopNow: 'Stop now',
  stopAfter: 'Stop after the files under way',
  more: (jobs: number): string => `and ${formatCount(jobs)} more`,

  earlier: (title: string): string => `Earlier: ${title}`,
  isNext: 'It is the next one',
  later: (title: string): string => `Later: ${title}`,
  isLast: 'It is the last one',
  startNow: 'Start now',

  outside: 'outside the pool',
  underWay: 'Under way',
  itemNow: (item: ActiveItem): string =>
    `${phaseWords(item)}, ${formatSize(item.bytesDone)} of ${formatSize(item.bytes)}`,
  /** Odd parts stand out. */
  noPlace: (things: number, volumes: readonly string[]) =>
    [
      '',
      `${count(things, 'thing')} found no place.`,
      ` By now ${listOf(volumes, 'plain')}. What found no place stays where it was.`,
    ] as const,
  /** Odd parts stand out. */
  noRoom: (missing: number, needed: number, room: number, volumes: readonly string[], others: boolean) => {
    const there = `${formatSize(needed)} are still to come, and there is room for ${formatSize(room)}: ${listOf(volumes, 'plain')}`;
    const rest = 'What does not fit stays where it is.';
    return [
      '',
      `${formatSize(missing)} will not fit.`,
      others ? ` ${there}, for other operations too. ${rest}` : ` ${there}. ${rest}`,
    ] as const;
  },
} as const;

/** Of the commands, and why one cannot be run. */
export const commandWords = {
  show: 'Show operations',
  activity: 'Show what was done',
  pauseAll: 'Pause all operations',
  resumeAll: 'Continue all operations',
  cancelAll: 'Cancel all operations…',
  clearEnded: 'Clear ended operations',
  noneOpen: 'No operation is going on',
  noneEnded: 'None has ended',
  noneRuns: 'Nothing is running',
  nonePaused: 'Nothing is paused',
} as const;

/** What screen readers are told. */
export const spokenWords = {
  taken: (title: string, names: number): string =>
    `${title}: ${count(names, 'name is', 'names are')} taken and ${plural(names, 'waits', 'wait')} for a decision`,
  ended: (title: string, how: string): string => `${title}: ${how}`,
  noRoom: (title: string, bytes: number): string => `${title}: ${formatSize(bytes)} will not fit`,
  share: (share: string): string => `Operations: ${share}`,
  more: (sentences: number): string => `and ${formatCount(sentences)} more`,
} as const;

/** The line under the title: what came of it, what it waits for, or what is under way. */
export function nowWords(job: Job): string {
  if (isEnded(job)) return told(endWords(job));
  if (job.state === 'interrupted') return interruptedWords(job);
  if (job.stopping !== null) return job.stopping === 'file' ? 'Ends after the files under way' : 'Ends';
  if (job.state === 'paused') return 'Paused. Every file is whole.';
  if (job.asking) return 'All else is done. It waits for you.';
  const { heldUntilMs = null } = job;
  if (heldUntilMs !== null) return `Waits until ${formatClock(heldUntilMs)}`;
  if (job.waitingFor !== '') return `Waits for ${named(job.waitingFor)}`;
  return job.state === 'queued' ? 'Waits for its turn' : told(job.current);
}

/** "2 running, 1 paused, 3 waiting, 4 decisions for you, 1 ended". */
export function headWords(jobs: readonly Job[]): string {
  const { running, paused, waiting, questions } = overall(jobs);
  const ended = jobs.filter(isEnded).length;
  const away = jobs.filter(goesOnAlone).length;
  return joined(
    running > 0 ? `${formatCount(running)} running` : '',
    paused > 0 ? `${formatCount(paused)} paused` : '',
    waiting > 0 ? `${formatCount(waiting)} waiting` : '',
    away > 0 ? words.waitForVolumes(away) : '',
    questions > 0 ? `${count(questions, 'decision')} for you` : '',
    ended > 0 ? `${formatCount(ended)} ended` : '',
  );
}
