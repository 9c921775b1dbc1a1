import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { fail, isAppError } from '../../../shared/errors.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { VolumeSpec } from '../../../shared/contract.ts';
import type { Config, PoolConfig, VolumeConfig } from '../state/config-shape.ts';
import { readMarker, removeMarker, rewriteMarker, writeMarker } from '../volume/marker.ts';
import type { Marker } from '../volume/marker.ts';
import type { Volume } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';
import { checkMark, checkName, freeName, markFor, nextColour } from './identity.ts';
import { volumeInfo } from './info.ts';
import { defaultReserve } from './members.ts';
import { withVolumeName } from './pool-settings.ts';
import { probeRoot } from './probe.ts';
import type { Probed } from './probe.ts';

export interface VolumeChanges {
  readonly name?: string;
  readonly mode?: VolumeInfo['mode'];
  readonly reserve?: number;
  readonly limit?: number | null;
  readonly tags?: readonly string[];
  /** Slot 1-8. */
  readonly colour?: number;
  /** One letter or digit that no other volume of the pool has. */
  readonly mark?: string;
}

/** The configuration with another pool in the place of its former self. */
export function withPool(config: Config, pool: PoolConfig): Config {
  return { ...config, pools: config.pools.map((other) => (other.id === pool.id ? pool : other)) };
}

function poolOf(config: Config, id: string): PoolConfig {
  const pool = config.pools.find((candidate) => candidate.id === id);
  if (pool === undefined) throw fail('not-found', 'Using the pool', 'it was forgotten', 'list the pools');
  return pool;
}

function refuseTaken(pool: PoolConfig, name: string, attempted: string): void {
  if (pool.volumes.some((volume) => volume.name === name)) {
    throw fail('exists', attempted, `the pool ${pool.name} has a volume of that name`, 'choose another name');
  }
}

/** Adds a folder with all that is in it, as it is. Only the marker is written. */
export async function addVolume(context: PoolContext, spec: VolumeSpec): Promise<VolumeInfo> {
  const { home } = context.engine;
  const attempted = `Adding ${spec.root} as a volume`;
  if (spec.name !== undefined) checkName('volume', spec.name);
  const before = await probeRoot(spec.root, home.path, home.config.read());
  // An unused read-only disk cannot be marked; every other refusal holds as it is said.
  if (before.refusal !== null) {
    const code = !before.exists ? 'not-found' : !before.isDirectory ? 'not-a-directory' : 'refused';
    throw fail(code, attempted, lowerFirst(before.refusal), 'choose another folder');
  }
  const online = before.twin === null ? false : isOnline(before.twin.volume);
  const added = home.config.change((config) => {
    const pool = poolOf(config, context.id);
    const twin = before.marker === null ? null : twinOf(config, before.marker.id);
    if (twin !== null && (online || twin.pool.id !== pool.id)) {
      const why = `it has the identity of the volume ${twin.volume.name} of ${twin.pool.name}, as a copy of that disk would`;
      throw fail('refused', attempted, why, 'disconnect one of them, or delete .cfs/volume.json on the copy');
    }
    const volume = twin === null ? newVolume(pool, spec, before, attempted) : { ...twin.volume, root: before.root };
    const volumes =
      twin === null
        ? [...pool.volumes, volume]
        : pool.volumes.map((other) => (other.id === volume.id ? volume : other));
    const next = { ...pool, volumes };
    writeMarker(before.root, markerOf(next, volume, before.marker?.createdMs));
    return { config: withPool(config, next), result: volume };
  });
  const info = await changed(context, added.id);
  remark(context);
  return info;
}

