import { isDeepStrictEqual } from 'node:util';
import { fail } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import { readPathGlob } from '../../../shared/path-glob.ts';
import { parsePath } from '../../../shared/path.ts';
import { mostPlacementBytes } from '../../../shared/placement-shape.ts';
import { mostLevels, tagPrefix } from '../../../shared/placement.ts';
import type { KeepTogether, PlacementPin, PlacementRule } from '../../../shared/placement.ts';
import type { PoolSettings } from '../api.ts';
import type { PoolConfig } from '../state/config-shape.ts';
import type { PoolContext } from './context.ts';

/**
 * Changes the settings of a pool, all of them or none.
 * @throws exists (the name, or a pattern twice), not-found (a volume that a new rule or pin names), invalid
 */
export function setPool(context: PoolContext, settings: PoolSettings): void {
  const { name, trashDays, reserve } = settings;
  context.engine.home.config.change((config) => {
    const pool = config.pools.find(({ id }) => id === context.id);
    if (pool === undefined) throw fail('not-found', 'Changing the pool', 'it was forgotten', 'list the pools');
    if (name !== undefined && config.pools.some((other) => other.id !== pool.id && other.name === name)) {
      throw fail('exists', `Naming the pool ${name}`, 'another pool has that name', 'choose another name');
    }
    const { trashDays: former, keepTogether, rules, pins, ...rest } = pool;
    const days = trashDays === undefined ? former : (trashDays ?? undefined);
    const together = settings.keepTogether === undefined ? keepTogether : checkedKeep(settings.keepTogether);
    const nextRules = settings.rules === undefined ? rules : checkedRules(pool, settings.rules);
    const nextPins = settings.pins === undefined ? pins : checkedPins(pool, settings.pins);
    const next: PoolConfig = {
      ...rest,
      name: name ?? pool.name,
      policy: settings.policy ?? pool.policy,
      ...(days === undefined ? {} : { trashDays: days }),
      ...(together === undefined ? {} : { keepTogether: together }),
      ...(nextRules === undefined || nextRules.length === 0 ? {} : { rules: nextRules }),
      ...(nextPins === undefined || nextPins.length === 0 ? {} : { pins: nextPins }),
      ...(reserve === undefined ? {} : withReserve(pool, reserve)),
    };
    refuseTooMuch(next);
    const pools = config.pools.map((other) => (other.id === pool.id ? next : other));
    return { config: { ...config, pools }, result: null };
  });
}

/** The reserve of the pool; volumes that have one of their own keep it. */
function withReserve(pool: PoolConfig, reserve: number): Pick<PoolConfig, 'reserve' | 'volumes'> {
  const volumes = pool.volumes.map((volume) =>
    !volume.reserveChosen || volume.reserve === pool.reserve ? { ...volume, reserve, reserveChosen: true } : volume,
  );
  return { reserve, volumes };
}

function checkedKeep(keep: KeepTogether | null): KeepTogether | undefined {
  if (keep === null) return undefined;
  checkLevels(keep.levels, 'Keeping folders together');
  return { levels: keep.levels, firm: keep.firm };
}

function checkLevels(levels: number, attempted: string): void {
  if (Number.isInteger(levels) && levels >= 1 && levels <= mostLevels) return;
  const todo = `say how many folders from the root are kept together: 1 to ${String(mostLevels)}`;
  throw fail('invalid', attempted, `${String(levels)} is no number of folders`, todo);
}

