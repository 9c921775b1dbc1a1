import { expect, test } from 'vitest';
import type { Job } from '../../shared/model.ts';
import { amountWords, endWords, etaWords, fraction } from './job-words.ts';

const job: Job = {
  id: 'j',
  pool: 'p',
  kind: 'upload',
  state: 'running',
  title: 'Copying',
  filesTotal: 2000,
  filesDone: 500,
  filesSkipped: 0,
  bytesTotal: 4_000_000,
  bytesDone: 3_000_000,
  counting: false,
  rate: 0,
  etaMs: null,
  current: '',
  perVolume: {},
  errors: [],
  notes: [],
  startedMs: 0,
  endedMs: null,
  questions: 0,
  questionsRevision: 0,
  asking: false,
  planId: null,
  limit: null,
  waitingFor: '',
  order: 1,
  stopping: null,
  canRetry: false,
  canRestart: false,
  revision: 1,
};

test('[B15] progress is by bytes where there are any, else by files, else not known', () => {
  expect(fraction(job)).toBe(0.75);
  expect(fraction({ ...job, bytesTotal: 0, filesSkipped: 500 })).toBe(0.5);
  expect(fraction({ ...job, bytesTotal: 0, filesTotal: 0 })).toBeNull();
  expect(amountWords(job)).toBe('3.00 MB of 4.00 MB, 500 of 2,000 files');
  expect(amountWords({ ...job, bytesTotal: 0, filesTotal: 0, counting: true })).toBe(
    '3.00 MB, 500 files, still counting',
  );
});

test('[B15] time left is a range in minutes, seconds only at the end', () => {
  expect(etaWords(null)).toBe('');
  expect(etaWords(200)).toBe('1 s left');
  expect(etaWords(42_000)).toBe('42 s left');
  expect(etaWords(14 * 60_000)).toBe('12 to 17 min left');
  expect(etaWords(3 * 3_600_000)).toBe('about 3 h left');
});

test('[B15] the end of a job is one sentence with its counts', () => {
  const ended = { ...job, state: 'done', filesDone: 1203, endedMs: 14_000 } as const;
  expect(endWords(ended)).toBe('Done: 1,203 files, 3.00 MB in 14 s');
  expect(endWords({ ...ended, filesSkipped: 4 })).toBe('Done: 1,203 files, 3.00 MB, 4 left out in 14 s');
  expect(endWords({ ...ended, state: 'cancelled', filesDone: 1 })).toBe(
    'Cancelled after 1 file, 3.00 MB. Every file is whole',
  );
  expect(endWords({ ...ended, state: 'cancelled', filesDone: 0 })).toBe('Cancelled. Nothing was changed');
  const error = { path: '/a', error: { code: 'io', message: 'Reading /a: it failed: try again' } } as const;
  expect(endWords({ ...ended, state: 'failed', filesDone: 0, errors: [error] })).toBe('Did not work: it failed');
  const two = { ...ended, state: 'failed', filesDone: 0, errors: [error, error] } as const;
  expect(endWords(two)).toBe('Did not work: 2 errors');
  const bare = { path: '/a', error: { code: 'io', message: 'It failed' } } as const;
  expect(endWords({ ...two, errors: [bare] })).toBe('Did not work: 1 error');
  expect(endWords(job)).toBe('');
});
