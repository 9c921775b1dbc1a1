import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { giveMemoryBackSoon } from './spare-memory.ts';

it('[Q132] memory that nothing holds any more is given back, though nothing asks for more', async () => {
  // Old enough that only a whole collection finds it, which nothing here would bring about.
  const made = (): WeakRef<object> => new WeakRef({ rows: Array.from({ length: 100_000 }, (_, row) => ({ row })) });
  const listing = made();
  await sleep(0);
  expect(listing.deref()).toBeDefined();
  giveMemoryBackSoon();
  for (let left = 100; listing.deref() !== undefined && left > 0; left -= 1) await sleep(100);
  expect(listing.deref()).toBeUndefined();
});
