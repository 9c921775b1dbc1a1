import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanMove } from '../shared/model.ts';
import { openHome } from '../electron/engine/state/home.ts';
import { done, hasTool, isRoot, makeFiles, shell, skipped } from './tool.ts';
import type { Bench, Lab, Row, Way } from './tool.ts';

const names = ['from1', 'to1', 'from2', 'to2'] as const;
/** Directions as the pool names its volumes, which are in the order of `names`. */
const directions = [
  { from: 'disk1', to: 'disk2', at: 0 },
  { from: 'disk3', to: 'disk4', at: 2 },
] as const;

/** A plan that moves all of both sources, each to its target. Answers how to run it. */
async function both(lab: Lab, roots: readonly string[]): Promise<() => Promise<void>> {
  const { engine, pool } = await lab.pool(roots);
  const moves = directions.flatMap(({ from, to, at }) =>
    filesBelow(roots[at] ?? '').map((file) => ({ ...file, from, to })),
  );
  const home = openHome(engine.home);
  const bytes = moves.reduce((sum, { size }) => sum + size, 0);
  const whole = { blocked: [], before: [], after: [], reached: true, note: '', band: null };
  const { id } = home.plans.add(pool.id, { goal: 'even', moves, bytes, lowerBoundBytes: bytes, ...whole });
  home.close();
  return () => done(engine.plans.run(id));
}

function filesBelow(root: string): readonly Pick<PlanMove, 'path' | 'size' | 'reason'>[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('/.cfs/')) return [];
    return [{ path: path.slice(root.length), size: lstatSync(path).blocks * 512, reason: 'measured' }];
  });
}

/** One pair after the other, as one does it by hand. */
const peer = 'rsync -a --fsync --remove-source-files';

async function compare(lab: Lab, bytes: number, goal: number, fill: (volume: string) => void): Promise<readonly Row[]> {
  if (!isRoot() || !hasTool('mkfs.ext4')) return [skipped('cfs plan run', 'loop file systems need root and mkfs.ext4')];
  const roots = names.map((name) => lab.ext4(name, bytes));
  const before = (): void => {
    for (const root of roots) {
      for (const name of readdirSync(root)) if (name !== 'lost+found') rmSync(join(root, name), { recursive: true });
    }
    for (const { at } of directions) fill(roots[at] ?? '');
    shell(roots.map((root) => `sync -f ${root}`).join('; '));
  };
  let moved = (): Promise<void> => Promise.resolve();
  const ways: Way[] = [
    {
      what: 'cfs plan run, both pairs at the same time',
      before: async () => {
        before();
        moved = await both(lab, roots);
      },
      work: () => moved(),
    },
  ];
  if (!hasTool('rsync')) return [...(await lab.race(ways)), skipped(peer, 'rsync is not installed')];
  const [from1 = '', to1 = '', from2 = '', to2 = ''] = roots;
  const work = (): void => shell(`${peer} ${from1}/tree ${to1}/ && ${peer} ${from2}/tree ${to2}/`);
  ways.push({ what: `${peer}, one pair after the other`, work, before, goal });
  return lab.race(ways);
}

export const bench: Bench = {
  name: 'rebalance-run',
  summary: 'run a plan of 2 x 10,000 files of 4 KiB on two pairs of ext4 volumes',
  run: (lab) => compare(lab, 512 * 1024 ** 2, 1 / 3, (volume) => makeFiles(`${volume}/tree`, lab.size(10_000), 4096)),
};

export const large: Bench = {
  name: 'rebalance-run-large',
  summary: 'run a plan of 2 x 4 files of 150 MB on two pairs of ext4 volumes',
  run: (lab) =>
    compare(lab, lab.size(600_000_000) + 400 * 1024 ** 2, 1, (volume) => {
      const size = String(lab.size(150_000_000));
      shell(
        `mkdir -p ${volume}/tree && for n in 1 2 3 4; do head -c ${size} /dev/urandom > ${volume}/tree/film$n.mkv; done`,
      );
    }),
};
