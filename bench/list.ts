import { writeFileSync } from 'node:fs';
import { rootPath } from '../shared/path.ts';
import { shell } from './tool.ts';
import type { Bench } from './tool.ts';

export const bench: Bench = {
  name: 'list',
  summary: 'the merged, sorted listing of one folder of 100,000 entries on 4 volumes',
  async run(lab) {
    const volumes = [1, 2, 3, 4].map((number) => lab.memory(`list${number}`, 1024 ** 3));
    const count = lab.size(100_000);
    for (let index = 0; index < count; index += 1) writeFileSync(`${volumes[index % 4]}/file ${index}.txt`, '');
    const { pool } = await lab.pool(volumes);
    let entries = 0;
    const rows = await lab.race([
      { what: 'cfs, merged and sorted', work: async () => (entries = (await pool.list(rootPath)).entries.length) },
      { what: 'ls -lU, neither', work: () => shell(`ls -lU ${volumes.join(' ')} > /dev/null`), goal: 1.5 },
    ]);
    return rows.map((row, index) => (index === 0 ? { ...row, note: `${entries} entries` } : row));
  },
};
