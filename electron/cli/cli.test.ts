import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testCli } from './run-fixture.ts';
import type { Ran } from './run-fixture.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
/** `npm test` has just built it, which starts in a third of the time; by itself the suite runs the sources. */
const built = join(repository, 'out/main/cli.js');
const program =
  process.env['CFS_TEST_BUILT'] === '1' && existsSync(built) ? built : join(repository, 'electron/cli.ts');

// A busy machine starts few processes in a second.
vi.setConfig({ testTimeout: 180_000 });

/** Everything of one test lives below `base`: CFS_HOME, volumes, local files. */
let base = '';

async function execute(command: string, args: readonly string[], cwd = base): Promise<Ran> {
  const env = { PATH: process.env['PATH'], CFS_HOME: join(base, 'home'), NODE: process.execPath, CLI: program };
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd, env, encoding: 'buffer', maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out: stdout.toString(), bytes: stdout, err: stderr.toString() });
    });
  });
}

/** In this process, which is twenty times quicker; what only a process shows (bytes, pipes, interrupts) runs one. */
function cfs(...args: string[]): Promise<Ran> {
  return testCli(join(base, 'home'))(...args);
}

/** Runs a shell script in which `cfs` is the program, for bytes that JavaScript strings cannot hold. */
function shell(script: string): Promise<Ran> {
  return execute('bash', ['--norc', '-c', `cfs() { "$NODE" "$CLI" "$@"; }\n${script}`]);
}

async function ok(...args: string[]): Promise<string> {
  const ran = await cfs(...args);
  expect({ args, code: ran.code, err: ran.err }).toEqual({ args, code: 0, err: '' });
  return ran.out;
}

async function lines(...args: string[]): Promise<Record<string, unknown>[]> {
  const text = await ok(...args, '--json');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}

/** An error of one kind: exit code, and a line that says three things. */
function refused(ran: Ran, code: number): void {
  expect({ code: ran.code, err: ran.err, out: ran.out }).toMatchObject({ code });
  expect(ran.err).toMatch(/^cfs: [^\n]+: [^\n]+: [^\n]+\n$/);
}

async function newPool(limits: readonly string[]): Promise<void> {
  await ok('pool', 'create', 'home', '--reserve', '0');
  for (const [index, limit] of limits.entries()) {
    const root = join(base, `v${index + 1}`);
    await mkdir(root);
    await ok('volume', 'add', root, '--name', `disk${index + 1}`, '--limit', limit, '--reserve', '0');
  }
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(base, 'local', name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** Everything that put and get must keep, per relative path. */
async function snapshot(root: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const visit = async (relative: string): Promise<void> => {
    const path = join(root, relative);
    const stat = await lstat(path, { bigint: true });
    const common = { mode: stat.mode, ...(stat.isSymbolicLink() ? {} : { mtimeNs: stat.mtimeNs }) };
    if (stat.isDirectory()) {
      found[relative] = common;
      for (const name of await readdir(path)) await visit(join(relative, name));
    } else if (stat.isSymbolicLink()) {
      found[relative] = { target: await readlink(path) };
    } else {
      found[relative] = { ...common, content: (await readFile(path)).toString('base64') };
    }
  };
  await visit('.');
  return found;
}

const formerFolder = process.cwd();
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'cfs-cli-'));
  process.chdir(base);
});
afterEach(async () => {
  process.chdir(formerFolder);
  await rm(base, { recursive: true, force: true });
});

