import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nameFromBytes, nameToBytes } from '../../shared/names.ts';
import { mountNew, whyNotMounted } from '../engine/volume/mount-fixture.ts';
import { testCli } from './run-fixture.ts';
import type { TestCli } from './run-fixture.ts';

// Real disks and many commands: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 });

let base = '';
let cfs: TestCli;

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-names-')));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--policy', 'round-robin');
  for (const name of ['disk1', 'disk2']) {
    mkdirSync(join(base, name));
    await cfs.ok('volume', 'add', join(base, name), '--reserve', '0');
  }
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const bytes = (text: string): string => nameFromBytes(Buffer.from(text, 'latin1'));

/** Every one is an ordinary name of Linux; macOS and Windows refuse some. */
const names: Readonly<Record<string, string>> = {
  'not UTF-8': bytes('caf\xe9 \xff\xfe'),
  'bytes of a surrogate': bytes('\xed\xa0\x80'),
  'half of a letter': bytes('\xc3'),
  'an overlong slash': bytes('\xc0\xaf'),
  '255 bytes': 'n'.repeat(255),
  '255 bytes in 4-byte letters': `${'😀'.repeat(63)}abc`,
  '255 bytes that are not UTF-8': bytes('\xff'.repeat(255)),
  newline: 'two\nlines',
  'carriage return and tab': 'a\rb\tc',
  'leading dash': '-rf',
  'two dashes': '--',
  'trailing dot': 'dot.',
  'trailing space': 'space ',
  'leading space': ' space',
  'a space alone': ' ',
  'three dots': '...',
  hidden: '.hidden',
  backslash: 'a\\b',
  quotes: `'"\`$(id)`,
  wildcards: '*?[a]{b}',
  tilde: '~',
  emoji: '👩‍👩‍👧‍👦 family',
  NFC: '\u00e9',
  NFD: 'e\u0301',
  'right to left': 'cod\u202egpj.exe',
  'zero width': 'a\u200bb',
  control: '\u0001\u001b[2J\u007f',
  'a name of Windows': 'con.txt',
  'a drive': 'C:',
  'upper case': 'README',
  'lower case': 'readme',
  'almost reserved': '.cfs2',
};
const all = Object.values(names);
const contentOf = (name: string): string => `content of ${JSON.stringify(name)}`;
const at = (...parts: string[]): Buffer => Buffer.from(nameToBytes([base, ...parts].join('/')));

function make(folder: string, list: readonly string[]): void {
  mkdirSync(join(base, folder), { recursive: true });
  for (const name of list) writeFileSync(at(folder, name), contentOf(name));
}
/** Names in a real folder, each holding what was written into it. */
function namesIn(folder: string): readonly string[] {
  return readdirSync(Buffer.from(join(base, folder)), { encoding: 'buffer' }).map((raw) => {
    const name = nameFromBytes(raw);
    if (!folder.endsWith('disk1') && !folder.endsWith('disk2')) {
      expect(readFileSync(at(folder, name), 'utf8')).toBe(contentOf(name));
    }
    return name;
  });
}
const sorted = (list: readonly string[]): readonly string[] => [...list].sort();
async function listed(path: string): Promise<readonly string[]> {
  const { bytes: printed, code, err } = await cfs('ls', '-a', '-0', path);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return printed.length === 0 ? [] : nameFromBytes(printed.subarray(0, -1)).split('\0');
}

