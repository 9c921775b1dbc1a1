import type { PlanFlow } from '../../../shared/planning.ts';
import type { Demand } from './few.ts';
import type { Levels } from './levels.ts';
import { outsideOf } from './levels.ts';
import type { PlannedMove } from './planner.ts';
import type { Prepared } from './prepared.ts';
import type { Task } from './goals.ts';

/** Bytes that one group of moves shares its syncs over: they are on both sides until it ends (transfer/move-between.ts). */
const groupBytes = 64_000_000;

/**
 * The least bytes that any plan for the task moves. What has to move, moves. Beside it each byte that moves lessens what
 * is over the levels by at most one byte, and what is missing by at most one; what has to move may fill what is missing,
 * where nothing says where it goes.
 */
export function leastBytes(prepared: Prepared, { setting, demands, sent, leastDemanded, on }: Task): number {
  const level = setting.level.slice();
  let loose = 0;
  const add = (unit: number, bin: number, sign: 1 | -1): void => {
    if (setting.counted !== null && setting.counted[unit] !== 1) return;
    level[bin] = (level[bin] ?? 0) + sign * (prepared.sizes[unit] ?? 0);
  };
  const isOpen = demands.some(({ volumes }) => volumes.length > 1);
  for (const { unit, volumes } of [...demands, ...sent] as readonly Demand[]) {
    add(unit, prepared.binOf[prepared.home[unit] ?? 0] ?? 0, -1);
    const [only] = volumes;
    if (volumes.length === 1 && only !== undefined) add(unit, prepared.binOf[only] ?? 0, 1);
    else loose += prepared.sizes[unit] ?? 0;
  }
  // Where a folder is gathered was chosen: with another volume the levels could be others.
  if (on !== null && !isOpen && demands.length > 0) return leastDemanded;
  const { over, under } = outsideOf(level, setting.levels);
  return leastDemanded + Math.max(over, under - loose, 0);
}

/** Bytes and files by direction, the most bytes first. */
export function flowsOf(moves: readonly PlannedMove[]): readonly PlanFlow[] {
  const flows = new Map<string, Map<string, { bytes: number; files: number }>>();
  let [from, target] = ['', ''];
  let flow = { bytes: 0, files: 0 };
  for (const { item, to } of moves) {
    // Moves of one direction come together.
    if (from !== item.volume || target !== to) {
      [from, target] = [item.volume, to];
      const targets = flows.get(from) ?? new Map<string, { bytes: number; files: number }>();
      flows.set(from, targets);
      flow = targets.get(to) ?? { bytes: 0, files: 0 };
      targets.set(to, flow);
    }
    flow.bytes += item.size;
    flow.files += 1;
  }
  const all = [...flows].flatMap(([name, targets]) => [...targets].map(([to, sum]) => ({ from: name, to, ...sum })));
  return all.sort((a, b) => b.bytes - a.bytes || b.files - a.files);
}

/**
 * Most bytes that exist twice at any moment: one file or one group of small ones for each pair of devices that work at
 * the same time, and each device works on one thing only.
 */
export function extraBytesOf(volumes: number, moves: readonly PlannedMove[]): number {
  const bySource = new Map<string, { largest: number; sum: number }>();
  const devices = new Set<string>();
  let [from, target] = ['', ''];
  let source = { largest: 0, sum: 0 };
  for (const { item, to } of moves) {
    if (from !== item.volume || target !== to) {
      [from, target] = [item.volume, to];
      source = bySource.get(from) ?? { largest: 0, sum: 0 };
      bySource.set(from, source);
      devices.add(from).add(to);
    }
    source.largest = Math.max(source.largest, item.size);
    source.sum += item.size;
  }
  const pairs = Math.floor(Math.min(volumes, devices.size) / 2);
  const most = [...bySource.values()].map(({ largest, sum }) => Math.max(largest, Math.min(groupBytes, sum)));
  return most
    .sort((a, b) => b - a)
    .slice(0, pairs)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** The asked levels, by the names of the volumes. */
export function targetsOf({ bins, volumes }: Prepared, asked: readonly number[], { low, high }: Levels): Targets {
  const targets: [string, { readonly low: number; readonly high: number }][] = [];
  for (const bin of asked) {
    const { volumes: own = [], total = 0 } = bins[bin] ?? {};
    for (const at of own) {
      const name = volumes[at]?.name ?? '';
      targets.push([name, { low: low[bin] ?? 0, high: Math.min(total, high[bin] ?? total) }]);
    }
  }
  return Object.fromEntries(targets);
}

type Targets = Readonly<Record<string, { readonly low: number; readonly high: number }>>;
