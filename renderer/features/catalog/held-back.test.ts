import { expect, it } from 'vitest';
import { heldBackTitle, heldBackWords } from './words.ts';

const now = Date.UTC(2026, 10, 29, 12);

it('[B183] the words about what vanished never make most of it all of it', () => {
  const held = { entries: 1_200, folders: 3, of: 1_201, examples: [], sinceMs: now - 300_000 };
  expect(heldBackTitle('disk3', held)).toBe('1,200 files vanished from disk3 at once');
  expect(heldBackWords('disk3', held, now)).toMatch(/^Seen 5 min ago: 99 % of what disk3 held\. /);
  expect(heldBackWords('disk3', { ...held, of: 1_200 }, now)).toMatch(/^Seen 5 min ago: all of what disk3 held\. /);
  expect(heldBackTitle('disk3', { ...held, entries: 0, folders: 1 })).toBe('1 folder vanished from disk3 at once');
});
