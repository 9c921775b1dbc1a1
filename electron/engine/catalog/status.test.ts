import { expect, test } from 'vitest';
import type { CatalogStatus, CatalogVolume } from '../../../shared/model.ts';
import { emptyStatus, tellingText } from './status.ts';

const volume: CatalogVolume = {
  volume: 'disk1',
  id: 'v1',
  state: 'live',
  problem: null,
  entries: 3,
  scannedMs: 1_000,
  seenMs: 2_000,
  unreadable: [],
  heldBack: null,
};
const statusOf = (change: Partial<CatalogVolume>, whole: Partial<CatalogStatus> = {}): CatalogStatus => ({
  ...emptyStatus,
  state: 'fresh',
  ...whole,
  perVolume: [{ ...volume, ...change }],
});

test('[B432] that a volume was seen again a moment ago is nothing to tell; anything else of it is', () => {
  const told = tellingText(statusOf({}));
  expect(tellingText(statusOf({ seenMs: 9_000 }))).toBe(told);
  const others: readonly Partial<CatalogVolume>[] = [{ state: 'offline' }, { entries: 4 }, { scannedMs: 9_000 }];
  for (const other of others) expect(tellingText(statusOf(other))).not.toBe(told);
  expect(tellingText(statusOf({}, { changes: 1 }))).not.toBe(told);
});