describe('names', () => {
  it('[N100] of every kind go in, are listed, moved, copied, renamed, deleted, given back and got, byte by byte', async () => {
    make('in', all);
    await cfs.ok('put', ...all.map((name) => `${base}/in/${name}`), '/a/');
    expect(sorted(await listed('/a'))).toEqual(sorted(all));
    const onDisks = [...namesIn('disk1/a'), ...namesIn('disk2/a')];
    expect(sorted(onDisks)).toEqual(sorted(all));
    expect((await cfs.objects('ls', '-a', '/a')).map(({ name }) => name).sort()).toEqual(sorted(all));

    await cfs.ok('mv', ...all.map((name) => `/a/${name}`), '/b/');
    expect(await listed('/a')).toEqual([]);
    await cfs.ok('cp', ...all.map((name) => `/b/${name}`), '/c/');
    expect(sorted(await listed('/b'))).toEqual(sorted(all));
    expect(sorted(await listed('/c'))).toEqual(sorted(all));
    await cfs.ok('rm', ...all.map((name) => `/b/${name}`));
    expect(await listed('/b')).toEqual([]);
    const trash = await cfs.objects('trash', 'list');
    expect(trash.map(({ path }) => path).sort()).toEqual(sorted(all.map((name) => `/b/${name}`)));
    await cfs.ok('trash', 'restore', ...trash.map(({ id }) => String(id)));
    expect(sorted(await listed('/b'))).toEqual(sorted(all));
    for (const folder of ['b', 'c']) {
      mkdirSync(join(base, `out-${folder}`));
      await cfs.ok('get', ...all.map((name) => `/${folder}/${name}`), `${base}/out-${folder}`);
      expect(sorted(namesIn(`out-${folder}`))).toEqual(sorted(all));
    }
    expect(await cfs.objects('check', '--hash')).toEqual([]);
  });

  it('[N100] of folders of every kind go in with what is in them, and come back', async () => {
    for (const name of all) {
      mkdirSync(at('in', name), { recursive: true });
      writeFileSync(at('in', name, name), contentOf(name));
    }
    await cfs.ok('put', '-r', `${base}/in`, '/tree');
    await cfs.ok('mv', ...all.map((name) => `/tree/${name}`), '/moved/');
    await cfs.ok('rm', '-r', '/moved');
    const [gone] = await cfs.objects('trash', 'list');
    await cfs.ok('trash', 'restore', String(gone?.['id']));
    mkdirSync(join(base, 'out'));
    await cfs.ok('get', '-r', '/moved', `${base}/out`);
    expect(sorted(namesOfFolders('out/moved'))).toEqual(sorted(all));
    for (const name of all) expect(readFileSync(at('out/moved', name, name), 'utf8')).toBe(contentOf(name));
  });

  it('[N100] change one into the other: each is renamed to the next, and back', async () => {
    make('in', ['x']);
    await cfs.ok('put', `${base}/in/x`, '/r/');
    let former = 'x';
    for (const name of all) {
      await cfs.ok('mv', '--', `/r/${former}`, `/r/${name}`);
      expect(await listed('/r')).toEqual([name]);
      former = name;
    }
    expect(await cfs.ok('cat', `/r/${former}`)).toBe(contentOf('x'));
  });

  it('[N101] [C120] that CFS keeps for itself, that are too long or stand for nothing are refused, alone', async () => {
    const reserved = ['.cfs', '.cfs-part-x', '.cfs-new-x'];
    make('in', ['good', ...reserved]);
    const into = await cfs('put', '-r', `${base}/in`, '/');
    expect(into).toMatchObject({ code: 1 });
    for (const name of reserved) expect(into.err).toContain(`${name}: CFS keeps this name for itself`);
    expect(await listed('/in')).toEqual(['good']);
    for (const name of [...reserved, 'n'.repeat(256), 'é'.repeat(128)]) {
      for (const command of [
        ['put', `${base}/in/good`, `/x/${name}`],
        ['mv', '/in/good', `/x/${name}`],
        ['cp', '/in/good', `/x/${name}`],
        ['mkdir', `/${name}`],
      ]) {
        const { code, err } = await cfs(...command);
        expect({ command, code }).toEqual({ command, code: 2 });
        expect(err).toMatch(/^cfs: [^\n]+: [^\n]+: [^\n]+\n$/);
      }
    }
    for (const path of ['/../x', '/a/./b', '/a\0b']) expect((await cfs('stat', path)).code).toBe(2);
    expect(await listed('/in')).toEqual(['good']);
    expect(await cfs.objects('find', '/', '--type', 'f')).toHaveLength(1);
  });

  it('[N101] a path that is too long for the system is an error of that item; the others go in', async () => {
    // Real folders below folders, made one by one with short paths.
    let folder = join(base, 'in');
    mkdirSync(folder);
    writeFileSync(join(folder, 'good'), '');
    const cwd = process.cwd();
    try {
      process.chdir(folder);
      for (let depth = 0; depth < 18; depth += 1) {
        folder = 'd'.repeat(250);
        mkdirSync(folder);
        process.chdir(folder);
      }
      writeFileSync('deep', 'deep');
    } finally {
      process.chdir(cwd);
    }
    const { code, err } = await cfs('put', '-r', join(base, 'in'), '/');
    expect(code).toBe(1);
    expect(err).toMatch(/too long/);
    expect(err.split('\n').filter((line) => line !== '').length).toBe(1);
    expect(await listed('/in')).toContain('good');
  });

  it('[N102] control and direction characters of names are visible on a terminal, and nowhere else changed', async () => {
    const hidden = ['\u202e', '\u2066', '\u200b', '\u001b[2J', '\ufffd'];
    const nasty = ['cod\u202egpj.exe', '\u001b[2Jcleared', 'two\nlines', bytes('caf\xe9'), 'a\u200bb', '\u2066x'];
    make('in', nasty);
    await cfs.ok('put', '-r', `${base}/in`, '/n');
    const commands = [
      ['ls', '/n'],
      ['ls', '-l', '/n'],
      ['tree', '/n'],
      ['find', '/n'],
      ['check'],
      ['df'],
      ['trash', 'list'],
    ];
    await cfs.ok('rm', ...nasty.slice(0, 2).map((name) => `/n/${name}`));
    for (const command of commands) {
      const { out } = await cfs.onTerminal(...command);
      expect({ command, hidden: hidden.filter((text) => out.includes(text)) }).toEqual({ command, hidden: [] });
    }
    expect((await cfs.onTerminal('ls', '/n')).out).toContain('\\xe9');
    const missing = await cfs.onTerminal('stat', '/n/\u202ex\u001b[2J');
    expect(hidden.filter((text) => missing.err.includes(text))).toEqual([]);
    expect(missing.err).toContain('\\u202e');
    expect(await listed('/n')).toContain('two\nlines');
  });
});

