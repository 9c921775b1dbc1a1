import { rmSync } from 'node:fs';
import { rootPath } from '../shared/path.ts';
import { done, hasTool, shell, skipped } from './tool.ts';
import type { Bench, Row, Way } from './tool.ts';

export const bench: Bench = {
  name: 'put-large',
  summary: 'put one file of 1.5 GB, in memory',
  async run(lab) {
    const bytes = lab.size(1_500_000_000);
    const space = bytes + 256 * 1024 ** 2;
    const source = lab.memory('large', space);
    shell(`head -c ${bytes} /dev/urandom > ${source}/film.mkv`);
    const volume = lab.memory('large1', space);
    const { pool } = await lab.pool([volume]);
    const after = (): void => rmSync(`${volume}/film.mkv`, { force: true });
    const put = (verify: boolean) => () => done(pool.put([`${source}/film.mkv`], rootPath, { verify }));
    const ways: Way[] = [{ what: 'cfs put, verified', work: put(true), after }];
    const missing: Row[] = [];
    if (hasTool('rsync')) {
      const work = (): void => shell(`rsync -a ${source}/film.mkv ${volume}/`);
      ways.push({ what: 'rsync -a', work, after, goal: 1 });
    } else missing.push(skipped('rsync -a', 'rsync is not installed'));
    ways.push({ what: 'cp', work: () => shell(`cp ${source}/film.mkv ${volume}/`), after });
    return [...(await lab.race(ways)), ...missing];
  },
};

export const unverified: Bench = {
  name: 'put-plain',
  summary: 'put one file of 1.5 GB, in memory, without verification',
  async run(lab) {
    const bytes = lab.size(1_500_000_000);
    const space = bytes + 256 * 1024 ** 2;
    const source = lab.memory('plain', space);
    shell(`head -c ${bytes} /dev/urandom > ${source}/film.mkv`);
    const volume = lab.memory('plain1', space);
    const { pool } = await lab.pool([volume]);
    const after = (): void => rmSync(`${volume}/film.mkv`, { force: true });
    return lab.race([
      {
        what: 'cfs put --no-verify',
        work: () => done(pool.put([`${source}/film.mkv`], rootPath, { verify: false })),
        after,
      },
      { what: 'cp', work: () => shell(`cp ${source}/film.mkv ${volume}/`), after, goal: 1.15 },
    ]);
  },
};
