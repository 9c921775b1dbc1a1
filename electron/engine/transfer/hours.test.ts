import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../shared/model.ts';
import { openDatabase } from '../state/database.ts';
import type { Database } from '../state/database.ts';
import { openJobs } from '../state/jobs.ts';
import type { JobStore, LeftJob } from '../state/jobs.ts';
import type { BeginAgain } from './begin-again.ts';
import { createJobs } from './jobs.ts';
import { keepJobs } from './kept-jobs.ts';
import { pacingOf } from './spec.ts';
import type { Begin } from './spec.ts';
import { clockText, isOpen, opensAt, windowOf } from './schedule.ts';
import { createTurns } from './turns.ts';
import type { JobList, JobRun, JobSpec } from './types.ts';

const night = { from: 22 * 60, to: 6 * 60 };
const spec: JobSpec = { pool: 'p', kind: 'rebalance', title: 'Evening out' };
const zone = process.env['TZ'];
/** Node takes the zone over when it is set. */
const setZone = (name: string | undefined): void => {
  if (name === undefined) delete process.env['TZ'];
  else process.env['TZ'] = name;
};

beforeEach(() => setZone('Europe/Berlin'));
afterEach(() => setZone(zone));

describe('hours of a day', () => {
  it('[T161] a window that goes over midnight is open on both sides of it, and ends with its last minute', () => {
    const at = (text: string): boolean => isOpen(night, new Date(`2026-03-10T${text}`));
    expect(['22:00', '23:59', '00:00', '05:59'].map(at)).toEqual([true, true, true, true]);
    expect(['21:59', '06:00', '12:00'].map(at)).toEqual([false, false, false]);
    const noon = { from: 12 * 60, to: 13 * 60 };
    expect(['11:59', '12:00', '12:59', '13:00'].map((text) => isOpen(noon, new Date(`2026-03-10T${text}`)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('[T161] it opens by the clock on the wall, also on the days on which that is changed', () => {
    const opens = (from: string, window = night): string => new Date(opensAt(window, new Date(from))).toISOString();
    expect(opens('2026-03-10T12:00')).toBe('2026-03-10T21:00:00.000Z');
    // The last Sunday of March: 2:00 is 3:00; of October: 3:00 is 2:00.
    expect(opens('2026-03-29T12:00')).toBe('2026-03-29T20:00:00.000Z');
    expect(opens('2026-03-28T12:00')).toBe('2026-03-28T21:00:00.000Z');
    expect(opens('2026-10-25T12:00')).toBe('2026-10-25T21:00:00.000Z');
    // An hour that is leapt over: it opens with the leap, as the clock shows a later one then.
    const gap = { from: 2 * 60 + 30, to: 6 * 60 };
    expect(opens('2026-03-29T01:10', gap)).toBe('2026-03-29T01:00:00.000Z');
    expect(isOpen(gap, new Date('2026-03-29T01:00:00.000Z'))).toBe(true);
    expect(opens('2026-03-10T23:00')).toBe('2026-03-10T22:00:00.000Z');
    expect(clockText(opensAt(night, new Date('2026-03-10T12:00')))).toBe('22:00');
  });

  it('[T163] hours that cannot be are refused, with what to give', () => {
    expect(windowOf(null, 'Running')).toBeNull();
    expect(windowOf(night, 'Running')).toEqual(night);
    for (const window of [
      { from: 60, to: 60 },
      { from: -1, to: 60 },
      { from: 0, to: 1440 },
      { from: 0.5, to: 60 },
    ]) {
      expect(() => windowOf(window, 'Running')).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
    }
  });
});

describe('a job with hours', () => {
  let jobs: JobList;
  let now = new Date('2026-03-10T12:00');
  let runs: JobRun[] = [];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'performance'] });
    now = new Date('2026-03-10T12:00');
    runs = [];
    jobs = createJobs({ changed: () => undefined, removed: () => undefined }, { now: () => now });
  });
  afterEach(() => vi.useRealTimers());

  const steps: string[] = [];
  /** Two steps, and then a wait for `finish`. */
  function open(more: Partial<JobSpec> = {}) {
    const finish = Promise.withResolvers<undefined>();
    steps.length = 0;
    const handle = jobs.start({ ...spec, ...more }, async (run) => {
      runs.push(run);
      for (const step of ['one', 'two']) {
        await run.checkpoint();
        steps.push(step);
      }
      await finish.promise;
      await run.checkpoint();
    });
    return { handle, finish: () => finish.resolve(undefined) };
  }
  const pass = (ms = 200): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  it('[T161] stands still outside of them, says until when, and goes on by itself', async () => {
    const { handle, finish } = open({ window: night });
    await pass();
    expect(steps).toEqual([]);
    const opens = opensAt(night, now);
    expect(handle.snapshot()).toMatchObject({
      state: 'running',
      waitingFor: '22:00',
      heldUntilMs: opens,
      window: night,
    });
    now = new Date('2026-03-10T22:00');
    await pass();
    expect(steps).toEqual(['one', 'two']);
    expect(handle.snapshot()).toMatchObject({ waitingFor: '', heldUntilMs: null });
    // The copies of a run that is over its hours stand still.
    const turn = await runs[0]?.turn([]);
    expect(turn?.steering.state().paused).toBe(false);
    now = new Date('2026-03-11T06:00');
    await pass();
    expect(turn?.steering.state().paused).toBe(true);
    finish();
    await pass();
    expect(handle.snapshot().state).toBe('running');
    jobs.window(handle.id, null);
    expect((await handle.ended).state).toBe('done');
  });

  it('[T161] it takes no place from others, can be paused and given other hours, and is cancelled at once', async () => {
    const held = [1, 2, 3, 4].map(() => open({ window: night }));
    const other = open();
    await pass();
    expect(other.handle.snapshot().state).toBe('running');
    const [first, second] = held;
    if (first === undefined || second === undefined) throw new Error('there are four');
    jobs.pause(first.handle.id);
    now = new Date('2026-03-10T23:00');
    await pass();
    expect(first.handle.snapshot()).toMatchObject({ state: 'paused', heldUntilMs: null });
    now = new Date('2026-03-11T12:00');
    await pass();
    jobs.resume(first.handle.id);
    expect(first.handle.snapshot()).toMatchObject({ state: 'running', waitingFor: '22:00' });
    jobs.window(first.handle.id, { from: 11 * 60, to: 13 * 60 });
    first.finish();
    expect((await first.handle.ended).state).toBe('done');
    jobs.cancel(second.handle.id, { after: 'file' });
    second.finish();
    expect((await second.handle.ended).state).toBe('cancelled');
    expect(() => jobs.window(other.handle.id, { from: 1, to: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid' }) as Error,
    );
  });

  it('[T162] hours, background and limit outlive the process of the job', () => {
    const left: LeftJob = { id: '', pool: 'p', body: '', figures: '{}' };
    const row = { ...left };
    const store: JobStore = {
      add: (id, _pool, body) => void Object.assign(row, { id, body }),
      setFigures: (_id, figures) => void Object.assign(row, { figures }),
      setStanding: () => undefined,
      remove: () => undefined,
      forgetPool: () => undefined,
      leave: () => undefined,
      left: () => [row.id],
      read: () => row,
      claim: () => true,
    };
    const restart = { kind: 'plan', items: [], options: { dest: '', planId: 'plan1' } } as const;
    const quiet = { changed: () => undefined, removed: () => undefined };
    const first = createJobs(quiet, { kept: keepJobs(store), now: () => now });
    first.start({ ...spec, kept: true, restart, window: night, background: true, limit: 50_000 }, () =>
      Promise.resolve(),
    );
    const begun: Parameters<BeginAgain>[] = [];
    const again = createJobs(quiet, {
      kept: keepJobs(store),
      beginAgain(...how) {
        begun.push(how);
        return Promise.resolve(first.start(spec, () => Promise.resolve()));
      },
    });
    const [offered] = again.list();
    expect(offered).toMatchObject({ state: 'interrupted', window: night, background: true, limit: 50_000 });
    void again.restart(offered?.id ?? '');
    expect(begun[0]?.[2]).toMatchObject({ limit: 50_000, window: night, background: true });
  });
});

describe('a job with hours at which its host dies', () => {
  let home = '';
  let database: Database;
  /** By the clock on the wall. */
  let clock = new Date('2026-03-10T23:00');
  /** Figures that the row of a job held when its work began. */
  let began: number[] = [];

  const starts = (): readonly unknown[] =>
    database.sql
      .prepare("SELECT json_extract(figures, '$.starts') AS starts FROM job")
      .all()
      .map((row) => row['starts']);
  const restart = { kind: 'plan', items: [{ from: '/a\udcff', to: '' }], options: { dest: '' } } as const;
  const host = (beginAgain?: BeginAgain): JobList => {
    const start = (begin: Begin) =>
      jobs.start({ ...spec, kept: true, restart, window: night, ...pacingOf(begin) }, (run) => {
        began.push(Number(starts().at(-1)));
        return new Promise((_resolve, reject) => {
          const over = (): void => reject(new Error('over'));
          if (run.signal.aborted) over();
          run.signal.addEventListener('abort', over);
        });
      });
    const again: BeginAgain = (_pool, _how, begin) => Promise.resolve(start(begin));
    const jobs: JobList = createJobs(
      { changed: () => undefined, removed: () => undefined },
      { kept: keepJobs(openJobs(() => database)), now: () => clock, beginAgain: beginAgain ?? again },
    );
    hosts.push(jobs);
    if (jobs.list().length === 0) start({});
    return jobs;
  };
  const hosts: JobList[] = [];
  /** The process of all jobs is gone. */
  const dies = (): void => {
    database.sql.exec("UPDATE job SET owner = ''");
  };
  /** The host starts after that, and goes on with what it finds. */
  const next = async (): Promise<Job | undefined> => {
    dies();
    const jobs = host();
    const [found] = jobs.list();
    if (found?.stays === undefined) await jobs.restart(found?.id ?? '', { whenThere: true });
    return found;
  };
  const begun = (count: number) => vi.waitFor(() => expect(began).toHaveLength(count), { timeout: 20_000 });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'cfs-starts-'));
    database = openDatabase(home);
    clock = new Date('2026-03-10T23:00');
    began = [];
  });
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((jobs) => jobs.close()));
    database.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('[T181] is begun twice, then left alone with the reason, and tried again when somebody wants it', async () => {
    host();
    await begun(1);
    expect((await next())?.stays).toBeUndefined();
    await begun(2);
    const left = await next();
    expect(left).toMatchObject({ state: 'interrupted', canRestart: true });
    expect(left?.stays).toContain('CFS stopped twice in a row while it was at work');
    expect(left?.notes).toContain(left?.stays);
    // Counted before the work, each time.
    expect(began).toEqual([1, 2]);
    const jobs = hosts.at(-1);
    await jobs?.restart(left?.id ?? '');
    await begun(3);
    expect(began).toEqual([1, 2, 1]);
    expect((await next())?.stays).toBeUndefined();
  });

  it('[T181] counts only what happens at its work, and anew when its host lived', async () => {
    host();
    await begun(1);
    clock = new Date('2026-03-11T12:00');
    await vi.waitFor(() => expect(starts()).toEqual([0]), { timeout: 20_000 });
    // Once more by day: it was not at work.
    for (let day = 0; day < 3; day += 1) expect((await next())?.stays).toBeUndefined();
    expect(starts()).toEqual([0]);
    dies();
    const failing = host(() => Promise.reject(new Error('its volume is away')));
    const [job] = failing.list();
    await expect(failing.restart(job?.id ?? '')).rejects.toThrow();
    expect(starts()).toEqual([0]);
  });

  it('[T181] what a person had paused stays so, also when its host ends in good order', async () => {
    const jobs = host();
    await begun(1);
    jobs.pause(jobs.list()[0]?.id ?? '');
    expect(starts()).toEqual([0]);
    expect((await next())?.stays).toContain('You had paused it');
    const later = hosts.at(-1);
    await later?.restart(later.list()[0]?.id ?? '');
    await begun(2);
    later?.pause(later.list()[0]?.id ?? '');
    await later?.close({ keep: true });
    expect((await next())?.stays).toContain('You had paused it');
  });
});

