import { formatCount, formatSize } from '../../../shared/format.ts';
import type { Answer, Job, Question, QuestionKind } from '../../../shared/model.ts';
import { count, joined, named } from '../../text.ts';

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

/** "3 names, 9.34 GB": what would come. */
export function groupAmount(questions: readonly Question[]): string {
  const bytes = questions.reduce((sum, { incoming }) => sum + incoming.size, 0);
  return joined(count(questions.length, 'name'), bytes > 0 ? formatSize(bytes) : '');
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
  switch (answer) {
    case 'skip':
      return 'Skipped';
    case 'replace':
      return 'Decided: replace';
    case 'keep-both':
      return 'Decided: keep both';
  }
}

/** The sentence at the top. */
export function lead(asked: number, open: number): string {
  const taken = `${count(asked, 'name is', 'names are')} already taken.`;
  return open === 0 ? `${taken} All is decided.` : `${taken} ${count(open, 'needs', 'need')} a decision.`;
}

/** "Skip 7, keep both 1, 3 to decide, 1 being compared". */
export function summary(drafts: readonly (Answer | null)[], comparing: number): string {
  const number = (wanted: Answer | null): number => drafts.filter((one) => one === wanted).length;
  const part = (times: number, say: (number: string) => string): string => (times > 0 ? say(formatCount(times)) : '');
  const all = joined(
    part(number('replace'), (times) => `replace ${times}`),
    part(number('keep-both'), (times) => `keep both ${times}`),
    part(number('skip'), (times) => `skip ${times}`),
    part(number(null), (left) => `${left} to decide`),
    part(comparing, (names) => `${names} being compared`),
  );
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}`;
}

export const words = {
  title: 'Decisions',
  shown: 'Names that are shown',
  all: (number: string): string => `All ${number}`,
  toDecide: (number: string): string => `To decide ${number}`,
  nothing: 'Nothing to decide',
  nothingSay: 'When a name is taken in a copy or a move, it is asked about here, and all else goes on.',
  /** The odd part stands out. */
  goesOn: [
    'All else goes on without them. Each can be decided now or later; ',
    'nothing is replaced until you say so.',
  ],
  of: (title: string): string => `Decisions of: ${title}`,
  waits: 'All else is done. It waits for you.',
  paused: 'Paused. Every file is whole.',
  operation: 'Operation',
  go: 'Continue',
  pause: 'Pause',
  cancel: 'Cancel: what is undecided is left out',
  list: 'Names that are taken',
  name: 'Name',
  contents: 'Contents',
  decision: 'Decision',
  skippedSame: 'Skipped: nothing is lost either way',
  forAll: (answer: string, number: string): string => `${answer} all ${number}`,
  showMore: (number: number): string => `Show ${formatCount(number)} more`,
  decided: (number: number): string => `${count(number, 'name')} decided`,
  decidedLeft: (number: number, left: number): string => `${count(number, 'name')} decided, ${formatCount(left)} left`,
  allDecided: 'All is decided',
  replaces: (number: number): string => `Replaces ${count(number, 'file')}; the old ones can be restored`,
  replacesNothing: 'Replaces nothing so far',
  startOver: 'Start over',
  nothingLeft: 'Nothing is left to choose for',
  keepBothRest: 'Keep both for the rest',
  skipRest: 'Skip the rest',
  applying: 'It is being applied',
  chooseOne: 'Choose for one name at least',
  apply: (number: string): string => (number === '' ? 'Apply' : `Apply ${number}`),
  folder: 'Folder',
  link: 'Link',
  larger: 'larger',
  newer: 'newer',
  choose: 'Choose…',
  decisionFor: (name: string, chosen: string): string => `Decision for ${named(name)}: ${chosen}`,
  alike: (number: string): string => `Apply to all ${number} like this, later ones too`,
} as const;
