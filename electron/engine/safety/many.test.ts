import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { openEngine } from '../engine.ts';
import { seeded } from '../pool/fixture.ts';
import { isTorture, tell } from './figures.ts';
import { newBase, recover } from './harness.ts';
import { volumeNames } from './make-case.ts';
import { observe } from './observe.ts';
import { tokenOf } from './tokens.ts';

/**
 * Several processes at once do random things to one pool; some are killed. The oracle needs no order: content is
 * conserved. What was reported written is there once and whole, in a folder or in the trash, until it is deleted for
 * ever; what was reported refused is nowhere (`changed` says that it was written and somebody took it away).
 */
const worker = fileURLToPath(new URL('./many-worker.ts', import.meta.url));
const processes = 3;
const operations = isTorture ? 2_000 : 1_000;
const seeds = Array.from({ length: isTorture ? 34 : 7 }, (_value, index) => index + 1);

interface Noted {
  readonly kind: string;
  readonly token?: string;
  readonly phase: 'begin' | 'done' | 'failed';
  readonly code?: string;
  readonly message?: string;
}

/** What may be said of an operation whose ground another process takes away. */
const expectedCodes = new Set([
  'not-found',
  'exists',
  'changed',
  'refused',
  'not-empty',
  'not-a-directory',
  'is-a-directory',
  'busy',
  'no-space',
]);

async function runAll(base: string, home: string, seed: number, killed: boolean): Promise<number> {
  const random = seeded(seed * 1_000);
  let kills = 0;
  await Promise.all(
    Array.from({ length: processes }, async (_value, index) => {
      const id = String(index);
      const words = [worker, home, id, String(seed * 10 + index), String(operations), base];
      const child = spawn(process.execPath, ['--no-warnings', ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
      if (killed && index > 0) {
        // When it has done so much of its work.
        const lines = Math.ceil(random() * operations);
        const timer = setInterval(() => {
          const log = join(base, `log-${id}`);
          const isFar = existsSync(log) && statSync(log).size > lines * 60;
          if (isFar && child.kill('SIGKILL')) clearInterval(timer);
        }, 3);
        child.once('exit', () => clearInterval(timer));
      }
      const signal = await new Promise((resolve) => child.once('exit', (_code, ended) => resolve(ended)));
      if (signal === 'SIGKILL') kills += 1;
      else expect(signal).toBe(null);
    }),
  );
  return kills;
}

const notesOf = (base: string): readonly Noted[] =>
  readdirSync(base)
    .filter((name) => name.startsWith('log-'))
    .flatMap((name) => readFileSync(join(base, name), 'utf8').split('\n'))
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Noted);

/** Where each token is, in folders and trash; what is no whole file of anyone. */
function tokensIn(roots: Readonly<Record<string, string>>) {
  const places = new Map<string, string[]>();
  const torn: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const at = join(folder, entry.name);
      if (entry.isDirectory()) walk(at);
      else if (!/^(info|volume)\.json$/.test(entry.name)) {
        const token = tokenOf(readFileSync(at));
        if (token === null) torn.push(at);
        else places.set(token, [...(places.get(token) ?? []), at]);
      }
    }
  };
  for (const root of Object.values(roots)) walk(root);
  return { places, torn };
}

describe('several processes on one pool', { timeout: 3_600_000 }, () => {
  it.each(seeds)(
    '[K8] seed %i: what was written is there once and whole, what was refused is nowhere',
    async (seed) => {
      const base = newBase();
      const home = join(base, 'home');
      const killed = seed % 2 === 0;
      try {
        const engine = await openEngine({ home });
        const roots = Object.fromEntries(volumeNames.map((name) => [name, join(base, name)]));
        for (const root of Object.values(roots)) mkdirSync(root);
        const volumes = volumeNames.map((name) => ({ name, root: join(base, name), reserve: 0, limit: 60_000_000 }));
        const pool = await engine.createPool({ name: 'p', policy: 'round-robin', volumes });
        for (const folder of ['/a', '/b', '/c']) await pool.makeDirectory(parsePath(folder));
        await engine.close();

        const kills = await runAll(base, home, seed, killed);
        const findings = await recover({ base });
        const { places, torn } = tokensIn(roots);
        const notes = notesOf(base);
        const problems: string[] = torn.map((at) => `torn: ${at}`);
        problems.push(...observe(roots).leftovers.map((leftover) => `left over: ${leftover}`));
        problems.push(...findings.filter((finding) => finding.startsWith('recovery failed')));
        const began = new Set(notes.flatMap(({ token }) => token ?? []));
        for (const token of places.keys()) if (!began.has(token)) problems.push(`${token} is nobody's`);
        for (const { kind, token, phase, code, message } of notes) {
          const at = token === undefined ? [] : (places.get(token) ?? []);
          if (phase === 'failed' && !expectedCodes.has(code ?? ''))
            problems.push(`${kind}: ${code ?? ''}: ${message ?? ''}`);
          if (phase === 'done' && kind === 'write' && at.length !== 1)
            problems.push(`${String(token)} is at ${at.join(' and ') || 'no place'}`);
          if (phase === 'done' && kind === 'erase' && at.length > 0)
            problems.push(`${String(token)} was deleted and is at ${at.join()}`);
          if (phase === 'failed' && kind === 'write' && code !== 'changed' && at.length > 0)
            problems.push(`${String(token)} was refused (${message ?? ''}) and is at ${at.join()}`);
        }
        const doneCount = notes.filter(({ phase }) => phase === 'done').length;
        const failedCount = notes.filter(({ phase }) => phase === 'failed').length;
        const kept = findings.filter((finding) => finding.startsWith('conflict')).length;
        tell('processes at once', {
          seed,
          'operations done': doneCount,
          refused: failedCount,
          kills,
          'names taken twice': kept,
        });
        expect(problems).toEqual([]);
        expect(doneCount).toBeGreaterThan(operations / 2);
      } finally {
        rmSync(base, { recursive: true, force: true });
      }
    },
  );
});
