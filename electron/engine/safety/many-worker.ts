/**
 * Run as a process of its own, several at once on one pool: random operations, seeded. Everything it begins and ends it
 * writes to a log, which is what the oracle (many.test.ts) knows.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asAppError } from '../../../shared/errors.ts';
import type { ConflictPolicy } from '../../../shared/model.ts';
import { joinPath, parsePath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { openEngine } from '../engine.ts';
import { seeded } from '../pool/fixture.ts';
import { tokenContent } from './tokens.ts';

const [home = '', id = '', seedText = '1', countText = '100', base = ''] = process.argv.slice(2);
const random = seeded(Number(seedText));
const log = join(base, `log-${id}`);
const engine = await openEngine({ home });
const pool = await engine.pool('p');
const own = parsePath(`/own-${id}`);
let tokens = 0;

const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
const folder = () => parsePath(pick(['/a', '/b', '/b/sub', '/c']));
const name = () => pick(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']);
const note = (what: Readonly<Record<string, unknown>>): void => appendFileSync(log, `${JSON.stringify(what)}\n`);

async function ended(job: JobHandle): Promise<void> {
  const { state, errors } = await job.ended;
  const [first] = errors;
  if (first !== undefined) throw Object.assign(new Error(first.error.message), { code: first.error.code });
  if (state !== 'done') throw new Error(`the job is ${state}`);
}

const newToken = (): { readonly token: string; readonly content: Buffer } => {
  tokens += 1;
  const token = `${id}.${String(tokens)}`;
  return { token, content: tokenContent(token, Math.floor(random() * 9_000)) };
};

/** One operation: what it makes or takes away for ever, and how. */
function step(): { readonly kind: string; readonly token?: string; readonly run: () => Promise<unknown> } {
  const kind = random();
  if (kind < 0.3) {
    const { token, content } = newToken();
    const path = joinPath(folder(), name());
    return { kind: 'write', token, run: () => pool.write(path, [content], { size: content.length }) };
  }
  if (kind < 0.4) {
    const { token, content } = newToken();
    const source = join(base, `src-${id}`);
    writeFileSync(source, content);
    const path = joinPath(folder(), name());
    const onConflict = pick<ConflictPolicy>(['fail', 'replace', 'keep-both']);
    const run = async () => ended(await pool.put([source], path, { destination: 'as', onConflict }));
    return { kind: 'write', token, run };
  }
  if (kind < 0.55) {
    const [from, into] = [joinPath(folder(), name()), folder()];
    const onConflict = pick<ConflictPolicy>(['fail', 'replace', 'skip']);
    return { kind: 'move', run: async () => ended(await pool.move([from], into, { onConflict })) };
  }
  if (kind < 0.65) {
    const [from, to] = [joinPath(folder(), name()), name()];
    return { kind: 'rename', run: () => pool.rename(from, to) };
  }
  if (kind < 0.77) {
    const path = joinPath(folder(), name());
    return { kind: 'trash', run: async () => ended(await pool.trash([path])) };
  }
  if (kind < 0.87) {
    return {
      kind: 'restore',
      async run() {
        const [first, ...others] = await pool.listTrash();
        if (first !== undefined) await ended(await pool.restoreTrash([pick([first, ...others]).id]));
      },
    };
  }
  if (kind < 0.9) {
    const [from, into] = [folder(), folder()];
    return { kind: 'move', run: async () => ended(await pool.move([from], into)) };
  }
  if (kind < 0.97) {
    const { token, content } = newToken();
    const path = joinPath(own, token);
    return {
      kind: 'erase',
      token,
      async run() {
        await pool.write(path, [content], { size: content.length });
        await ended(await pool.remove([path]));
      },
    };
  }
  return {
    kind: 'rebalance',
    async run() {
      const plan = await pool.planEven({ within: 1 });
      await ended(await engine.plans.run(plan.id));
    },
  };
}

for (let index = 0; index < Number(countText); index += 1) {
  const { kind, token, run } = step();
  note({ kind, token, phase: 'begin' });
  try {
    await run();
    note({ kind, token, phase: 'done' });
  } catch (thrown) {
    const { code, message } = asAppError(thrown);
    const told = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : code;
    note({ kind, token, phase: 'failed', code: told, message });
  }
}
await engine.close();
process.exit(0);
