import { expect, it } from 'vitest';
import type { Job } from './model.ts';
import { noticeOf, overall, shareWords } from './progress.ts';

const job = (change: Partial<Job>): Job => ({
  ...{ id: 'j', pool: 'p', kind: 'copy', state: 'running', title: 'Copying 3 items to /photos', filesTotal: 10 },
  ...{ filesDone: 0, filesSkipped: 0, bytesTotal: 1000, bytesDone: 0, counting: false, rate: 0, etaMs: null },
  ...{ current: '', perVolume: {}, errors: [], notes: [], startedMs: 0, endedMs: null, questions: 0 },
  ...{ questionsRevision: 0, asking: false, planId: null, limit: null, waitingFor: '', order: 1, stopping: null },
  ...{ canRetry: false, canRestart: false, revision: 1 },
  ...change,
});
const failure = { path: '/a', error: { code: 'io', message: 'Copying /a: it broke: look at the disk' } } as const;

it('[B387] is one figure by bytes, which does not fall when one of several has ended, and is no figure while counting', () => {
  const first = job({ id: 'a', bytesTotal: 3000, bytesDone: 2900 });
  const second = job({ id: 'b', bytesDone: 100, startedMs: 10 });
  const before = overall([first, second]).share ?? 0;
  expect(before).toBe(0.75);
  const ended = overall([{ ...first, state: 'done', bytesDone: 3000, endedMs: 50 }, second]).share ?? 0;
  expect(ended).toBeGreaterThanOrEqual(before);
  // What ended before that began is another story.
  expect(overall([{ ...first, state: 'done', endedMs: 5 }, second]).share).toBe(0.1);
  expect(overall([first, { ...second, counting: true }]).share).toBeNull();
  expect(overall([job({ bytesTotal: 0, filesDone: 4, filesSkipped: 1 })]).share).toBe(0.5);
  expect(overall([]).share).toBeNull();
  expect([shareWords(0.999), shareWords(1), shareWords(0.004)]).toEqual(['99 %', '99 %', '0 %']);
});

it('[B387] [B391] says whether they work, stand still or wait for somebody; bytes move only while one works', () => {
  const mode = (...jobs: readonly Job[]) => [overall(jobs).mode, overall(jobs).moves];
  expect(mode()).toEqual(['none', false]);
  expect(mode(job({}), job({ state: 'paused' }))).toEqual(['works', true]);
  expect(mode(job({ state: 'paused' }), job({ asking: true, questions: 2 }))).toEqual(['paused', false]);
  expect(mode(job({ asking: true, questions: 2 }))).toEqual(['waits', false]);
  expect(mode(job({ state: 'queued' }))).toEqual(['queued', false]);
  expect(mode(job({ heldUntilMs: 99 }))[1]).toBe(false);
  expect(mode(job({ state: 'interrupted' }))).toEqual(['none', false]);
});

it('[B388] [B391] tells of ends, failures and decisions, once; not of what was quick or was cancelled by the person', () => {
  const running = job({});
  const done = job({ state: 'done', filesDone: 1203, endedMs: 60_000 });
  expect(noticeOf(running, done)).toEqual({ title: done.title, body: '1,203 files done', screen: 'activity' });
  const failed = { ...done, state: 'failed', filesSkipped: 2, errors: [failure] } as const;
  expect(noticeOf(running, failed)?.body).toBe('1,203 files done, 2 left out, 1 failed');
  expect(noticeOf(running, { ...failed, endedMs: 10 })?.body).toContain('1 failed');
  expect(noticeOf(running, { ...done, endedMs: 10 })).toBeNull();
  expect(noticeOf(running, { ...done, state: 'cancelled' })).toBeNull();
  expect(noticeOf(done, { ...done, revision: 2 })).toBeNull();
  expect(noticeOf(undefined, done)).toBeNull();
  const asks = job({ questions: 4 });
  expect(noticeOf(running, asks)).toMatchObject({ screen: 'decisions' });
  expect(noticeOf(asks, { ...asks, questions: 5 })).toBeNull();
});
