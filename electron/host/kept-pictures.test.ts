import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../../shared/client.ts';
import { smallKeptMost } from '../../shared/small-picture.ts';
import type { Engine } from '../engine/api.ts';
import { writeDurably } from '../engine/volume/write-durably.ts';
import { serveClient } from './dispatch.ts';
import { engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import { keptPictures, openKeptPictures } from './kept-pictures.ts';
import type { PictureOf } from './kept-pictures.ts';
import { memoryPair } from './memory-transport.ts';
import { openWindowSettings } from './settings.ts';
import { createTestEngine, poolInfo, volumeInfo } from './test-engine.ts';

let home = '';
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'cfs-pictures-'))));
afterEach(() => rmSync(home, { recursive: true }));

const seen = { size: 9, mtimeMs: 5.25, inode: '77' };
const of = (change: Partial<PictureOf> = {}): PictureOf => ({
  volume: 'v1',
  path: '/a.jpg',
  seen,
  edge: 128,
  ...change,
});
const picture = (bytes = 100, letter = 'x'): Buffer => {
  const whole = Buffer.concat([Buffer.from('RIFF....WEBP'), Buffer.alloc(bytes - 12, letter)]);
  whole.writeUInt32LE(bytes - 8, 4);
  return whole;
};
const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

test('[B482] a small picture is handed out of the very file, volume and size that it was kept of, and of no other', async () => {
  const folder = join(home, 'pictures');
  await keptPictures({ folder }).keep(of(), picture());
  // Another host, later.
  const kept = keptPictures({ folder });
  expect(await kept.get(of())).toEqual(picture());
  for (const change of [
    { volume: 'v2' },
    { path: '/b.jpg' },
    { edge: 256 },
    { seen: { ...seen, size: 10 } },
    { seen: { ...seen, mtimeMs: 5.5 } },
    { seen: { ...seen, inode: '78' } },
  ]) {
    expect(await kept.get(of(change))).toBeNull();
  }
  // A larger one lies beside it; of the file as it is now takes the place of all that were.
  await kept.keep(of({ edge: 256 }), picture(200));
  expect(files(folder)).toHaveLength(2);
  await kept.keep(of({ seen: { ...seen, size: 10 } }), picture(100, 'y'));
  expect(files(folder)).toHaveLength(1);
  expect(await kept.get(of())).toBeNull();
});

test('[B482] kept pictures are closed to others; what is none is neither kept nor handed out', async () => {
  const folder = join(home, 'pictures');
  const kept = keptPictures({ folder });
  await kept.keep(of(), Buffer.from('<script>'));
  await kept.keep(of(), picture(smallKeptMost + 1));
  expect((await kept.use()).pictures).toBe(0);
  await kept.keep(of(), picture());
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const [name = ''] = files(folder);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(name).not.toContain('a.jpg');
  for (const damaged of [Buffer.from('damaged'), picture().subarray(0, 60), Buffer.alloc(0)]) {
    writeFileSync(join(folder, name), damaged);
    expect(await kept.get(of())).toBeNull();
  }
  // Where none can be kept that is told, and nothing else happens.
  writeFileSync(join(home, 'file'), '');
  const nowhere = keptPictures({ folder: join(home, 'file', 'pictures') });
  await nowhere.keep(of(), picture());
  expect(await nowhere.get(of())).toBeNull();
  expect(await nowhere.use()).toMatchObject({ pictures: 0, problem: expect.stringContaining('ENOTDIR') as string });
});

test('[B482] together they take no more than the limit: those that were used longest ago go', async () => {
  let ahead = 0;
  const folder = join(home, 'pictures');
  const kept = keptPictures({ folder, most: 10_000, now: () => Date.now() + ahead });
  const path = (at: number): string => `/${String(at)}.jpg`;
  for (let at = 0; at < 10; at += 1) await kept.keep(of({ path: path(at) }), picture(1_000));
  expect(await kept.use()).toMatchObject({ pictures: 10, bytes: 10_000, most: 10_000 });
  ahead = 10 * 3_600_000;
  expect(await kept.get(of({ path: path(0) }))).not.toBeNull();
  await kept.keep(of({ path: path(10) }), picture(1_000));
  expect((await kept.use()).bytes).toBe(9_000);
  expect(await kept.get(of({ path: path(0) }))).not.toBeNull();
});

test('[B483] small pictures are kept only while that is wanted, and all go at once when it is not', async () => {
  const settings = openWindowSettings(home, writeDurably);
  const pictures = openKeptPictures(home, settings);
  const engine = createTestEngine();
  const info = { version: '1', platform: 'linux', home, capabilities: {} as never } as const;
  const pair = memoryPair();
  let looked = Promise.resolve();
  const pool: Engine['pool'] = async (name) => {
    await looked;
    return engine.engine.pool(name);
  };
  serveClient(pair.host, createHandlers({ ...engine.engine, pool }, { info, settings, pictures }), {
    events: engineEvents(engine.engine),
  });
  const window = createClient(pair.client);
  const one = { pool: poolInfo.id, path: '/a.jpg', volume: volumeInfo.name, edge: 128, seen };
  const keep = () => window.call('entry.keepPicture', { ...one, base64: picture().toString('base64') });
  await keep();
  expect(await window.call('pictures.use', {})).toMatchObject({ pictures: 1, bytes: 100, problem: null });
  expect(await pictures.get(of({ volume: volumeInfo.id }))).toEqual(picture());
  // One comes just before, and its volume is still looked for.
  const gate = Promise.withResolvers<undefined>();
  looked = gate.promise.then(() => undefined);
  const late = keep();
  await window.call('settings.set', { change: { keepPictures: false } });
  await expect.poll(async () => (await window.call('pictures.use', {})).pictures).toBe(0);
  gate.resolve(undefined);
  await Promise.all([late, keep()]);
  expect((await window.call('pictures.use', {})).pictures).toBe(0);
  await window.call('settings.set', { change: { keepPictures: true } });
  await keep();
  await window.call('pictures.clear', {});
  const { pictures: left, folder } = await window.call('pictures.use', {});
  expect(left).toBe(0);
  expect(folder.startsWith(home)).toBe(true);
  window.close();
});
