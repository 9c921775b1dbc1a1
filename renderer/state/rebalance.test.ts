import { afterEach, expect, test, vi } from 'vitest';
import { ask, askedNow, setRebalanceGoal, stepBack, stepOn, useRebalanceGoal } from './rebalance.ts';

afterEach(() => {
  vi.useRealTimers();
  setRebalanceGoal({ kind: 'even' });
});

test('[B221] each change is a step with a name that is taken back and on again', () => {
  setRebalanceGoal({ kind: 'even' });
  ask('level of disk2', { edits: { targets: { disk2: 5 } } });
  ask('leave out Films', { edits: { targets: { disk2: 5 }, exclude: ['/Films'] } });
  expect(stepBack()).toBe('leave out Films');
  expect(askedNow().edits).toEqual({ targets: { disk2: 5 } });
  expect(stepBack()).toBe('level of disk2');
  expect(askedNow().edits).toEqual({});
  expect(stepBack()).toBeNull();
  expect(stepOn()).toBe('level of disk2');
  expect(stepOn()).toBe('leave out Films');
  expect(askedNow().edits).toEqual({ targets: { disk2: 5 }, exclude: ['/Films'] });
  expect(stepOn()).toBeNull();
  stepBack();
  ask('how even is enough', { within: 2 });
  // Something else was done instead: there is no way on.
  expect(useRebalanceGoal.getState().future).toEqual([]);
});

test('[B221] a key that is held down is one step; another one later is a second', () => {
  vi.useFakeTimers();
  setRebalanceGoal({ kind: 'even' });
  for (const bytes of [10, 20, 30]) {
    ask('level of disk2', { edits: { targets: { disk2: bytes } } }, true);
    vi.advanceTimersByTime(300);
  }
  expect(useRebalanceGoal.getState().past).toHaveLength(1);
  vi.advanceTimersByTime(5_000);
  ask('level of disk2', { edits: { targets: { disk2: 40 } } }, true);
  expect(useRebalanceGoal.getState().past).toHaveLength(2);
  stepBack();
  expect(askedNow().edits).toEqual({ targets: { disk2: 30 } });
  stepBack();
  expect(askedNow().edits).toEqual({});
});
