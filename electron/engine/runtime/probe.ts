import { lstat, realpath, statfs } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { nameFromBytes } from '../../../shared/names.ts';
import type { Space, VolumeProbe } from '../../../shared/model.ts';
import type { Config, PoolConfig, VolumeConfig } from '../state/config-shape.ts';
import type { Home } from '../state/home.ts';
import { readMarker } from '../volume/marker.ts';
import type { Marker } from '../volume/marker.ts';
import { isWritable, liesBelow, listMounts, mountOf, placeIn, realPath } from '../volume/mounts.ts';
import type { Mount, Place } from '../volume/mounts.ts';
import { fsPath } from '../volume/rooted.ts';

/** What a folder would be as a volume; writes nothing. */
export interface Probed extends VolumeProbe {
  readonly marker: Marker | null;
  /** True when it is refused only because nothing can be written there. */
  readonly onlyReadOnly: boolean;
  /** Volume of this home that has the same identity but another root. */
  readonly twin: { readonly pool: PoolConfig; readonly volume: VolumeConfig } | null;
}

/** File systems that hold no files of people. */
const pseudo = new Set(['proc', 'sysfs', 'devtmpfs', 'devpts', 'cgroup', 'cgroup2', 'securityfs', 'debugfs', 'mqueue']);
const systemFolders = new Set([
  '/',
  '/usr',
  '/etc',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/boot',
  '/proc',
  '/sys',
  '/dev',
]);
/** Less than this (bytes) of a file system that the system uses too is soon missed. */
const gigabyte = 1e9;

/** A disk that spins up answers within this time (ms); one that hangs never does, and must not hold who asked. */
const patienceMs = 15_000;

