import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestContext } from 'vitest';
import { openEngine } from '../engine/engine.ts';
import { mountNew, whyNotMounted } from '../engine/volume/mount-fixture.ts';
import { testCli } from './run-fixture.ts';
import type { Ran, TestCli } from './run-fixture.ts';

// Real disks and many commands: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 });

let base = '';
let cfs: TestCli;

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-bad-')));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--policy', 'first-fit');
  for (const name of ['disk1', 'disk2']) {
    mkdirSync(join(base, name));
    await cfs.ok('volume', 'add', join(base, name), '--reserve', '0');
  }
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const file = (path: string, content: string | Buffer = path): string => {
  mkdirSync(join(base, path, '..'), { recursive: true });
  writeFileSync(join(base, path), content);
  return join(base, path);
};
/** One line for each item that failed, of three parts; the command went on with the others. */
function partly(ran: Ran, failed: readonly string[], code = 1): void {
  const lines = ran.err.split('\n').filter((line) => line !== '');
  expect({ code: ran.code, lines: lines.length, err: ran.err }).toMatchObject({ code, lines: failed.length });
  for (const line of lines) expect(line).toMatch(/^cfs: [^\n]+: [^\n]+: [^\n]+$/);
  for (const word of failed) expect(ran.err).toContain(word);
}
/** Runs the command as a person who may not read everything: for root in a process of another user. */
async function asAnyone(context: TestContext, ...args: string[]): Promise<Ran> {
  if (process.getuid?.() !== 0) return cfs(...args);
  const nobody = 65_534;
  execFileSync('chown', ['-R', `${String(nobody)}:${String(nobody)}`, base]);
  const program = fileURLToPath(new URL('../cli.ts', import.meta.url));
  const env = { PATH: process.env['PATH'], CFS_HOME: join(base, 'home') };
  const options = { uid: nobody, gid: nobody, env, cwd: '/', encoding: 'buffer' as const };
  const ran = await new Promise<Ran>((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out: stdout.toString(), bytes: stdout, err: stderr.toString() });
    });
  });
  if (!ran.err.startsWith('cfs: ') && ran.code !== 0) context.skip(`another user cannot run it here: ${ran.err}`);
  return ran;
}

/** Nothing of CFS's own is left anywhere on the volumes. */
function nothingHalfDone(): void {
  for (const disk of ['disk1', 'disk2']) {
    const names = readdirSync(join(base, disk), { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /\.cfs-(part|new)-/.test(name))).toEqual([]);
  }
}
const inPool = async (path: string): Promise<readonly unknown[]> =>
  (await cfs.objects('find', path, '--type', 'f')).map((entry) => entry['path']);

