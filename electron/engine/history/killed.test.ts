import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../api.ts';
import { openEngine } from '../engine.ts';
import { act, killedActs, prepare } from './killed-acts.ts';
import type { KilledAct } from './killed-acts.ts';
import type { KilledCase } from './killed-worker.ts';
import { treeOf } from './tree-fixture.ts';

const worker = fileURLToPath(new URL('./killed-worker.ts', import.meta.url));
/** Calls at which each undo and redo is killed, out of some 200. */
const points = Number(process.env['CFS_KILL_POINTS'] ?? (process.env['CFS_TORTURE'] === '1' ? 60 : 2));
const directions = ['undo', 'redo'] as const;

type Tree = Readonly<Record<string, string>>;

let base = '';
let cases: readonly KilledCase[] = [];

// Two processes for all: one counts the calls of each undo and redo, the other one is killed at some of them.
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-undo-killed-'));
  const all = killedActs.flatMap((which) => directions.map((direction) => ({ which, direction })));
  const caseOf = ({ which, direction }: (typeof all)[number], call: number): KilledCase => {
    return { base: join(base, `${which}-${direction}-${String(call)}`), which, direction, call };
  };
  const counts = runAll(all.map((one) => caseOf(one, 0)));
  cases = all.flatMap((one, index) => spread(counts[index] ?? 0).map((call) => caseOf(one, call)));
  runAll(cases);
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

const tree = (folder: string): Tree => treeOf(join(folder, 'disk1'), join(folder, 'disk2'));

function runAll(cases: readonly KilledCase[]): readonly number[] {
  for (const one of cases) mkdirSync(one.base, { recursive: true });
  const input = JSON.stringify(cases);
  return JSON.parse(execFileSync(process.execPath, [worker], { encoding: 'utf8', input })) as number[];
}

/** The calls that are taken, out of so many: spread over all, and never the same ones in each run. */
function spread(count: number): readonly number[] {
  const most = Math.min(points, count);
  const at = (i: number): number => Math.min(count, 1 + Math.floor(((i + Math.random()) * count) / most));
  return [...new Set(Array.from({ length: most }, (_, i) => at(i)))];
}

/** The tree before and after the act. */
async function known(which: KilledAct): Promise<{ readonly before: Tree; readonly after: Tree }> {
  const folder = join(base, `known-${which}`);
  const engine = await openEngine({ home: join(folder, 'home') });
  const pool = await prepare(engine, folder);
  const before = tree(folder);
  await act(pool, which, folder);
  await engine.close();
  return { before, after: tree(folder) };
}

async function reverse(engine: Engine, direction: 'undo' | 'redo', label: string): Promise<void> {
  const pool = await engine.pool('home');
  const job = await (await pool[direction]()).ended;
  expect(job.errors, `${label}: ${job.title}`).toEqual([]);
}

describe.each(killedActs)('an undo or redo of "%s" that is killed', { timeout: 600_000 }, (which) => {
  it('[T139] is finished when the pool is opened again; undo and redo go on from there, and nothing is lost', async () => {
    const { before, after } = await known(which);
    const mine = cases.filter((one) => one.which === which);
    expect(mine.length).toBeGreaterThan(1);
    for (const one of mine) {
      const label = `${one.direction} killed at call ${String(one.call)}`;
      const engine = await openEngine({ home: join(one.base, 'home') });
      try {
        // Whatever was begun is finished by opening the pool; what was not begun is as it was.
        const pool = await engine.pool('home');
        const { undo, redo } = await pool.history();
        const isUndone = redo.length > 0;
        expect(tree(one.base), label).toEqual(isUndone ? before : after);
        expect(
          [...undo, ...redo].filter(({ partly }) => partly),
          label,
        ).toEqual([]);
        await reverse(engine, isUndone ? 'redo' : 'undo', label);
        expect(tree(one.base), label).toEqual(isUndone ? after : before);
        await reverse(engine, isUndone ? 'undo' : 'redo', label);
        expect(tree(one.base), label).toEqual(isUndone ? before : after);
      } finally {
        await engine.close();
      }
      rmSync(one.base, { recursive: true, force: true });
    }
  });
});
