import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asAppError } from '../../../shared/errors.ts';
import type { Engine } from '../api.ts';
import { openEngine } from '../engine.ts';
import { look, lost, undone, unsettled } from './judge.ts';
import { foldersOf } from './make-case.ts';
import type { CallRecord, Case, Outcome } from './plan.ts';
import { scenarioOf } from './scenarios.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** A new folder in memory where the system has one: what is proven here does not depend on the device. */
export function newBase(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cfs-safety-'));
}

export interface Ran {
  readonly outcomes: readonly Outcome[];
  /** How the process ended. */
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/** Works through cases in one new process. Cases that it did not come to have no outcome. `started` may kill it. */
export async function runCases(
  cases: readonly Case[],
  folder: string,
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Ran> {
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify(cases));
  const child = spawn(process.execPath, ['--no-warnings', worker, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  started(child);
  let [text, said] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_code, ended) => resolve(ended));
  });
  const lines = text.split('\n').filter((line) => line.endsWith('}'));
  return { outcomes: lines.map((line) => JSON.parse(line) as Outcome), signal, said };
}

/**
 * The calls that each scenario makes when nothing goes wrong.
 * @throws Error when one fails by itself or does not do what it says
 */
export async function recordCalls(names: readonly string[]): Promise<ReadonlyMap<string, readonly CallRecord[]>> {
  const folder = newBase();
  try {
    const cases = names.map((scenario, index): Case => {
      return { scenario, base: join(folder, String(index)), plan: { mode: 'record', at: 0 } };
    });
    const { outcomes, said } = await runCases(cases, folder);
    return new Map(
      cases.map((one, index) => {
        const outcome = outcomes[index];
        if (outcome?.calls === undefined || !outcome.ok) {
          throw new Error(`${one.scenario} fails by itself: ${outcome?.errors.join('; ') ?? said}`);
        }
        const seen = look(foldersOf(one));
        const { items, folders = [] } = scenarioOf(one.scenario);
        const wrong = [...unsettled(items, folders, foldersOf(one), seen), ...undone(items, seen)];
        if (wrong.length > 0) throw new Error(`${one.scenario} does not do what it says: ${wrong.join('; ')}`);
        return [one.scenario, outcome.calls];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens the pool as a new process does, and lets check repair. Answers what it could not. */
export async function recover(one: Pick<Case, 'base' | 'roots'>): Promise<readonly string[]> {
  let engine: Engine | null = null;
  try {
    engine = await openEngine({ home: foldersOf(one).home });
    const pool = await engine.pool('p');
    const findings = await pool.check({ repair: true, hash: true });
    return findings.filter(({ repaired }) => !repaired).map(({ kind, path }) => `${kind} ${path}`);
  } catch (thrown) {
    return [`recovery failed: ${asAppError(thrown).message}`];
  } finally {
    await engine?.close();
  }
}

/**
 * `lost`: content that nobody has any more. `untold`: it was said to be done, and is not. `fatal`: an error that ends
 * the process. `unsettled`: after recovery something is in no state that it may be in.
 */
export interface Problem {
  readonly kind: 'lost' | 'untold' | 'fatal' | 'unsettled';
  readonly text: string;
}

/** Everything that is wrong with a case whose process has ended; recovers it and looks again. */
export async function problemsOf(one: Case, outcome: Outcome | undefined): Promise<readonly Problem[]> {
  const folders = foldersOf(one);
  const { items, folders: kept = [] } = scenarioOf(one.scenario);
  const { mode } = one.plan;
  const leniency = {
    spare: mode === 'dead' || mode === 'fixed',
    away: mode === 'ESTALE' || mode === 'gone' || (mode === 'cut' && one.plan.at > 0),
  };
  const before = look(folders);
  const problems: Problem[] = lost(items, before).map((text) => ({ kind: 'lost', text }));
  const isProcess = mode !== 'stop';
  if (isProcess) problems.push(...(outcome?.fatal ?? []).map((text) => ({ kind: 'fatal' as const, text })));
  const failed = (await recover(one)).filter((text) => text.startsWith('recovery failed'));
  const after = look(folders);
  problems.push(...lost(items, after).map((text) => ({ kind: 'lost' as const, text: `by recovery: ${text}` })));
  if (outcome?.ok === true && outcome.fatal.length === 0) {
    // What a power cut took may be put in order again first.
    const seen = one.plan.cut === undefined ? [before, after] : [after];
    problems.push(
      ...seen.flatMap((now) => undone(items, now, leniency)).map((text) => ({ kind: 'untold' as const, text })),
    );
  }
  const left = [...failed, ...unsettled(items, kept, folders, after, leniency)];
  problems.push(...left.map((text) => ({ kind: 'unsettled' as const, text })));
  return problems;
}

export const describeCase = ({ scenario, plan }: Case, call?: CallRecord): string =>
  `${scenario}: ${plan.mode} at ${String(plan.at)}` +
  (call === undefined ? '' : ` (${call.name} ${call.zone} ${call.target}, ${call.site})`);

/** Cases that share one process. */
const batch = 60;

export interface Verdicts {
  /** What is wrong, each with its case in words. */
  readonly problems: readonly (Problem & { readonly where: string })[];
  /** Cases in which the call was made. */
  readonly reached: number;
}

/** Runs cases, recovers and judges each. `call` is for the words only. */
export async function judgeCases(
  cases: readonly (Pick<Case, 'scenario' | 'plan'> & { readonly call?: CallRecord })[],
): Promise<Verdicts> {
  const problems: (Problem & { readonly where: string })[] = [];
  let reached = 0;
  for (let first = 0; first < cases.length; first += batch) {
    const folder = newBase();
    try {
      const now = cases
        .slice(first, first + batch)
        .map(({ call, ...one }, index) => ({ call, one: { ...one, base: join(folder, String(index)) } }));
      const { outcomes, said } = await runCases(
        now.map(({ one }) => one),
        folder,
      );
      for (const { call, one } of now) {
        const where = describeCase(one, call);
        const outcome = outcomes.find(({ base }) => base === one.base);
        if (outcome?.reached === true) reached += 1;
        if (outcome === undefined) problems.push({ kind: 'fatal', text: `the process ended: ${said}`, where });
        else problems.push(...(await problemsOf(one, outcome)).map((problem) => ({ ...problem, where })));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { problems, reached };
}
