import { formatSize } from '../../../shared/format.ts';
import type { Answer, Job, Question, QuestionKind } from '../../../shared/model.ts';
import { count } from '../../text.ts';

/** In the order of the list. */
export const kinds: readonly QuestionKind[] = ['newer', 'older', 'same-time', 'types', 'away', 'same-contents'];

const order = new Intl.Collator('en', { numeric: true });

export interface Group {
  readonly kind: QuestionKind;
  readonly questions: readonly Question[];
}

/** Questions by what they are about; without empty groups. */
export function groupsOf(questions: readonly Question[]): readonly Group[] {
  return kinds
    .map((kind) => ({
      kind,
      questions: questions.filter((question) => question.kind === kind).sort((a, b) => order.compare(a.path, b.path)),
    }))
    .filter((group) => group.questions.length > 0);
}

/** Where the one that comes is from, as the head of its column says it. */
export function incomingWords({ kind }: Pick<Job, 'kind'>): string {
  if (kind === 'put' || kind === 'upload') return 'From this computer';
  return kind === 'move' ? 'To be moved' : 'To be copied';
}

export function existingWords({ kind }: Pick<Job, 'kind'>): string {
  return kind === 'get' ? 'Already there' : 'Already in the pool';
}

export function groupTitle(kind: QuestionKind): string {
  switch (kind) {
    case 'same-contents':
      return 'Identical contents';
    case 'newer':
      return 'The incoming one is newer';
    case 'older':
      return 'The one that is there is newer';
    case 'same-time':
      return 'Both have the same time';
    case 'types':
      return 'Different kinds of things';
    case 'away':
      return 'The one that is there is not connected';
  }
}

/** "3 files, 9.34 GB": what would come. */
export function groupAmount(questions: readonly Question[]): string {
  const bytes = questions.reduce((sum, { incoming }) => sum + incoming.size, 0);
  return [count(questions.length, 'name'), bytes > 0 ? formatSize(bytes) : ''].filter((part) => part !== '').join(', ');
}

export function contentsWords({ contents, kind, incoming, existing }: Question): string {
  switch (contents) {
    case 'same':
      return incoming.mtimeMs === existing.mtimeMs ? 'Identical' : 'Identical, other time';
    case 'different':
      return 'Contents differ';
    case 'comparing':
      return 'Comparing…';
    case 'unknown':
      return kind === 'types' ? 'Different kinds' : 'Not compared';
  }
}

export function answerWords(answer: Answer): string {
  return answer === 'replace' ? 'Replace' : answer === 'keep-both' ? 'Keep both' : 'Skip';
}

/** What a choice comes to, beside its name in the menu. */
export function answerHint(answer: Answer, job: Pick<Job, 'kind'>, keepBothAs: string): string {
  switch (answer) {
    case 'replace':
      return job.kind === 'get' ? 'the old one is removed' : 'old one to the trash';
    case 'keep-both':
      return `as ${keepBothAs}`;
    case 'skip':
      return job.kind === 'move' ? 'stays where it is' : 'is not copied';
  }
}

/** What was done with an answered one. */
export function doneWords({ answer }: Question): string {
  if (answer === null) return '';
  // What could not be done has its error with the operation: only what was decided is told here.
  return answer === 'skip' ? 'Skipped' : `Decided: ${answerWords(answer).toLowerCase()}`;
}

/** The sentence at the top. */
export function lead(asked: number, open: number): string {
  const taken = `${count(asked, 'name is', 'names are')} already taken.`;
  return open === 0
    ? `${taken} All is decided.`
    : `${taken} ${open.toLocaleString('en-GB')} ${open === 1 ? 'needs' : 'need'} a decision.`;
}

/** "Skip 7, keep both 1, 3 to decide, 1 being compared". */
export function summary(drafts: readonly (Answer | null)[], comparing: number): string {
  const number = (wanted: Answer | null): number => drafts.filter((one) => one === wanted).length;
  const parts = [
    [number('replace'), 'replace'],
    [number('keep-both'), 'keep both'],
    [number('skip'), 'skip'],
  ] as const;
  const words = parts.filter(([times]) => times > 0).map(([times, what]) => `${what} ${times.toLocaleString('en-GB')}`);
  const left = number(null);
  if (left > 0) words.push(`${left.toLocaleString('en-GB')} to decide`);
  if (comparing > 0) words.push(`${comparing.toLocaleString('en-GB')} being compared`);
  const all = words.join(', ');
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}`;
}
