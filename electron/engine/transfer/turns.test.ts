import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurns } from './turns.ts';
import type { Turn, Turns } from './turns.ts';

const slice = 1_000;
let turns: Turns;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  turns = createTurns({ slice });
  return () => vi.useRealTimers();
});

/** A copy that asks for a turn, and what became of it. */
function ask(job: string, ...keys: readonly string[]) {
  const asked = {
    turn: null as Turn | null,
    stands: false,
    waits: '',
    abort: new AbortController(),
    failed: false,
  };
  const request = {
    job,
    devices: keys.map((key) => ({ key, name: key.toUpperCase() })),
    yields: (stands: boolean) => void (asked.stands = stands),
    waits: (words: string) => void (asked.waits = words),
  };
  turns.take(request, asked.abort.signal).then(
    (turn) => (asked.turn = turn),
    () => (asked.failed = true),
  );
  return asked;
}
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('turns on devices', () => {
  it('[T104] jobs on one device take turns, batch by batch; disjoint ones run in parallel', async () => {
    const first = ask('one', 'a', 'b');
    const other = ask('three', 'c');
    const second = ask('two', 'b');
    await pass(0);
    expect([first.turn, other.turn]).not.toContain(null);
    expect(second.turn).toBeNull();
    expect(second.waits).toBe('B');
    // The next batch of the first job comes behind the one that waits.
    const next = ask('one', 'a', 'b');
    await pass(0);
    expect(next.turn).toBeNull();
    first.turn?.end();
    await pass(0);
    expect(second.turn).not.toBeNull();
    expect(second.waits).toBe('');
    expect(next.turn).toBeNull();
    second.turn?.end();
    await pass(0);
    expect(next.turn).not.toBeNull();
  });

  it('[T104] the batches of one job share its devices while nobody else waits', async () => {
    const [one, two] = [ask('one', 'a', 'b'), ask('one', 'a', 'c')];
    await pass(0);
    expect([one.turn, two.turn]).not.toContain(null);
  });

  it('[T104] a long copy stands still for others after a while, and goes on behind them', async () => {
    const long = ask('one', 'a');
    const second = ask('two', 'a');
    for (let ms = 0; ms < 2 * slice; ms += 100) {
      await pass(100);
      if (!long.stands) long.turn?.moved();
    }
    expect(long.stands).toBe(true);
    expect(second.turn).not.toBeNull();
    second.turn?.end();
    await pass(0);
    expect(long.stands).toBe(false);
    // Alone it is not disturbed.
    for (let ms = 0; ms < 5 * slice; ms += 100) {
      await pass(100);
      long.turn?.moved();
    }
    expect(long.stands).toBe(false);
  });

  it('[T104] a copy that makes no progress holds nobody up, and is left to its deadline', async () => {
    const hung = ask('one', 'a', 'b');
    const second = ask('two', 'b');
    await pass(slice / 2);
    expect(second.turn).toBeNull();
    await pass(slice);
    expect(second.turn).not.toBeNull();
    expect(hung.stands).toBe(false);
  });

  it('[T104] a paused job holds nobody up, and asks for no turn', async () => {
    const first = ask('one', 'a');
    const second = ask('two', 'a');
    const third = ask('three', 'a');
    await pass(0);
    turns.suspend('two');
    turns.suspend('one');
    await pass(0);
    expect(second.turn).toBeNull();
    expect(third.turn).not.toBeNull();
    third.turn?.end();
    turns.resume('two');
    await pass(0);
    expect(second.turn).not.toBeNull();
    first.turn?.end();
  });

  it('[T104] who is cancelled while it waits leaves the row', async () => {
    const first = ask('one', 'a');
    const second = ask('two', 'a');
    const third = ask('three', 'a');
    await pass(0);
    second.abort.abort();
    await pass(0);
    expect(second.failed).toBe(true);
    first.turn?.end();
    await pass(0);
    expect(third.turn).not.toBeNull();
  });
});
