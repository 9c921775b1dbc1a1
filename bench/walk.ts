import type { Pool } from '../electron/engine/api.ts';
import { joinPath, rootPath } from '../shared/path.ts';
import type { PoolPath } from '../shared/path.ts';
import { makeFiles, shell } from './tool.ts';
import type { Bench } from './tool.ts';

async function walk(pool: Pool, folder: PoolPath): Promise<number> {
  let files = 0;
  const { entries } = await pool.list(folder);
  for (const entry of entries) {
    if (entry.type === 'directory') files += await walk(pool, joinPath(folder, entry.name));
    else files += 1;
  }
  return files;
}

export const bench: Bench = {
  name: 'walk',
  summary: '400,000 files with size and times, in folders that lie on 4 volumes each',
  async run(lab) {
    const count = lab.size(100_000);
    const volumes = [1, 2, 3, 4].map((number) => lab.memory(`walk${number}`, 2 * 1024 ** 3));
    for (const [index, volume] of volumes.entries()) makeFiles(volume, count, 0, index * count);
    const { pool } = await lab.pool(volumes);
    let files = 0;
    const ours = await lab.measure(async () => (files = await walk(pool, rootPath)));
    const find = await lab.measure(() => shell(`find ${volumes.join(' ')} -printf '%p %s %T@\\n' > /dev/null`));
    return [
      { what: 'cfs, through the engine', ms: ours, note: `${files} merged entries` },
      { what: 'find -printf', ms: find, note: `${4 * count} files` },
    ];
  },
};