describe('the command line without a pool', () => {
  it('[C14] help lists every command, a wrong one exits 2 and lists them too', async () => {
    const help = await ok('help');
    for (const word of ['ls', 'put', 'plan', 'serve', '--json', 'CFS_HOME']) expect(help).toContain(word);
    expect(await ok('--help')).toBe(help);
    expect(await ok('help', 'plan', 'even')).toContain('--within');
    expect(await ok('put', '--help')).toContain('--on-conflict');
    const wrong = await cfs('frobnicate');
    refused(wrong, 2);
    expect(wrong.err).toContain('locate');
    for (const args of [
      [],
      ['ls', '--nope'],
      ['pool'],
      ['pool', 'frob'],
      ['put', 'a'],
      ['find', '--type', 'x'],
      ['--nope'],
    ]) {
      refused(await cfs(...args), 2);
    }
  });

  it('[C15] errors with --json are one JSON line on standard error', async () => {
    for (const args of [
      ['--json', 'pool', 'show', 'none'],
      ['pool', '--json', 'show', 'none'],
      ['pool', 'show', 'none', '--json'],
    ]) {
      const ran = await cfs(...args);
      expect(ran.code).toBe(3);
      expect(ran.out).toBe('');
      expect(JSON.parse(ran.err)).toMatchObject({
        error: { code: 'not-found', message: expect.any(String) as string },
      });
      expect(ran.err.trimEnd()).not.toContain('\n');
    }
    expect(JSON.parse((await cfs('frob', '--json')).err)).toMatchObject({ error: { code: 'invalid' } });
  });

  it('[C16] no pool is exit 3, several and none named is exit 2', async () => {
    refused(await cfs('ls', '/'), 3);
    expect(await ok('pool', 'list')).toBe('');
    await ok('pool', 'create', 'one');
    await ok('pool', 'create', 'two', '--policy', 'first-fit');
    refused(await cfs('df'), 2);
    expect(await ok('--pool', 'two', 'df')).toContain('two');
    expect((await shell('CFS_POOL=two cfs df --json')).out).toContain('"pool":"two"');
    refused(await cfs('pool', 'create', 'one'), 4);
    refused(await cfs('pool', 'create', 'x', '--policy', 'nope'), 2);
    expect((await lines('pool', 'list')).map((pool) => pool['policy'])).toEqual(['balanced', 'first-fit']);
    await ok('pool', 'set', 'two', '--name', 'three', '--policy', 'most-free');
    expect((await lines('pool', 'show', 'three'))[0]).toMatchObject({
      name: 'three',
      policy: 'most-free',
      volumes: [],
    });
    await ok('pool', 'forget', 'three');
    expect(await lines('pool', 'list')).toHaveLength(1);
    refused(await cfs('pool', 'forget', 'three'), 3);
  });

  it('prints the version, the policies and completions', async () => {
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { version: string };
    for (const word of ['version', '--version']) {
      expect(await execute(process.execPath, [program, word])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
    }
    expect((await lines('policy', 'list')).map((policy) => policy['name'])).toContain('balanced');
    expect(await ok('completion', 'bash')).toContain('complete -o default -F _cfs cfs');
    refused(await cfs('completion', 'tcsh'), 2);
  });
});

describe('files in a pool', () => {
  beforeEach(async () => {
    await newPool(['8M', '8M']);
  });

  it('[C17] volumes are added, listed, set and removed', async () => {
    const [first] = await lines('volume', 'list');
    expect(first).toMatchObject({ name: 'disk1', root: join(base, 'v1'), mode: 'read-write', state: 'online' });
    await mkdir(join(base, 'v3'));
    const [added] = await lines('volume', 'add', 'v3', '--tag', 'usb', '--tag', 'old', '--mode', 'no-create');
    expect(added).toMatchObject({ root: join(base, 'v3'), mode: 'no-create', tags: ['usb', 'old'] });
    const name = String(added?.['name']);
    expect(
      (await lines('volume', 'set', name, '--mode', 'read-only', '--limit', '1M', '--name', 'third'))[0],
    ).toMatchObject({
      name: 'third',
      mode: 'read-only',
      limit: 1_000_000,
    });
    expect((await lines('volume', 'set', 'third', '--limit', 'none'))[0]).toMatchObject({ limit: null });
    refused(await cfs('volume', 'set', 'third'), 2);
    refused(await cfs('volume', 'set', 'third', '--limit', 'lots'), 2);
    refused(await cfs('volume', 'add', join(base, 'missing')), 3);
    await ok('volume', 'remove', 'third');
    refused(await cfs('volume', 'remove', 'third'), 3);
    await ok('put', await file('a', 'only copy'), '/');
    const [copy] = await lines('locate', '/a');
    refused(await cfs('volume', 'remove', String(copy?.['volume'])), 4);
  });

  it('[C18] put, ls, stat, open, locate, why, cat tell the same about a file', async () => {
    const [item, ...rest] = await lines('put', await file('a.txt', 'hello\n'), '/docs/a.txt');
    expect(item).toMatchObject({ path: '/docs/a.txt', size: 6 });
    expect(rest).toMatchObject([{ summary: { state: 'done', files: 1, bytes: 6 } }]);
    const volume = String(item?.['volume']);
    expect(await ok('ls')).toBe('docs\n');
    expect(await ok('ls', '/docs')).toBe('a.txt\n');
    expect(await ok('ls', '/docs/a.txt')).toBe('/docs/a.txt\n');
    const [entry] = await lines('ls', '/docs');
    expect(Object.keys(entry ?? {})).toEqual([
      'path',
      'name',
      'type',
      'size',
      'mtimeMs',
      'mode',
      'volumes',
      'conflict',
      'offline',
    ]);
    expect(entry).toMatchObject({
      path: '/docs/a.txt',
      name: 'a.txt',
      type: 'file',
      size: 6,
      mode: 0o644,
      volumes: [volume],
    });
    expect(await lines('stat', '/docs/a.txt')).toEqual([entry]);
    expect(await ok('stat', '/docs/a.txt')).toMatch(/size +6 .*\n.*\n.*-rw-r--r-- \(0644\)\n +volumes +disk/);
    const [opened] = await lines('open', '/docs/a.txt');
    expect(opened).toEqual({ path: '/docs/a.txt', volume, physical: expect.any(String) as string });
    const physical = String(opened?.['physical']);
    expect(await readFile(physical, 'utf8')).toBe('hello\n');
    expect(await ok('open', '/docs/a.txt')).toBe(`${physical}\n`);
    expect(await ok('open', '-0', '/docs/a.txt')).toBe(`${physical}\0`);
    expect(await lines('locate', '/docs/a.txt')).toEqual([{ volume, physical, size: 6, mtimeMs: entry?.['mtimeMs'] }]);
    expect(await ok('cat', '/docs/a.txt', '/docs/a.txt')).toBe('hello\nhello\n');
    expect((await lines('why', '/docs/a.txt'))[0]).toMatchObject({ path: '/docs/a.txt', policy: 'balanced' });
    expect(await ok('why', '/docs/new', '--size', '1K')).toMatch(/chosen/);
    expect(await ok('ls', '-l', '/docs')).toMatch(/^-rw-r--r-- +\S.* disk[12] +a\.txt\n$/);
    for (const command of ['ls', 'stat', 'open', 'locate', 'cat', 'rm', 'find', 'du']) {
      refused(await cfs(command, '/docs/none'), 3);
    }
  });

  it('[C19] ls: dotfiles with -a, sections with -R, paths with several operands or -0', async () => {
    await ok('mkdir', '-p', '/a/b', '/c');
    await ok('put', await file('.hidden', ''), await file('x', ''), '/a/b/');
    expect(await ok('ls', '/a/b')).toBe('x\n');
    expect(await ok('ls', '-a', '/a/b')).toBe('.hidden\nx\n');
    expect(await ok('ls', '-R')).toBe('/:\na\nc\n\n/a:\nb\n\n/a/b:\nx\n\n/c:\n');
    expect(await ok('ls', '/c', '/a')).toBe('/c:\n\n/a:\nb\n');
    expect(await ok('ls', '-R0', '/a')).toBe('/a/b\0/a/b/x\0');
    expect((await lines('ls', '-aR', '/a')).map((entry) => entry['path'])).toEqual(['/a/b', '/a/b/.hidden', '/a/b/x']);
    const partly = await cfs('ls', '/a', '/none');
    refused(partly, 3);
    expect(partly.out).toBe('/a:\nb\n');
    expect(await ok('tree')).toBe('/\n├── a\n│   └── b\n│       └── x\n└── c\n\n3 folders, 1 files\n');
  });

  it('[C20] what is there already is never overwritten without being told (4)', async () => {
    await ok('put', await file('a', 'old'), '/');
    refused(await cfs('put', await file('a', 'new'), '/'), 4);
    expect(await ok('cat', '/a')).toBe('old');
    await ok('put', '--on-conflict', 'skip', await file('a', 'new'), '/');
    expect(await ok('cat', '/a')).toBe('old');
    await ok('put', '--on-conflict', 'keep-both', await file('a', 'new'), '/');
    expect(await lines('ls')).toHaveLength(2);
    await ok('put', '--on-conflict', 'replace', await file('a', 'new'), '/');
    expect(await ok('cat', '/a')).toBe('new');
    expect((await lines('trash', 'list')).map((entry) => entry['path'])).toEqual(['/a']);
    refused(await cfs('mkdir', '/a'), 4);
    await ok('mkdir', '/d');
    refused(await cfs('mkdir', '/d'), 4);
    await ok('mkdir', '-p', '/d');
    refused(await cfs('mkdir', '/e/f'), 3);
  });

  it('[C21] folders need -r (4), missing sources are 3, no room is 5', async () => {
    await file('tree/a', 'x');
    const tree = join(base, 'local/tree');
    refused(await cfs('put', tree, '/'), 4);
    refused(await cfs('put', join(base, 'local/none'), '/'), 3);
    const large = await file('large', Buffer.alloc(9_000_000, 1));
    const full = await cfs('put', large, '/');
    refused(full, 5);
    expect(full.err).toContain('disk1');
    expect(full.err).toContain('disk2');
    expect(await ok('ls', '-a')).toBe('');
    await ok('put', '-r', tree, '/');
    refused(await cfs('get', '/tree', join(base, 'out')), 4);
    refused(await cfs('cp', '/tree', '/copy'), 4);
  });

  it('[C22] a tree of everything goes in and comes back identical', async () => {
    const tree = join(base, 'local/tree');
    for (let i = 0; i < 60; i += 1) await file(`tree/d${i % 7}/f ${i}\n.bin`, Buffer.alloc(i * 997, i));
    await mkdir(join(tree, 'empty'));
    await symlink('d1/nowhere', join(tree, 'link'));
    await link(join(tree, 'd1/f 1\n.bin'), join(tree, 'd2/hard'));
    await chmod(join(tree, 'd3/f 3\n.bin'), 0o640);
    await utimes(join(tree, 'd4/f 4\n.bin'), 1e9, 1e9 + 0.25);
    await utimes(join(tree, 'empty'), 1e9, 1e9);
    await chmod(join(tree, 'd5'), 0o750);
    const summary = (await lines('put', '-r', tree, '/t')).at(-1);
    expect(summary).toMatchObject({ summary: { state: 'done', failed: 0, notes: [] } });
    await mkdir(join(base, 'out'));
    await ok('get', '-r', '/t', join(base, 'out'));
    expect(await snapshot(join(base, 'out/t'))).toEqual(await snapshot(tree));
    const out = await lstat(join(base, 'out/t/d2/hard'));
    expect(out.nlink).toBe(2);
    const volumes = new Set((await lines('find', '/t', '--type', 'f')).flatMap((entry) => entry['volumes']));
    expect(volumes.size).toBe(2);
    refused(await cfs('get', '/t/d2/hard', join(base, 'out/t/d2')), 4);
    const [du] = await lines('du', '-s', '/t');
    expect(du).toMatchObject({ path: '/t', files: 61 });
    const again = await cfs('check', '--hash', '--json');
    expect({ code: again.code, out: again.out }).toEqual({ code: 0, out: '' });
  });

  it('[C23] names are bytes: in arguments, on disk, in text, with -0 and in JSON', async () => {
    const put = await shell(
      `mkdir local; printf x > "local/$(printf 'caf\\351 \\377')"; cd local; cfs put "$(printf 'caf\\351 \\377')" /`,
    );
    expect(put).toMatchObject({ code: 0, err: '' });
    const name = Buffer.from('caf\xe9 \xff', 'latin1');
    expect((await cfs('ls')).bytes).toEqual(Buffer.concat([name, Buffer.from('\n')]));
    expect((await cfs('ls', '-0')).bytes).toEqual(Buffer.concat([name, Buffer.from('\0')]));
    expect((await lines('ls'))[0]?.['name']).toBe('caf\udce9 \udcff');
    const script = `p="/$(printf 'caf\\351 \\377')"; cfs cat "$p" && cat "$(cfs open "$p")" && cfs mv "$p" /plain && cfs ls`;
    expect(await shell(script)).toMatchObject({ code: 0, out: 'xxplain\n' });
  });

  it('names with spaces, newlines, dashes and quotes work', async () => {
    const names = ['-r', ' lead', 'new\nline', `it's "q"`, 'ünï', '*', 'a\\b'];
    for (const name of names) await ok('put', '--', await file(name, name), `/w/${name}`);
    expect((await ok('find', '/w', '--type', 'f', '-0')).split('\0').filter(Boolean).toSorted()).toEqual(
      names.map((name) => `/w/${name}`).toSorted(),
    );
    for (const name of names) expect(await ok('cat', `/w/${name}`)).toBe(name);
    expect(await ok('find', '/w', '--name', '\\*')).toBe('/w/*\n');
    refused(await cfs('cat', '/w/../w'), 2);
    refused(await cfs('mkdir', '/.cfs'), 2);
    refused(await cfs('rm', '-r', ''), 2);
  });

  it('[C24] find by name, type, size and time', async () => {
    await ok('put', await file('a.jpg', 'x'.repeat(2000)), await file('b.jpg', 'x'), await file('c.txt', 'x'), '/p/');
    expect(await ok('find', '/p', '--name', '*.jpg')).toBe('/p/a.jpg\n/p/b.jpg\n');
    expect(await ok('find', '--larger', '1K')).toBe('/p/a.jpg\n');
    expect(await ok('find', '--type', 'd')).toBe('/\n/p\n');
    expect(await ok('find', '/p', '--type', 'f', '--newer', '1h', '--name', 'c*')).toBe('/p/c.txt\n');
    expect(await ok('find', '/p', '--type', 'f', '--newer', '2999-01-01')).toBe('');
    refused(await cfs('find', '--name', '[a'), 2);
    refused(await cfs('find', '--newer', 'soon'), 2);
  });

  it('[C25] cp, mv, rmdir inside the pool', async () => {
    await ok('put', await file('a', 'aaa'), '/d/');
    const [before] = await lines('locate', '/d/a');
    await ok('mv', '/d/a', '/d/b');
    const [after] = await lines('locate', '/d/b');
    expect(after?.['volume']).toBe(before?.['volume']);
    await ok('mv', '/d/b', '/new/deep/');
    expect(await ok('cat', '/new/deep/b')).toBe('aaa');
    await ok('cp', '/new/deep/b', '/copy');
    expect(await ok('cat', '/copy')).toBe('aaa');
    await ok('cp', '-r', '/new', '/new2');
    expect(await ok('cat', '/new2/deep/b')).toBe('aaa');
    refused(await cfs('mv', '/copy', '/new/deep/b'), 4);
    refused(await cfs('cp', '/copy', '/new/deep/b'), 4);
    refused(await cfs('mv', '/none', '/x'), 3);
    refused(await cfs('rmdir', '/new'), 4);
    await ok('rmdir', '/d');
    refused(await cfs('rmdir', '/d'), 3);
    expect(await ok('cat', '/copy', '/new/deep/b')).toBe('aaaaaa');
  });

  it('[C26] rm goes to the trash; for ever only with --yes or an answer', async () => {
    await ok('put', await file('a', 'aaa'), await file('b', 'bbb'), '/d/');
    refused(await cfs('rm', '/d'), 4);
    refused(await cfs('rm', '-r', '/'), 4);
    await ok('rm', '/d/a');
    refused(await cfs('cat', '/d/a'), 3);
    const [trashed] = await lines('trash', 'list');
    expect(trashed).toMatchObject({ path: '/d/a', type: 'file', size: 3 });
    expect(await ok('trash', 'restore', '/d/a')).toBe('/d/a\n');
    expect(await ok('cat', '/d/a')).toBe('aaa');
    refused(await cfs('trash', 'restore', '/d/a'), 3);
    await ok('rm', '-r', '/d');
    expect(await ok('ls')).toBe('');
    await ok('trash', 'restore', '/d');
    expect(await ok('cat', '/d/a', '/d/b')).toBe('aaabbb');
    refused(await cfs('rm', '--permanent', '/d/a'), 4);
    expect(await ok('cat', '/d/a')).toBe('aaa');
    await ok('rm', '-r', '--permanent', '--yes', '/d');
    expect(await lines('trash', 'list')).toEqual([]);
    expect(await ok('ls')).toBe('');
  });

  it('[C27] open --write says where to write, and a folder is made for it', async () => {
    const [place] = await lines('open', '--write', '/logs/new.log', '--size', '1M');
    expect(place).toMatchObject({ path: '/logs/new.log', volume: expect.stringMatching(/^disk/) as string });
    await writeFile(String(place?.['physical']), 'line\n');
    expect(await ok('cat', '/logs/new.log')).toBe('line\n');
    refused(await cfs('open', '--write', '/logs/huge', '--size', '1GiB'), 5);
    refused(await cfs('open', '/logs/new.log', '--size', '1M'), 2);
    refused(await cfs('open', '--write', '/logs/new.log'), 4);
  });

  it('[C28] df says what the volumes hold', async () => {
    await ok('put', await file('a', Buffer.alloc(1_000_000, 1)), '/');
    const [df] = await lines('df');
    expect(Object.keys(df ?? {})).toEqual(['pool', 'total', 'used', 'free', 'volumes']);
    const volumes = df?.['volumes'] as Record<string, unknown>[];
    expect(Object.keys(volumes[0] ?? {})).toEqual([
      'name',
      'total',
      'used',
      'free',
      'reserve',
      'limit',
      'mode',
      'state',
    ]);
    expect(volumes[0]).toMatchObject({
      name: 'disk1',
      total: 8_000_000,
      reserve: 0,
      limit: 8_000_000,
      state: 'online',
    });
    const used = volumes.reduce((sum, volume) => sum + Number(volume['used']), 0);
    expect(used).toBeGreaterThanOrEqual(1_000_000);
    expect(await ok('df')).toMatch(/volume +total +used +free.*\n *disk1 .*\n *disk2 .*\n= home/);
  });

  it('[C35] what a volume that is away holds is missed aloud, and the rest is listed', async () => {
    await writeFile(join(base, 'v1/here'), 'x');
    await writeFile(join(base, 'v2/away'), 'x');
    await rename(join(base, 'v2'), join(base, 'unplugged'));
    const ran = await cfs('ls');
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: 'here\n' });
    expect(ran.err).toMatch(/^cfs: Listing "\/" on volume disk2: .*: .*\n$/);
    const found = await cfs('find', '/', '--type', 'f', '--json');
    expect(found.code).toBe(1);
    expect(JSON.parse(found.out)).toMatchObject({ path: '/here' });
    expect(JSON.parse(found.err)).toMatchObject({ error: { code: 'offline', data: { volume: 'disk2' } } });
    await rename(join(base, 'unplugged'), join(base, 'v2'));
    expect(await ok('ls')).toBe('away\nhere\n');
  });

  it('a reader that stops reading is no error', async () => {
    for (let i = 0; i < 30; i += 1) await file(`many/${'x'.repeat(100)}${i}`, '');
    await ok('put', '-r', join(base, 'local/many'), '/many');
    const script = 'cfs find / | head -1; echo "${PIPESTATUS[0]}"; cfs ls -R / | true; echo "${PIPESTATUS[0]}"';
    expect(await shell(script)).toMatchObject({ out: '/\n0\n0\n', err: '' });
  });

  it('output that cannot be written is an error', async () => {
    if (!existsSync('/dev/full')) return;
    await ok('put', await file('a', Buffer.alloc(200_000, 1)), '/');
    refused(await shell('cfs cat /a > /dev/full'), 1);
    refused(await shell('cfs ls > /dev/full'), 1);
  });
});

