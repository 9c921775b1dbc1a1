/**
 * Run as a process of its own by killed.test.ts: undoes, or does again, an act in each of the given folders, and from
 * one call on has no effect any more, as when it was killed there.
 */
import { arm, disarm } from '../safety/injector.ts';
import { readFileSync } from 'node:fs';
import { openEngine } from '../engine.ts';
import { act, prepare } from './killed-acts.ts';
import type { KilledAct } from './killed-acts.ts';

export interface KilledCase {
  readonly base: string;
  readonly which: KilledAct;
  readonly direction: 'undo' | 'redo';
  /** Call of a file system or database, from 1; 0: none, all are counted. */
  readonly call: number;
}

process.on('unhandledRejection', () => undefined);
const cases = JSON.parse(readFileSync(0, 'utf8')) as readonly KilledCase[];
const counts: number[] = [];
for (const { base, which, direction, call } of cases) {
  const engine = await openEngine({ home: `${base}/home` });
  const pool = await prepare(engine, base);
  await act(pool, which, base);
  if (direction === 'redo') await (await pool.undo()).ended;
  const zones = { home: `${base}/home`, disk1: `${base}/disk1`, disk2: `${base}/disk2` };
  arm(zones, { mode: 'stop', at: call === 0 ? Infinity : call });
  const job = await pool[direction]().catch(() => null);
  await job?.ended;
  await engine.close().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1));
  counts.push(disarm().count);
}
process.stdout.write(JSON.stringify(counts));
process.exit(0);
