import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** ms that it ran. */
  readonly ran: number;
  /** We were told to end, and passed that on. */
  readonly stopped: boolean;
}

/**
 * Runs a program in the foreground and answers how it ended. What ends us ends it: a terminal sends Ctrl+C to both, all
 * other signals are passed on.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly stdio?: StdioOptions },
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const begin = Date.now();
  const { cwd, env = process.env, stdio = 'inherit' } = options;
  const child = spawn(program, args, { cwd, env, stdio });
  let stopped = false;
  const passOn = (signal: NodeJS.Signals): void => {
    stopped = true;
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, passOn);
  started(child);
  return new Promise((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      for (const name of signals) process.off(name, passOn);
      resolve({ code, signal, ran: Date.now() - begin, stopped });
    };
    child.once('error', () => end(null, null));
    child.once('close', end);
  });
}
