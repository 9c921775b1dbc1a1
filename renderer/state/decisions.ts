import { useEffect } from 'react';
import { create } from 'zustand';
import { isAppError } from '../../shared/errors.ts';
import type { Answer, Job, Question, QuestionKind } from '../../shared/model.ts';
import { host } from '../api/host.ts';
import { isEnded, useJobs } from './jobs.ts';
import { notifyError } from './notices.ts';

/** Ms between two fetches of a list that changes all the time. */
const pauseMs = 300;
/** Questions that are held here; the others come when these are done. */
const heldMost = 5_000;

interface Decisions {
  /** The job whose questions are shown; null: the first one that asks. */
  readonly jobId: string | null;
  /** Of this job. */
  readonly of: string | null;
  readonly questions: readonly Question[];
  /** What was chosen and not applied yet, by question. */
  readonly drafts: ReadonlyMap<number, Answer>;
  /** Chosen for all that are alike, later ones too. */
  readonly alike: ReadonlyMap<QuestionKind, Answer>;
  /** Chosen for all the rest, later ones too. */
  readonly rest: Answer | null;
}

const nothing = {
  questions: [],
  drafts: new Map<number, Answer>(),
  alike: new Map<QuestionKind, Answer>(),
  rest: null,
};

export const useDecisions = create<Decisions>()(() => ({ jobId: null, of: null, ...nothing }));

export function chooseJob(jobId: string | null): void {
  useDecisions.setState({ jobId });
}

/** Jobs of a pool with names to decide about. */
export function useAskingJobs(pool: string): readonly Job[] {
  const jobs = useJobs((state) => state.jobs);
  return jobs.filter((job) => job.pool === pool && !isEnded(job) && job.questions > 0);
}

/** Keeps the questions of a job up to date while they are shown. */
export function useQuestionsOf(job: Job | undefined): void {
  const [id, revision] = [job?.id ?? null, job?.questionsRevision ?? 0];
  useEffect(() => {
    if (useDecisions.getState().of !== id) useDecisions.setState({ of: id, ...nothing });
    if (id !== null) loadSoon(id);
  }, [id, revision]);
}

/** The job whose questions are being fetched, or soon will be. */
let loading: string | null = null;
let stale = false;

/** Fetches now, or when the last fetch is a while ago: not at each of ten changes a second, and never too late. */
function loadSoon(id: string): void {
  stale = true;
  if (loading === id) return;
  loading = id;
  void (async () => {
    while (loading === id && isStale()) {
      stale = false;
      const began = performance.now();
      await load(id);
      // A long list is fetched less often: the host has better things to do.
      const pause = Math.max(pauseMs, 4 * (performance.now() - began));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    if (loading === id) loading = null;
  })();
}

/** Asked anew each time: a change may come while the questions are fetched. */
function isStale(): boolean {
  return stale;
}

async function load(id: string): Promise<void> {
  try {
    const questions: Question[] = [];
    for (let more = true; more && questions.length < heldMost;) {
      const page = await host().call('job.questions', { id, after: questions.at(-1)?.id ?? 0 });
      questions.push(...page.questions);
      ({ more } = page);
    }
    if (useDecisions.getState().of !== id) return;
    const open = new Set(questions.filter(isOpen).map((question) => question.id));
    useDecisions.setState(({ drafts }) => ({
      questions,
      drafts: new Map([...drafts].filter(([question]) => open.has(question))),
    }));
  } catch (thrown) {
    // It has ended and was put away.
    if (!isAppError(thrown, 'not-found')) notifyError(thrown);
  }
}

export function isOpen(question: Question): boolean {
  return question.state === 'open';
}

/** What would be done with this question, when what was chosen is applied; null: nothing yet. */
export function draftOf({ drafts, alike, rest }: Pick<Decisions, 'drafts' | 'alike' | 'rest'>, question: Question) {
  if (!isOpen(question)) return null;
  const chosen = drafts.get(question.id) ?? alike.get(question.kind) ?? rest;
  return chosen !== null && question.choices.includes(chosen) ? chosen : null;
}

/** Chooses for one question, or for all of its kind. */
export function draft(question: Question, choice: Answer, forAlike: boolean): void {
  useDecisions.setState(({ drafts, alike, questions }) => {
    const next = new Map(drafts);
    if (!forAlike) return { drafts: next.set(question.id, choice) };
    for (const one of questions) if (one.kind === question.kind) next.delete(one.id);
    return { drafts: next, alike: new Map(alike).set(question.kind, choice) };
  });
}

/** Chooses for all that nothing was chosen for. */
export function draftRest(choice: Answer): void {
  useDecisions.setState({ rest: choice });
}

/** Takes back what was chosen and not applied. */
export function clearDrafts(): void {
  useDecisions.setState({ drafts: new Map(), alike: new Map(), rest: null });
}

/** Sends what was chosen. Resolves with how many are open still. @throws AppError */
export async function applyDrafts(): Promise<number> {
  const { of, questions, alike, rest, ...more } = useDecisions.getState();
  if (of === null) return 0;
  const state = { ...more, alike, rest };
  const kinds = new Set<QuestionKind>();
  const answers = questions.flatMap((question) => {
    const choice = draftOf(state, question);
    if (choice === null || (rest === choice && !more.drafts.has(question.id) && !alike.has(question.kind))) return [];
    // Once for all of its kind is enough, and holds for later ones.
    const isAlike = alike.get(question.kind) === choice && !kinds.has(question.kind);
    if (isAlike) kinds.add(question.kind);
    return [{ question: question.id, choice, alike: isAlike }];
  });
  // Single ones first: "all alike" takes every open one of its kind.
  answers.sort((a, b) => Number(a.alike) - Number(b.alike));
  const { open } = await host().call('job.answer', { id: of, answers, ...(rest === null ? {} : { all: rest }) });
  clearDrafts();
  return open;
}
