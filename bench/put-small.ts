import { rmSync } from 'node:fs';
import { rootPath } from '../shared/path.ts';
import { done, hasTool, isRoot, makeFiles, shell, skipped } from './tool.ts';
import type { Bench, Row } from './tool.ts';

export const bench: Bench = {
  name: 'put-small',
  summary: 'put 20,000 files of 4 KiB into a pool of 3 volumes',
  async run(lab) {
    const space = 1024 ** 3;
    const source = lab.memory('small', space);
    makeFiles(`${source}/tree`, lab.size(20_000), 4096);
    const volumes = [1, 2, 3].map((number) => lab.memory(`small${number}`, space));
    const { pool } = await lab.pool(volumes);
    const clear = (): void => {
      for (const volume of volumes) rmSync(`${volume}/tree`, { recursive: true, force: true });
    };
    const put = (verify: boolean): Promise<number> =>
      lab.measure(() => done(pool.put([`${source}/tree`], rootPath, { verify })), { after: clear });
    const rows: Row[] = [
      { what: 'cfs put, verified', ms: await put(true) },
      { what: 'cfs put --no-verify', ms: await put(false) },
    ];
    const plain = lab.memory('plain', space);
    const clearPlain = (): void => rmSync(`${plain}/tree`, { recursive: true, force: true });
    rows.push({
      what: 'cp -r to one volume',
      ms: await lab.measure(() => shell(`cp -r ${source}/tree ${plain}/`), { after: clearPlain }),
    });
    if (!hasTool('mergerfs')) rows.push(skipped('cp -r through mergerfs', 'mergerfs is not installed'));
    else if (!isRoot()) rows.push(skipped('cp -r through mergerfs', 'its mount needs root here'));
    else {
      const merged = lab.dir('merged');
      lab.mount(`mergerfs -o minfreespace=0,category.create=mfs ${volumes.join(':')} ${merged}`, merged);
      rows.push({
        what: 'cp -r through mergerfs',
        // Through the mount: what vanishes behind it stays in the kernel's cache.
        ms: await lab.measure(() => shell(`cp -r ${source}/tree ${merged}/`), {
          after: () => rmSync(`${merged}/tree`, { recursive: true, force: true }),
        }),
      });
    }
    return rows;
  },
};
