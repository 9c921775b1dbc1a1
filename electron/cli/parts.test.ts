import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { errorCodes, fail, isAppError } from '../../shared/errors.ts';
import type { Job } from '../../shared/model.ts';
import { nameFromBytes } from '../../shared/names.ts';
import { destination, localPath, percentValue, poolPath, splitDestination, timeValue } from './args.ts';
import { programArguments, workingDirectory } from './argv.ts';
import { commandTable } from './commands.ts';
import { completionScript } from './completion.ts';
import { errorLine } from './context.ts';
import { modeText } from './entries.ts';
import { combineExitCodes, exitCodeOf } from './exit.ts';
import { globMatcher } from './glob.ts';
import { Output, OutputClosed, textBytes } from './output.ts';
import { commandName } from './program.ts';
import { reference } from './reference.ts';
import { progressText } from './progress.ts';
import { cellWidth, tableLines } from './table.ts';
import { summaryText } from './work.ts';

const run = promisify(execFile);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('exit codes', () => {
  it('[C1] every error code has one of the codes of CLI.md', () => {
    expect(Object.fromEntries(errorCodes.map((code) => [code, exitCodeOf(code)]))).toMatchObject({
      invalid: 2,
      'not-found': 3,
      exists: 4,
      refused: 4,
      'not-empty': 4,
      'no-space': 5,
      cancelled: 130,
      io: 1,
      internal: 1,
    });
    for (const code of errorCodes) expect([1, 2, 3, 4, 5, 130]).toContain(exitCodeOf(code));
  });

  it('[C2] several errors: one kind keeps its code, mixed ones are 1, an interrupt wins', () => {
    expect(combineExitCodes([])).toBe(0);
    expect(combineExitCodes([4, 4])).toBe(4);
    expect(combineExitCodes([4, 3])).toBe(1);
    expect(combineExitCodes([4, 130])).toBe(130);
  });

  it('[C3] an error is one line on standard error, also when a name holds a newline', () => {
    const error = fail('not-found', 'Opening /a\nb', 'there is no such file', 'check the path', {
      data: { path: '/a' },
    });
    expect(errorLine(error, false)).toMatch(/^cfs: Opening .*: there is no such file: check the path\n$/);
    expect(errorLine(error, false).trimEnd()).not.toContain('\n');
    expect(JSON.parse(errorLine(error, true))).toEqual({
      error: { code: 'not-found', message: error.message, data: { path: '/a' } },
    });
  });
});

