import { fail } from '../../../shared/errors.ts';
import type { Config, PoolConfig, VolumeConfig } from '../state/config-shape.ts';
import type { Home } from '../state/home.ts';
import { readMarker } from '../volume/marker.ts';
import type { Marker } from '../volume/marker.ts';
import { liesBelow, placeIn } from '../volume/mounts.ts';
import { checkName, freeName, markFor, nextColour } from './identity.ts';
import { defaultReserve } from './members.ts';
import { probeRoot } from './probe.ts';
import type { Probed } from './probe.ts';
import { lowerFirst } from './volumes.ts';

/** A root with the marker that it carries. */
interface Marked {
  readonly probe: Probed;
  readonly marker: Marker;
}

export interface ImportedPool {
  readonly pool: PoolConfig;
  /** Names of volumes that the markers tell of and that were not given. */
  readonly missing: readonly string[];
}

/**
 * Rebuilds a pool from the markers of its volumes, or takes more of them into a pool that was imported before. What the
 * markers tell is checked: one pool, each volume once, none inside another. Writes the configuration only.
 * @param name another name for the pool, when the one in the markers is taken
 * @throws not-found, not-a-directory, refused (no marker, several pools, one identity twice, nested), exists (the name)
 */
export async function importVolumes(
  home: Home,
  roots: readonly string[],
  options: { readonly name?: string },
): Promise<ImportedPool> {
  const attempted = `Importing a pool from ${roots.join(', ')}`;
  if (roots.length === 0) throw fail('invalid', 'Importing a pool', 'no folder was named', 'name its volumes');
  if (options.name !== undefined) checkName('pool', options.name);
  const found = await markedRoots(home, roots, attempted);
  refuseSeveralPools(found, attempted);
  refuseClones(found, attempted);
  refuseNested(found, attempted);
  const latest = latestOf(found.map(({ marker }) => marker));
  return home.config.change((config) => {
    const known = config.pools.find(({ id }) => id === latest.pool.id);
    const pool = known ?? newPool(config, latest, options.name, attempted);
    const volumes = [...pool.volumes];
    for (const marked of found) take(volumes, marked, attempted);
    const next = { ...pool, volumes };
    const pools =
      known === undefined ? [...config.pools, next] : config.pools.map((it) => (it.id === pool.id ? next : it));
    const present = new Set(volumes.map(({ id }) => id));
    const missing = (latest.members ?? []).filter(({ id }) => !present.has(id)).map((member) => member.name);
    return { config: { ...config, pools }, result: { pool: next, missing } };
  });
}

/** The roots, each once, with what they carry. */
async function markedRoots(home: Home, roots: readonly string[], attempted: string): Promise<readonly Marked[]> {
  const found = new Map<string, Marked>();
  for (const root of roots) {
    const probe = await probeRoot(root, home.path, home.config.read());
    const known = home.config.read().pools.flatMap(({ volumes }) => volumes.filter((it) => it.root === probe.root))[0];
    if (known !== undefined && isAt(known)) {
      // Named again beside others: it stays as it is.
      const marker = readMarker(probe.root);
      if (marker !== null) found.set(probe.root, { probe, marker });
      continue;
    }
    if (probe.refusal !== null && !probe.onlyReadOnly) {
      const code = !probe.exists ? 'not-found' : !probe.isDirectory ? 'not-a-directory' : 'refused';
      const why = `${root}: ${lowerFirst(probe.refusal)}`;
      throw fail(code, attempted, why, 'name the folders that were its volumes', { data: { root } });
    }
    const { marker } = probe;
    if (marker === null) {
      const todo = 'name folders that were volumes; add other ones afterwards with "cfs volume add"';
      throw fail('refused', attempted, `${root} carries no marker of CFS`, todo, { data: { root } });
    }
    // The same folder may be named twice, through a link or another mount of it.
    const { device, path } = placeIn(probe.root);
    found.set(`${device} ${path}`, { probe, marker });
  }
  return [...found.values()];
}