export async function probeRoot(root: string, home: string, config: Config): Promise<Probed> {
  const blank: Probed = {
    root,
    exists: false,
    isDirectory: false,
    writable: false,
    filesystem: '',
    space: null,
    warnings: [],
    refusal: null,
    suggestedName: suggestName(root),
    marker: null,
    onlyReadOnly: false,
    twin: null,
  };
  const waited = Promise.withResolvers<Probed>();
  const timer = setTimeout(() => {
    waited.resolve({ ...blank, refusal: 'It does not answer. Check its connection.' });
  }, patienceMs);
  try {
    return await Promise.race([look(root, home, config, blank), waited.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function look(root: string, home: string, config: Config, blank: Probed): Promise<Probed> {
  if (!isAbsolute(root)) return { ...blank, refusal: 'It is not a whole path: begin with a slash.' };
  let real: string;
  let isDirectory: boolean;
  try {
    real = nameFromBytes(await realpath(fsPath(root), { encoding: 'buffer' }));
    isDirectory = (await lstat(fsPath(real))).isDirectory();
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return { ...blank, refusal: isMissing ? 'There is no such folder.' : 'The folder cannot be looked at.' };
  }
  const found = { ...blank, root: real, exists: true, isDirectory, suggestedName: suggestName(real) };
  if (!isDirectory) return { ...found, refusal: 'It is not a folder.' };

  const mount = mountOf(real);
  const filesystem = mount?.filesystem ?? process.platform;
  const writable = isWritable(real) && mount?.readOnly !== true;
  const space = await spaceOf(real);
  const known = { ...found, filesystem, writable, space };
  const refusal = pseudo.has(filesystem)
    ? 'It holds no files, only what the system shows there.'
    : systemFolders.has(real)
      ? 'It is a folder of the system itself. Choose a folder of its own for CFS.'
      : overlap(real, home, config);
  if (refusal !== null) return { ...known, refusal };

  let marker: Marker | null;
  try {
    marker = readMarker(real);
  } catch {
    return { ...known, refusal: 'It holds a marker of CFS that cannot be read. Look at .cfs/volume.json there.' };
  }
  const twin = marker === null ? null : findVolume(config, marker.id);
  const seen = { ...known, marker, twin, warnings: warningsOf(mount, space, marker, twin) };
  if (writable) return seen;
  return { ...seen, onlyReadOnly: true, refusal: 'It cannot be written, and CFS keeps a small marker there.' };
}

/**
 * Said about roots that lie in each other, by whatever mounts they are named: one file would be two entries. A second
 * way to the very root of a volume is told by its marker.
 */
function overlap(real: string, home: string, config: Config): string | null {
  const mounts = listMounts();
  const here = placeIn(real, mounts);
  for (const pool of config.pools) {
    for (const { name, root } of pool.volumes) {
      if (root === real) return `It is already the volume ${name} of ${pool.name}.`;
      const there = placeIn(root, mounts);
      if (liesBelow(here, there)) return `It lies inside the volume ${name} of ${pool.name}.`;
      if (liesBelow(there, here)) return `The volume ${name} of ${pool.name} lies inside it.`;
    }
  }
  const state = placeIn(realPath(home), mounts);
  if (real === home || isSame(here, state) || liesBelow(here, state)) return 'It is where CFS keeps its own state.';
  if (liesBelow(state, here)) return 'CFS keeps its own state inside it. Choose a folder of its own for the files.';
  return null;
}

const isSame = (one: Place, other: Place): boolean => one.device === other.device && one.path === other.path;

function warningsOf(
  mount: Mount | null,
  space: Space | null,
  marker: Marker | null,
  twin: Probed['twin'],
): readonly string[] {
  const system = mountOf('/');
  const sharesSystem = mount !== null && system !== null && mount.device === system.device;
  return [
    ...(sharesSystem ? ['The system is on the same disk and needs room there: keep a reserve or set a limit.'] : []),
    ...(sharesSystem && space !== null && space.free < 5 * gigabyte ? ['There is little room left on it.'] : []),
    ...(mount?.filesystem === 'tmpfs'
      ? ['It is in memory: what is in it is lost when the computer is turned off.']
      : []),
    ...(twin !== null ? [`It has the identity of the volume ${twin.volume.name} of ${twin.pool.name}.`] : []),
    ...(marker !== null && twin === null ? [`It was the volume ${marker.name} of the pool ${marker.pool.name}.`] : []),
  ];
}

export function findVolume(
  config: Config,
  id: string,
): { readonly pool: PoolConfig; readonly volume: VolumeConfig } | null {
  for (const pool of config.pools) {
    const volume = pool.volumes.find((candidate) => candidate.id === id);
    if (volume !== undefined) return { pool, volume };
  }
  return null;
}

async function spaceOf(root: string): Promise<Space | null> {
  try {
    const { bsize, blocks, bfree, bavail } = await statfs(fsPath(root));
    const [used, free] = [(blocks - bfree) * bsize, bavail * bsize];
    return { total: used + free, used, free };
  } catch {
    return null;
  }
}

/** The folder's own name, without what a volume's name may not hold. */
function suggestName(root: string): string {
  const name = (root.split('/').findLast((part) => part !== '') ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return name === '' ? 'volume' : name;
}

const sources = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'fuse.sshfs', 'zfs', 'fuseblk']);
const unlikely = /^\/(boot|efi|etc|proc|sys|dev|usr|var\/lib|snap|run(?!\/media))(\/|$)/;

/** Where disks and servers are mounted; the system's own places are left out. */
function diskMounts(): readonly string[] {
  const targets = new Set<string>();
  for (const { target, source, filesystem, readOnly } of listMounts()) {
    const isDisk = source.startsWith('/dev/') && filesystem !== 'squashfs';
    if ((isDisk || sources.has(filesystem)) && !readOnly && target !== '/' && !unlikely.test(target))
      targets.add(target);
  }
  return [...targets];
}

/** Mounted file systems of disks and servers that could become volumes. */
export async function suggestRoots(home: string, config: Config): Promise<readonly VolumeProbe[]> {
  const probes = await Promise.all(diskMounts().map((target) => probeRoot(target, home, config)));
  return probes.filter(({ refusal, isDirectory }) => refusal === null && isDirectory).map(publicProbe);
}

/** A disk that carries a marker at its top, whether its volume is known or not. */
export interface MarkedDisk {
  readonly root: string;
  readonly marker: Marker;
}

/** Mounted disks with markers; those that are no volume of this home, or known at another root, with their probe. */
export async function markedDisks(home: Home): Promise<readonly MarkedDisk[]> {
  const config = home.config.read();
  const probes = await Promise.all(diskMounts().map((target) => probeRoot(target, home.path, config)));
  return probes.flatMap(({ root, marker }) => (marker === null ? [] : [{ root, marker }]));
}

export function publicProbe(probed: Probed): VolumeProbe {
  const { root, exists, isDirectory, writable, filesystem, space, warnings, refusal, suggestedName } = probed;
  const { marker, twin } = probed;
  const probe = { root, exists, isDirectory, writable, filesystem, space, warnings, refusal, suggestedName };
  if (marker === null || twin !== null) return probe;
  return { ...probe, carries: { poolId: marker.pool.id, pool: marker.pool.name, volume: marker.name } };
}
