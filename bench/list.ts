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
    const ours = await lab.measure(async () => (entries = (await pool.list(rootPath)).entries.length));
    const ls = await lab.measure(() => shell(`ls -lU ${volumes.join(' ')} > /dev/null`));
    return [
      { what: 'cfs, merged and sorted', ms: ours, note: `${entries} entries` },
      { what: 'ls -lU, neither', ms: ls },
    ];
  },
};
