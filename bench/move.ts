import { rmSync } from 'node:fs';
import { done, hasTool, isRoot, makeFiles, shell, skipped } from './tool.ts';
import type { Bench, Lab, Row } from './tool.ts';

/** Empties one volume onto the other by a plan: durable, verified, each source removed after its copy. */
async function drain(lab: Lab, from: string, to: string): Promise<() => Promise<void>> {
  const { engine, pool } = await lab.pool([from, to]);
  const plan = await pool.planDrain('disk1');
  return () => done(engine.plans.run(plan.id));
}

export const bench: Bench = {
  name: 'move',
  summary: 'move 20,000 files of 4 KiB between two ext4 volumes, durable and verified',
  async run(lab) {
    if (!isRoot() || !hasTool('mkfs.ext4')) return [skipped('cfs drain', 'loop file systems need root and mkfs.ext4')];
    const [from, to] = [lab.ext4('from', 1024 ** 3), lab.ext4('to', 1024 ** 3)];
    const fill = (): void => {
      for (const volume of [from, to]) {
        rmSync(`${volume}/tree`, { recursive: true, force: true });
        rmSync(`${volume}/.cfs`, { recursive: true, force: true });
      }
      makeFiles(`${from}/tree`, lab.size(20_000), 4096);
      shell('sync');
    };
    let work = (): Promise<void> => Promise.resolve();
    const ours = await lab.measure(() => work(), {
      before: async () => {
        fill();
        work = await drain(lab, from, to);
      },
    });
    const rows: Row[] = [{ what: 'cfs drain', ms: ours }];
    for (const command of ['rsync -a --fsync --remove-source-files', 'rsync -a --remove-source-files']) {
      if (!hasTool('rsync')) rows.push(skipped(command, 'rsync is not installed'));
      else {
        rows.push({
          what: command,
          ms: await lab.measure(() => shell(`${command} ${from}/tree ${to}/`), { before: fill }),
        });
      }
    }
    return rows;
  },
};
