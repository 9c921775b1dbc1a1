import type { Job, Plan, PlanMove, PlanVolume, PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { emptiedBy } from '../../../shared/planning.ts';
import { leftWords } from './screen-words.ts';

/** Pure figures of the screen: rows of the bars, bytes from volume to volume, evenness. Bytes everywhere. */

/** One volume in the picture. */
export interface Level {
  readonly name: string;
  readonly mark: string;
  readonly colour: number;
  readonly state: VolumeInfo['state'];
  readonly total: number;
  readonly reserve: number;
  readonly before: number;
  readonly after: number;
  /** Where it is while the plan runs, between before and after. */
  readonly now: number;
  /** Why the plan leaves it as it is; empty when it takes part. */
  readonly left: string;
}

function leftReason({ state, mode }: VolumeInfo): string {
  if (state === 'offline' || state === 'failing') return leftWords[state];
  return mode === 'read-only' ? leftWords.readOnly : leftWords.other;
}

/** The volumes of the pool in its order, with what the plan does to each; `now` is where it begins. */
export function levelsOf(plan: Pick<Plan, 'before' | 'after'>, pool: PoolInfo): readonly Level[] {
  return pool.volumes.map((volume): Level => {
    const before = plan.before.find((one) => one.volume === volume.name);
    const after = plan.after.find((one) => one.volume === volume.name);
    const { name, mark, colour, state, reserve, space } = volume;
    const base = { name, mark, colour, state, reserve };
    const out = before === undefined || after === undefined || state === 'offline' || volume.mode === 'read-only';
    if (out) {
      const used = space?.used ?? 0;
      return { ...base, total: space?.total ?? 0, before: used, after: used, now: used, left: leftReason(volume) };
    }
    return { ...base, total: before.total, before: before.used, after: after.used, now: before.used, left: '' };
  });
}

export const share = (used: number, total: number): number => (total > 0 ? used / total : 0);

/** 1 minus the distance between the fullest and the emptiest in % full (as renderer/state/evenness.ts); null below two. */
export function evennessOf(volumes: readonly PlanVolume[]): number | null {
  if (volumes.length < 2) return null;
  const levels = volumes.map((one) => share(one.used, one.total));
  return 1 - (Math.max(...levels) - Math.min(...levels));
}

export interface Extremes {
  readonly fullest: PlanVolume;
  readonly emptiest: PlanVolume;
}

export function extremesOf(volumes: readonly PlanVolume[]): Extremes | null {
  const sorted = volumes.toSorted((a, b) => share(b.used, b.total) - share(a.used, a.total));
  const fullest = sorted[0];
  const emptiest = sorted.at(-1);
  return fullest === undefined || emptiest === undefined || sorted.length < 2 ? null : { fullest, emptiest };
}

/** Bytes and files that go from one volume to another. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  readonly files: number;
}

/** Largest first. */
export function flowsOf(moves: readonly PlanMove[]): readonly Flow[] {
  const flows = new Map<string, Flow>();
  for (const move of moves) {
    const key = JSON.stringify([move.from, move.to]);
    const known = flows.get(key) ?? { from: move.from, to: move.to, bytes: 0, files: 0 };
    flows.set(key, { ...known, bytes: known.bytes + move.size, files: known.files + filesOf(move) });
  }
  return [...flows.values()].toSorted((a, b) => b.bytes - a.bytes);
}

/** A hard-link group is several names. */
export function filesOf(move: PlanMove): number {
  return 1 + (move.links?.length ?? 0);
}

/** The most bands that are drawn; the table has them all. */
export const drawnFlows = 12;

/** What makes a plan out of date: which volumes there are, what they may do, and their levels to half a percent. */
export function materialKey(pool: PoolInfo): string {
  const volumes = pool.volumes.map((volume) => {
    const level = volume.space === null ? null : Math.round(share(volume.space.used, volume.space.total) * 200);
    return [
      volume.id,
      volume.name,
      volume.state,
      volume.mode,
      volume.reserve,
      volume.limit,
      volume.space?.total,
      level,
    ];
  });
  return JSON.stringify([pool.id, volumes, rulesKey(pool)]);
}

/** What the pool says of where things belong: a plan is made for it. */
export function rulesKey({ pins, rules, keepTogether }: Pick<PoolInfo, 'pins' | 'rules' | 'keepTogether'>): string {
  return JSON.stringify([pins, rules, keepTogether]);
}

/** A run of a plan: it has a picture here. */
export function isRebalance(job: Job): boolean {
  return (job.kind === 'rebalance' || job.kind === 'drain') && job.planId !== null;
}

/** The name of the volume that this plan empties; null for another goal. */
export function drainedBy(plan: Plan | null, pool: PoolInfo): string | null {
  const name = plan === null ? null : emptiedBy(plan);
  if (plan === null || name === null) return null;
  return pool.volumes.find((volume) => volume.name === name)?.name ?? plan.moves[0]?.from ?? null;
}
