import { rmSync } from 'node:fs';
import { rootPath } from '../shared/path.ts';
import { done, hasTool, isRoot, makeFiles, shell, skipped } from './tool.ts';
import type { Bench, Row, Way } from './tool.ts';

export const bench: Bench = {
  name: 'put-small',
  summary: 'put 20,000 files of 4 KiB into a pool of 3 volumes in memory',
  async run(lab) {
    const space = 1024 ** 3;
    const source = lab.memory('small', space);
    makeFiles(`${source}/tree`, lab.size(20_000), 4096);
    const volumes = [1, 2, 3].map((number) => lab.memory(`small${number}`, space));
    const { pool } = await lab.pool(volumes);
    const clear = (): void => {
      for (const volume of volumes) rmSync(`${volume}/tree`, { recursive: true, force: true });
    };
    const put = (verify: boolean) => () => done(pool.put([`${source}/tree`], rootPath, { verify }));
    const plain = lab.memory('plain', space);
    const clearPlain = (): void => rmSync(`${plain}/tree`, { recursive: true, force: true });
    const ways: Way[] = [
      { what: 'cfs put, verified', work: put(true), after: clear },
      { what: 'cfs put --no-verify', work: put(false), after: clear },
      {
        what: 'cp -r to one volume',
        work: () => shell(`cp -r ${source}/tree ${plain}/`),
        after: clearPlain,
        goal: 1.3,
      },
    ];
    const rows: Row[] = [];
    if (!hasTool('rsync')) rows.push(skipped('rsync -a to one volume', 'rsync is not installed'));
    else {
      const work = (): void => shell(`rsync -a ${source}/tree ${plain}/`);
      ways.push({ what: 'rsync -a to one volume', work, after: clearPlain });
    }
    if (!hasTool('mergerfs')) rows.push(skipped('cp -r through mergerfs', 'mergerfs is not installed'));
    else if (!isRoot()) rows.push(skipped('cp -r through mergerfs', 'its mount needs root here'));
    else {
      const merged = lab.dir('merged');
      lab.mount(`mergerfs -o minfreespace=0,category.create=mfs ${volumes.join(':')} ${merged}`, merged);
      ways.push({
        what: 'cp -r through mergerfs',
        work: () => shell(`cp -r ${source}/tree ${merged}/`),
        // Through the mount: what vanishes behind it stays in the kernel's cache.
        after: () => rmSync(`${merged}/tree`, { recursive: true, force: true }),
        goal: 0.5,
      });
    }
    return [...(await lab.race(ways)), ...rows];
  },
};

export const onDisk: Bench = {
  name: 'put-disk',
  summary: 'put 20,000 files of 4 KiB onto an ext4 volume, durable',
  async run(lab) {
    if (!isRoot() || !hasTool('mkfs.ext4')) return [skipped('cfs put', 'loop file systems need root and mkfs.ext4')];
    const source = lab.memory('tree', 1024 ** 3);
    makeFiles(`${source}/tree`, lab.size(20_000), 4096);
    const volume = lab.ext4('disk', 1024 ** 3);
    const { pool } = await lab.pool([volume]);
    const after = (): void => {
      rmSync(`${volume}/tree`, { recursive: true, force: true });
      shell(`sync -f ${volume}`);
    };
    const put = (verify: boolean) => () => done(pool.put([`${source}/tree`], rootPath, { verify }));
    return lab.race([
      { what: 'cfs put, durable and verified', work: put(true), after },
      { what: 'cfs put --no-verify, durable', work: put(false), after },
      { what: 'cp -r && sync -f', work: () => shell(`cp -r ${source}/tree ${volume}/ && sync -f ${volume}`), after },
    ]);
  },
};