function newVolume(pool: PoolConfig, spec: VolumeSpec, probe: Probed, attempted: string): VolumeConfig {
  const name = spec.name ?? freeName(probe.suggestedName, pool.volumes);
  refuseTaken(pool, name, attempted);
  if (pool.volumes.some(({ root }) => root === probe.root)) {
    throw fail('refused', attempted, 'it is a volume of this pool already', 'choose another folder');
  }
  const limit = spec.limit ?? null;
  return {
    // A volume of a pool that this home does not know keeps its identity.
    id: probe.marker?.id ?? randomUUID(),
    name,
    root: probe.root,
    mode: spec.mode ?? 'read-write',
    reserve: spec.reserve ?? pool.reserve ?? reserveFor(limit, probe),
    reserveChosen: spec.reserve !== undefined || pool.reserve !== null,
    limit,
    tags: [...(spec.tags ?? [])],
    draining: false,
    colour: nextColour(pool.volumes, probe.marker?.colour),
    mark: markFor(name, pool.volumes),
  };
}

function reserveFor(limit: number | null, { space }: Pick<Probed, 'space'>): number {
  const total = limit ?? space?.total ?? 0;
  return defaultReserve({ total, used: 0, free: total });
}

function twinOf(config: Config, id: string): { readonly pool: PoolConfig; readonly volume: VolumeConfig } | null {
  for (const pool of config.pools) {
    const volume = pool.volumes.find((candidate) => candidate.id === id);
    if (volume !== undefined) return { pool, volume };
  }
  return null;
}

function isOnline({ root, id }: VolumeConfig): boolean {
  try {
    return readMarker(root)?.id === id;
  } catch {
    return false;
  }
}

export async function setVolume(context: PoolContext, name: string, changes: VolumeChanges): Promise<VolumeInfo> {
  const { id } = context.member(name);
  const attempted = `Changing the volume ${name}`;
  if (changes.name !== undefined) checkName('volume', changes.name);
  const total = context.member(name).figures()?.space.total ?? 0;
  context.engine.home.config.change((config) => {
    const pool = poolOf(config, context.id);
    const volumes = pool.volumes.map((volume) => {
      if (volume.id !== id) return volume;
      if (changes.name !== undefined && changes.name !== volume.name) refuseTaken(pool, changes.name, attempted);
      if (changes.mark !== undefined) checkMark(changes.mark, volume, pool.volumes);
      return changedVolume(volume, changes, total);
    });
    const named = changes.name === undefined ? {} : withVolumeName(pool, id, changes.name);
    return { config: withPool(config, { ...pool, ...named, volumes }), result: null };
  });
  const info = await changed(context, id);
  remark(context);
  return info;
}

function changedVolume(volume: VolumeConfig, changes: VolumeChanges, total: number): VolumeConfig {
  const limit = changes.limit === undefined ? volume.limit : changes.limit;
  const chosen = changes.reserve !== undefined || volume.reserveChosen;
  const space = { total, used: 0, free: 0 };
  const reserve = chosen || changes.limit === undefined ? volume.reserve : reserveFor(limit, { space });
  return {
    ...volume,
    name: changes.name ?? volume.name,
    mode: changes.mode ?? volume.mode,
    reserve: changes.reserve ?? reserve,
    reserveChosen: chosen,
    limit,
    tags: [...(changes.tags ?? volume.tags)],
    colour: changes.colour ?? volume.colour,
    mark: changes.mark ?? volume.mark,
    // CLI.md: setting read-write ends draining.
    draining: changes.mode === 'read-write' ? false : volume.draining,
  };
}

export async function setDraining(context: PoolContext, name: string, draining: boolean): Promise<void> {
  const { id } = context.member(name);
  context.engine.home.config.change((config) => {
    const pool = poolOf(config, context.id);
    const volumes = pool.volumes.map((volume) => (volume.id === id ? { ...volume, draining } : volume));
    return { config: withPool(config, { ...pool, volumes }), result: null };
  });
  await changed(context, id);
  remark(context);
}

