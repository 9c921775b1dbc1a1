import { asAppError, fail } from '../../../shared/errors.ts';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import { emptiedBy } from '../../../shared/planning.ts';
import type { EmptyProof, RunReceipt } from '../../../shared/runs.ts';
import type { JobHandle } from '../api.ts';
import { volumesOf } from '../pool/intent.ts';
import { runPlan } from '../rebalance/executor.ts';
import type { Ledger } from '../rebalance/ledger.ts';
import { proveEmpty } from '../rebalance/proof.ts';
import type { Home } from '../state/home.ts';
import { limitOf } from '../transfer/live-job.ts';
import { windowOf } from '../transfer/schedule.ts';
import type { Begin } from '../transfer/spec.ts';
import type { ResumedFrom } from '../transfer/types.ts';
import type { Volume } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';
import { recordPlan } from './plan-acts.ts';
import { refuseStale } from './plan-check.ts';
import { setDraining } from './volumes.ts';

/** Runs stored plans, once each, and keeps what they did. */
export interface PlanRuns {
  /** @throws not-found; refused (it was run before); invalid (a limit or hours that cannot be); nothing moved then */
  run(id: string, options?: RunOptions): Promise<JobHandle>;
  /** @throws not-found; refused (it was not run) */
  receipt(id: string): RunReceipt;
}

export interface RunOptions extends Begin {
  readonly resumed?: ResumedFrom;
  /** Told of each file that was moved, by one who takes another plan back: it is no act of its own then. */
  readonly moved?: (move: PlanMove) => void;
}

/** What a run did so far is written down at most this often (ms). */
const keepMs = 1_000;

/** @param devices keys of the disks behind a volume; left out: as the system tells */
export function openPlanRuns(
  home: Home,
  open: (pool: string) => PoolContext,
  devices?: (volume: Volume) => readonly string[],
): PlanRuns {
  /** Runs of this process. */
  const live = new Map<string, Ledger>();

  /** What is told of a run is a help: a home that cannot be written stops no move. */
  const keep = (receipt: RunReceipt): void => {
    try {
      home.receipts.put(receipt);
    } catch {
      // The job told all of it, too.
    }
  };

  const conclude = async (
    context: PoolContext,
    plan: Plan,
    ledger: Ledger,
    state: 'done' | 'stopped',
  ): Promise<void> => {
    const drained = emptiedBy(plan);
    let proof: EmptyProof | null = null;
    if (drained !== null && state === 'done') {
      try {
        proof = await proveEmptyVolume(context, drained);
      } catch (thrown) {
        ledger.note(`Nothing is proven: ${asAppError(thrown).message}`);
      }
    }
    keep({ ...ledger.receipt(state), proof });
    live.delete(plan.id);
    home.plans.finish(plan.id, state);
  };

  return {
    async run(id, options = {}) {
      const attempted = `Running the plan ${id}`;
      windowOf(options.window ?? null, attempted);
      limitOf(options.limit ?? null, attempted);
      const { pool } = home.plans.get(id);
      const context = open(pool);
      await context.ready();
      const found = home.plans.get(id);
      // What goes on after an interruption is made for what is left, and what takes another plan back was made just now.
      const isAnew = options.resumed === undefined && options.moved === undefined;
      if (isAnew && found.state === 'ready') await refuseStale(context, found);
      const plan = home.plans.claim(id);
      const drained = emptiedBy(plan);
      let items = 0;
      let bytes = 0;
      let keptMs = -Infinity;
      try {
        // Nothing new may come while it is emptied, nor afterwards, until somebody says so.
        if (drained !== null) await setDraining(context, drained, true);
        return runPlan(plan, {
          ...options,
          transfer: context.transfer,
          ...(devices === undefined ? {} : { devices }),
          member: (name) => context.member(name),
          moved(move) {
            const { path, from, to, reason, size } = move;
            items += 1;
            bytes += size;
            options.moved?.(move);
            home.reasons.record(pool, parsePath(path), {
              policy: context.config().policy,
              summary: `${to}: moved from ${from} by the plan ${id} (${reason})`,
              candidates: [{ volume: to, chosen: true, eligible: true, reason }],
              atMs: Date.now(),
            });
          },
          goesOn(ledger) {
            live.set(id, ledger);
            if (performance.now() - keptMs < keepMs) return;
            keptMs = performance.now();
            keep(ledger.receipt('running'));
          },
          concludes: (ledger, state) => conclude(context, plan, ledger, state),
          finished(state, ledger) {
            home.plans.finish(id, state);
            if (home.receipts.get(id) === null) keep(ledger.receipt(state));
            // A plan that takes back another one is no act of its own.
            if (options.moved === undefined) recordPlan(context, plan, items, bytes);
          },
        });
      } catch (thrown) {
        home.plans.finish(id, 'stopped');
        throw thrown;
      }
    },

    receipt(id) {
      const { state } = home.plans.get(id);
      const attempted = `Looking for what the plan ${id} did`;
      if (state === 'ready') throw fail('refused', attempted, 'it was not run', 'run it first');
      const ledger = live.get(id);
      if (ledger !== undefined) return ledger.receipt('running');
      const kept = home.receipts.get(id);
      if (kept === null) throw fail('not-found', attempted, 'nothing was written down of it', 'look at the volumes');
      // Its process ended in the middle.
      return kept.state === 'running' && state !== 'running' ? { ...kept, state: 'stopped' } : kept;
    },
  };
}

/** A fresh look at a volume of the pool, with the work that the journal knows of it. @throws what cannot be read */
export async function proveEmptyVolume(context: PoolContext, name: string): Promise<EmptyProof> {
  const member = context.member(name);
  const operations = context.engine.home.journal
    .list(context.id)
    .filter(({ intent }) => intent !== null && volumesOf(intent).includes(member.id))
    .map(({ id }) => id);
  return proveEmpty(member, operations);
}
