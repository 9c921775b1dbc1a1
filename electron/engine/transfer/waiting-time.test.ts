import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createJobs } from './jobs.ts';
import type { Turns } from './turns.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

it('[B380] waiting for a turn on a device is no slow time: speed, line and time left are of work alone', async () => {
  let grant = (): void => undefined;
  const turns: Turns = {
    take: ({ waits }) =>
      new Promise((resolve) => {
        waits('disk1');
        grant = () => {
          waits('');
          resolve({ moved: () => undefined, end: () => undefined });
        };
      }),
    background: () => undefined,
    suspend: () => undefined,
    resume: () => undefined,
  };
  const ended = vi.fn();
  const jobs = createJobs({ changed: () => undefined, removed: () => undefined, ended }, { turns });
  const work = async (addBytes: (bytes: number) => void): Promise<void> => {
    for (let i = 0; i < 30; i += 1) {
      addBytes(1000);
      await vi.advanceTimersByTimeAsync(100);
    }
  };
  const tell = Promise.withResolvers<(bytes: number) => void>();
  const go = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<undefined>();
  const { id, ended: over } = jobs.start({ pool: 'p', kind: 'put', title: 'Copying' }, async (run) => {
    run.addTotals(1, 100_000);
    tell.resolve((bytes) => run.addBytes(bytes));
    await go.promise;
    const turn = await run.turn([]);
    await end.promise;
    turn.end();
  });
  await vi.advanceTimersByTimeAsync(1);
  const add = await tell.promise;
  await work(add);
  go.resolve(undefined);
  await vi.advanceTimersByTimeAsync(300);
  const before = jobs.get(id);
  const workedMs = jobs.speeds(id).activeMs;
  expect(before).toMatchObject({ waitingFor: 'disk1', rate: 0 });
  expect(before.etaMs).toBeGreaterThan(5_000);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(jobs.get(id)).toMatchObject({ etaMs: before.etaMs, etaRange: before.etaRange });
  expect(jobs.speeds(id).activeMs).toBe(workedMs);

  grant();
  await work(add);
  expect(jobs.get(id).rate).toBeGreaterThan(7_000);
  expect(jobs.get(id).etaMs).toBeLessThan(before.etaMs ?? 0);
  end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(200);
  await over;
  expect(jobs.speeds(id).activeMs).toBeLessThan(10_000);
  expect(ended).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ id, state: 'done' }),
    expect.objectContaining({ left: [], verified: { device: 0, cached: 0 } }),
  );
});
