import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEngine } from '../engine/engine.ts';
import { runCli } from './main.ts';

let base = '';

async function cfs(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  const code = await runCli(args, {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    openEngine: () => openEngine({ home: join(base, 'home') }),
    version: () => '1',
    serve: () => Promise.resolve(),
  });
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err };
}

const put = (volume: string, name: string, content: string, time: number): void => {
  writeFileSync(join(base, volume, name), content);
  utimesSync(join(base, volume, name), time, time);
};
const onDisk = (volume: string, name: string): string => readFileSync(join(base, volume, name), 'utf8');

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-cli-resolve-'));
  await cfs('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk));
    await cfs('volume', 'add', join(base, disk));
  }
  put('disk1', 'a.txt', 'older', 1_700_000_000);
  put('disk2', 'a.txt', 'newer one', 1_700_100_000);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('[Q98] check names the way; resolve lists, compares, and keeps the newest', async () => {
  const check = await cfs('check');
  expect(check).toMatchObject({ code: 1, out: expect.stringContaining('"cfs resolve"') as string });
  expect(await cfs('resolve')).toMatchObject({ code: 0, out: 'disk1,disk2  /a.txt\n' });
  expect((await cfs('resolve', '--json')).out).toBe('{"path":"/a.txt","type":"file","volumes":["disk1","disk2"]}\n');
  const compared = await cfs('resolve', '/a.txt');
  expect(compared.out).toMatch(/^\/a\.txt\n {2}disk1 +5 bytes .+\n {2}disk2 +9 bytes .+, newest .+opens\n$/);
  expect(await cfs('resolve', '/a.txt', '--keep', 'newest')).toEqual({
    code: 0,
    out: '/a.txt: kept on disk2, to the trash on disk1\n',
    err: '',
  });
  expect(await cfs('check')).toMatchObject({ code: 0 });
  expect((await cfs('resolve')).out).toBe('No copies differ.\n');
  expect(await cfs('undo')).toMatchObject({ code: 0, out: `Undo: Keep disk2's copy of "a.txt"\n` });
  expect([onDisk('disk1', 'a.txt'), onDisk('disk2', 'a.txt')]).toEqual(['older', 'newer one']);
});

it('[Q98] keeps the copy on a volume, or both; what cannot be decided is refused', async () => {
  expect((await cfs('resolve', '/a.txt', '--keep', 'both')).out).toBe(
    '/a.txt: disk2 keeps the name\n/a (2).txt: the copy of disk1\n',
  );
  expect([onDisk('disk1', 'a (2).txt'), onDisk('disk2', 'a.txt')]).toEqual(['older', 'newer one']);
  await cfs('undo');
  const kept = await cfs('resolve', '/a.txt', '--keep', 'disk1', '--json');
  expect(JSON.parse(kept.out)).toEqual({ path: '/a.txt', kept: 'disk1', trashed: ['disk2'], renamed: [], away: [] });
  expect(await cfs('resolve', '/a.txt', '--keep', 'disk1')).toMatchObject({ code: 4 });
  expect(await cfs('resolve', '/a.txt', '--keep', 'disk9')).toMatchObject({ code: 3 });
  expect(await cfs('resolve', '/none', '--keep', 'newest')).toMatchObject({ code: 3 });
  put('disk2', 'a.txt', 'same time', 1_700_000_000);
  expect(await cfs('resolve', '/a.txt', '--keep', 'newest')).toMatchObject({ code: 4 });
});