/** Takes a volume out of the pool. Files stay where they are; the marker goes. */
export async function removeVolume(context: PoolContext, name: string, leaveFiles: boolean): Promise<void> {
  const member = context.member(name);
  const attempted = `Removing the volume ${name}`;
  await context.ready();
  const online = member.condition().kind === 'online';
  if (!leaveFiles) {
    if (!online) {
      const why = `it is not connected (${member.condition().reason}), so nobody can tell what only it holds`;
      throw fail('refused', attempted, why, 'connect it, or remove it and leave its files');
    }
    const others = context.members.list().filter((other) => other !== member && other.condition().kind === 'online');
    const only = await onlyCopy(
      member.volume,
      others.map(({ volume }) => volume),
    );
    if (only !== null) {
      const why = `it holds the only copy of ${JSON.stringify(only)}`;
      throw fail('refused', attempted, why, 'drain it first, or remove it and leave its files', {
        data: { path: only },
      });
    }
  }
  const { root, id } = member.config();
  context.engine.home.config.change((config) => {
    const pool = poolOf(config, context.id);
    const volumes = pool.volumes.filter((volume) => volume.id !== id);
    return { config: withPool(config, { ...pool, volumes }), result: null };
  });
  if (online) removeMarker(root);
  context.config();
  remark(context);
  context.engine.settingsChanged();
}

/** The first entry that no other volume holds too; null when there is none. */
async function onlyCopy(volume: Volume, others: readonly Volume[]): Promise<PoolPath | null> {
  const folders: PoolPath[] = [rootPath];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const own = await volume.list(folder);
    const held = new Set<string>();
    for (const other of others) {
      for (const { name } of await listOrNone(other, folder)) held.add(name);
    }
    for (const entry of own) {
      if (entry.foreign === true) continue;
      const path = childPath(folder, entry.name);
      if (!held.has(entry.name)) return path;
      if (entry.type === 'directory') folders.push(path);
    }
  }
  return null;
}

async function listOrNone(volume: Volume, folder: PoolPath): Promise<Awaited<ReturnType<Volume['list']>>> {
  try {
    return await volume.list(folder);
  } catch (thrown) {
    if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return [];
    throw thrown;
  }
}

/** What the marker of a volume says of it and of its pool, as they are in the configuration. */
export function markerOf(pool: PoolConfig, volume: VolumeConfig, createdMs: number = Date.now()): Marker {
  const { id, name, colour, mark, mode, reserve, reserveChosen, limit, tags, draining } = volume;
  return {
    version: 1,
    id,
    name,
    pool: { id: pool.id, name: pool.name, decisions: decisionsOf(pool) },
    settings: { mode, reserve, reserveChosen, limit, tags, draining },
    members: pool.volumes.map((member) => ({ id: member.id, name: member.name })),
    colour,
    mark,
    createdMs,
  };
}

function decisionsOf({ policy, reserve, keepTogether, rules, pins }: PoolConfig): Marker['pool']['decisions'] {
  return {
    policy,
    reserve,
    ...(keepTogether === undefined ? {} : { keepTogether }),
    ...(rules === undefined ? {} : { rules }),
    ...(pins === undefined ? {} : { pins }),
  };
}

/** Writes what was decided into the markers of connected volumes, so that a pool can be rebuilt from them. */
export function remark(context: PoolContext): void {
  const pool = context.config();
  for (const member of context.members.list()) {
    // A volume that does not answer must not stop this process.
    if (!member.state().online) continue;
    try {
      rewriteMarker(member.config().root, (marker) => {
        if (marker.id !== member.id) return null;
        const { writtenMs, ...former } = marker;
        const next = markerOf(pool, member.config(), marker.createdMs);
        return writtenMs !== undefined && isDeepStrictEqual(former, next) ? null : next;
      });
    } catch {
      // Not connected, or read-only by now: what the marker tells only serves to rebuild a lost configuration.
    }
  }
}

async function changed(context: PoolContext, id: string): Promise<VolumeInfo> {
  await context.info();
  context.engine.settingsChanged();
  return volumeInfo(context.member(id), context.engine.home.path, context.catalog.watching(id));
}

/** The first sentence of a refusal, as the middle of a message. */
export function lowerFirst(text: string): string {
  const first = text.slice(0, text.indexOf('.') === -1 ? undefined : text.indexOf('.'));
  return first.startsWith('CFS') ? first : first.charAt(0).toLowerCase() + first.slice(1);
}
