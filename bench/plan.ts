import type { PlannerItem, PlannerVolume } from '../electron/engine/rebalance/planner.ts';
import { prepare, solve } from '../electron/engine/rebalance/solve.ts';
import type { PlanGoal } from '../shared/planning.ts';
import { parsePath } from '../shared/path.ts';
import type { Bench, Row } from './tool.ts';

const gigabyte = 1_000_000_000;

/** The same numbers in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Files of 4 KiB to some GB as people have them: many small ones, most bytes in a few large ones. */
function makeItems(count: number, volumes: readonly string[]): PlannerItem[] {
  const next = random(1);
  const items: PlannerItem[] = [];
  for (let index = 0; index < count; index += 1) {
    // The first volumes hold more than the last ones.
    const volume = volumes[Math.floor(next() ** 2 * volumes.length)] ?? '';
    const size = 4096 * Math.ceil(10 ** (next() * 5.5) / 8);
    items.push({ path: parsePath(`/folder${index % 20_000}/file${index}`), volume, size });
  }
  return items;
}

const even: PlanGoal = { kind: 'even', by: 'percent', within: 5 };

/** Volumes of one size that hold these files, the fullest one four fifths full. */
function volumesOf(names: readonly string[], items: readonly PlannerItem[]): readonly PlannerVolume[] {
  const used = new Map<string, number>();
  for (const { volume, size } of items) used.set(volume, (used.get(volume) ?? 0) + size);
  const total = Math.max(...used.values()) * 1.2 + gigabyte;
  return names.map((name) => {
    const bytes = used.get(name) ?? 0;
    return { name, used: bytes, total, room: total - bytes, fill: name, receives: true, sends: true };
  });
}

export const bench: Bench = {
  name: 'plan',
  summary: 'plan for even fill, 1,000,000 files on 8 volumes',
  async run(lab) {
    const names = Array.from({ length: 8 }, (_, index) => `disk${index + 1}`);
    const items = makeItems(lab.size(1_000_000), names);
    const volumes = volumesOf(names, items);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let planned = solve(prepare(volumes, items), even);
    // No peer plans for a least: its cost is seen beside one pass over the same files.
    const rows = await lab.race([
      { what: 'cfs planner', work: () => (planned = solve(prepare(volumes, items), even)), goalMs: 1500 },
      {
        what: 'one pass over the files',
        work: () => items.reduce((sum, item) => sum + item.size + item.path.length, 0),
      },
    ]);
    const memory = (process.memoryUsage().rss - before) / 1_000_000;
    const { bytes } = planned;
    const ours: Partial<Row> = {
      note: `${planned.moves.length} moves`,
      figures: [
        {
          what: 'bytes moved by the least that any plan could',
          value: bytes / planned.lowerBoundBytes,
          unit: '',
          most: 1.02,
        },
        { what: 'memory', value: memory, unit: 'MB', most: 300 },
      ],
    };
    return rows.map((row, index) => (index === 0 ? { ...row, ...ours } : row));
  },
};

/** What a gesture in a plan waits for. */
export const again: Bench = {
  name: 'plan-again',
  summary: 'an edit of a plan of 10,000 moves, solved anew: 400,000 files on 8 volumes',
  async run(lab) {
    const names = Array.from({ length: 8 }, (_, index) => `disk${index + 1}`);
    const items = makeItems(lab.size(400_000), names);
    const volumes = volumesOf(names, items);
    const prepared = prepare(volumes, items);
    const level = (volumes[7]?.total ?? 0) * 0.25;
    let edit = 0;
    let moves = 0;
    const solveAgain = (): void => {
      edit += 1;
      const edits = { exclude: [`/folder${edit}`], targets: { disk8: level + edit * gigabyte } };
      moves = solve(prepared, even, edits).moves.length;
    };
    // The first ones compile.
    for (let at = 0; at < 5; at += 1) solveAgain();
    const rows = await lab.race([
      { what: 'cfs, solved anew', work: solveAgain, goalMs: 100 },
      { what: 'cfs, from the start', work: () => solve(prepare(volumes, items), even) },
    ]);
    return rows.map((row, index) => (index === 0 ? { ...row, note: `${moves} moves` } : row));
  },
};
