import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Answer, Question, QuestionKind } from '../../../shared/model.ts';

/** Questions in one answer of `list`. */
const pageMost = 1_000;
/** Settled ones that are still listed; the oldest go first. */
const settledMost = 1_000;

/** A name that is taken. */
export interface Asked extends Pick<Question, 'path' | 'incoming' | 'existing' | 'kind' | 'choices' | 'keepBothAs'> {
  /** Reads both sides; null when they cannot be the same. */
  readonly compare: ((signal: AbortSignal) => Promise<boolean>) | null;
  /** Same contents need no answer: it is left out by itself. */
  readonly skipSame: boolean;
  /**
   * Does what was answered; failures are told to the job by the caller. May ask again. Answers that are done together
   * have the number of their lot. @throws cancelled
   */
  readonly settle: (answer: Answer, lot: number) => Promise<void>;
}

/** What the work of a job asks. Nothing here waits for a person but `next`. */
export interface Questions {
  ask(asked: Asked): void;
  /** True when something was answered and waits for `settle`. */
  hasAnswers(): boolean;
  /** True while something waits for an answer. */
  isOpen(): boolean;
  /** Does what was answered so far. @throws cancelled */
  settle(): Promise<void>;
  /** Waits until there is something to settle; false when nothing is open any more. @throws cancelled */
  next(): Promise<boolean>;
}

/** One answer: to one question, and if wanted to all open and later ones that are alike. */
export interface GivenAnswer {
  readonly question: number;
  readonly choice: Answer;
  readonly alike?: boolean;
}

/** All questions of one job. */
export interface QuestionBook extends Questions {
  list(after?: number): { readonly questions: readonly Question[]; readonly more: boolean };
  /** Answers some, or all open and later ones. Answers how many are open still. @throws not-found, refused */
  answer(answers: readonly GivenAnswer[], all?: Answer): number;
  open(): number;
  revision(): number;
  /** True while the work waits for answers only. */
  asking(): boolean;
}

interface Kept {
  readonly asked: Asked;
  question: Question;
}

/**
 * Conflicts that a person decides: kept beside the work of a job, which goes on. `checkpoint` waits while the job is
 * paused and throws when it was cancelled; `changed` is told at every change.
 */