function refuseSeveralPools(found: readonly Marked[], attempted: string): void {
  const pools = new Set(found.map(({ marker }) => marker.pool.id));
  if (pools.size < 2) return;
  const each = found.map(({ probe, marker }) => `${probe.root} is ${marker.name} of ${marker.pool.name}`);
  throw fail('refused', attempted, `they belong to different pools (${each.join('; ')})`, 'import one pool at a time', {
    data: { volumes: found.map(({ probe, marker }) => ({ root: probe.root, pool: marker.pool.id })) },
  });
}

function refuseClones(found: readonly Marked[], attempted: string): void {
  for (const { probe, marker } of found) {
    const other = found.find((candidate) => candidate.probe !== probe && candidate.marker.id === marker.id);
    if (other === undefined) continue;
    const why = `${probe.root} and ${other.probe.root} are both the volume ${marker.name}, as a copied disk is`;
    throw fail('refused', attempted, why, 'name only the one that is to be used', {
      data: { roots: [probe.root, other.probe.root] },
    });
  }
}

function refuseNested(found: readonly Marked[], attempted: string): void {
  const places = found.map(({ probe }) => ({ root: probe.root, ...placeIn(probe.root) }));
  for (const inner of places) {
    const outer = places.find((place) => liesBelow(inner, place));
    if (outer === undefined) continue;
    throw fail('refused', attempted, `${inner.root} lies inside ${outer.root}`, 'name only one of them');
  }
}

/** A volume that was away while the pool changed tells what was true before. */
function latestOf(markers: readonly Marker[]): Marker {
  const [latest] = [...markers].sort((a, b) => (b.writtenMs ?? 0) - (a.writtenMs ?? 0));
  if (latest === undefined) throw new RangeError('an import has at least one marker');
  return latest;
}

function newPool(config: Config, { pool }: Marker, wanted: string | undefined, attempted: string): PoolConfig {
  const name = checkName('pool', wanted ?? pool.name);
  if (config.pools.some((other) => other.name === name)) {
    const todo = 'give it another name (--name), or rename that one';
    throw fail('exists', attempted, `another pool is called ${name}`, todo);
  }
  const { policy = 'balanced', reserve = null, keepTogether, rules, pins } = pool.decisions ?? {};
  return {
    id: pool.id,
    name,
    policy,
    reserve,
    sample: false,
    ...(keepTogether === undefined ? {} : { keepTogether }),
    ...(rules === undefined ? {} : { rules }),
    ...(pins === undefined ? {} : { pins }),
    volumes: [],
  };
}

/** Adds the volume, or gives the known one its present root. @throws refused (another root with its identity is there) */
function take(volumes: VolumeConfig[], { probe, marker }: Marked, attempted: string): void {
  const index = volumes.findIndex(({ id }) => id === marker.id);
  const known = volumes[index];
  if (known !== undefined) {
    if (known.root === probe.root) return;
    if (isAt(known)) {
      const why = `${probe.root} has the identity of the volume ${known.name} at ${known.root}, as a copied disk has`;
      throw fail('refused', attempted, why, 'disconnect one of them');
    }
    volumes[index] = { ...known, root: probe.root };
    return;
  }
  const name = freeName(checkName('volume', marker.name), volumes);
  const { space } = probe;
  const automatic = defaultReserve(space ?? { total: 0, used: 0, free: 0 });
  const { mode, reserve, reserveChosen, limit, tags, draining } = marker.settings ?? {
    mode: 'read-write' as const,
    reserve: automatic,
    reserveChosen: false,
    limit: null,
    tags: [],
    draining: false,
  };
  volumes.push({
    id: marker.id,
    name,
    root: probe.root,
    mode,
    reserve,
    reserveChosen,
    limit,
    tags,
    draining,
    colour: nextColour(volumes, marker.colour),
    mark: volumes.some((other) => other.mark === marker.mark) ? markFor(name, volumes) : marker.mark,
  });
}

function isAt({ root, id }: VolumeConfig): boolean {
  try {
    return readMarker(root)?.id === id;
  } catch {
    return false;
  }
}
