import { fail } from '../../../shared/errors.ts';
import type { Plan, PlanMove, PlanVolume } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { planDrain as drainPlan } from '../rebalance/drain.ts';
import { planEven as evenPlan } from '../rebalance/even.ts';
import { usedAfter } from '../rebalance/planner.ts';
import type { Planned, PlannedMove, PlannerVolume } from '../rebalance/planner.ts';
import { scanMembers } from '../rebalance/scan.ts';
import type { Scanned } from '../rebalance/scan.ts';
import type { PoolContext } from './context.ts';
import { isWorthAsking, knownSource } from './known-contents.ts';

const fromCatalog = 'Made from the catalog, which is up to date; each file is looked at before it moves.';

/** Points of percent that a volume may stay away from the mean, when nobody says. */
const defaultWithin = 5;

export async function planEven(
  context: PoolContext,
  { within = defaultWithin, scope }: { readonly within?: number; readonly scope?: PoolPath },
): Promise<Plan> {
  if (!(within >= 0 && within <= 100)) {
    throw fail('invalid', 'Planning to even out', `${String(within)} is no percentage`, 'use a number from 0 to 100');
  }
  const volumes = await plannerVolumes(context, null);
  const scanned = await scanPool(context, scope);
  const planned = evenPlan(volumes, scanned.items, within / 100);
  const goal = `even, within ${String(within)} %${scope === undefined ? '' : ` below ${scope}`}`;
  return store(context, goal, volumes, planned, scanned, planned.moves);
}

export async function planDrain(context: PoolContext, name: string): Promise<Plan> {
  const source = context.member(name);
  const attempted = `Planning to empty ${source.name}`;
  if (!source.state().online) throw fail('offline', attempted, source.state().reason, 'connect the volume');
  if (source.settings.mode === 'read-only') {
    throw fail('read-only', attempted, 'the volume is read-only', 'set its mode to read-write or no-create');
  }
  const volumes = await plannerVolumes(context, source.name);
  const scanned = await scanPool(context);
  const planned = drainPlan(volumes, scanned.items, source.name);
  const blocked = scanned.blocked.filter(({ volume }) => volume === source.name);
  const stays = blocked.filter(({ foreign }) => foreign !== true).length;
  const moves = [...planned.moves, ...folderMoves(scanned, source.name, volumes)];
  const note = `${String(stays)} of its entries must stay until they are looked at (see what cannot move).`;
  const goal = stays === 0 ? planned : { ...planned, reached: false, note: `${planned.note} ${note}`.trim() };
  return store(context, `drain ${source.name}`, volumes, goal, { ...scanned, blocked }, moves);
}

/** Empty folders that only the drained volume has are made elsewhere: where there is most room. */
function folderMoves(scanned: Scanned, source: string, volumes: readonly PlannerVolume[]): readonly PlannedMove[] {
  const [target] = volumes
    .filter(({ name, receives }) => receives && name !== source)
    .toSorted((a, b) => b.room - a.room);
  if (target === undefined) return [];
  return scanned.emptyFolders
    .filter(({ volume }) => volume === source)
    .map(({ path }) => ({ item: { path, volume: source, size: 0 }, to: target.name, reason: 'an empty folder' }));
}

interface ScannedPool extends Scanned {
  readonly from: 'catalog' | 'volumes';
}

/** What lies on the connected volumes: from the catalog while it is up to date and worth it, else from the volumes. */
async function scanPool(context: PoolContext, scope?: PoolPath): Promise<ScannedPool> {
  const online = context.members.list().filter((member) => member.state().online);
  const scoped = scope === undefined ? {} : { scope };
  try {
    if (isWorthAsking(await context.catalog.status())) {
      const source = knownSource(context.catalog, online);
      return { ...(await scanMembers(online, { ...scoped, source })), from: 'catalog' };
    }
  } catch {
    // A catalog that cannot be read is no answer; the volumes are.
  }
  return { ...(await scanMembers(online, scoped)), from: 'volumes' };
}

/** Volumes as the planner sees them. `drained`: the one that is to be emptied. */
async function plannerVolumes(context: PoolContext, drained: string | null): Promise<readonly PlannerVolume[]> {
  const rooms = await context.volume.room();
  return rooms.map(({ member, space, spaceGroup, room }) => {
    const { mode, draining, limit } = member.settings;
    const leaves = member.name === drained;
    return {
      name: member.name,
      used: space.used,
      total: space.total,
      room: Math.max(0, room),
      fill: limit === null ? spaceGroup : member.name,
      receives: mode === 'read-write' && !draining && !leaves,
      // A volume that is being emptied is no part of evening out: its files leave by the drain.
      sends: leaves || (mode !== 'read-only' && !draining),
    };
  });
}

function store(
  context: PoolContext,
  goal: string,
  volumes: readonly PlannerVolume[],
  planned: Planned,
  { blocked, from }: ScannedPool,
  moves: readonly PlannedMove[],
): Plan {
  const offline = context.members.list().filter((member) => !member.state().online);
  const after = usedAfter(volumes, moves);
  const figures = (used: (volume: PlannerVolume) => number): readonly PlanVolume[] =>
    volumes.map((volume) => ({ volume: volume.name, used: used(volume), total: volume.total }));
  return context.engine.home.plans.add(context.id, {
    goal,
    bytes: moves.reduce((sum, { item }) => sum + item.size, 0),
    lowerBoundBytes: planned.lowerBoundBytes,
    moves: moves.map(planMove),
    blocked: [
      ...planned.blocked.map(({ item, reason }) => ({ path: item.path, reason, size: item.size })),
      ...blocked.map(({ path, reason, size }) => ({ path, reason, ...(size === undefined ? {} : { size }) })),
    ],
    before: figures(({ used }) => used),
    after: figures(({ name, used }) => after.get(name) ?? used),
    reached: planned.reached,
    from,
    note: [
      planned.note,
      from === 'catalog' ? fromCatalog : '',
      ...offline.map(({ name, state }) => `${name} takes no part: ${state().reason}.`),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    band: planned.band,
  });
}

function planMove({ item, to, reason }: PlannedMove): PlanMove {
  const { path, volume: from, size, links } = item;
  return { path, from, to, size, reason, ...(links === undefined ? {} : { links }) };
}
