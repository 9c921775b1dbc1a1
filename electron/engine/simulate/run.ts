import { Worker } from 'node:worker_threads';
import { fail, fromWire } from '../../../shared/errors.ts';
import type { Simulation, SimulationProgress } from '../../../shared/simulation.ts';
import type { FromSimulation, SimulationTask } from './thread-protocol.ts';

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

/**
 * Simulates in a thread of its own, which is ended when nobody waits any more.
 * @throws AppError cancelled, and as the workload and the what-ifs do (simulate.ts, load.ts)
 */
export async function runSimulation(task: SimulationTask, options: RunOptions = {}): Promise<Simulation> {
  const { signal, onProgress } = options;
  const cancelled = (): Error => fail('cancelled', 'Simulating', 'it was cancelled', 'ask again');
  if (signal?.aborted === true) throw cancelled();
  const { promise, resolve, reject } = Promise.withResolvers<Simulation>();
  const worker = new Worker(program(), { workerData: task });
  worker.on('message', (message: FromSimulation) => {
    if (message.t === 'progress') onProgress?.(message.progress);
    else if (message.t === 'done') resolve(message.simulation);
    else reject(fromWire(message.error));
  });
  const ended = (why: string): void => reject(fail('internal', 'Simulating', why, 'report it'));
  worker.on('error', ({ message }) => ended(`its thread ended (${message})`));
  worker.on('exit', () => ended('its thread ended'));
  const cancel = (): void => reject(cancelled());
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', cancel);
    // Not waited for: one that reads a disk which hangs ends when the disk answers.
    worker.unref();
    void worker.terminate();
  }
}

/** Its source beside this file, or its bundle beside the one that this is part of, outside of a packed archive. */
function program(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  const url = new URL(isSource ? './simulate-thread.ts' : './simulate-thread.js', import.meta.url);
  url.pathname = url.pathname.replace('/app.asar/', '/app.asar.unpacked/');
  return url;
}
