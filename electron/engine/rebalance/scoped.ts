import { fail } from '../../../shared/errors.ts';
import { readPathGlob } from '../../../shared/path-glob.ts';
import { isWithin, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import type { PlanBlocked, PlanBlockKind, PlanScope } from '../../../shared/planning.ts';
import { names, wishFor } from '../placement/wish.ts';
import type { PlannerItem } from './planner.ts';
import type { ScannedItem } from './scan.ts';

/** What was seen of a file and lets it stay. */
export interface Held {
  readonly path: string;
  readonly reason: string;
  readonly kind: PlanBlockKind;
}

/** What a pool says of where its files may lie. */
export interface Placing {
  readonly settings: PlacementSettings;
  readonly volumes: readonly { readonly name: string; readonly tags: readonly string[] }[];
}

export interface ScopedItems {
  readonly items: readonly PlannerItem[];
  readonly blocked: readonly PlanBlocked[];
  /** Bytes on each volume that lie outside of the scope. */
  readonly outside: ReadonlyMap<string, number>;
  /** Some folders are kept together softly: where the goal needs it, they may be torn apart. */
  readonly soft: boolean;
}

/** Tells which items a scope takes in. @throws invalid (a pattern that cannot be read) */
export function scopeFilter(scope: PlanScope, nowMs: number): ((item: ScannedItem) => 'in' | 'out' | 'torn') | null {
  const { path = rootPath, pattern, larger, smaller, olderMs } = scope;
  if (path === rootPath && [pattern, larger, smaller, olderMs].every((one) => one === undefined)) return null;
  const glob = pattern === undefined ? null : readPathGlob(pattern);
  if (glob !== null && 'problem' in glob) {
    const attempted = `Reading the pattern ${JSON.stringify(pattern)}`;
    throw fail('invalid', attempted, glob.problem, 'give one such as "*.mkv" or "/films/**"');
  }
  const folder = path as PoolPath;
  const newest = olderMs === undefined ? Infinity : nowMs - olderMs;
  return ({ path: first, links = [], size, mtimeMs }) => {
    if (size < (larger ?? 0) || size > (smaller ?? Infinity) || mtimeMs > newest) return 'out';
    const all = [first, ...links];
    if (glob !== null && !all.some(glob.matches)) return 'out';
    if (folder === rootPath) return 'in';
    const inside = all.filter((one) => isWithin(one, folder)).length;
    if (inside === 0) return 'out';
    return inside === all.length ? 'in' : 'torn';
  };
}

/**
 * The items of a scope, with what rules, pins and kept folders allow them. The list is the given one where nothing is
 * said.
 * @param tearing folders that are kept together softly may be torn apart
 */
export function scopedItems(
  items: readonly ScannedItem[],
  scope: PlanScope,
  { settings, volumes }: Placing,
  options: { readonly held: readonly Held[]; readonly nowMs: number; readonly tearing: boolean },
): ScopedItems {
  const filter = scopeFilter(scope, options.nowMs);
  const { keepTogether, rules, pins } = settings;
  const isPlain = keepTogether === null && rules.length === 0 && pins.length === 0;
  const stays = new Map(options.held.map(({ path, reason }) => [path, reason]));
  const blocked: PlanBlocked[] = [];
  const outside = new Map<string, number>();
  const pinned = new Map<string, { readonly to: string; readonly volume: string; bytes: number }>();
  let soft = false;
  if (filter === null && isPlain && stays.size === 0) return { items, blocked, outside, soft };

  /** Lists of volumes that are the same are one list. */
  const lists = new Map<string, readonly string[]>();
  const allowedOf = (wanted: readonly string[]): readonly string[] => {
    const key = JSON.stringify(wanted);
    const known = lists.get(key);
    if (known !== undefined) return known;
    const made = volumes.filter((volume) => names(wanted, volume)).map(({ name }) => name);
    lists.set(key, made);
    return made;
  };

  const found: PlannerItem[] = [];
  for (const item of items) {
    const where = filter?.(item) ?? 'in';
    if (where !== 'in') {
      outside.set(item.volume, (outside.get(item.volume) ?? 0) + item.size);
      if (where === 'torn') blocked.push(torn(item, scope));
      continue;
    }
    const reason = stays.get(item.path);
    let more: { allowed?: readonly string[]; together?: string; stays?: string } | null =
      reason === undefined ? null : { stays: reason };
    if (!isPlain) {
      const wish = wishFor(settings, item.path);
      if (wish.volumes !== null) more = { ...more, allowed: allowedOf(wish.volumes) };
      if (wish.keep !== null) {
        soft ||= !wish.keep.firm;
        if (wish.keep.firm || !options.tearing) more = { ...more, together: wish.keep.folder };
      }
      if (wish.by?.kind === 'pin') {
        const key = JSON.stringify([wish.by.path, item.volume]);
        const known = pinned.get(key) ?? { to: wish.by.volume, volume: item.volume, bytes: 0 };
        known.bytes += item.size;
        pinned.set(key, known);
      }
    }
    found.push(more === null ? item : { ...item, ...more });
  }
  for (const [key, { to, volume, bytes }] of pinned) {
    if (to !== volume) continue;
    const [path = ''] = JSON.parse(key) as readonly string[];
    blocked.push({ path, volume, size: bytes, kind: 'pinned', reason: `it is pinned to ${to}` });
  }
  return { items: found, blocked, outside, soft };
}

function torn({ path, links = [], volume, size }: ScannedItem, { path: folder = rootPath }: PlanScope): PlanBlocked {
  const all = [path, ...links];
  const inside = all.filter((one) => isWithin(one, folder as PoolPath));
  const outside = String(all.length - inside.length);
  const reason = `${outside} of its ${String(all.length)} hard links lie outside of ${folder}`;
  return { path: inside[0] ?? path, volume, size, kind: 'links-outside', reason };
}
