import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import { openEngine } from '../engine/engine.ts';
import { runCli } from './main.ts';

/** For tests: the command line in this process, over a home of its own. */
export interface Ran {
  readonly code: number;
  /** Standard output as text, and as it is. */
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
}

export interface TestCli {
  /** Runs one command; arguments as the program has them (bytes that are not UTF-8 escaped as in names.ts). */
  (...args: string[]): Promise<Ran>;
  /** It must go well and say nothing on standard error. Answers its output. */
  readonly ok: (...args: string[]) => Promise<string>;
  /** The same with --json: its objects. */
  readonly objects: (...args: string[]) => Promise<readonly Record<string, unknown>[]>;
  /** As on a terminal. */
  readonly onTerminal: (...args: string[]) => Promise<Ran>;
}

export function testCli(home: string): TestCli {
  const run = async (args: readonly string[], isTerminal: boolean): Promise<Ran> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()].map((stream) =>
      Object.assign(stream, isTerminal ? { isTTY: true, columns: 200 } : {}),
    ) as [PassThrough, PassThrough];
    const [out, err] = [buffer(stdout), buffer(stderr)];
    const code = await runCli(args, {
      stdout,
      stderr,
      stdin: new PassThrough(),
      env: {},
      signal: new AbortController().signal,
      openEngine: () => openEngine({ home }),
      version: () => '1',
      serve: () => Promise.resolve(),
    });
    stdout.end();
    stderr.end();
    const bytes = await out;
    return { code, out: bytes.toString(), bytes, err: (await err).toString() };
  };
  const ok = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(args, false);
    expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
    return out;
  };
  return Object.assign((...args: string[]) => run(args, false), {
    ok,
    objects: async (...args: string[]) =>
      (await ok(...args, '--json')).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as never])),
    onTerminal: (...args: string[]) => run(args, true),
  });
}
