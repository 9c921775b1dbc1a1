import { utilityProcess } from 'electron';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A child process of the engine, as lanes and the watch see it. */
export interface ChildProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Path of a child's bundle, which lies outside the asar: what it loads must not need Electron's patched fs. */
function bundle(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url)).replace(/app\.asar(?=[/\\])/, 'app.asar.unpacked');
}

/** Starts a thread of this process that does no file I/O. */
export function spawnThread(name: 'plan-desk-thread'): Worker {
  return new Worker(bundle(name));
}

/** Starts a child; the app must be ready. Messages are structured clones. */
export function spawnChild(name: 'lane-child' | 'watch-child' | 'catalog-child', title: string): ChildProcess {
  const child = utilityProcess.fork(bundle(name), [], { serviceName: title });
  let alive = true;
  child.once('exit', () => (alive = false));
  return {
    send: (message) => {
      if (alive) child.postMessage(message);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', () => listener()),
    kill: () => {
      // A child that hangs in a call on its disk does not run the handler of a gentler signal.
      if (!alive) return;
      if (child.pid === undefined) child.kill();
      else process.kill(child.pid, 'SIGKILL');
    },
  };
}