describe('a job in the background', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'performance'] });
  });
  afterEach(() => vi.useRealTimers());

  function ask(turns: ReturnType<typeof createTurns>, job: string) {
    const asked = { has: false, stands: false, waits: '', end: (): void => undefined };
    const request = {
      job,
      devices: [{ key: 'a', name: 'A' }],
      yields: (stands: boolean) => void (asked.stands = stands),
      waits: (words: string) => void (asked.waits = words),
    };
    void turns.take(request, new AbortController().signal).then((turn) => {
      asked.has = true;
      asked.end = () => turn.end();
    });
    return asked;
  }
  const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  it('[T160] stands still as soon as another job wants its disk, and goes on when nobody does', async () => {
    const turns = createTurns({ slice: 1_000 });
    turns.background('quiet', true);
    const quiet = ask(turns, 'quiet');
    await pass();
    expect(quiet.has).toBe(true);
    const one = ask(turns, 'one');
    await pass();
    expect([one.has, quiet.stands]).toEqual([true, true]);
    const two = ask(turns, 'two');
    await pass();
    one.end();
    await pass();
    // It waited longer, and is behind all the same.
    expect([two.has, quiet.stands, quiet.waits]).toEqual([true, true, 'A']);
    two.end();
    await pass();
    expect(quiet.stands).toBe(false);
    // It keeps nobody waiting, and is as any other when it gives way no more.
    const late = ask(turns, 'late');
    await pass();
    expect([late.has, quiet.stands]).toEqual([true, true]);
    turns.background('quiet', false);
    const later = ask(turns, 'later');
    late.end();
    await pass();
    expect([quiet.stands, later.has]).toEqual([false, false]);
  });

  it('[T160] it takes no place from jobs that wait for one, and can become one while it runs', async () => {
    const jobs = createJobs({ changed: () => undefined, removed: () => undefined });
    const finish = Promise.withResolvers<undefined>();
    const open = (more: Partial<JobSpec> = {}): (() => Job) => {
      const handle = jobs.start({ ...spec, ...more }, () => finish.promise);
      return () => handle.snapshot();
    };
    const quiet = [1, 2, 3, 4].map(() => open({ background: true }));
    const waiting = open({ background: true });
    const others = [1, 2, 3, 4].map(() => open());
    await pass(100);
    expect(quiet.map((job) => job().state)).toEqual(['running', 'running', 'running', 'running']);
    expect(others.map((job) => job().state)).toEqual(['running', 'running', 'running', 'running']);
    expect(waiting().state).toBe('queued');
    const fifth = open();
    expect(fifth().state).toBe('queued');
    const [first] = others;
    jobs.background(first?.().id ?? '', true);
    expect(first?.().background).toBe(true);
    expect(fifth().state).toBe('running');
    finish.resolve(undefined);
    await pass(200);
    expect(waiting().state).toBe('done');
  });
});