describe('arguments', () => {
  it('[C4] come with their exact bytes', async () => {
    const raw = Buffer.from('node\0--flag\0cli.ts\0ls\0/caf\xe9\0\0', 'latin1');
    expect(programArguments(['node', 'cli.ts', 'ls', '/caf\ufffd', ''], raw)).toEqual(['ls', '/caf\udce9', '']);
    expect(programArguments(['node', 'cli.ts', 'ls'], Buffer.from('renamed title'))).toEqual(['ls']);
    expect(programArguments(['node', 'cli.ts', 'ls'], null)).toEqual(['ls']);
    if (process.platform !== 'linux') return;
    const script = `import { programArguments } from ${JSON.stringify(import.meta.resolve('./argv.ts'))};
      console.log(JSON.stringify(programArguments(['node', '-', ...process.argv.slice(1)])))`;
    const shell = `exec "$0" --input-type=module -e "$1" -- "$(printf 'a\\377b\\nc')" ''`;
    const { stdout } = await run('sh', ['-c', shell, process.execPath, script]);
    expect(JSON.parse(stdout)).toEqual(['a\udcffb\nc', '']);
  });

  it('[C5] an empty path is refused, so that an unset variable never means the whole pool', () => {
    expect(codeOf(() => poolPath(''))).toBe('invalid');
    expect(codeOf(() => localPath(''))).toBe('invalid');
    expect(poolPath('/')).toBe('/');
    expect(codeOf(() => poolPath('/a/../b'))).toBe('invalid');
  });

  it('[C6] DEST with a slash at its end, or for several sources, is a folder', () => {
    expect(destination('/a', 1)).toEqual({ path: '/a', mode: 'auto' });
    expect(destination('/a/', 1)).toEqual({ path: '/a', mode: 'into' });
    expect(destination('/', 1).mode).toBe('into');
    expect(destination('/a', 2).mode).toBe('into');
    expect(splitDestination('put', ['x', 'y', '/z'])).toEqual({ sources: ['x', 'y'], dest: '/z' });
    expect(codeOf(() => splitDestination('put', ['x']))).toBe('invalid');
  });

  it('[C7] relative local paths begin at the working directory', () => {
    expect(localPath('a/b')).toBe(`${workingDirectory()}/a/b`);
    expect(localPath('./\udcff')).toBe(`${workingDirectory()}/\udcff`);
    expect(localPath('/x//y')).toBe('/x//y');
  });

  it('reads times and percentages, and says what is wrong with others', () => {
    expect(timeValue('@1000.5')).toBe(1_000_500);
    expect(timeValue('2026-01-31')).toBe(new Date(2026, 0, 31).getTime());
    expect(timeValue('2026-01-31T14:05:00Z')).toBe(Date.UTC(2026, 0, 31, 14, 5));
    const before = Date.now() - 2 * 86_400_000;
    expect(timeValue('2d')).toBeGreaterThanOrEqual(before);
    expect(timeValue('2d')).toBeLessThanOrEqual(Date.now() - 2 * 86_400_000);
    for (const wrong of ['', 'yesterday', '7', '2026-13-45', '7x']) expect(() => timeValue(wrong)).toThrow();
    expect(percentValue('5')).toBe(5);
    expect(percentValue('2.5 %')).toBe(2.5);
    for (const wrong of ['', '-1', '101', 'x', '%']) expect(() => percentValue(wrong)).toThrow();
  });

  it('finds the command behind global options', () => {
    expect(commandName(['--json', '--pool', 'ls', 'df'])).toBe('df');
    expect(commandName(['--pool=ls', 'df'])).toBe('df');
    expect(commandName(['-0', 'ls', 'df'])).toBe('ls');
    expect(commandName(['--json'])).toBeNull();
  });
});

describe('output', () => {
  async function written(work: (out: Output) => void, options = { json: false, nul: false }): Promise<Buffer> {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const out = new Output(stream, options);
    work(out);
    await out.finish();
    return Buffer.concat(chunks);
  }

  it('[C8] names are printed as their bytes; with -0 each ends in NUL', async () => {
    const name = nameFromBytes(Buffer.from('a\xff\nb', 'latin1'));
    expect((await written((out) => out.name(name))).toString('latin1')).toBe('a\xff\nb\n');
    expect((await written((out) => out.name(name), { json: false, nul: true })).toString('latin1')).toBe('a\xff\nb\0');
    expect(Buffer.from(textBytes('é\u{1f600}')).toString()).toBe('é\u{1f600}');
    expect(Buffer.from(textBytes('\ud800x')).toString()).toBe('\ufffdx');
  });

  it('[C9] JSON is one object per line, with escaped bytes as \\udcXX', async () => {
    expect((await written((out) => out.object({ name: 'a\udcff\n' }))).toString()).toBe('{"name":"a\\udcff\\n"}\n');
  });

  it('[C10] a reader that has gone is told as OutputClosed, another failure as an error', async () => {
    const failing = (code: string): PassThrough => {
      const stream = new PassThrough();
      stream._write = (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code }));
      return stream;
    };
    const closed = new Output(failing('EPIPE'), { json: false, nul: false });
    closed.line('x');
    await expect(closed.finish()).rejects.toBeInstanceOf(OutputClosed);
    const full = new Output(failing('ENOSPC'), { json: false, nul: false });
    full.line('x');
    await expect(full.finish()).rejects.toMatchObject({ code: 'io' });
  });

  it('[C11] on a terminal control characters of names are made visible', () => {
    const terminal = new Output(Object.assign(new PassThrough(), { isTTY: true }), { json: false, nul: false });
    expect(terminal.shown('a\u001b[2Jb\u202e')).not.toMatch(/\p{Cc}|\u202e/u);
    const pipe = new Output(new PassThrough(), { json: false, nul: false });
    expect(pipe.shown('a\u001b[2Jb')).toBe('a\u001b[2Jb');
  });

  it('tables are aligned by the width on the screen', () => {
    expect(
      tableLines(
        [
          ['日本', '1', 'x'],
          ['a', '22', 'yy'],
        ],
        { right: [1] },
      ),
    ).toEqual(['日本   1  x', 'a     22  yy']);
    expect(cellWidth('e\u0301')).toBe(1);
  });

  it('writes modes as ls does', () => {
    expect(modeText('file', 0o644)).toBe('-rw-r--r--');
    expect(modeText('directory', 0o1777)).toBe('drwxrwxrwt');
    expect(modeText('file', 0o4711)).toBe('-rws--x--x');
    expect(modeText('file', 0o2640)).toBe('-rw-r-S---');
    expect(modeText('symlink', 0o777)).toBe('lrwxrwxrwx');
  });
});

