import { expect, it } from 'vitest';
import { recentsMost } from '../../shared/settings.ts';
import { withRecent } from './recents.ts';

it('[B457] the folder that was open last stands first and once, and the oldest goes', () => {
  let list: readonly string[] = [];
  for (const path of ['/a', '/b', '/a']) list = withRecent(list, path);
  expect(list).toEqual(['/a', '/b']);
  for (let at = 0; at < 30; at += 1) list = withRecent(list, `/f${String(at)}`);
  expect(list).toHaveLength(recentsMost);
  expect(list[0]).toBe('/f29');
  expect(list).not.toContain('/a');
});
