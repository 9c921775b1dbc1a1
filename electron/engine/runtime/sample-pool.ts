import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { asAppError, fail } from '../../../shared/errors.ts';
import { formatCount } from '../../../shared/format.ts';
import { sampleVolumes, writeSampleFiles } from '../sample.ts';
import type { PoolConfig } from '../state/config-shape.ts';
import type { Home } from '../state/home.ts';
import { removeMarker, writeMarker } from '../volume/marker.ts';
import { visit } from '../volume/walk-disk.ts';
import { freeName } from './identity.ts';

/** Everything of the sample pool lies in this folder of the home, and only what lies there is deleted with it. */
const folderName = 'sample';
/** In that folder: what was written, so that what a person added is told from it. */
const listName = 'files.json';
const listShape = z.array(z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() }));

/** Makes three small volumes with real files and a pool over them. @throws exists, no-space */
export async function createSample(home: Home): Promise<PoolConfig> {
  const attempted = 'Making the sample pool';
  const folder = join(home.path, folderName);
  const refuseSecond = (pools: readonly PoolConfig[]): void => {
    if (pools.some(({ sample }) => sample)) throw fail('exists', attempted, 'there is one already', 'use that one');
  };
  refuseSecond(home.config.read().pools);
  // What an earlier attempt left half made.
  rmSync(folder, { recursive: true, force: true });
  const poolId = randomUUID();
  const volumes = sampleVolumes.map(({ name, limit }, index) => ({
    id: randomUUID(),
    name,
    root: join(folder, name),
    mode: 'read-write' as const,
    reserve: 0,
    reserveChosen: true,
    limit,
    tags: [],
    draining: false,
    colour: index + 1,
    mark: String(index + 1),
  }));
  try {
    for (const { root } of volumes) mkdirSync(root, { recursive: true });
    const written = await writeSampleFiles(volumes.map(({ root }) => root));
    writeFileSync(join(folder, listName), JSON.stringify(written));
    return home.config.change((config) => {
      refuseSecond(config.pools);
      const taken = config.pools.map(({ name }) => ({ ...volumes[0], name })) as PoolConfig['volumes'];
      const pool: PoolConfig = {
        id: poolId,
        name: freeName('Sample', taken),
        policy: 'balanced',
        reserve: 0,
        sample: true,
        volumes,
      };
      for (const { id, name, root, colour, mark } of volumes) {
        const owner = { id: poolId, name: pool.name };
        writeMarker(root, { version: 1, id, name, pool: owner, colour, mark, createdMs: Date.now() });
      }
      return { config: { ...config, pools: [...config.pools, pool] }, result: pool };
    });
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw asAppError(thrown);
  }
}

/** Paths of files below the sample's own roots that CFS did not write, or that are not as it wrote them. */
function notOfSample(folder: string, pool: PoolConfig): readonly string[] {
  let text: string;
  try {
    text = readFileSync(join(folder, listName), 'utf8');
  } catch {
    // A sample of an older version, or a folder that is gone: nothing can be told apart.
    text = '[]';
  }
  const keyOf = (path: string, size: number, mtimeMs: number): string => `${path}\0${size}\0${Math.round(mtimeMs)}`;
  const written = new Set(listShape.parse(JSON.parse(text)).map((one) => keyOf(one.path, one.size, one.mtimeMs)));
  const others: string[] = [];
  for (const { root } of pool.volumes) {
    if (!root.startsWith(`${folder}/`) || lstatSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    visit(root, (path, stat) => {
      const below = path.slice(root.length + 1);
      if (!stat.isDirectory() && !written.has(keyOf(below, stat.size, stat.mtimeMs))) others.push(below);
    });
  }
  return others;
}

/**
 * Forgets the sample pool and deletes its folder. Volumes that a person added to it from elsewhere lose their marker
 * and keep their files. With `all` also when it holds files that CFS did not write (added, changed, or moved there by a
 * rebalance).
 * @throws not-found; refused, with `data.files`, when it holds such files
 */
export function removeSample(home: Home, all: boolean): PoolConfig {
  const attempted = 'Removing the sample pool';
  const folder = join(home.path, folderName);
  const pool = home.config.change((config) => {
    const found = config.pools.find(({ sample }) => sample);
    if (found === undefined) throw fail('not-found', attempted, 'there is none', 'nothing is to do');
    const others = all ? [] : notOfSample(folder, found);
    if (others.length > 0) {
      const more = others.length > 1 ? ` and ${formatCount(others.length - 1)} more` : '';
      const why = `it holds files that are not of the sample (${others[0] ?? ''}${more})`;
      throw fail('refused', attempted, why, 'copy them out first, or say that they are deleted too', {
        data: { files: others.length },
      });
    }
    return { config: { ...config, pools: config.pools.filter((other) => other !== found) }, result: found };
  });
  for (const { root } of pool.volumes) {
    if (!root.startsWith(`${folder}/`)) removeMarker(root);
  }
  // Never through a link that somebody put in its place.
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) rmSync(folder, { recursive: true, force: true });
  return pool;
}
