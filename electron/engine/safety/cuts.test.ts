import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import { isTorture, tell } from './figures.ts';
import { describeCase, newBase, problemsOf, recordCalls, runCases } from './harness.ts';
import type { Case, Plan } from './plan.ts';
import { spread } from './matrix.ts';
import { scenarios } from './scenarios.ts';

/**
 * Power cuts (FS_IOC_SHUTDOWN, real file systems on loop devices): of the volume that a step is about alone, while the
 * process goes on; of the whole machine, which ends the process; and just after all was said to be done.
 */
const names = scenarios.map(({ name }) => name);
const cutsEach = isTorture ? 50 : 5;
/** Of these: just after all was said to be done. */
const endsEach = isTorture ? names.length : 2;

describe.each(['ext4', 'xfs'] as const)('a power cut on %s', { timeout: 3_600_000 }, (kind) => {
  it('[K6] at a step of any operation, of a volume or of all: nothing is lost, and all is settled afterwards', async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const steps = [...(await recordCalls(names))].flatMap(([scenario, calls]) =>
      calls.map((_call, index) => ({ scenario, at: index + 1 })),
    );
    // Other ones of each kind, so that both together cover more.
    const shifted = kind === 'ext4' ? names : [...names.slice(4), ...names.slice(0, 4)];
    const ends = spread(shifted, endsEach).map((scenario) => ({ scenario, at: 0 }));
    const middle = spread(steps.slice(kind === 'ext4' ? 0 : 31), cutsEach - endsEach);
    const folder = newBase();
    const mounts = { d1: mountNew(kind), d2: mountNew(kind) };
    const problems: string[] = [];
    let cuts = 0;
    try {
      for (const [index, step] of [...ends, ...middle].entries()) {
        const ways = ['machine', 'd1', 'd2'] as const;
        const way = ways[index % ways.length] ?? 'machine';
        const cut = way === 'machine' ? [mounts.d1.path, mounts.d2.path] : [mounts[way].path];
        const name = `case${String(index)}`;
        const roots = {
          d1: join(mounts.d1.path, name),
          d2: join(mounts.d2.path, name),
          // What CFS knows is lost with the machine's power, too.
          ...(way === 'machine' ? { home: join(mounts.d1.path, `${name}-home`) } : {}),
        };
        const plan: Plan = { mode: way === 'machine' && step.at > 0 ? 'cutKill' : 'cut', at: step.at, cut };
        const one: Case = { scenario: step.scenario, base: join(folder, name), roots, plan };
        for (const root of [one.base, roots.d1, roots.d2]) mkdirSync(root, { recursive: true });
        const { outcomes } = await runCases([one], folder);
        for (const mounted of Object.values(mounts)) if (cut.includes(mounted.path)) mounted.remount();
        cuts += 1;
        const found = await problemsOf(one, outcomes[0]);
        problems.push(...found.map(({ kind: what, text }) => `${what}: ${text}: ${way}: ${describeCase(one)}`));
        rmSync(one.base, { recursive: true, force: true });
      }
    } finally {
      for (const mounted of Object.values(mounts)) mounted.unmount();
      rmSync(folder, { recursive: true, force: true });
    }
    tell(`power cuts on ${kind}`, { cuts });
    expect(problems).toEqual([]);
  });
});
