import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultSettings, lookOf } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';
import { writeDurably } from '../engine/volume/write-durably.ts';
import { serveClient } from './dispatch.ts';
import { allEvents, engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import { memoryPair } from './memory-transport.ts';
import { openWindowSettings, withLook } from './settings.ts';
import { createTestEngine } from './test-engine.ts';
import { createClient } from '../../shared/client.ts';

let home = '';
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'cfs-settings-'))));
afterEach(() => {
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true });
});

const open = () => openWindowSettings(home, writeDurably);
const file = () => join(home, 'window.json');
const bookmark = { path: '/a', name: '\u202ea"<b>' };

it('[B400] what is chosen is kept field by field, and every window of the host is told', async () => {
  const settings = open();
  expect(settings.read()).toEqual({ settings: defaultSettings, problem: null });
  const test = createTestEngine();
  const info = { version: '1', platform: 'linux', home, capabilities: {} as never } as const;
  const handlers = createHandlers(test.engine, { info, settings });
  const windows = [0, 1].map(() => {
    const pair = memoryPair();
    serveClient(pair.host, handlers, { events: allEvents(engineEvents(test.engine), settings) });
    return createClient(pair.client);
  });
  const told = windows.map((window) => new Promise((resolve) => window.on('settings.changed', resolve)));
  await windows[0]?.call('settings.set', { change: { theme: 'dark', bookmarks: { p1: [bookmark] } } });
  await windows[1]?.call('settings.set', { change: { view: { hidden: true }, bookmarks: { p2: [] } } });
  const first = { ...defaultSettings, theme: 'dark', bookmarks: { p1: [bookmark] } };
  expect(await Promise.all(told)).toEqual(windows.map(() => ({ settings: first, problem: null })));
  const view = { ...defaultSettings.view, hidden: true };
  expect(open().read().settings).toEqual({ ...first, view, bookmarks: { p1: [bookmark], p2: [] } });
  await expect(windows[0]?.call('settings.set', { change: { colour: 'red' } as never })).rejects.toMatchObject({
    code: 'invalid',
  });
  for (const window of windows) window.close();
});

it('[B401] a damaged file is told, kept aside by the next change, and nothing else is lost', () => {
  writeFileSync(file(), '{"theme":"dark",');
  expect(open().read()).toMatchObject({ settings: defaultSettings });
  expect(open().read().problem).toContain(`${file()} is damaged`);
  open().change({ units: 'iec' });
  expect(open().read()).toEqual({ settings: { ...defaultSettings, units: 'iec' }, problem: null });
  expect(readFileSync(join(home, 'window.broken.json'), 'utf8')).toBe('{"theme":"dark",');
});

it('[B401] a file that cannot be read is kept too, and stays when nothing can be written', () => {
  // What is no file cannot be read by anybody, whoever runs this.
  mkdirSync(file());
  writeFileSync(join(file(), 'inside'), 'kept');
  expect(open().read().problem).toContain(file());
  const full = openWindowSettings(home, () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  expect(() => full.change({ theme: 'dark' })).toThrow(/no space left/);
  expect(readFileSync(join(file(), 'inside'), 'utf8')).toBe('kept');
  open().change({ theme: 'dark' });
  expect(open().read()).toEqual({ settings: { ...defaultSettings, theme: 'dark' }, problem: null });
  expect(readFileSync(join(home, 'window.broken.json', 'inside'), 'utf8')).toBe('kept');
});

it('[B401] one field that cannot be read costs only itself; fields that are not known are dropped', () => {
  const view = { ...defaultSettings.view, tile: 5, hidden: true, later: 1 };
  const written = JSON.stringify({ ...defaultSettings, theme: 'dark', density: 'tiny', view, more: [1] });
  writeFileSync(file(), written);
  const { settings, problem } = open().read();
  expect(settings).toEqual({
    ...defaultSettings,
    theme: 'dark',
    view: { ...defaultSettings.view, hidden: true },
  });
  expect(problem).toContain('density, view.tile');
  // What it held is kept, too.
  open().change({ units: 'iec' });
  expect(readFileSync(join(home, 'window.broken.json'), 'utf8')).toBe(written);
  for (const text of ['null', '[]', '"x"', '{"view":[]}', '{"bookmarks":{"p":[{"path":5}]}}']) {
    writeFileSync(file(), text);
    expect(open().read().settings).toEqual(defaultSettings);
  }
});

it.each([
  ['ENOSPC', 'io'],
  ['EACCES', 'denied'],
  ['EROFS', 'denied'],
])('[B401] what cannot be written (%s) fails by its reason, and no window is told', (code, as) => {
  const settings = openWindowSettings(home, () => {
    throw Object.assign(new Error(`the disk says ${code}`), { code });
  });
  const told: unknown[] = [];
  settings.onChange((change) => told.push(change));
  const message = expect.stringMatching(`^Keeping the settings of the window .*the disk says ${code}`) as string;
  expect(() => settings.change({ theme: 'dark' })).toThrow(expect.objectContaining({ code: as, message }));
  expect(told).toEqual([]);
  expect(settings.read().settings).toEqual(defaultSettings);
});

it('[B402] the page brings theme, density and view with it, and no names', () => {
  const settings: Settings = {
    ...defaultSettings,
    theme: 'dark',
    density: 'compact',
    bookmarks: { p1: [bookmark] },
  };
  const page = withLook('<!doctype html><html lang="en"><head></head></html>', settings);
  expect(page).toMatch(/^<!doctype html><html data-theme="dark" data-density="compact" lang="en"><head><meta /);
  const [, content = ''] = /content="([^"]*)"/.exec(page) ?? [];
  expect(content).not.toMatch(/[<>]|bookmarks/);
  const plain = content.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  expect(JSON.parse(plain)).toEqual(lookOf(settings));
  expect(withLook('<html><head>', defaultSettings)).not.toContain('data-theme');
});