describe('balance, drain and plans', () => {
  beforeEach(async () => {
    await newPool(['8M', '8M']);
    await ok('pool', 'set', '--policy', 'first-fit');
    for (let i = 0; i < 12; i += 1) await file(`t/f${i}`, Buffer.alloc(400_000, i));
    await ok('put', '-r', join(base, 'local/t'), '/t');
  });

  async function fill(): Promise<number[]> {
    const volumes = (await lines('df'))[0]?.['volumes'] as { used: number; total: number }[];
    return volumes.map(({ used, total }) => used / total);
  }

  it('[C29] a plan moves nothing until it is run, and runs once', async () => {
    const before = await fill();
    const [plan] = await lines('plan', 'even');
    expect(plan).toMatchObject({ reached: true, blocked: [] });
    expect(Object.keys(plan ?? {})).toEqual(
      expect.arrayContaining([
        'id',
        'goal',
        'bytes',
        'lowerBoundBytes',
        'moves',
        'blocked',
        'before',
        'after',
        'reached',
      ]),
    );
    expect(await fill()).toEqual(before);
    const id = String(plan?.['id']);
    expect((await lines('plan', 'list')).map((row) => row['id'])).toContain(id);
    expect((await lines('plan', 'show', id))[0]).toMatchObject({ id });
    expect(JSON.parse(await ok('plan', 'export', id))).toMatchObject({ id, moves: plan?.['moves'] });
    refused(await cfs('plan', 'run', id), 4);
    expect(await ok('plan', 'run', id, '--yes')).toMatch(/^Moved \d+ files/);
    const [a = 0, b = 0] = await fill();
    expect(Math.abs(a - b)).toBeLessThanOrEqual(0.1001);
    refused(await cfs('plan', 'run', id, '--yes'), 4);
    refused(await cfs('plan', 'show', 'nope'), 3);
    for (let i = 0; i < 12; i += 1) expect((await cfs('cat', `/t/f${i}`)).bytes).toEqual(Buffer.alloc(400_000, i));
  });

  it('[C30] balance plans, asks and runs; --dry-run only plans; an even pool has nothing to ask', async () => {
    const before = await fill();
    const [dry] = await lines('balance', '--dry-run');
    expect(dry).toMatchObject({ reached: true });
    expect(await fill()).toEqual(before);
    expect((await cfs('balance')).code).toBe(4);
    expect(await fill()).toEqual(before);
    const [plan, summary] = await lines('balance', '--yes', '--within', '5');
    expect(plan).toHaveProperty('moves');
    expect(summary).toMatchObject({ summary: { state: 'done', failed: 0 } });
    await ok('balance');
  });

  it('[C31] drain empties a volume and proves it; --cancel ends it', async () => {
    refused(await cfs('drain', 'none', '--yes'), 3);
    expect((await cfs('drain', 'disk1')).code).toBe(4);
    expect((await lines('volume', 'list'))[0]).toMatchObject({ state: 'online' });
    const result = await lines('drain', 'disk1', '--yes');
    expect(result.at(-1)).toMatchObject({
      proof: { volume: 'disk1', empty: true, remaining: [], foreign: [], files: 0 },
    });
    expect((await readdir(join(base, 'v1'))).filter((name) => name !== '.cfs')).toEqual([]);
    expect((await lines('volume', 'list'))[0]).toMatchObject({ state: 'draining' });
    await ok('drain', 'disk1', '--cancel');
    expect((await lines('volume', 'list'))[0]).toMatchObject({ state: 'online' });
    for (let i = 0; i < 12; i += 1) expect((await cfs('cat', `/t/f${i}`)).bytes).toEqual(Buffer.alloc(400_000, i));
  });

  it('[C32] check finds a conflict and exits 1, until it is gone', async () => {
    await ok('check');
    await mkdir(join(base, 'v2/t'), { recursive: true });
    await writeFile(join(base, 'v2/t/f0'), 'another');
    const ran = await cfs('check', '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ kind: 'conflict', path: '/t/f0', volumes: ['disk1', 'disk2'] });
    expect((await lines('ls', '/t'))[0]).toMatchObject({ name: 'f0', conflict: true });
    await rm(join(base, 'v2/t/f0'));
    await ok('check');
  });

  it('[C33] an interrupt cancels the job, leaves no part file, and exits 130', async () => {
    const source = join(base, 'local/much');
    await mkdir(source, { recursive: true });
    await Promise.all(Array.from({ length: 2000 }, (_, i) => writeFile(join(source, `f${i}`), 'x')));
    const child = spawn(process.execPath, [program, 'put', '-r', '--json', source, '/much'], {
      env: { PATH: process.env['PATH'], CFS_HOME: join(base, 'home') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for (;;) {
      const started = [join(base, 'v1/much'), join(base, 'v2/much')].some((folder) => existsSync(folder));
      if (started || child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.kill('SIGINT');
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    expect(code).toBe(130);
    const left = await Promise.all(['v1', 'v2'].map((name) => readdir(join(base, name), { recursive: true })));
    expect(left.flat().filter((name) => name.includes('.cfs-part-'))).toEqual([]);
  });
});

describe('the starters in bin/', () => {
  it('say what to do when it is not built, from any folder and through links', async () => {
    await mkdir(join(base, 'repo/bin'), { recursive: true });
    await writeFile(join(base, 'repo/bin/cfs'), await readFile(join(repository, 'bin/cfs')));
    await chmod(join(base, 'repo/bin/cfs'), 0o755);
    await symlink('repo/bin/cfs', join(base, 'link'));
    const ran = await execute(join(base, 'link'), ['ls'], '/');
    refused(ran, 1);
    expect(ran.err).toContain('npm run build');
  });

  it('[C34] pass arguments byte by byte and give the classic names their command', async () => {
    await mkdir(join(base, 'repo/bin'), { recursive: true });
    await mkdir(join(base, 'repo/out/main'), { recursive: true });
    await mkdir(join(base, 'repo/node_modules/node/bin'), { recursive: true });
    await mkdir(join(base, 'elsewhere'));
    await writeFile(join(base, 'repo/out/main/cli.js'), '');
    // A stand-in for Node that prints its arguments as they come.
    await writeFile(join(base, 'repo/node_modules/node/bin/node'), '#!/bin/sh\nshift\nprintf "<%s>" "$@"\n', {
      mode: 0o755,
    });
    await writeFile(join(base, 'repo/bin/cfs'), await readFile(join(repository, 'bin/cfs')), { mode: 0o755 });
    await symlink('cfs', join(base, 'repo/bin/cfsls'));
    await symlink('../repo/bin/cfsls', join(base, 'elsewhere/list'));
    const script = `elsewhere/list "$(printf 'a\\377\\n b')" '' '*'; PATH="$PWD/repo/bin:$PATH"; cd /; cfsls -l; cfs df`;
    const ran = await shell(script.replace('cfs df', 'command cfs df'));
    expect(ran.bytes.toString('latin1')).toBe('<ls><a\xff\n b><><*><ls><-l><df>');
  });

  it('every classic name is there', async () => {
    for (const word of ['open', 'ls', 'rm', 'cp', 'mv', 'put', 'get', 'find', 'df', 'du']) {
      expect(await readFile(join(repository, `bin/cfs${word}`), 'utf8')).toContain(`cfs${word}`);
      expect(await readFile(join(repository, `bin/cfs${word}.cmd`), 'utf8')).toContain(` ${word} `);
    }
  });

  it.runIf(existsSync(built))('run the built program', async () => {
    const ran = await execute(join(repository, 'bin/cfs'), ['version'], '/');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(await execute(join(repository, 'bin/cfsls'), ['--help'], '/')).toMatchObject({ code: 0, err: '' });
  });
});
