import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IoChange } from '../../../shared/io.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import type { Engine } from '../api.ts';
import { openEngine } from '../engine.ts';

const size = 24 << 20;

let folder: string;
let engine: Engine;
const rootOf = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-io-'));
  for (const name of ['disk1', 'disk2']) mkdirSync(rootOf(name));
  writeFileSync(rootOf('film.mov'), Buffer.alloc(size, 7));
  engine = await openEngine({ home: rootOf('home') });
  await engine.createPool({ name: 'p', volumes: [{ root: rootOf('disk1') }, { root: rootOf('disk2') }] });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that is told until all is idle again. */
function heard(): { readonly changes: IoChange[]; readonly idle: Promise<void> } {
  const changes: IoChange[] = [];
  const idle = new Promise<void>((resolve) => {
    engine.on('ioChanged', (change) => {
      changes.push(change);
      if (change.volumes.every(({ read, write, queue }) => read + write + queue === 0)) resolve();
    });
  });
  return { changes, idle };
}
const most = (changes: readonly IoChange[], volume: string, what: 'read' | 'write'): number =>
  Math.max(
    0,
    ...changes.flatMap(({ volumes }) => volumes.filter((one) => one.volume === volume).map((one) => one[what])),
  );

describe('what is read and written', () => {
  it('[L72] a put shows on its volume, second by second, and ends at nothing; then nothing is told', async () => {
    const pool = await engine.pool('p');
    expect(pool.io().volumes.map(({ volume, read, write, queue }) => [volume, read, write, queue])).toEqual([
      ['disk1', 0, 0, 0],
      ['disk2', 0, 0, 0],
    ]);
    const { changes, idle } = heard();
    const { ended } = await pool.put([rootOf('film.mov')], rootPath);
    expect((await ended).state).toBe('done');
    await idle;
    const [copy] = await pool.copies(parsePath('/film.mov'));
    const on = copy?.volume ?? '';
    const other = on === 'disk1' ? 'disk2' : 'disk1';
    expect(most(changes, on, 'write')).toBeGreaterThan(0);
    // It was read back to be compared.
    expect(most(changes, on, 'read')).toBeGreaterThan(0);
    expect(most(changes, other, 'write') + most(changes, other, 'read')).toBe(0);
    const { volumes } = pool.io();
    const seen = volumes.find(({ volume }) => volume === on);
    // A figure is the mean of its second, which a busy machine may make longer.
    expect(seen?.writes.filter((rate) => rate > 0).length).toBeGreaterThan(0);
    expect(seen?.writes).toHaveLength(600);
    expect(seen?.speed.write?.low).toBeGreaterThan(0);
    const told = changes.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(changes).toHaveLength(told);
  });

  it('[L71] [L73] a move is a read there and a write here; what it measured is known in the next process', async () => {
    const pool = await engine.pool('p');
    const put = heard();
    const job = await pool.put([rootOf('film.mov')], rootPath);
    await job.ended;
    // Its last figures are no part of what follows.
    await put.idle;
    const from = (await pool.copies(parsePath('/film.mov')))[0]?.volume ?? '';
    const to = from === 'disk1' ? 'disk2' : 'disk1';
    const { changes, idle } = heard();
    const plan = await pool.planDrain(from);
    expect((await (await engine.plans.run(plan.id)).ended).state).toBe('done');
    await idle;
    expect(most(changes, from, 'read')).toBeGreaterThan(0);
    expect(most(changes, from, 'write')).toBe(0);
    expect(most(changes, to, 'write')).toBeGreaterThan(0);
    await engine.close();
    engine = await openEngine({ home: rootOf('home') });
    const next = await engine.pool('p');
    // Policies weigh by it, too.
    const why = await next.why(parsePath('/other.mov'), 1);
    expect(why.candidates.find(({ volume }) => volume === to)?.reason).toMatch(/\d[\d.]* [MG]B\/s/u);
    const again = next.io().volumes;
    expect(again.find(({ volume }) => volume === from)?.speed.read?.high).toBeGreaterThan(0);
    expect(again.find(({ volume }) => volume === to)?.speed.write?.high).toBeGreaterThan(0);
    expect(again.find(({ volume }) => volume === to)?.speed.read).toBeNull();
  });
});
