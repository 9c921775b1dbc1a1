import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { catalogPath, openCatalogWriter } from '../engine/catalog/database.ts';
import { fillFrom } from '../engine/catalog/fill.ts';
import { testCli } from './run-fixture.ts';

vi.setConfig({ testTimeout: 60_000 });

let base = '';
const cfs = (...args: string[]) => testCli(join(base, 'home'))(...args);

/** A pool of which disk2 is not connected, with a catalog that knows what it holds. */
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-cli-offline-'));
  expect((await cfs('pool', 'create', 'home')).code).toBe(0);
  for (const name of ['disk1', 'disk2']) {
    mkdirSync(join(base, name));
    await cfs('volume', 'add', join(base, name), '--name', name, '--limit', '10M', '--reserve', '0');
  }
  mkdirSync(join(base, 'disk2/films'));
  writeFileSync(join(base, 'disk1/here.txt'), 'here');
  writeFileSync(join(base, 'disk2/films/away.mkv'), 'away');
  const pools = JSON.parse((await cfs('pool', 'list', '--json')).out) as { readonly id: string };
  const volumes = (await cfs('volume', 'list', '--json')).out.trim().split('\n');
  const members = volumes.map((line) => JSON.parse(line) as { id: string; name: string; root: string });
  const db = openCatalogWriter(catalogPath(join(base, 'home'), pools.id));
  fillFrom(db, members);
  db.close();
  renameSync(join(base, 'disk2'), join(base, 'unplugged'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('[Q123] commands list what volumes that are not connected hold, marked, and say once that it is from memory', async () => {
  const plain = await cfs('ls', '-l', '/', '/films');
  expect({ code: plain.code, err: plain.err }).toEqual({
    code: 0,
    err: 'cfs: disk2 is not connected: what it holds is listed as it was when it was last seen, a moment ago\n',
  });
  expect(plain.out).toMatch(/disk2 \(offline\) +films/);
  expect(plain.out).toMatch(/disk2 \(offline\) +\/?(films\/)?away\.mkv/);
  const [film] = (await cfs('ls', '/films', '--json')).out.trim().split('\n');
  expect(JSON.parse(film ?? '')).toMatchObject({
    path: '/films/away.mkv',
    size: 4,
    volumes: ['disk2'],
    offline: true,
    away: [{ volume: 'disk2', seenMs: expect.any(Number) as number }],
  });
  const about = await cfs('stat', '/films/away.mkv');
  expect(about.out).toContain('on disk2, not connected, last seen a moment ago');
  expect((await cfs('locate', '/films/away.mkv')).out).toContain('(not connected, last seen a moment ago)');
});

it('[Q124] a file that cannot be reached is an error of its own (1), which names the volume', async () => {
  for (const args of [
    ['cat', '/films/away.mkv'],
    ['open', '/films/away.mkv'],
  ]) {
    const ran = await cfs(...args);
    expect({ code: ran.code, err: ran.err }).toEqual({
      code: 1,
      err: expect.stringContaining('it is on disk2, which is not connected') as string,
    });
  }
  writeFileSync(join(base, 'away.mkv'), 'another');
  const put = await cfs('put', join(base, 'away.mkv'), '/films');
  expect({ code: put.code, err: put.err }).toEqual({
    code: 4,
    err: expect.stringContaining('already there on disk2, not connected') as string,
  });
});
