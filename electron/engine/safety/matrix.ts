import { changesSomething, canBeShort } from './injector-names.ts';
import { errnoFaults } from './plan.ts';
import type { CallRecord, Fault } from './plan.ts';

/** One call of a scenario, and one thing that goes wrong at it. */
export interface Cell {
  readonly scenario: string;
  readonly call: CallRecord;
  /** Number of the call, from 1. */
  readonly at: number;
  readonly fault: Fault;
}

/** What can go wrong at a call: not every fault is one for every call. */
export function faultsOf(call: CallRecord): readonly Fault[] {
  const isVolume = /^d\d$/.test(call.zone);
  return [
    ...errnoFaults,
    ...(canBeShort.test(call.name) ? (['short'] as const) : []),
    ...(isVolume ? (['gone', 'dead'] as const) : []),
    ...(isVolume && changesSomething.test(call.name) ? (['fixed', 'after'] as const) : []),
  ];
}

/** Every fault at every call that really happened. */
export function wholeMatrix(recorded: ReadonlyMap<string, readonly CallRecord[]>): readonly Cell[] {
  return [...recorded].flatMap(([scenario, calls]) =>
    calls.flatMap((call, index) => faultsOf(call).map((fault) => ({ scenario, call, at: index + 1, fault }))),
  );
}

/** What the system really answers to such a call; the whole matrix does not ask. */
function isLikely({ call, fault }: Cell): boolean {
  // SQLite knows a full disk and one that fails.
  if (call.name === 'db') return fault === 'ENOSPC' || fault === 'EIO';
  if (fault === 'ENOSPC' || fault === 'EDQUOT' || fault === 'EROFS') return changesSomething.test(call.name);
  if (fault === 'EMFILE') return /open|readdir|syscall/.test(call.name);
  return true;
}

/** Every fault that a call may give, once per call site of the engine: in the first scenario that comes there. */
export function oncePerSite(cells: readonly Cell[]): readonly Cell[] {
  const seen = new Set<string>();
  return cells.filter((cell) => {
    const { call, fault } = cell;
    const key = JSON.stringify([call.name, call.site.split(' < ')[0], fault]);
    if (seen.has(key) || !isLikely(cell)) return false;
    seen.add(key);
    return true;
  });
}

/** About `count` of them, evenly spread. */
export function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_value, index) => all[Math.floor((index * all.length) / count)]).flatMap(
    (one) => (one === undefined ? [] : [one]),
  );
}
