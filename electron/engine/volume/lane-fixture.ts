import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { LaneAnswer, LaneProcess } from './lane-protocol.ts';

/** For tests of lanes: real children, with what they are and what they said. */
export interface TestSpawn {
  readonly spawn: () => LaneProcess;
  /** Process ids of all children so far. */
  readonly pids: readonly number[];
  readonly answers: readonly LaneAnswer[];
}

/** @param program another program than the lane's child, for one that behaves in a certain way */
export function testSpawn(program: string = join(import.meta.dirname, 'lane-child.ts')): TestSpawn {
  const pids: number[] = [];
  const answers: LaneAnswer[] = [];
  return {
    pids,
    answers,
    spawn() {
      const child = fork(program, {
        execArgv: [],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child.on('error', () => undefined);
      if (child.pid !== undefined) pids.push(child.pid);
      child.on('message', (answer) => answers.push(answer as LaneAnswer));
      return {
        send(message) {
          if (child.connected) child.send(message as never, () => undefined);
        },
        onMessage: (listener) => child.on('message', listener),
        onExit: (listener) => child.on('exit', listener),
        kill: () => child.kill('SIGKILL'),
      };
    },
  };
}

export const isRunning = (pid: number): boolean => existsSync(`/proc/${String(pid)}`);

/** Waits until none of the processes is there any more. */
export async function allGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(
    () => {
      const left = pids.filter(isRunning);
      if (left.length > 0) throw new Error(`still running: ${left.join(', ')}`);
    },
    { timeout: 15_000, interval: 50 },
  );
}
