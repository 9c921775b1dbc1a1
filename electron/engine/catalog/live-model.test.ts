import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { it } from 'vitest';
import { openLive } from './live-fixture.ts';
import type { LiveCatalog } from './live-fixture.ts';

/**
 * Random acts on real files, with the real child and its watches, some of them lost: whatever happens in whatever order,
 * the catalog ends equal to a fill from scratch. A seed that fails becomes a named test.
 */

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Few names, so that they meet. */
const names = ['a', 'b', 'c', 'a-', 'ä', 'Z'];

interface Run {
  readonly live: LiveCatalog;
  readonly random: () => number;
  readonly below: (limit: number) => number;
  readonly path: () => string;
}

const acts: Readonly<Record<string, (run: Run) => void | Promise<void>>> = {
  create: ({ path, below }) => writeFileSync(path(), 'x'.repeat(below(9_000))),
  append: ({ path }) => appendFileSync(path(), 'more'),
  folder: ({ path }) => void mkdirSync(path(), { recursive: true }),
  rename: ({ path }) => renameSync(path(), path()),
  remove: ({ path }) => rmSync(path(), { recursive: true, force: true }),
  time: ({ path, below }) => utimesSync(path(), below(2_000), below(2_000)),
  mode: ({ path, below }) => chmodSync(path(), 0o600 + below(64)),
  symlink: ({ path }) => symlinkSync('nowhere', path()),
  link: ({ path }) => linkSync(path(), path()),
  tree({ path, below }) {
    const at = path();
    for (let n = 0; n < 3; n += 1) {
      const folder = join(at, names[below(names.length)] ?? 'a', names[below(names.length)] ?? 'a');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'file'), String(n));
    }
  },
  copy({ path }) {
    execFileSync('cp', ['-r', '--', path(), path()], { stdio: 'ignore' });
  },
  /** Out of the pool, or back into it from there. */
  across({ live, path, below }) {
    const outside = join(live.base, `outside${String(below(3))}`);
    const inside = path();
    if (existsSync(outside)) renameSync(outside, inside);
    else renameSync(inside, outside);
  },
  /** More events at once than are followed (`mostEvents`). */
  burst({ path, below }) {
    const at = path();
    mkdirSync(at, { recursive: true });
    for (let n = 0; n < 60; n += 1) writeFileSync(join(at, `n${String(n % 30)}`), 'y'.repeat(below(100)));
    appendFileSync(join(at, 'n1'), 'in place');
  },
  kill({ live }) {
    const pid = live.pids.at(-1);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  },
  async away({ live, random, below }) {
    const root = live.members[below(live.members.length)]?.root ?? '';
    renameSync(root, `${root}.away`);
    if (random() < 0.5) await sleep(below(400));
    // Where it was stands an empty folder, as an unmounted disk leaves one.
    if (random() < 0.5) mkdirSync(root);
    await sleep(below(400));
    if (random() < 0.5) writeFileSync(join(`${root}.away`, 'changed while away'), String(random()));
    if (existsSync(root)) rmSync(root, { recursive: true });
    renameSync(`${root}.away`, root);
  },
  pause: ({ below }) => sleep(below(500)),
};

const often = Object.keys(acts).flatMap((name) =>
  ['kill', 'away', 'burst'].includes(name) ? [name] : [name, name, name],
);

async function play(seed: number, steps: number): Promise<void> {
  const live = openLive({
    times: { liveMs: 600_000, polledMs: 500, allMs: 600_000, firstAllMs: 300, mostEvents: 40 },
    fill: (members) => {
      for (const { root } of members) mkdirSync(join(root, 'a', 'b'), { recursive: true });
    },
  });
  const random = randomOf(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const path = (): string => {
    const root = live.members[below(live.members.length)]?.root ?? '';
    const parts = Array.from({ length: 1 + below(3) }, () => names[below(names.length)] ?? 'a');
    return join(root, ...parts);
  };
  const done: string[] = [];
  try {
    if (random() < 0.7) await live.until(({ state }) => state === 'fresh');
    for (let step = 0; step < steps; step += 1) {
      const name = often[below(often.length)] ?? 'pause';
      done.push(name);
      try {
        await acts[name]?.({ live, random, below, path });
      } catch {
        // It could not be done there: no such file, or something else is in the way.
      }
    }
    await live.equal(30_000);
  } catch (thrown) {
    throw new Error(`seed ${String(seed)} (${done.join(' ')})`, { cause: thrown });
  } finally {
    await live.close();
  }
}

const torture = process.env['CFS_TORTURE'] === '1';
const chosen = process.env['CFS_SEED'];
const seeds =
  chosen === undefined ? Array.from({ length: torture ? 200 : 3 }, (_, index) => index + 1) : [Number(chosen)];

it.each(seeds)(
  '[Q23] whatever happens in whatever order, the catalog ends equal to a fill from scratch (seed %i)',
  async (seed) => {
    await play(seed, torture ? 40 : 25);
  },
  120_000,
);