/** Rules as they are kept, without what says nothing. Those that the pool has already are not looked at again. */
function checkedRules(pool: PoolConfig, rules: readonly PlacementRule[]): readonly PlacementRule[] {
  const globs = new Set<string>();
  return rules.map((rule) => {
    const attempted = `Setting the rule ${JSON.stringify(rule.glob)}`;
    if (globs.has(rule.glob)) {
      throw fail('exists', attempted, 'there is a rule with this pattern', 'change that one, or remove it first');
    }
    globs.add(rule.glob);
    const checked = plainRule(rule);
    if (pool.rules?.some((known) => isDeepStrictEqual(plainRule(known), checked)) === true) return checked;
    const glob = readPathGlob(rule.glob);
    if ('problem' in glob) throw fail('invalid', attempted, glob.problem, 'use a pattern such as *.tmp or /photos/**');
    if (rule.volumes?.length === 0) {
      throw fail('invalid', attempted, 'it names no volume', 'name volumes or tags, or leave them out for all');
    }
    for (const volume of rule.volumes ?? []) if (!volume.startsWith(tagPrefix)) refuseUnknown(pool, volume, attempted);
    if (rule.volumes?.includes(tagPrefix) === true) {
      throw fail('invalid', attempted, '"tag:" names no tag', 'write it as tag:media');
    }
    if (rule.keepTogether !== undefined) checkLevels(rule.keepTogether, attempted);
    else if (rule.firm === true) {
      throw fail(
        'invalid',
        attempted,
        'firm is about folders that are kept together',
        'say how many folders from the root',
      );
    }
    return checked;
  });
}

function plainRule({ glob, policy, volumes, keepTogether, firm, off }: PlacementRule): PlacementRule {
  return {
    glob,
    ...(policy === undefined ? {} : { policy }),
    ...(volumes === undefined ? {} : { volumes: [...new Set(volumes)] }),
    ...(keepTogether === undefined ? {} : { keepTogether }),
    ...(firm === true ? { firm } : {}),
    ...(off === true ? { off } : {}),
  };
}

function checkedPins(pool: PoolConfig, pins: readonly PlacementPin[]): readonly PlacementPin[] {
  const paths = new Set<string>();
  return pins.map((pin) => {
    const path = parsePath(pin.path);
    const attempted = `Pinning ${path} to ${pin.volume}`;
    if (paths.has(path)) throw fail('exists', attempted, 'it is pinned twice', 'pin it to one volume');
    paths.add(path);
    const isKnown = pool.pins?.some((known) => known.path === path && known.volume === pin.volume) === true;
    if (!isKnown) refuseUnknown(pool, pin.volume, attempted);
    return { path, volume: pin.volume };
  });
}

function refuseUnknown(pool: PoolConfig, volume: string, attempted: string): void {
  if (pool.volumes.some(({ name }) => name === volume)) return;
  const known = pool.volumes.map(({ name }) => name).join(', ');
  const todo = known === '' ? 'add a volume first' : `name one of ${known}, or a tag as tag:media`;
  throw fail('not-found', attempted, `the pool ${pool.name} has no volume ${JSON.stringify(volume)}`, todo);
}

/** The markers of the volumes tell of them, so that an import gives them back. */
function refuseTooMuch({ name, rules, pins }: PoolConfig): void {
  const bytes = Buffer.byteLength(JSON.stringify([rules, pins]));
  if (bytes <= mostPlacementBytes) return;
  const why = `they take ${formatSize(bytes)}, and the markers of its volumes hold ${formatSize(mostPlacementBytes)}`;
  throw fail('invalid', `Setting the rules and pins of ${name}`, why, 'use patterns for several folders at once');
}

/** Rules and pins with the new name of a volume (by id). */
export function withVolumeName(
  { volumes, rules, pins }: PoolConfig,
  id: string,
  now: string,
): Pick<PoolConfig, 'rules' | 'pins'> {
  const former = volumes.find((volume) => volume.id === id)?.name;
  const renamed = (name: string): string => (name === former ? now : name);
  return {
    ...(rules === undefined
      ? {}
      : {
          rules: rules.map((rule) =>
            rule.volumes === undefined ? rule : { ...rule, volumes: rule.volumes.map(renamed) },
          ),
        }),
    ...(pins === undefined ? {} : { pins: pins.map(({ path, volume }) => ({ path, volume: renamed(volume) })) }),
  };
}
