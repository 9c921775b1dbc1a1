import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Engine, JobHandle, Pool } from '../api.ts';

/** What is on the disks, apart from CFS's own folders: path to content, folders with a slash at their end. */
export function treeOf(...roots: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (root: string, folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      if (name === '.cfs') continue;
      const path = `${folder}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) {
        found[`${path}/`] = '';
        walk(root, path);
      } else
        found[path] = stat.isSymbolicLink()
          ? `-> ${readlinkSync(join(root, path))}`
          : readFileSync(join(root, path), 'utf8');
    }
  };
  for (const root of roots) walk(root, '');
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A pool of two folders below `base`. */
export async function makePool(engine: Engine, base: string): Promise<Pool> {
  const volumes = ['disk1', 'disk2'].map((name) => {
    mkdirSync(join(base, name), { recursive: true });
    return { root: join(base, name), reserve: 0 };
  });
  return engine.createPool({ name: 'home', volumes, policy: 'round-robin' });
}

export const at = (text: string): PoolPath => parsePath(text);

export async function write(pool: Pool, path: string, text: string): Promise<void> {
  await pool.write(at(path), [Buffer.from(text)]);
}

/** Awaits the end of a job, which must be as expected. */
export async function ended(handle: Promise<JobHandle>, state: Job['state'] = 'done'): Promise<Job> {
  const job = await (await handle).ended;
  if (job.state !== state) {
    throw new Error(`${job.title}: ${job.state}: ${job.errors.map(({ error }) => error.message).join('; ')}`);
  }
  return job;
}
