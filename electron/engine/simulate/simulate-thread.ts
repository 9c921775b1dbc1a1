/** Entry of the thread of one simulation (its own bundle): it reads, replays, answers once, and is ended to cancel it. */
import { parentPort, workerData } from 'node:worker_threads';
import { asAppError, toWire } from '../../../shared/errors.ts';
import { setFormats } from '../../../shared/format.ts';
import { loadWorkload } from './load.ts';
import { simulate } from './simulate.ts';
import type { FromSimulation, SimulationTask } from './thread-protocol.ts';

const tell = (message: FromSimulation): void => parentPort?.postMessage(message);

/** ms between two tellings. */
const tellMs = 100;
let toldMs = 0;
function progress(phase: 'reading' | 'replaying', done: number, total: number | null): void {
  const now = performance.now();
  if (now - toldMs < tellMs) return;
  toldMs = now;
  tell({ t: 'progress', progress: { phase, done, total } });
}

const task = workerData as SimulationTask;
setFormats({ units: task.units, locale: null });
try {
  const loaded = loadWorkload(task, (count) => progress('reading', count, null));
  const { source } = task.request;
  tell({
    t: 'done',
    simulation: simulate({
      ...loaded,
      placement: task.placement,
      policies: task.request.policies,
      whatIfs: task.request.whatIfs ?? [],
      ...(source.kind === 'synthetic' && source.seed !== undefined ? { seed: source.seed } : {}),
      notes: [...loaded.notes, ...task.notes],
      onProgress: (done, total) => progress('replaying', done, total),
    }),
  });
} catch (thrown) {
  tell({ t: 'failed', error: toWire(asAppError(thrown)) });
}
