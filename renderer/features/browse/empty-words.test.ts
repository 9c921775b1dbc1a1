import { expect, test } from 'vitest';
import type { VolumeInfo } from '../../../shared/model.ts';
import { where } from './empty-words.ts';

test('an empty folder says on which volumes, and never of volumes that are not connected', () => {
  const pool = (...states: VolumeInfo['state'][]) => ({ volumes: states.map((state) => ({ state }) as VolumeInfo) });
  expect(where(pool())).toBe('This pool has no volumes yet');
  expect(where(pool('offline'))).toBe('Its one volume is not connected');
  expect(where(pool('offline', 'offline'))).toBe('None of its 2 volumes is connected');
  expect(where(pool('online', 'offline'))).toBe('Empty on its one connected volume');
  expect(where(pool('online', 'draining'))).toBe('Empty on both volumes');
  expect(where(pool('online', 'draining', 'failing'))).toBe('Empty on all 3 volumes');
});
