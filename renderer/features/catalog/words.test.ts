import { expect, test } from 'vitest';
import type { CatalogStatus, CatalogVolume } from '../../../shared/model.ts';
import { explain, stateWords, tone, volumeWords } from './words.ts';

const now = Date.UTC(2026, 10, 29, 12);
const hour = 3_600_000;
const status = (change: Partial<CatalogStatus>): CatalogStatus => ({
  state: 'fresh',
  entries: 20,
  folders: 4,
  scannedMs: now,
  progress: null,
  changes: 0,
  perVolume: [],
  problem: null,
  ...change,
});
const volume = (change: Partial<CatalogVolume>): CatalogVolume => ({
  volume: 'disk1',
  id: 'a',
  state: 'live',
  entries: 20,
  scannedMs: now - 2 * hour,
  seenMs: now,
  problem: null,
  unreadable: [],
  heldBack: null,
  ...change,
});

test('[B130] only a catalog that sees every change is called fresh; an old one says how old, a part that it is one', () => {
  expect(stateWords(status({}), now)).toBe('Catalog fresh');
  expect(tone(status({}))).toBe('fresh');
  const old = status({ state: 'stale', scannedMs: now - 3 * hour });
  expect(stateWords(old, now)).toBe('Catalog from 3 h ago');
  expect(explain(old, now)).toContain('What changed since then may be missing');
  const part = status({ state: 'stale', scannedMs: null });
  expect(stateWords(part, now)).toBe('Catalog not complete');
  expect(explain(part, now)).toContain('never looked through as a whole');
  const first = status({ state: 'scanning', scannedMs: null, progress: { entries: 1200, folders: 1 } });
  expect(stateWords(first, now)).toBe('Catalog is being made');
  expect(explain(first, now)).toContain('1,200 files in 1 folder so far');
  expect(stateWords(status({ state: 'scanning' }), now)).toBe('Catalog is being updated');
  const off = status({ state: 'off', problem: 'Opening the catalog /c.db: it is a folder: check the disk' });
  expect(explain(off, now)).toBe(
    'It cannot be used. Opening the catalog /c.db did not work. It is a folder. Check the disk.',
  );
  const ended = status({ state: 'off', problem: 'its file was damaged and is built again' });
  expect(explain(ended, now)).toBe('It cannot be used. Its file was damaged and is built again.');
  for (const one of [old, part, off, status({ state: 'none', scannedMs: null })]) expect(tone(one)).toBe('old');
  expect(tone(first)).toBe('working');
  expect(tone(null)).toBe('working');
});

test('[B130] each volume says how it is looked at and since when', () => {
  expect(volumeWords(volume({}), now)).toBe('watched, looked through 2 h ago');
  expect(volumeWords(volume({ state: 'polled' }), now)).toBe('looked at now and then, looked through 2 h ago');
  expect(volumeWords(volume({ state: 'scanning', scannedMs: null }), now)).toContain('never looked through as a whole');
  expect(volumeWords(volume({ state: 'offline', seenMs: now - 48 * hour }), now)).toBe(
    'not connected, last seen 2 days ago',
  );
  expect(volumeWords(volume({ state: 'offline', seenMs: null }), now)).toBe('not connected, never seen');
});