describe('a volume that ignores case', () => {
  it('[N103] case twins are refused as what is there already, each by itself, and nothing is overwritten', async (context) => {
    const why = whyNotMounted('exfat');
    if (why !== null) return context.skip(why);
    const stick = mountNew('exfat');
    try {
      const other = testCli(join(base, 'other'));
      await other.ok('pool', 'create', 'stick');
      await other.ok('volume', 'add', stick.path, '--reserve', '0');
      make('in', ['README', 'readme', 'other']);
      const { code, err } = await other('put', '-r', '--on-conflict', 'fail', join(base, 'in'), '/');
      expect(code).not.toBe(0);
      expect(err).toMatch(/\/in\/(README|readme)/);
      const kept = (await other.objects('ls', '/in')).map(({ name }) => String(name));
      expect(kept.map((name) => name.toLowerCase()).sort()).toEqual(['other', 'readme']);
      const [twin = ''] = kept.filter((name) => name !== 'other');
      expect(await other.ok('cat', `/in/${twin}`)).toBe(contentOf(twin));
      const again = await other('put', join(base, 'in', 'readme'), '/in/ReadMe');
      expect(again.code).toBe(4);
      await other.ok('mv', `/in/${twin}`, '/in/ReadMe');
      expect((await other.objects('ls', '/in')).map(({ name }) => name).sort()).toEqual(['ReadMe', 'other']);
      await other.ok('mkdir', '/in/folder');
      const bad = await other('put', join(base, 'in', 'other'), '/in/a:b?c*');
      expect(bad).toMatchObject({ code: 2 });
      expect(bad.err).toContain('holds no names with');
      for (const command of [
        ['mkdir', '/in/x?'],
        ['mv', '/in/other', '/in/x|'],
      ]) {
        expect((await other(...command)).err).toContain('holds no names with');
      }
    } finally {
      stick.unmount();
    }
  });
});

function namesOfFolders(folder: string): readonly string[] {
  return readdirSync(Buffer.from(join(base, folder)), { encoding: 'buffer' }).map(nameFromBytes);
}
