import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { openDiskVolume } from './disk.ts';
import { openLimit } from './limit.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cfs-limit-'));
  writeFileSync(join(root, 'a'), 'x'.repeat(8192));
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

it('[Q122] a limit believes who keeps count, and counts by itself when nothing was heard for half a minute', () => {
  const limit = openLimit('disk1', root, 100_000);
  limit.heard(50_000);
  expect(limit.used()).toBe(50_000);
  vi.advanceTimersByTime(29_000);
  limit.heard(40_000);
  vi.advanceTimersByTime(29_000);
  expect(limit.used()).toBe(40_000);
  vi.advanceTimersByTime(2_000);
  expect(limit.used()).toBe(8192);
});

it('[Q122] what is written here counts at once, whatever who keeps count has heard of by then; the limit holds', () => {
  const limit = openLimit('disk1', root, 100_000);
  limit.heard(50_000);
  limit.add(40_960);
  limit.heard(50_000);
  expect(limit.used()).toBe(90_960);
  expect(() => limit.admit(parsePath('/b'), 12_288)).toThrow('its limit leaves 9040 bytes');
  // More is believed: another program wrote, too.
  limit.heard(95_000);
  expect(limit.used()).toBe(95_000);
  vi.advanceTimersByTime(11_000);
  limit.heard(60_000);
  expect(limit.used()).toBe(60_000);
});

it('[Q122] after a change of unknown size it is counted here', () => {
  const limit = openLimit('disk1', root, 100_000);
  limit.heard(50_000);
  limit.recount();
  limit.heard(50_000);
  expect(limit.used()).toBe(8192);
});

it('[Q122] a volume with a limit tells the space that is left of it by what it heard; one without tells of its disk', async () => {
  const limited = openDiskVolume({ root, name: 'disk1', limit: 100_000 });
  expect(await limited.space({ counted: 30_000 })).toMatchObject({ total: 100_000, used: 30_000, free: 70_000 });
  const whole = openDiskVolume({ root, name: 'disk1' });
  expect((await whole.space({ counted: 30_000 })).used).not.toBe(30_000);
  await limited.close();
  await whole.close();
});
