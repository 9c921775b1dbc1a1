import { rmSync } from 'node:fs';
import { rootPath } from '../shared/path.ts';
import { done, hasTool, shell, skipped } from './tool.ts';
import type { Bench, Row } from './tool.ts';

export const bench: Bench = {
  name: 'put-large',
  summary: 'put one file of 1.5 GB',
  async run(lab) {
    const bytes = lab.size(1_500_000_000);
    const space = bytes + 256 * 1024 ** 2;
    const source = lab.memory('large', space);
    shell(`head -c ${bytes} /dev/urandom > ${source}/film.mkv`);
    const volume = lab.memory('large1', space);
    const { pool } = await lab.pool([volume]);
    const after = (): void => rmSync(`${volume}/film.mkv`, { force: true });
    const put = (verify: boolean): Promise<number> =>
      lab.measure(() => done(pool.put([`${source}/film.mkv`], rootPath, { verify })), { after });
    const peer = (command: string): Promise<number> =>
      lab.measure(() => shell(`${command} ${source}/film.mkv ${volume}/`), { after });
    const rows: Row[] = [
      { what: 'cfs put, verified', ms: await put(true) },
      { what: 'cfs put --no-verify', ms: await put(false) },
      { what: 'cp', ms: await peer('cp') },
    ];
    rows.push(
      hasTool('rsync')
        ? { what: 'rsync -a', ms: await peer('rsync -a') }
        : skipped('rsync -a', 'rsync is not installed'),
    );
    return rows;
  },
};
