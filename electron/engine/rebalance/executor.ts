import { fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import { parentPath, parsePath } from '../../../shared/path.ts';
import { emptiedBy } from '../../../shared/planning.ts';
import type { JobHandle } from '../api.ts';
import type { Member } from '../pool/types.ts';
import { devicesOf } from '../transfer/devices.ts';
import { groupMost } from '../transfer/move-between.ts';
import type { Begin } from '../transfer/spec.ts';
import { pacingOf } from '../transfer/spec.ts';
import type { JobRun, ResumedFrom, TransferContext } from '../transfer/types.ts';
import type { Volume } from '../volume/volume.ts';
import { removeDrainedFolders } from './drained-folders.ts';
import { keepFolderTimes } from './folder-times.ts';
import type { FolderTimes } from './folder-times.ts';
import { runTitles } from './goal-words.ts';
import { createLanes } from './lanes.ts';
import type { Batch, Lanes } from './lanes.ts';
import { namesOf, openLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { moveBatch } from './move-batch.ts';

export interface Execution extends Begin {
  readonly transfer: TransferContext;
  /** By name. @throws not-found */
  readonly member: (name: string) => Member;
  /** A file lies on another volume now, because of the plan. */
  readonly moved: (move: PlanMove) => void;
  /** Told now and then while it runs, with what was done by then. */
  readonly goesOn?: (ledger: Ledger) => void;
  /** Told once at the end of its work, before the job has ended. */
  readonly concludes?: (ledger: Ledger, state: 'done' | 'stopped') => Promise<void>;
  /** Told once, how it ended; also when it was cancelled before its work began. */
  readonly finished: (state: 'done' | 'stopped', ledger: Ledger) => void;
  /** Of a run that goes on after an interruption. */
  readonly resumed?: ResumedFrom | undefined;
  /** The devices behind a volume, by key. Default: as the system tells. */
  readonly devices?: (volume: Volume) => readonly string[];
}

/** Files and bytes that are moved together: they share their syncs, and a cancel ends with them. */
const batchMost = { moves: groupMost, bytes: 64_000_000 };

/**
 * Runs a plan that was claimed for this process, as a job: moves on disjoint devices at the same time (lanes.ts), each
 * item checked against what is there now. What does not fit the plan any more is told as an error of that item and left
 * alone; what another program has open is tried once more at the end. A cancel ends it after what is under way.
 */
export function runPlan(plan: Plan, execution: Execution): JobHandle {
  const { transfer, signal } = execution;
  const drained = emptiedBy(plan);
  const ledger = openLedger(plan);
  const handle = transfer.jobs.start(
    {
      pool: plan.pool,
      kind: drained === null ? 'rebalance' : 'drain',
      title: execution.title ?? runTitles(plan, transfer.poolName).job,
      planId: plan.id,
      kept: true,
      restart: { kind: 'plan', items: [], options: { dest: '', planId: plan.id } },
      ...pacingOf(execution),
      ...(signal === undefined ? {} : { signal }),
    },
    async (run) => {
      run.addTotals(
        plan.moves.reduce((sum, move) => sum + namesOf(move), 0),
        plan.bytes,
      );
      const times = keepFolderTimes(transfer.volume, execution.resumed?.folderTimes, (folder, before) =>
        run.noteTimes(folder, before.mtimeNs, before.atimeNs),
      );
      execution.goesOn?.(ledger);
      let state: 'done' | 'stopped' = 'stopped';
      try {
        await runAll({ plan, execution, run, times, ledger, drained, stayed: new Set() });
        state = run.stopping() ? 'stopped' : 'done';
      } finally {
        await times.restore();
        await execution.concludes?.(ledger, state);
      }
    },
  );
  handle.ended
    .then((job) => execution.finished(job.state === 'cancelled' ? 'stopped' : 'done', ledger))
    // Its state could not be written down: a plan whose process has ended is known as stopped.
    .catch(() => undefined);
  return handle;
}

interface Running {
  readonly plan: Plan;
  readonly execution: Execution;
  readonly run: JobRun;
  readonly times: FolderTimes;
  readonly ledger: Ledger;
  readonly drained: string | null;
  /** Moves (by index) that did not leave, so far. */
  readonly stayed: Set<number>;
}

async function runAll(running: Running): Promise<void> {
  const { plan, execution, run, drained } = running;
  const devices = deviceKeys(execution);
  const lanes = createLanes(plan.moves, { devices, most: batchMost });
  const later = await runLanes(lanes, running, 'first');
  if (later.length > 0) {
    const only = later.toSorted((a, b) => a - b);
    await runLanes(createLanes(plan.moves, { devices, most: batchMost, only }), running, 'last');
  }
  if (drained !== null) await removeDrainedFolders(execution.transfer.volume, execution.member(drained), run);
}

function deviceKeys({ member, devices }: Execution): (volume: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    let keys: readonly string[] = [];
    try {
      const { volume } = member(name);
      keys = devices?.(volume) ?? devicesOf([volume], { fresh: known.size === 0 }).map(({ key }) => key);
    } catch {
      // It was removed from the pool: its moves say so.
    }
    known.set(name, keys);
    return keys;
  };
}

/**
 * Makes all moves of the lanes. Answers those that are to be tried once more, when it is the `first` time.
 * @throws AppError `cancelled`, when all that was under way has ended
 */
async function runLanes(lanes: Lanes, running: Running, time: 'first' | 'last'): Promise<readonly number[]> {
  const { run } = running;
  const later: number[] = [];
  const batches = new Set<Promise<void>>();
  let ending: { readonly thrown: unknown } | null = null;
  for (;;) {
    if (ending === null) {
      try {
        await run.checkpoint();
      } catch (thrown) {
        ending = { thrown };
      }
    }
    for (let batch = ending === null ? lanes.next() : null; batch !== null; batch = lanes.next()) {
      const begun: Promise<void> = runBatch(batch, lanes, running, time === 'first' ? later : null)
        .catch((thrown: unknown) => {
          ending ??= { thrown };
        })
        .finally(() => batches.delete(begun));
      batches.add(begun);
    }
    if (batches.size === 0) break;
    await Promise.race(batches);
  }
  if (ending !== null) throw ending.thrown;
  return later;
}

/** @param later where moves are put that are worth another try; null: there is none */
async function runBatch(batch: Batch, lanes: Lanes, running: Running, later: number[] | null): Promise<void> {
  const { plan, execution, run, times, ledger, drained, stayed } = running;
  const indices = new Map<PlanMove, number>();
  for (const index of batch.moves) {
    const move = plan.moves[index];
    if (move !== undefined) indices.set(move, index);
  }
  const [first, ...others] = indices.keys();
  if (first === undefined) return;
  const missed = ({ after }: PlanMove): readonly PlanMove[] =>
    (after ?? []).filter((index) => stayed.has(index)).flatMap((index) => plan.moves[index] ?? []);
  run.current(first.path);
  const beganMs = performance.now();
  try {
    await moveBatch([first, ...others], {
      transfer: execution.transfer,
      member: execution.member,
      run,
      times,
      drain: drained !== null,
      missed,
      moved(move, verified) {
        stayed.delete(indices.get(move) ?? -1);
        ledger.moved(move, verified);
        run.verified(verified);
        finish(move, execution, run);
      },
      stayed(move, error) {
        const index = indices.get(move) ?? -1;
        stayed.add(index);
        // Room may come yet, where what was to make it is tried again.
        const waits = error.code === 'busy' || (error.code === 'no-space' && missed(move).length > 0);
        if (waits && later !== null) {
          later.push(index);
          return;
        }
        const told = error.code === 'busy' ? stillOpen(move, error) : error;
        run.failed(move.path, told, { from: move.path, to: '' });
        if (error.code === 'cancelled') return;
        ledger.stayed(move, told);
        run.addTotals(0, -move.size);
      },
      lost(text) {
        run.note(text);
        ledger.note(text);
      },
      active: (item) => run.active(`${batch.from} ${batch.to}`, item),
    });
  } finally {
    ledger.active(batch.from, batch.to, performance.now() - beganMs);
    lanes.ended(batch);
    execution.goesOn?.(ledger);
  }
}

function stillOpen({ path, from, to }: PlanMove, error: AppError): AppError {
  const attempted = `Moving ${JSON.stringify(path)} from ${from} to ${to}`;
  const why = 'another program has it open for writing, at the end of the run still';
  if (!isAppError(error, 'busy')) return error;
  return fail('busy', attempted, why, 'end that program, then try the failed items again', { cause: error });
}

function finish(move: PlanMove, execution: Execution, run: JobRun): void {
  const paths = [move.path, ...(move.links ?? [])].map(parsePath);
  run.addPlaced(move.to, move.size);
  for (const [index, path] of paths.entries()) {
    run.item({ path, volume: move.to, size: index === 0 ? move.size : 0, outcome: 'done' });
  }
  execution.moved(move);
  execution.transfer.changed([...new Set(paths.map(parentPath))]);
}