describe('bad input', () => {
  it('[C121] a source that is missing is an error of its own; the others go in', async () => {
    const ran = await cfs('put', file('in/a'), join(base, 'in/none'), file('in/b'), '/d/');
    partly(ran, [join(base, 'in/none')]);
    expect(await inPool('/d')).toEqual(['/d/a', '/d/b']);
    nothingHalfDone();
    expect((await cfs('put', join(base, 'in/none'), '/d/')).code).toBe(3);
    partly(await cfs('cp', '/d/a', '/d/none', '/d/b', '/e/'), ['/d/none']);
    partly(await cfs('mv', '/d/a', '/d/none', '/f/'), ['/d/none']);
    // `rm` looks at all of them first: what is missing has its own code.
    partly(await cfs('rm', '/d/none', '/d/b'), ['/d/none'], 3);
    expect(await cfs.objects('trash', 'list')).toHaveLength(1);
    mkdirSync(join(base, 'out'));
    partly(await cfs('get', '/f/a', '/f/none', join(base, 'out')), ['/f/none']);
    expect(readdirSync(join(base, 'out'))).toEqual(['a']);
  });

  it('[C121] a source that cannot be read is an error of its own, file or folder', async (context) => {
    chmodSync(file('in/closed'), 0o000);
    file('in/open');
    file('in/folder/x');
    chmodSync(join(base, 'in/folder'), 0o000);
    const ran = await asAnyone(context, 'put', '-r', join(base, 'in'), '/');
    chmodSync(join(base, 'in/folder'), 0o700);
    partly(ran, ['in/closed', 'in/folder']);
    expect(await inPool('/')).toEqual(['/in/open']);
    nothingHalfDone();
  });

  it('[C121] a source that nobody can read, root either, is an error of its own', async (context) => {
    if (!existsSync('/proc/sys/vm/compact_memory')) return context.skip('there is no file that only takes writes');
    file('in/a');
    file('in/z');
    const ran = await cfs('put', join(base, 'in/a'), '/proc/sys/vm/compact_memory', join(base, 'in/z'), '/d/');
    partly(ran, ['compact_memory']);
    expect(await inPool('/d')).toEqual(['/d/a', '/d/z']);
    nothingHalfDone();
  });

  it('[C122] a source that grows or shrinks while it is copied is an error of its own, and nothing of it is there', async () => {
    const large = file('in/growing', Buffer.alloc(24 << 20, 'x'));
    file('in/still');
    const writer = spawn('sh', ['-c', 'while :; do echo more >> "$0"; done', large]);
    try {
      await vi.waitFor(() => expect(readFileSync(large).length).toBeGreaterThan(24 << 20), { timeout: 10_000 });
      const ran = await cfs('put', '-r', join(base, 'in'), '/');
      partly(ran, ['growing']);
      expect(ran.err).toMatch(/changed|grew/);
      expect(await inPool('/')).toEqual(['/in/still']);
      nothingHalfDone();
    } finally {
      writer.kill('SIGKILL');
    }
  });

  it('[C122] a source that vanishes between its listing and its copy is an error of its own', async () => {
    for (let index = 0; index < 600; index += 1) file(`in/f${String(index).padStart(3, '0')}`);
    const engine = await openEngine({ home: join(base, 'home') });
    try {
      const pool = await engine.pool();
      const job = await pool.put([join(base, 'in')], '/' as Parameters<typeof pool.put>[1]);
      engine.jobs.limit(job.id, 4_000);
      await vi.waitFor(() => expect(job.snapshot().bytesDone).toBeGreaterThan(0), { timeout: 10_000 });
      rmSync(join(base, 'in/f599'));
      engine.jobs.limit(job.id, null);
      const ended = await job.ended;
      expect(ended.errors.map(({ path, error }) => [path, error.code])).toEqual([['/in/f599', 'not-found']]);
      expect(ended.filesDone).toBe(599);
    } finally {
      await engine.close();
    }
    nothingHalfDone();
  });

  it('[C123] a destination that is a file, or lies below one, is refused; nothing is changed', async () => {
    await cfs.ok('put', file('in/a', 'old'), '/a');
    file('in/tree/x');
    file('in/b');
    const before = readFileSync(join(base, 'disk1/a'), 'utf8');
    for (const command of [
      ['put', join(base, 'in/b'), '/a/'],
      ['put', join(base, 'in/b'), '/a/below/it'],
      ['put', '-r', join(base, 'in/tree'), '/a'],
      ['mkdir', '/a/folder'],
      ['mkdir', '-p', '/a/folder/deep'],
      ['mv', '/a', '/a/b'],
      ['cp', '/a', '/a/b'],
    ]) {
      const ran = await cfs(...command);
      expect({ command, isRefused: ran.code === 1 || ran.code === 4 }).toEqual({ command, isRefused: true });
      expect(ran.err).toMatch(/^cfs: [^\n]+: [^\n]+: [^\n]+\n$/);
    }
    expect(readFileSync(join(base, 'disk1/a'), 'utf8')).toBe(before);
    expect(await inPool('/')).toEqual(['/a']);
    const out = file('out-is-a-file');
    const got = await cfs('get', '/a', out);
    expect([1, 4]).toContain(got.code);
    expect(readFileSync(out, 'utf8')).toBe('out-is-a-file');
    nothingHalfDone();
  });

  it('[C123] volumes that are read-only by mode or by file system take nothing; each is named', async (context) => {
    await cfs.ok('put', file('in/a'), '/a');
    for (const disk of ['disk1', 'disk2']) await cfs.ok('volume', 'set', disk, '--mode', 'read-only');
    for (const command of [
      ['put', file('in/b'), '/'],
      ['cp', '/a', '/b'],
      ['mv', '/a', '/b'],
      ['rm', '/a'],
      ['mkdir', '/x'],
    ]) {
      const ran = await cfs(...command);
      expect({ command, code: ran.code }).toEqual({ command, code: 1 });
      expect(ran.err).toMatch(/^cfs: [^\n]+: [^\n]+: [^\n]+\n$/);
    }
    expect(await inPool('/')).toEqual(['/a']);
    const why = whyNotMounted('tmpfs');
    if (why !== null) return context.skip(why);
    const disk = mountNew('tmpfs', { sizeMiB: 8 });
    try {
      await cfs.ok('volume', 'add', disk.path, '--name', 'fixed', '--reserve', '0');
      execFileSync('mount', ['-o', 'remount,ro', disk.path]);
      const ran = await cfs('put', join(base, 'in/b'), '/');
      expect(ran.code).toBe(1);
      for (const name of ['disk1', 'disk2', 'fixed']) expect(ran.err).toContain(name);
    } finally {
      disk.unmount();
    }
  });

  it('[C124] a damaged journal is set aside with a word, and everything works on', async () => {
    await cfs.ok('put', file('in/a'), '/a');
    for (const name of readdirSync(join(base, 'home')).filter((entry) => entry.startsWith('journal.db'))) {
      rmSync(join(base, 'home', name));
    }
    writeFileSync(
      join(base, 'home/journal.db'),
      'this is no database, and long enough to be looked at as one'.repeat(50),
    );
    const ran = await cfs('put', file('in/b'), '/b');
    expect(ran.code).toBe(0);
    await cfs.ok('mv', '/a', '/moved');
    expect(await inPool('/')).toEqual(['/b', '/moved']);
    expect(readdirSync(join(base, 'home')).some((name) => name.startsWith('journal.db.damaged'))).toBe(true);
    expect((await cfs('check')).code).toBe(0);
  });

  it('[C124] links that go in a circle or nowhere are copied as they are', async () => {
    mkdirSync(join(base, 'in'));
    symlinkSync('loop', join(base, 'in/loop'));
    symlinkSync('..', join(base, 'in/up'));
    symlinkSync('/nowhere', join(base, 'in/dangling'));
    await cfs.ok('put', '-r', join(base, 'in'), '/');
    expect((await cfs.objects('ls', '/in')).map(({ name, type }) => `${String(name)} ${String(type)}`)).toEqual([
      'dangling symlink',
      'loop symlink',
      'up symlink',
    ]);
    mkdirSync(join(base, 'out'));
    await cfs.ok('get', '-r', '/in', join(base, 'out'));
    expect(readdirSync(join(base, 'out/in')).sort()).toEqual(['dangling', 'loop', 'up']);
  });
});
