import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { asAppError, fail } from '../../../shared/errors.ts';
import { formatCount } from '../../../shared/format.ts';
import { reservedFolder } from '../../../shared/path.ts';
import type { PoolConfig } from '../state/config-shape.ts';
import type { Home } from '../state/home.ts';
import { removeMarker, writeMarker } from '../volume/marker.ts';
import { listMounts, realPath } from '../volume/mounts.ts';
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
  clearFolder(folder, attempted);
  const poolId = randomUUID();
  // Loaded when it is wanted: every command would wait for it.
  const { sampleVolumes, writeSampleFiles } = await import('../sample.ts');
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

type Listed = z.infer<typeof listShape>[number];

/** What CFS wrote; nothing when that cannot be read: then nothing can be told from a person's files. */
function writtenIn(folder: string): readonly Listed[] {
  try {
    return listShape.parse(JSON.parse(readFileSync(join(folder, listName), 'utf8')));
  } catch {
    return [];
  }
}

/**
 * Paths below the sample's folder of what CFS did not write, or what is not as it wrote it: in volumes and their
 * trashes, and in folders that are no volumes any more. What cannot be looked into counts, too.
 */
function notOfSample(folder: string): readonly string[] {
  const timed = (size: number, mtimeMs: number): string => `${String(size)} ${String(Math.round(mtimeMs))}`;
  const keyOf = (path: string, size: number, mtimeMs: number): string => `${path}\0${timed(size, mtimeMs)}`;
  const written = writtenIn(folder);
  const keys = new Set(written.map(({ path, size, mtimeMs }) => keyOf(path, size, mtimeMs)));
  const times = new Set(written.map(({ size, mtimeMs }) => timed(size, mtimeMs)));
  const others: string[] = [];
  const below = (path: string): string => path.slice(folder.length + 1);
  const unreadable = (path: string): void => void others.push(below(path));
  visit(
    folder,
    (path, stat) => {
      const [, ofVolume = ''] = /^[^/]+\/(.*)$/s.exec(below(path)) ?? [];
      const isWritten = keys.has(keyOf(ofVolume, stat.size, stat.mtimeMs)) || below(path) === listName;
      if (!stat.isDirectory() && !isWritten) others.push(below(path));
    },
    unreadable,
  );
  for (const name of readdirSync(folder)) {
    const trash = join(folder, name, reservedFolder, 'trash');
    if (!isFolder(join(folder, name)) || !isFolder(trash)) continue;
    visit(
      trash,
      (path, stat) => {
        // In the trash an item has another name; what CFS wrote is known by its size and time.
        const isInfo = /^[^/]+\/info\.json$/.test(path.slice(trash.length + 1));
        if (!stat.isDirectory() && !isInfo && !times.has(timed(stat.size, stat.mtimeMs))) others.push(below(path));
      },
      unreadable,
    );
  }
  return others;
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Deleting goes through mount points: what is mounted there is never the sample's. @throws busy */
function refuseMounts(folder: string, attempted: string): void {
  const mount = listMounts().find(({ target }) => target.startsWith(`${realPath(folder)}/`));
  if (mount === undefined) return;
  throw fail('busy', attempted, `a file system is mounted at ${mount.target}`, 'unmount it first');
}

/**
 * Makes room for a new sample. A folder that may hold files of the person's (its pool was forgotten, or its making was
 * cut off before the list of its files was written) is kept beside it, under another name.
 */
function clearFolder(folder: string, attempted: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  if (isFolder(folder)) refuseMounts(folder, attempted);
  if (isFolder(folder) && notOfSample(folder).length === 0) rmSync(folder, { recursive: true, force: true });
  else renameSync(folder, `${folder}-kept-${String(Date.now())}`);
}

/**
 * Forgets the sample pool and deletes its folder. Volumes that a person added to it from elsewhere lose their marker
 * and keep their files. With `all` also when it holds files that CFS did not write (added, changed, or moved there by a
 * rebalance).
 * @throws not-found; busy (something is mounted in it); refused, with `data.files`, when it holds such files
 */
export function removeSample(home: Home, all: boolean): PoolConfig {
  const attempted = 'Removing the sample pool';
  const folder = join(home.path, folderName);
  const pool = home.config.change((config) => {
    const found = config.pools.find(({ sample }) => sample);
    if (found === undefined) throw fail('not-found', attempted, 'there is none', 'nothing is to do');
    if (isFolder(folder)) refuseMounts(folder, attempted);
    const others = all || !isFolder(folder) ? [] : notOfSample(folder);
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
  if (isFolder(folder)) rmSync(folder, { recursive: true, force: true });
  return pool;
}
