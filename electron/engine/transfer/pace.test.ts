import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

it('[T101] the limit of a job is shared by the copies that go on; those that stand still leave their share', () => {
  const pace = createPace(6_000);
  const [a, b, c] = [pace.open(), pace.open(), pace.open()];
  const rates = (): readonly (number | null)[] => [a, b, c].map(({ steering }) => steering.state().bytesPerSecond);
  expect(rates()).toEqual([2_000, 2_000, 2_000]);
  b.yield(true);
  expect(rates().filter((_rate, index) => index !== 1)).toEqual([3_000, 3_000]);
  expect(b.steering.state().paused).toBe(true);
  c.end();
  expect(a.steering.state().bytesPerSecond).toBe(6_000);
  b.yield(false);
  pace.limit(null);
  expect(a.steering.state()).toEqual({ paused: false, bytesPerSecond: null, ending: false });
});

it('[T100] [T102] a pause and an end reach every copy, also those that begin later', () => {
  const pace = createPace();
  const first = pace.open();
  pace.pause();
  const second = pace.open();
  expect([first, second].map(({ steering }) => steering.state().paused)).toEqual([true, true]);
  let changes = 0;
  first.steering.onChange(() => (changes += 1));
  pace.resume();
  pace.resume();
  expect(changes).toBe(1);
  pace.finish();
  expect([first, second, pace.open()].map(({ steering }) => steering.state().ending)).toEqual([true, true, true]);
});
