import { statSync } from 'node:fs';
import { catalogPath } from '../electron/engine/catalog/database.ts';
import type { CatalogUpdate } from '../electron/engine/api.ts';
import { makeFiles, shell } from './tool.ts';
import type { Bench, Lab } from './tool.ts';

/** 400,000 files on 4 volumes, as the goals have them. */
async function filled(lab: Lab): Promise<{
  readonly volumes: readonly string[];
  readonly update: (rebuild: boolean, full?: boolean) => Promise<CatalogUpdate>;
  readonly bytes: () => number;
}> {
  const count = lab.size(100_000);
  const volumes = [1, 2, 3, 4].map((number) => lab.memory(`catalog${number}`, 2 * 1024 ** 3));
  for (const [index, volume] of volumes.entries()) makeFiles(volume, count, 0, index * count);
  const { engine, pool } = await lab.pool(volumes);
  return {
    volumes,
    update: (rebuild, full = false) => pool.catalog.update({ rebuild, full }),
    bytes: () => statSync(catalogPath(engine.home, pool.id)).size,
  };
}

const find = (volumes: readonly string[]): string => `find ${volumes.join(' ')} -printf '%p %s %T@\\n' > /dev/null`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

export const fresh: Bench = {
  name: 'catalog-fresh',
  summary: '400,000 files on 4 volumes into a fresh catalog',
  async run(lab) {
    const { volumes, update, bytes } = await filled(lab);
    let entries = 0;
    let memory = 0;
    const rows = await lab.race([
      {
        what: 'cfs index --rebuild',
        async work() {
          ({ entries } = await update(true));
          memory = Math.max(memory, process.memoryUsage.rss());
        },
      },
      { what: 'find -printf', work: () => shell(find(volumes)), goal: 2.5 },
    ]);
    const note = `${String(entries)} entries, ${megabytes(bytes())} on disk, ${megabytes(memory)} of memory`;
    return rows.map((row, index) => (index === 0 ? { ...row, note } : row));
  },
};

export const again: Bench = {
  name: 'catalog-again',
  summary: 'the same volumes again, unchanged: by the times of folders, and every file',
  async run(lab) {
    const { volumes, update } = await filled(lab);
    await update(true);
    // What was just made is too young to be passed over.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await update(false);
    return lab.race([
      { what: 'cfs index', work: () => update(false) },
      { what: 'cfs index --full', work: () => update(false, true) },
      { what: 'find -printf', work: () => shell(find(volumes)), goal: 1 },
    ]);
  },
};
