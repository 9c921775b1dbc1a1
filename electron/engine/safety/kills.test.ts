import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../pool/fixture.ts';
import { isTorture, tell } from './figures.ts';
import { describeCase, judgeCases, newBase, problemsOf, recordCalls, runCases } from './harness.ts';
import type { Problem } from './harness.ts';
import type { Case } from './plan.ts';
import { spread } from './matrix.ts';
import { scenarios } from './scenarios.ts';

/**
 * The crash matrix: a process ends just before each of its calls. Most cases only stop having an effect there, which
 * leaves the same on the disks and lets many share a process; the others are killed with SIGKILL.
 */
const names = scenarios.map(({ name }) => name);
const stopsInTest = 240;
const killsInTest = 24;
const killsInTorture = 300;
/** Kills while many files move. */
const rounds = isTorture ? 200 : 3;

const words = (problems: readonly (Problem & { readonly where: string })[]): readonly string[] =>
  problems.map(({ kind, text, where }) => `${kind}: ${text}: ${where}`);

describe('a process that ends in the middle', { timeout: 3_600_000 }, () => {
  let steps: readonly { readonly scenario: string; readonly at: number }[] = [];
  beforeAll(async () => {
    steps = [...(await recordCalls(names))].flatMap(([scenario, calls]) =>
      calls.map((_call, index) => ({ scenario, at: index + 1 })),
    );
  });

  it('[K4] at any call: nothing is lost, and a new process finds each thing as it was or as it should be', async () => {
    const some = isTorture ? steps : spread(steps, stopsInTest);
    const { problems, reached } = await judgeCases(
      some.map(({ scenario, at }) => ({ scenario, plan: { mode: 'stop', at } })),
    );
    tell('crash matrix', { steps: steps.length, 'processes stopped': reached });
    expect(words(problems)).toEqual([]);
    expect(reached).toBeGreaterThanOrEqual(some.length * 0.9);
  });

  it('[K4] the same with a process that is really killed', async () => {
    const some = spread(steps, isTorture ? killsInTorture : killsInTest);
    const problems: (Problem & { readonly where: string })[] = [];
    let killed = 0;
    for (const { scenario, at } of some) {
      const folder = newBase();
      const one = { scenario, base: join(folder, 'case'), plan: { mode: 'kill', at } as const };
      const { signal, outcomes } = await runCases([one], folder);
      if (signal === 'SIGKILL') killed += 1;
      problems.push(
        ...(await problemsOf(one, outcomes[0])).map((problem) => ({ ...problem, where: describeCase(one) })),
      );
      rmSync(folder, { recursive: true, force: true });
    }
    tell('kills', { 'processes killed': killed });
    expect(words(problems)).toEqual([]);
    expect(killed).toBeGreaterThanOrEqual(some.length * 0.9);
  });

  it('[K5] while 2,000 files move: each file is accounted for, once, every time', async () => {
    const random = seeded(3);
    let killed = 0;
    const problems: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const folder = newBase();
      const one: Case = { scenario: 'bulk', base: join(folder, 'case'), plan: { mode: 'EIO', at: 0 } };
      const target = join(one.base, 'd2');
      // So many of the twenty folders have come, and so many ms more.
      const [folders, more] = [1 + Math.floor(random() * 12), random() * 200];
      const { signal, outcomes } = await runCases([one], folder, (child) => {
        const look = setInterval(() => {
          if (!existsSync(target) || readdirSync(target).length <= folders) return;
          clearInterval(look);
          setTimeout(() => child.kill('SIGKILL'), more);
        }, 5);
        child.once('exit', () => clearInterval(look));
      });
      if (signal === 'SIGKILL') killed += 1;
      problems.push(
        ...(await problemsOf(one, outcomes[0])).map(({ kind, text }) => `round ${String(round)}: ${kind}: ${text}`),
      );
      rmSync(folder, { recursive: true, force: true });
    }
    tell('kills while 2,000 files move', { rounds, 'processes killed': killed });
    expect(problems.slice(0, 20)).toEqual([]);
    expect(killed).toBeGreaterThan(0);
  });
});
