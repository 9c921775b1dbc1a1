/** Run as a process of its own: works through the cases that stand in a file, and says how each ended, one per line. */
import { arm, cutPowerNow, disarm } from './injector.ts';
import { readFileSync } from 'node:fs';
import { openEngine } from '../engine.ts';
import { execFileSync } from 'node:child_process';
import { asAppError } from '../../../shared/errors.ts';
import { foldersOf, makeCase } from './make-case.ts';
import type { Case, Outcome } from './plan.ts';
import { scenarioOf } from './scenarios.ts';

const cases = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as readonly Case[];
/** A case that takes longer (ms) hangs. */
const longestMs = 30_000;

/** Errors that nobody caught: they would have ended the process. */
const uncaught: string[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (thrown: unknown) => {
    uncaught.push(`uncaught: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  });
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it hangs')), longestMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function runCase(one: Case): Promise<Outcome> {
  const folders = foldersOf(one);
  const scenario = scenarioOf(one.scenario);
  const engine = await openEngine({ home: folders.home, devicesOf: ({ name }) => [name] });
  const errors: string[] = [];
  try {
    const { pool, prepared } = await makeCase(engine, scenario, folders);
    // What was there before is on the device.
    for (const mounted of one.plan.cut ?? []) execFileSync('sync', ['-f', mounted]);
    arm(folders, one.plan);
    errors.push(...(await within(scenario.run(pool, folders, prepared, engine))));
  } catch (thrown) {
    const { code, message } = asAppError(thrown);
    errors.push(`${code}: ${message}`);
  }
  // At no call, but just when it was said to be done.
  if (one.plan.at === 0) for (const mounted of one.plan.cut ?? []) cutPowerNow(mounted);
  // What ends a process that was killed has no effect either.
  await within(engine.close()).catch(() => undefined);
  // What was left to a timer or to the next turn.
  await new Promise((resolve) => setTimeout(resolve, 1));
  const { count, reached, calls, written } = disarm();
  if (written !== null) uncaught.push(`${written} was written to while its volume was gone`);
  const fatal = uncaught.splice(0);
  const result = { base: one.base, ok: errors.length === 0, errors, fatal, reached, count };
  return one.plan.mode === 'record' ? { ...result, calls } : result;
}

for (const one of cases) process.stdout.write(`${JSON.stringify(await runCase(one))}\n`);
process.exit(0);
