import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changedSettings, defaultSettings, lookOf } from '../../shared/settings.ts';
import type { Settings, SettingsChange, SettingsState } from '../../shared/settings.ts';

/** The host as this window sees it: what it keeps, what it was sent, and whether it is there. */
let kept: Settings;
let sent: SettingsChange[];
let gate: Promise<void>;
let state: 'online' | 'gone';
let tell: (state: SettingsState) => void;

vi.mock('../api/host.ts', () => ({
  useHost: { getState: () => ({ state }) },
  host: () => ({
    call: async (method: string, { change }: { change?: SettingsChange }) => {
      await gate;
      // Of the same modules as the window's, which are new in each test.
      const { fail } = await import('../../shared/errors.ts');
      if (state === 'gone') throw fail('disconnected', 'Asking the host', 'it is gone', 'wait');
      if (method === 'settings.set' && change !== undefined) {
        sent.push(change);
        kept = changedSettings(kept, change);
      }
      return { settings: kept, problem: null };
    },
    on: (_: string, listener: typeof tell) => (tell = listener),
  }),
}));
vi.mock('./notices.ts', () => ({ notifyError: vi.fn(), notifyProblem: vi.fn() }));

const dataset: Record<string, string> = {};

async function start(page: Settings = defaultSettings) {
  const content = JSON.stringify(lookOf(page));
  vi.stubGlobal('document', { documentElement: { dataset }, querySelector: () => ({ content }) });
  vi.stubGlobal('window', { addEventListener: () => undefined });
  vi.resetModules();
  const settings = await import('./settings.ts');
  settings.followSettings();
  return settings;
}

beforeEach(() => {
  vi.useFakeTimers();
  kept = defaultSettings;
  sent = [];
  gate = Promise.resolve();
  state = 'online';
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('[B400] a choice holds at once, and choices that follow each other are one write', async () => {
  const { setSettings, setView, useSettings } = await start();
  setSettings({ theme: 'dark' });
  for (const tile of [100, 120, 140]) setView({ tile });
  setSettings({ density: 'compact' });
  expect(useSettings.getState()).toMatchObject({ theme: 'dark', density: 'compact', view: { tile: 140 } });
  expect(dataset).toEqual({ theme: 'dark', density: 'compact' });
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(300);
  expect(sent).toEqual([{ theme: 'dark', view: { tile: 140 }, density: 'compact' }]);
});

test('[B440] units are sent at once, so that what is asked next is answered in them', async () => {
  const { setSettings } = await start();
  setSettings({ density: 'compact' });
  setSettings({ units: 'iec' });
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([{ density: 'compact', units: 'iec' }]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toHaveLength(1);
});

test('[B400] what another window chose is followed, and does not take back what is not sent yet', async () => {
  const { setSettings, useSettings } = await start();
  setSettings({ units: 'iec' });
  const other: Settings = { ...defaultSettings, theme: 'light', bookmarks: { p: [{ path: '/a', name: 'a' }] } };
  kept = other;
  tell({ settings: other, problem: null });
  expect(useSettings.getState()).toEqual({ ...other, units: 'iec' });
  // What is as before is the same object: lists are not sorted anew for a folder that was opened.
  const { view } = useSettings.getState();
  tell({ settings: structuredClone({ ...other, recents: { p: ['/a'] } }), problem: null });
  expect(useSettings.getState().recents).toEqual({ p: ['/a'] });
  expect(useSettings.getState().view).toBe(view);
  tell({ settings: other, problem: null });
  await vi.advanceTimersByTimeAsync(300);
  expect(kept).toEqual({ ...other, units: 'iec' });
});

test('[B400] what is chosen while the host is gone, or goes, is kept when it is back', async () => {
  const { setSettings, loadSettings, useSettings } = await start();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  gate = promise.then(() => undefined);
  setSettings({ theme: 'dark', density: 'compact' });
  await vi.advanceTimersByTimeAsync(300);
  // It goes with the first choice on its way.
  state = 'gone';
  resolve(undefined);
  await vi.advanceTimersByTimeAsync(10);
  setSettings({ density: 'comfortable' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual([]);
  state = 'online';
  await loadSettings();
  expect(sent).toEqual([{ theme: 'dark', density: 'comfortable' }]);
  expect(useSettings.getState()).toMatchObject({ theme: 'dark', density: 'comfortable' });
});

test('[B400] what is chosen while a choice is on its way to a host that goes comes after it', async () => {
  const { setSettings, loadSettings, useSettings } = await start();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  gate = promise.then(() => undefined);
  setSettings({ theme: 'dark', density: 'compact' });
  await vi.advanceTimersByTimeAsync(300);
  setSettings({ density: 'comfortable', units: 'iec' });
  await vi.advanceTimersByTimeAsync(300);
  state = 'gone';
  resolve(undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual([]);
  state = 'online';
  await loadSettings();
  expect(kept).toMatchObject({ theme: 'dark', density: 'comfortable', units: 'iec' });
  expect(useSettings.getState()).toMatchObject({ theme: 'dark', density: 'comfortable', units: 'iec' });
});

test('[B402] the window begins with what the page brings', async () => {
  const { useSettings } = await start({ ...defaultSettings, theme: 'light', units: 'iec' });
  expect(useSettings.getState()).toMatchObject({ theme: 'light', units: 'iec' });
  expect(dataset['theme']).toBe('light');
});
