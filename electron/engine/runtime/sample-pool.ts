import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asAppError, fail } from '../../../shared/errors.ts';
import { sampleVolumes, writeSampleFiles } from '../sample.ts';
import type { PoolConfig } from '../state/config-shape.ts';
import type { Home } from '../state/home.ts';
import { removeMarker, writeMarker } from '../volume/marker.ts';
import { freeName } from './identity.ts';

/** Everything of the sample pool lies in this folder of the home, and only what lies there is deleted with it. */
const folderName = 'sample';

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
    await writeSampleFiles(volumes.map(({ root }) => root));
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

/**
 * Forgets the sample pool and deletes its folder. Volumes that a person added to it from elsewhere lose their marker
 * and keep their files. @throws not-found
 */
export function removeSample(home: Home): PoolConfig {
  const pool = home.config.change((config) => {
    const found = config.pools.find(({ sample }) => sample);
    if (found === undefined) throw fail('not-found', 'Removing the sample pool', 'there is none', 'nothing is to do');
    return { config: { ...config, pools: config.pools.filter((other) => other !== found) }, result: found };
  });
  const folder = join(home.path, folderName);
  for (const { root } of pool.volumes) {
    if (!root.startsWith(`${folder}/`)) removeMarker(root);
  }
  // Never through a link that somebody put in its place.
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) rmSync(folder, { recursive: true, force: true });
  return pool;
}
