import type { AppError } from '../../shared/errors.ts';
import { formatCount } from '../../shared/format.ts';
import type { VolumeState } from '../../shared/model.ts';
import { plural, text, told } from '../text.ts';

/** Words of the primitives themselves; all others are given to them. */
export const words = {
  menu: 'Menu',
  tip: 'Tip',
  messages: 'Messages',
  closeMessage: 'Close message',
  /** What a notice is, before its words: its colour and its sign are not enough. */
  tones: { done: 'Done', note: 'Note', problem: 'Problem' },
  moreProblems: (problems: number): string =>
    plural(
      problems,
      'One more problem stands behind these',
      `${formatCount(problems)} more problems stand behind these`,
    ),
  closeProblems: 'Close all',
  folderPath: 'Folder path',
} as const;

/** The state of a volume, for the sign that stands for it. */
export const volumeStateWords: Readonly<Record<VolumeState, string>> = {
  online: 'online',
  draining: 'draining',
  offline: text.notConnected,
  failing: 'failing',
};

/** Names of pools and volumes: a sentence that begins with one does not change it. */
let names: readonly string[] = [];

/** Tells the names that are never given a capital. */
export function keepNames(known: readonly string[]): void {
  names = known;
}

/** What is no plain word (a path, a file name, something quoted) is not given a capital either. */
const plain = /^\p{Ll}+(?=[\s,;]|$)/u;

/** Begins a reason with a capital, unless it begins with a name or a path. */
export function asSentence(reason: string): string {
  const first = plain.exec(reason)?.[0];
  if (first === undefined || names.some((name) => name === first || reason.startsWith(`${name} `))) return reason;
  return `${first.charAt(0).toUpperCase()}${reason.slice(1)}`;
}

/** The three parts of an AppError's message: what was attempted, why it failed, what to do. */
export function errorParts(error: Pick<AppError, 'message'>): { readonly what: string; readonly rest: string } {
  // It may hold names of files: what would hide or turn its words around is shown as such.
  const message = error.message.split('\n').map(told).join('\n');
  const at = message.indexOf(': ');
  if (at < 0) return { what: message, rest: '' };
  const [last = '', ...before] = message
    .slice(at + 2)
    .split(': ')
    .reverse();
  // The reason may hold a list ("disk1: read-only; disk2: full"): only what to do is a sentence of its own.
  const why = before.reverse().join(': ');
  const rest = [why, last]
    .filter((part) => part !== '')
    .map(asSentence)
    .join('. ');
  return { what: `${message.slice(0, at)} did not work`, rest: /[.!?]$/.test(rest) ? rest : `${rest}.` };
}

/** The message of an AppError, or a plain reason, as sentences. */
export function asSentences(message: string): string {
  const { what, rest } = errorParts({ message });
  return rest === '' ? `${asSentence(what)}.` : `${what}. ${rest}`;
}
