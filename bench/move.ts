import { rmSync } from 'node:fs';
import { done, hasTool, isRoot, makeFiles, shell, skipped } from './tool.ts';
import type { Bench, Lab, Row, Way } from './tool.ts';

/** Empties one volume onto the other by a plan: durable, verified, each source removed after its copy. */
async function drain(lab: Lab, from: string, to: string): Promise<() => Promise<void>> {
  const { engine, pool } = await lab.pool([from, to]);
  const plan = await pool.planDrain('disk1');
  return () => done(engine.plans.run(plan.id));
}

/** What is measured beside each other, with the most that ours may take of each. */
const peers = [
  { command: 'rsync -a --fsync --remove-source-files', goal: { many: 1 / 3, large: 1.3 } },
  // Neither durable nor verified.
  { command: 'rsync -a --remove-source-files', goal: { many: 2.5, large: undefined } },
] as const;

async function compare(lab: Lab, bytes: number, kind: 'many' | 'large', fill: (volume: string) => void) {
  if (!isRoot() || !hasTool('mkfs.ext4')) return [skipped('cfs drain', 'loop file systems need root and mkfs.ext4')];
  const [from, to] = [lab.ext4('from', bytes), lab.ext4('to', bytes)];
  const before = (): void => {
    for (const volume of [from, to]) {
      rmSync(`${volume}/tree`, { recursive: true, force: true });
      rmSync(`${volume}/.cfs`, { recursive: true, force: true });
    }
    fill(from);
    shell(`sync -f ${from}; sync -f ${to}`);
  };
  let drained = (): Promise<void> => Promise.resolve();
  const ways: Way[] = [
    {
      what: 'cfs drain, durable and verified',
      before: async () => {
        before();
        drained = await drain(lab, from, to);
      },
      work: () => drained(),
    },
  ];
  const missing: Row[] = [];
  for (const { command, goal } of peers) {
    const limit = goal[kind];
    if (!hasTool('rsync')) missing.push(skipped(command, 'rsync is not installed'));
    else {
      const work = (): void => shell(`${command} ${from}/tree ${to}/`);
      ways.push({ what: command, work, before, ...(limit === undefined ? {} : { goal: limit }) });
    }
  }
  return [...(await lab.race(ways)), ...missing];
}

export const bench: Bench = {
  name: 'move',
  summary: 'move 20,000 files of 4 KiB between two ext4 volumes',
  run: (lab) =>
    compare(lab, 1024 ** 3, 'many', (volume) => {
      makeFiles(`${volume}/tree`, lab.size(20_000), 4096);
    }),
};

export const large: Bench = {
  name: 'move-large',
  summary: 'move one file of 1.5 GB between two ext4 volumes',
  run: (lab) =>
    compare(lab, lab.size(1_500_000_000) + 512 * 1024 ** 2, 'large', (volume) => {
      shell(`mkdir -p ${volume}/tree && head -c ${lab.size(1_500_000_000)} /dev/urandom > ${volume}/tree/film.mkv`);
    }),
};
