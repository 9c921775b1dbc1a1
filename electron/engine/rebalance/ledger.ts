import type { AppError } from '../../../shared/errors.ts';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import type { RunDirection, RunReceipt, RunRemark } from '../../../shared/runs.ts';

/** Adds up what the run of a plan does, for its receipt. */
export interface Ledger {
  moved(move: PlanMove, verified: 'device' | 'cached'): void;
  /** Stayed where it was, with the reason. */
  stayed(move: PlanMove, error: AppError): void;
  /** Something was under way for so long (ms). */
  active(from: string, to: string, ms: number): void;
  note(text: string): void;
  /** What is so by now. */
  receipt(state: RunReceipt['state']): RunReceipt;
}

/** Remarks of each kind that a receipt names; the rest is counted. */
const namedMost = 1_000;
/** It is not what the plan was made for any more, or somebody uses it: nothing went wrong. */
const skips: readonly AppError['code'][] = ['not-found', 'changed', 'busy', 'exists'];

/** Names of one file count each, as jobs count them. */
export const namesOf = ({ links }: Pick<PlanMove, 'links'>): number => 1 + (links?.length ?? 0);

export function openLedger(plan: Plan, clock: () => number = () => Date.now()): Ledger {
  type Open<T> = { -readonly [Key in keyof T]: T[Key] };
  const startedMs = clock();
  const moved = { files: 0, bytes: 0 };
  const verified = { device: 0, cached: 0 };
  const directions = new Map<string, Open<RunDirection>>();
  const skipped: RunRemark[] = [];
  const failed: RunRemark[] = [];
  const counts = { skipped: 0, failed: 0, moves: 0 };
  const notes = new Set<string>();
  const places = new Map(plan.moves.map((move, at) => [move, at]));
  const done = new Uint8Array(Math.ceil(plan.moves.length / 8));

  const directionOf = (from: string, to: string): Open<RunDirection> => {
    const key = JSON.stringify([from, to]);
    const direction = directions.get(key) ?? { from, to, files: 0, bytes: 0, activeMs: 0 };
    directions.set(key, direction);
    return direction;
  };

  const planned = plan.moves.reduce((sum, move) => sum + namesOf(move), 0);
  // In the order of the plan.
  for (const { from, to } of plan.moves) directionOf(from, to);

  return {
    moved(move, how) {
      const direction = directionOf(move.from, move.to);
      for (const sum of [moved, direction]) {
        sum.files += namesOf(move);
        sum.bytes += move.size;
      }
      verified[how] += namesOf(move);
      counts.moves += 1;
      const at = places.get(move);
      if (at !== undefined) done[at >> 3] = (done[at >> 3] ?? 0) | (1 << (at & 7));
    },
    stayed({ path }, { code, message }) {
      const kind = skips.includes(code) ? 'skipped' : 'failed';
      const list = kind === 'skipped' ? skipped : failed;
      if (list.length < namedMost) list.push({ path, code, reason: message });
      counts[kind] += 1;
    },
    active(from, to, ms) {
      directionOf(from, to).activeMs += ms;
    },
    note(text) {
      if (notes.size < namedMost) notes.add(text);
    },
    receipt(state) {
      return {
        plan: plan.id,
        pool: plan.pool,
        goal: plan.goal,
        state,
        startedMs,
        endedMs: state === 'running' ? null : clock(),
        planned: { files: planned, bytes: plan.bytes },
        moved: { ...moved },
        verified: { ...verified },
        done: Buffer.from(done).toString('base64'),
        directions: [...directions.values()]
          .filter(({ activeMs }) => activeMs > 0)
          .map((one) => ({ ...one, activeMs: Math.round(one.activeMs) })),
        skipped: [...skipped],
        skippedCount: counts.skipped,
        failed: [...failed],
        failedCount: counts.failed,
        untried: plan.moves.length - counts.moves - counts.skipped - counts.failed,
        notes: [...notes],
        proof: null,
      };
    },
  };
}
