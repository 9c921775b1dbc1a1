import { fork } from 'node:child_process';

/** A child process of the engine, as lanes and the watch see it. */
export interface ChildProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Starts a program of ours as a child; messages are structured clones (bytes and bigints pass). */
export function forkChild(program: string): ChildProcess {
  // Its own signals only: an interrupt at the terminal ends the host, which ends its children in order.
  const child = fork(program, [], {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let alive = true;
  const gone = new Set<() => void>();
  const end = (): void => {
    if (!alive) return;
    alive = false;
    for (const listener of gone) listener();
  };
  child.once('exit', end);
  // It could not be started, or the channel broke.
  child.on('error', () => {
    child.kill('SIGKILL');
    end();
  });
  return {
    send(message) {
      // What is sent to a child that just ended is lost with it; its end is told by onExit.
      if (alive && child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void gone.add(listener),
    // A child that hangs in a call on its disk does not run the handler of a gentler signal.
    kill: () => void child.kill('SIGKILL'),
  };
}