export function createQuestions(job: {
  readonly title: string;
  readonly signal: AbortSignal;
  readonly checkpoint: () => Promise<void>;
  readonly changed: () => void;
}): QuestionBook {
  const kept = new Map<number, Kept>();
  const answered: Kept[] = [];
  const alike = new Map<QuestionKind, Answer>();
  let forAll: Answer | null = null;
  let [last, open, settled, revision, lots] = [0, 0, 0, 0, 0];
  let comparisons: Promise<void> = Promise.resolve();
  let comparing: { readonly one: Kept; readonly abort: AbortController } | null = null;
  let waiting: PromiseWithResolvers<undefined> | null = null;

  const changed = (): void => {
    revision += 1;
    job.changed();
  };
  const wake = (): void => waiting?.resolve(undefined);
  job.signal.addEventListener('abort', wake, { once: true });

  const give = (one: Kept, answer: Answer): boolean => {
    if (one.question.state !== 'open' || !one.question.choices.includes(answer)) return false;
    one.question = { ...one.question, answer, state: 'answered' };
    open -= 1;
    answered.push(one);
    // What is read only for an answer that was given is read in vain.
    if (comparing?.one === one) comparing.abort.abort();
    changed();
    wake();
    return true;
  };

  /** What was said for all, or for all like this. */
  const standing = ({ question: { kind, contents } }: Kept): Answer | null =>
    contents === 'comparing' ? forAll : (alike.get(kind) ?? forAll);

  const giveStanding = (one: Kept): void => {
    const answer = standing(one);
    if (answer !== null) give(one, answer);
  };

  const compare = async (one: Kept, work: (signal: AbortSignal) => Promise<boolean>): Promise<void> => {
    if (one.question.state !== 'open' || job.signal.aborted) return;
    let contents: Question['contents'] = 'unknown';
    const abort = new AbortController();
    const needless = AbortSignal.any([job.signal, abort.signal]);
    comparing = { one, abort };
    try {
      await job.checkpoint();
      contents = (await work(needless)) ? 'same' : 'different';
    } catch {
      // Whoever copies it will say why it cannot be read.
    } finally {
      comparing = null;
    }
    if (needless.aborted) return;
    one.question = { ...one.question, contents, ...(contents === 'same' ? { kind: 'same-contents' } : {}) };
    changed();
    if (contents === 'same' && one.asked.skipSame) give(one, 'skip');
    else giveStanding(one);
  };

  const forgetOldest = (): void => {
    for (const [id, { question }] of kept) {
      if (settled <= settledMost) return;
      if (question.state !== 'done') continue;
      kept.delete(id);
      settled -= 1;
    }
  };

  const settleOne = async (one: Kept, lot: number): Promise<void> => {
    const { answer } = one.question;
    if (answer === null) return;
    await job.checkpoint();
    await one.asked.settle(answer, lot);
    one.question = { ...one.question, state: 'done', contents: ended(one.question.contents) };
    settled += 1;
    if (settled > settledMost + pageMost) forgetOldest();
    changed();
  };

  return {
    ask(asked) {
      last += 1;
      const { path, incoming, existing, kind, choices, keepBothAs, compare: work } = asked;
      const contents = work !== null ? 'comparing' : kind === 'types' || kind === 'away' ? 'unknown' : 'different';
      const told = { path, incoming, existing, kind, choices, keepBothAs };
      const one: Kept = { asked, question: { ...told, id: last, contents, answer: null, state: 'open' } };
      kept.set(last, one);
      open += 1;
      changed();
      giveStanding(one);
      if (work !== null && one.question.state === 'open') comparisons = comparisons.then(() => compare(one, work));
    },
    hasAnswers: () => answered.length > 0,
    isOpen: () => open > 0,
    async settle() {
      lots += 1;
      const lot = lots;
      for (let one = answered.shift(); one !== undefined; one = answered.shift()) await settleOne(one, lot);
    },
    async next() {
      while (answered.length === 0) {
        await job.checkpoint();
        if (open === 0) return false;
        waiting = Promise.withResolvers();
        changed();
        await waiting.promise;
        waiting = null;
        changed();
      }
      await job.checkpoint();
      return true;
    },

    list(after = 0) {
      const questions: Question[] = [];
      for (const { question } of kept.values()) {
        if (question.id <= after) continue;
        if (questions.length === pageMost) return { questions, more: true };
        questions.push(question);
      }
      return { questions, more: false };
    },
    answer(answers, all) {
      const given = answers.map(({ question, choice, alike: like }) => {
        const one = kept.get(question);
        if (one === undefined) throw unknownQuestion(job.title, question);
        if (!one.question.choices.includes(choice)) throw impossible(one.question, choice);
        return { one, choice, like: like === true };
      });
      for (const { one, choice, like } of given) {
        give(one, choice);
        if (!like) continue;
        alike.set(one.question.kind, choice);
        for (const other of kept.values()) if (other.question.kind === one.question.kind) giveStanding(other);
      }
      if (all !== undefined) {
        forAll = all;
        for (const one of kept.values()) give(one, all);
      }
      return open;
    },
    open: () => open,
    revision: () => revision,
    asking: () => waiting !== null,
  };
}

/** What was never found out is not being compared any more. */
function ended(contents: Question['contents']): Question['contents'] {
  return contents === 'comparing' ? 'unknown' : contents;
}

function unknownQuestion(title: string, id: number): AppError {
  return fail('not-found', `Answering a question of "${title}"`, `it has no question ${String(id)}`, 'list them again');
}

function impossible({ path, choices }: Question, choice: Answer): AppError {
  return fail(
    'refused',
    `Answering for ${path}`,
    `"${choice}" is not possible there`,
    `choose ${choices.join(' or ')}`,
  );
}

/** Runs the work of an answer; failures are told, a cancel is passed on. */
export async function settling(work: () => Promise<void>, failed: (error: AppError) => void): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (isAppError(thrown, 'cancelled')) throw thrown;
    failed(asAppError(thrown));
  }
}
