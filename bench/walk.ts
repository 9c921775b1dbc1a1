import type { Pool } from '../electron/engine/api.ts';
import { joinPath, rootPath } from '../shared/path.ts';
import type { PoolPath } from '../shared/path.ts';
import { hasTool, isRoot, makeFiles, shell, skipped } from './tool.ts';
import type { Bench, Way } from './tool.ts';

interface Seen {
  entries: number;
  bytes: number;
}

async function walk(pool: Pool): Promise<Seen> {
  const seen = { entries: 0, bytes: 0 };
  for await (const { entries } of pool.walk(rootPath)) {
    for (const { type, size } of entries) {
      if (type === 'directory') continue;
      seen.entries += 1;
      seen.bytes += size;
    }
  }
  return seen;
}

async function listEach(pool: Pool, folder: PoolPath, seen: Seen): Promise<void> {
  for (const { name, type, size } of (await pool.list(folder)).entries) {
    if (type === 'directory') await listEach(pool, joinPath(folder, name), seen);
    else {
      seen.entries += 1;
      seen.bytes += size;
    }
  }
}

export const bench: Bench = {
  name: 'walk',
  summary: '400,000 files with names and sizes, in folders that lie on 4 volumes each',
  async run(lab) {
    const count = lab.size(100_000);
    const volumes = [1, 2, 3, 4].map((number) => lab.memory(`walk${number}`, 2 * 1024 ** 3));
    for (const [index, volume] of volumes.entries()) makeFiles(volume, count, 0, index * count);
    const { pool } = await lab.pool(volumes);
    let seen: Seen = { entries: 0, bytes: 0 };
    const print = "-printf '%p %s %T@\\n' > /dev/null";
    const whyNot = !isRoot() ? 'only root can mount' : hasTool('mergerfs') ? null : 'there is no mergerfs';
    const merged = lab.dir('walk-merged');
    const ways: Way[] = [
      { what: 'cfs, pool.walk', work: async () => (seen = await walk(pool)) },
      { what: 'find -printf on the volumes', work: () => shell(`find ${volumes.join(' ')} ${print}`), goal: 1 },
      { what: 'cfs, pool.list of each folder', work: () => listEach(pool, rootPath, { entries: 0, bytes: 0 }) },
    ];
    if (whyNot === null) {
      // Without minfreespace mergerfs writes nowhere on small file systems; it does not matter for reading.
      lab.mount(`mergerfs -o minfreespace=0 ${volumes.join(':')} ${merged}`, merged);
      ways.push({ what: 'find -printf through mergerfs', work: () => shell(`find ${merged} ${print}`), goal: 1 / 15 });
    }
    const rows = await lab.race(ways);
    const first = rows.map((row, index) => (index === 0 ? { ...row, note: `${String(seen.entries)} entries` } : row));
    return whyNot === null ? first : [...first, skipped('find -printf through mergerfs', whyNot)];
  },
};
