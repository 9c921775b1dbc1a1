import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import type { Engine } from '../engine/api.ts';
import { openEngine } from '../engine/engine.ts';
import { serveClient } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import { memoryPair } from './memory-transport.ts';

let base = '';
let engine: Engine;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-drag-'));
  for (const folder of ['disk1/whole', 'disk1/parted', 'disk2/parted']) {
    mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, folder, `${folder.slice(0, 5)}.txt`), folder);
  }
  engine = await openEngine({ home: join(base, 'home') });
  const volumes = ['disk1', 'disk2'].map((name) => ({ root: join(base, name), name, reserve: 0 }));
  await engine.createPool({ name: 'home', volumes });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

it('[B371] a folder that lies on several volumes is not handed out in part', async () => {
  const dragged: (readonly string[])[] = [];
  const info = { version: '1', platform: 'linux', home: base, capabilities: {} as never } as const;
  const handlers = createHandlers(engine, { info, dragOut: (files) => dragged.push(files) });
  const pair = memoryPair();
  serveClient(pair.host, handlers, { events: { subscribe: () => () => undefined } });
  const client = createClient(pair.client);
  const ready = (...paths: string[]) => client.call('drag.ready', { pool: 'home', paths, id: '1' });
  await expect(ready('/whole', '/parted')).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('Dragging /parted to another program: it lies on several volumes') as string,
  });
  await expect(client.call('drag.begin', { id: '1' })).rejects.toMatchObject({ code: 'not-found' });
  const { files } = await ready('/whole', '/parted/disk2.txt');
  expect(files).toEqual([join(base, 'disk1/whole'), join(base, 'disk2/parted/disk2.txt')]);
  await client.call('drag.begin', { id: '1' });
  expect(dragged).toEqual([files]);
  await expect(ready('/gone')).rejects.toMatchObject({ code: 'not-found' });
  client.close();
});
