import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-cli-duplicates-'));
  await cfs('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk));
    await cfs('volume', 'add', join(base, disk));
  }
  put('disk1', 'older.txt', 'a text that is there twice', 1_700_000_000);
  put('disk2', 'newer.txt', 'a text that is there twice', 1_700_100_000);
  put('disk1', 'x', 'two', 1_700_000_000);
  put('disk1', 'y', 'two', 1_700_000_000);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('[Q107] a folder that is not there is told, and none of its duplicates', async () => {
  const { code, out, err } = await cfs('duplicates', '/nowhere');
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain('/nowhere');
});

it('[Q107] lists groups for people, machines and xargs, from a size on', async () => {
  expect(await cfs('duplicates')).toEqual({
    code: 0,
    out: [
      '2 x 26 bytes, 26 bytes in duplicates',
      '  /newer.txt  (disk2)',
      '  /older.txt  (disk1)',
      '2 x 3 bytes, 3 bytes in duplicates',
      '  /x  (disk1)',
      '  /y  (disk1)',
      '2 groups, 29 bytes in duplicates',
      '',
    ].join('\n'),
    err: '',
  });
  const { out } = await cfs('duplicates', '--larger', '3', '--json');
  expect(JSON.parse(out)).toMatchObject({
    size: 26,
    wasted: 26,
    files: [{ path: '/newer.txt', volumes: ['disk2'] }, {}],
  });
  expect((await cfs('duplicates', '-0', '--larger', '3')).out).toBe('/newer.txt\0/older.txt\0');
  rmSync(join(base, 'disk1', 'y'));
  expect((await cfs('duplicates', '--larger', '26')).out).toBe('No duplicates.\n');
});

it('[Q107] moves all but one of each to the trash, after it was said which ones stay', async () => {
  expect(await cfs('duplicates', '--trash')).toMatchObject({ code: 2 });
  expect(await cfs('duplicates', '--trash', '--keep', 'disk9')).toMatchObject({ code: 3 });
  // Nobody can be asked here.
  expect(await cfs('duplicates', '--trash', '--keep', 'newest')).toMatchObject({ code: 4 });
  const there = (disk: string, name: string): boolean => existsSync(join(base, disk, name));
  expect([there('disk1', 'older.txt'), there('disk1', 'y')]).toEqual([true, true]);
  const done = await cfs('duplicates', '--trash', '--keep', 'disk2', '--yes');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toMatch(/^Moved to the trash: 1 file in /);
  expect([there('disk1', 'older.txt'), there('disk2', 'newer.txt'), there('disk1', 'y')]).toEqual([false, true, true]);
  expect((await cfs('duplicates', '--trash', '--keep', 'disk2', '--yes')).out).toBe('By this rule none goes.\n');
  expect(await cfs('undo')).toMatchObject({ code: 0, out: 'Undo: Move a duplicate to the trash\n' });
  expect(there('disk1', 'older.txt')).toBe(true);
});
