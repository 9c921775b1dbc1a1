import { fail, isAppError } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { Plan, PlanCheck, PlanMove } from '../../../shared/model.ts';
import { baseName, parentPath, parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { emptiedBy } from '../../../shared/planning.ts';
import type { MemberRoom } from '../pool/types.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';

/** Moves that are told of by name. */
const toldMost = 1_000;
/** A plan of which more than this part is void says something that is not so any more, if that is more than a few. */
const voidPart = 0.25;
const voidFew = 4;
/** Coarse clocks of other file systems are no difference (ms). */
const clockMs = 2_000;
/** Folders that are listed at the same time. */
const foldersTogether = 8;
/** Part of a volume's size by which it may be fuller or emptier than the plan saw it, before anybody is told. */
const driftPart = 0.01;
const driftLeast = 64 * 2 ** 20;

/**
 * What is otherwise now than a plan saw it: volumes that are gone, take no files or have no room for what is to arrive,
 * files that are gone, changed, or in the way. A few files do not make it stale: the run leaves them alone and says so.
 */
export async function checkPlan(context: PoolContext, plan: Plan): Promise<PlanCheck> {
  const changes: string[] = [];
  const serious = volumesOf(context, plan);
  if (serious.length === 0) serious.push(...roomsFor(plan, await context.volume.room()));
  const isBroken = serious.length > 0;
  const gone = isBroken ? [] : await voidMoves(context, plan.moves);
  const byReason = new Map<string, number>();
  for (const { what } of gone) byReason.set(what, (byReason.get(what) ?? 0) + 1);
  for (const [what, count] of byReason) changes.push(`${String(count)} ${count === 1 ? 'file' : 'files'} ${what}`);
  if (!isBroken) changes.push(...drifts(plan, await context.volume.room()));
  const isVoid = gone.length > voidFew && gone.length > plan.moves.length * voidPart;
  return {
    id: plan.id,
    stale: isBroken || isVoid,
    changes: [...serious, ...changes],
    moves: gone.slice(0, toldMost).map(({ move, reason }) => ({ path: move.path, reason })),
    movesCount: gone.length,
    movesBytes: gone.reduce((sum, { move }) => sum + move.size, 0),
  };
}

/** @throws refused, with the differences in `data.changes` */
export async function refuseStale(context: PoolContext, plan: Plan): Promise<void> {
  const { stale, changes } = await checkPlan(context, plan);
  if (!stale) return;
  const why = `it was made for what is not so any more: ${changes.join('; ')}`;
  throw fail('refused', `Running the plan ${plan.id}`, why, 'make it again', { data: { changes } });
}

/** Volumes of the plan that are not there, are others, or do not take part any more. */
function volumesOf(context: PoolContext, plan: Plan): string[] {
  const found: string[] = [];
  const ids = new Map(plan.before.map(({ volume }, index) => [volume, plan.volumeIds?.[index]]));
  const sources = new Set(plan.moves.map(({ from }) => from));
  const targets = new Set(plan.moves.map(({ to }) => to));
  for (const name of new Set([...sources, ...targets])) {
    const member = context.members.list().find((one) => one.name === name);
    const id = ids.get(name);
    if (member === undefined || (id !== undefined && id !== '' && id !== member.id)) {
      found.push(`${name} is not the volume of the pool any more that it was`);
      continue;
    }
    const { online, reason } = member.state();
    const { mode, draining } = member.settings;
    if (!online) found.push(`${name} is not connected (${reason})`);
    else if (mode === 'read-only') found.push(`${name} is read-only now`);
    else if (targets.has(name) && mode !== 'read-write') found.push(`${name} takes no new files now (${mode})`);
    else if (targets.has(name) && draining) found.push(`${name} is being emptied now`);
  }
  const drained = emptiedBy(plan);
  if (drained !== null && !context.members.list().some(({ name }) => name === drained)) {
    found.push(`${drained} is not in the pool any more`);
  }
  return found;
}

/**
 * Volumes that had room for what the plan brings, and have it no more; what is promised to running work is not counted.
 * Where moves make room for others the plan itself says so, and the run looks at each.
 */
function roomsFor(plan: Plan, rooms: readonly MemberRoom[]): readonly string[] {
  return rooms.flatMap(({ member, space }) => {
    const before = plan.before.find(({ volume }) => volume === member.name);
    const net = plan.moves.reduce((sum, { from, to, size }) => {
      return sum + (to === member.name ? size : 0) - (from === member.name ? size : 0);
    }, 0);
    const room = Math.max(0, space.free - member.settings.reserve);
    if (before === undefined || net <= room) return [];
    const shrunk = Math.max(0, space.used - before.used) + Math.max(0, before.total - space.total);
    return net > room + shrunk ? [] : [`${member.name} has ${formatSize(net - room)} less room than the plan needs`];
  });
}

function drifts(plan: Plan, rooms: readonly MemberRoom[]): readonly string[] {
  return rooms.flatMap(({ member, space }) => {
    const before = plan.before.find(({ volume }) => volume === member.name);
    if (before === undefined) return [];
    const grown = space.used - before.used;
    if (Math.abs(grown) < Math.max(driftLeast, before.total * driftPart)) return [];
    return [`${member.name} holds ${formatSize(Math.abs(grown))} ${grown > 0 ? 'more' : 'less'} than when it was made`];
  });
}

interface Void {
  readonly move: PlanMove;
  readonly reason: string;
  /** Behind "12 files". */
  readonly what: string;
}

/** Moves that are not possible any more, each folder of each volume listed once. */
async function voidMoves(context: PoolContext, moves: readonly PlanMove[]): Promise<readonly Void[]> {
  const folders = new Map<PoolPath, PlanMove[]>();
  for (const move of moves) {
    const folder = parentPath(parsePath(move.path));
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [move]);
    else known.push(move);
  }
  const found: Void[] = [];
  const waiting = [...folders];
  for (let at = 0; at < waiting.length; at += foldersTogether) {
    const some = waiting.slice(at, at + foldersTogether);
    const each = await Promise.all(some.map(([folder, members]) => voidIn(context, folder, members)));
    for (const one of each) found.push(...one);
  }
  return found;
}