describe('patterns', () => {
  it.each([
    ['*.jpg', 'a.jpg', true],
    ['*.jpg', 'a.jpgx', false],
    ['*', '.hidden', true],
    ['?', '日', true],
    ['?', '\u{1f600}', true],
    ['?', '\udcff', true],
    ['a\nb*', 'a\nbc', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]]', ']', true],
    ['[a^-]', '^', true],
    ['a.b', 'aXb', false],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['(a|b)+$', '(a|b)+$', true],
  ])('[C12] %s on %j is %s', (pattern, name, expected) => {
    expect(globMatcher(pattern)(name)).toBe(expected);
  });

  it('[C12] a broken pattern is wrong usage', () => {
    expect(codeOf(() => globMatcher('[a'))).toBe('invalid');
    expect(codeOf(() => globMatcher('[z-a]'))).toBe('invalid');
  });
});

describe('words about jobs', () => {
  const job: Job = {
    id: 'j',
    pool: 'p',
    kind: 'put',
    state: 'done',
    title: 'Copying',
    filesTotal: 4,
    filesDone: 2,
    filesSkipped: 1,
    bytesTotal: 2000,
    bytesDone: 1000,
    counting: false,
    rate: 500,
    etaMs: 2000,
    current: '/a\u001b',
    perVolume: { disk1: 1000 },
    errors: [],
    notes: [],
    startedMs: 0,
    endedMs: 1500,
    questions: 0,
    questionsRevision: 0,
    asking: false,
    planId: null,
    limit: null,
    waitingFor: '',
    order: 1,
    stopping: null,
    canRetry: false,
    canRestart: false,
    revision: 1,
  };

  it('progress tells share, bytes, files and the file at hand, without control characters', () => {
    expect(progressText(job)).toMatch(/\[#{10}\.{10}\] 50 % .* 2 of 4 files/);
    expect(progressText(job)).not.toContain('\u001b');
    expect(progressText({ ...job, counting: true })).toContain('counting');
  });

  it('the summary counts what was done, skipped and failed', () => {
    expect(summaryText(job, { done: 'Put', bytes: true })).toMatch(/^Put 2 files, .*1 skipped in .*: disk1 /);
    expect(summaryText({ ...job, filesDone: 1 }, { done: 'Moved', bytes: false })).toMatch(/^Moved 1 file, 1 skipped/);
  });
});

describe('completion', () => {
  it('[C13] names every command, and bash accepts the script', async () => {
    const commands = commandTable.map(({ name, summary }) => ({ name, summary, words: ['--json'] }));
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      const script = completionScript(shell, commands, ['--pool']);
      for (const { name } of commandTable) expect(script).toContain(name);
    }
    await run('bash', ['-n', '-c', completionScript('bash', commands, ['--pool'])]);
  });
});

describe('docs/cli.md', () => {
  it('[C36] is what the commands say of themselves', async () => {
    const written = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    expect(written).toBe(await reference());
  });
});
