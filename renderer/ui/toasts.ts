/** What a notice says of what happened: it was done; something to know; something did not work, or not all of it. */
export type NoticeTone = 'done' | 'note' | 'problem';

export interface ToastOptions {
  readonly tone: NoticeTone;
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** What it is about: a later one about the same takes its place. */
  readonly about?: string;
}

export interface Toast extends ToastOptions {
  readonly id: number;
}

/** So many are shown; problems before others, the newest of each. */
export const shownMost = 4;
/** Nobody reads more problems than these: the oldest go. */
const keptMost = 50;

/** The list with one more. The same problem again, or something about the same, takes the place of the former one. */
export function withToast(list: readonly Toast[], next: Toast): readonly Toast[] {
  const isFormer = ({ about, tone, title, text }: Toast): boolean =>
    (next.about !== undefined && about === next.about) ||
    (tone === next.tone && title === next.title && text === next.text);
  const kept = [...list.filter((one) => !isFormer(one)), next];
  // What stands for a while only is of no use when there is no room for it any more.
  const others = kept.filter(({ tone }) => tone !== 'problem').slice(-shownMost);
  const problems = kept.filter(({ tone }) => tone === 'problem').slice(-keptMost);
  return kept.filter((one) => others.includes(one) || problems.includes(one));
}

/** Those that are shown, in their order, and how many problems wait behind them. */
export function shownToasts(list: readonly Toast[]): { readonly shown: readonly Toast[]; readonly waiting: number } {
  const problems = list.filter(({ tone }) => tone === 'problem');
  const first = problems.slice(-shownMost);
  const room = shownMost - first.length;
  const others = room === 0 ? [] : list.filter(({ tone }) => tone !== 'problem').slice(-room);
  return { shown: [...others, ...first], waiting: problems.length - first.length };
}

/** The least time, and ms for each letter: who reads slowly reads it all, and has time for its button. */
const leastMs = 8_000;
const buttonMs = 4_000;
const letterMs = 60;

/** How long it stands, ms; null: until somebody closes it. */
export function shownFor({ tone, title, text = '', action }: ToastOptions): number | null {
  if (tone === 'problem') return null;
  return Math.max(leastMs, 3_000 + (title.length + text.length) * letterMs) + (action === undefined ? 0 : buttonMs);
}
