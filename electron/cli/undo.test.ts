import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEngine } from '../engine/engine.ts';
import { runCli } from './main.ts';

/** `cfs undo`, `redo` and `trash` over real folders; each command opens an engine of its own, as a process does. */

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

async function ok(...args: string[]): Promise<string> {
  const { code, out, err } = await cfs(...args);
  expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
  return out;
}

async function lines(...args: string[]): Promise<Record<string, unknown>[]> {
  const out = await ok(...args, '--json');
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}

function local(name: string, content: string): string {
  writeFileSync(join(base, name), content);
  return join(base, name);
}

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-cli-undo-'));
  await ok('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk));
    await ok('volume', 'add', join(base, disk));
  }
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('[C110] undo takes back what the last command did, redo does it again; both say what it was', async () => {
  await ok('put', local('a', 'one'), '/a');
  await ok('put', local('a', 'two'), '/a', '--on-conflict', 'replace');
  await ok('mv', '/a', '/b/');
  expect(await ok('undo')).toBe('Undo: Move "a" to /b\n');
  expect(await ok('ls')).toBe('a\n');
  await ok('undo');
  expect(await ok('cat', '/a')).toBe('one');
  await ok('undo', '--quiet');
  expect(await ok('ls')).toBe('');
  expect(await cfs('undo')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/^cfs: Undoing: .+: .+\n$/) as string,
  });
  await ok('redo');
  await ok('redo');
  expect(await ok('redo')).toBe('Redo: Move "a" to /b\n');
  expect(await ok('cat', '/b/a')).toBe('two');
});

it('[C110] what cannot be taken back is named, with exit code 1', async () => {
  await ok('put', local('a', 'one'), local('b', 'two'), '/to/');
  await ok('mv', '/to/a', '/to/b', '/');
  const real = (await ok('open', '/a')).trim();
  writeFileSync(real, 'changed since');
  const { code, err } = await cfs('undo');
  expect(code).toBe(1);
  expect(err).toMatch(/^cfs: Moving \/a back to \/to\/a: it was changed since/);
  expect(await ok('ls')).toBe('to\na\n');
  expect(await ok('ls', '/to')).toBe('b\n');
});

it('[C111] undo --list shows what can be undone and redone, newest first, and changes nothing', async () => {
  await ok('mkdir', '/one');
  await ok('mkdir', '/two');
  await ok('undo');
  const list = await lines('undo', '--list');
  expect(list).toMatchObject([
    { direction: 'redo', title: 'New folder "two"', items: 1, partly: false },
    { direction: 'undo', title: 'New folder "one"' },
  ]);
  expect(await ok('redo', '--list')).toMatch(/^redo .* 1 item +New folder "two"\nundo .* 1 item +New folder "one"\n$/);
  expect(await ok('ls')).toBe('one\n');
});

it('[C115] undo of a rebalance and plan undo name the bytes first, and are refused without --yes', async () => {
  const puts: string[] = [];
  for (let i = 0; i < 6; i += 1) puts.push(local(`f${String(i)}`, 'x'.repeat(100_000)));
  await ok('volume', 'set', 'disk2', '--mode', 'no-create');
  await ok('volume', 'set', 'disk1', '--limit', '2M');
  await ok('volume', 'set', 'disk2', '--limit', '2M');
  await ok('put', ...puts, '/');
  await ok('volume', 'set', 'disk2', '--mode', 'read-write');
  await ok('balance', '--within', '1', '--yes');
  const [plan] = await lines('plan', 'list');
  const refused = await cfs('undo');
  expect(refused.code).toBe(4);
  expect(await ok('undo', '--list')).toMatch(/^undo .*copies \d+ KB +Even out the volumes\n/);
  expect(await ok('undo', '--yes')).toBe('Undo: Even out the volumes\n');
  expect((await lines('ls')).map(({ volumes }) => String(volumes))).toEqual(Array(6).fill('disk1'));
  expect(await ok('redo', '--yes')).toBe('Redo: Even out the volumes\n');
  const [again] = await lines('plan', 'list');
  expect(again?.['id']).not.toBe(plan?.['id']);
  expect((await cfs('plan', 'undo', String(again?.['id']))).code).toBe(4);
  expect(await ok('plan', 'undo', String(again?.['id']), '--dry-run')).toContain('Run it with: cfs plan run');
  await ok('plan', 'undo', String(again?.['id']), '--yes');
  expect((await lines('ls')).map(({ volumes }) => String(volumes))).toEqual(Array(6).fill('disk1'));
});

it('[C112] trash restore puts back by path or id, beside with keep-both; what failed is named', async () => {
  await ok('put', local('a.txt', 'old'), '/d/');
  await ok('rm', '/d/a.txt');
  await ok('put', local('a.txt', 'new'), '/d/');
  const refused = await cfs('trash', 'restore', '/d/a.txt');
  expect(refused.code).toBe(4);
  expect(refused.err).toMatch(/^cfs: Restoring \/d\/a.txt: .*already there.*: .+\n$/);
  expect(await ok('trash', 'restore', '--on-conflict', 'keep-both', '/d/a.txt')).toBe('/d/a (restored).txt\n');
  await ok('rm', '-r', '/d');
  const [entry] = await lines('trash', 'list');
  expect(entry).toMatchObject({ path: '/d', type: 'directory' });
  const told = await lines('trash', 'restore', String(entry?.['id']));
  expect(told).toMatchObject([{ path: '/d', outcome: 'done' }, { summary: { kind: 'restore', files: 1 } }]);
  expect(await ok('cat', '/d/a.txt', '/d/a (restored).txt')).toBe('newold');
});

it('[C113] trash empty asks, deletes what is named or old enough, or all, and says how much', async () => {
  await ok('put', local('a', 'a'), local('b', 'b'), local('c', 'c'), '/');
  await ok('rm', '/a');
  await ok('rm', '/b', '/c');
  expect(await cfs('trash', 'empty')).toMatchObject({ code: 4 });
  expect(await lines('trash', 'list')).toHaveLength(3);
  expect(await ok('trash', 'empty', '--older-than', '30d', '--yes')).toBe('There is nothing to delete.\n');
  expect(await ok('trash', 'empty', '/b', '--yes')).toMatch(/^Deleted for ever: 1 file/);
  expect((await lines('trash', 'list')).map(({ path }) => path).sort()).toEqual(['/a', '/c']);
  expect(await lines('trash', 'empty', '--yes')).toMatchObject([
    { outcome: 'done' },
    { outcome: 'done' },
    { summary: { kind: 'empty', state: 'done', files: 2, failed: 0 } },
  ]);
  expect(await lines('trash', 'list')).toEqual([]);
  expect(await cfs('trash', 'empty', '--older-than', 'long')).toMatchObject({ code: 2 });
});

it('[C114] pool set --trash-days keeps an age limit for the trash, "never" takes it off', async () => {
  await ok('pool', 'set', '--trash-days', '30');
  expect(await ok('pool', 'show')).toContain('The trash is emptied after 30 days.');
  await ok('pool', 'set', '--trash-days', 'never');
  expect(await ok('pool', 'show')).not.toContain('trash');
  expect(existsSync(join(base, 'home'))).toBe(true);
  expect(await cfs('pool', 'set', '--trash-days', '0')).toMatchObject({ code: 2 });
});