async function voidIn(context: PoolContext, folder: PoolPath, moves: readonly PlanMove[]): Promise<readonly Void[]> {
  const volumes = new Set(moves.flatMap(({ from, to }) => [from, to]));
  const held = new Map<string, ReadonlyMap<string, VolumeEntry>>();
  for (const name of volumes) held.set(name, await listed(context, name, folder));
  return moves.flatMap((move): readonly Void[] => {
    const name = baseName(parsePath(move.path));
    const entry = held.get(move.from)?.get(name);
    if (entry === undefined) {
      return [{ move, reason: `it is not on ${move.from} any more`, what: `not on ${move.from} any more` }];
    }
    if (held.get(move.to)?.has(name) === true) {
      return [
        { move, reason: `something of its name is on ${move.to}`, what: `with something of their name on ${move.to}` },
      ];
    }
    // Empty folders have no size that says anything.
    if (entry.type === 'directory') return [];
    const isOther =
      entry.allocated !== move.size || (move.mtimeMs !== undefined && Math.abs(entry.mtimeMs - move.mtimeMs) > clockMs);
    return isOther ? [{ move, reason: 'it was changed since', what: 'changed since' }] : [];
  });
}

async function listed(
  context: PoolContext,
  volume: string,
  folder: PoolPath,
): Promise<ReadonlyMap<string, VolumeEntry>> {
  try {
    const entries = await context.member(volume).volume.list(folder);
    return new Map(entries.map((entry) => [entry.name, entry]));
  } catch (thrown) {
    // What cannot be read now is told by the run.
    if (isAppError(thrown)) return new Map();
    throw thrown;
  }
}
