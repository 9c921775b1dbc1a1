import { fail } from '../../../shared/errors.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import type { PlanEdits, PlanGoal, PlanRequest, PlanScope } from '../../../shared/planning.ts';
import { goalInWords } from '../rebalance/goal-words.ts';
import type { PoolContext } from './context.ts';

/**
 * A request with its paths as the pool has them, its volumes by their names. What cannot be meant is refused before
 * anything is looked at.
 * @throws not-found (volume, folder), invalid, bad-name, offline, read-only
 */
export async function readRequest(context: PoolContext, { goal, scope, edits }: PlanRequest): Promise<PlanRequest> {
  const read: PlanRequest = {
    goal: readGoal(context, goal),
    ...(scope === undefined ? {} : { scope: readScope(scope) }),
    ...(edits === undefined ? {} : { edits: readEdits(context, edits) }),
  };
  for (const path of [read.scope?.path, pathOf(read.goal)]) {
    // Says that there is no such folder, or on which volumes it may be.
    if (path !== undefined && path !== rootPath) await context.volume.stat(parsePath(path));
  }
  return read;
}

/** The folder that a goal is about. */
export function pathOf(goal: PlanGoal): string | undefined {
  return goal.kind === 'gather' || goal.kind === 'spread' ? goal.path : undefined;
}

function readGoal(context: PoolContext, goal: PlanGoal): PlanGoal {
  const attempted = `Planning "${goalInWords({ goal })}"`;
  const connected = (name: string): string => {
    const member = context.member(name);
    const { online, reason } = member.state();
    if (!online) throw fail('offline', attempted, reason, 'connect the volume');
    return member.name;
  };
  const leaving = (name: string): string => {
    const found = connected(name);
    if (context.member(found).settings.mode !== 'read-only') return found;
    throw fail('read-only', attempted, 'the volume is read-only', 'set its mode to read-write or no-create');
  };
  switch (goal.kind) {
    case 'even':
      if (goal.within >= 0 && goal.within <= 100) return goal;
      throw fail('invalid', attempted, `${String(goal.within)} is no percentage`, 'use a number from 0 to 100');
    case 'drain':
      return { ...goal, volume: leaving(goal.volume) };
    case 'room': {
      const volume = leaving(goal.volume);
      if (Number.isSafeInteger(goal.bytes) && goal.bytes > 0) return { ...goal, volume };
      throw fail('invalid', attempted, `${String(goal.bytes)} bytes is no room`, 'name a size such as 10G');
    }
    case 'gather': {
      if (goal.on === null) return { ...goal, path: parsePath(goal.path) };
      const on = connected(goal.on);
      const { mode, draining } = context.member(on).settings;
      if (mode === 'read-write' && !draining) return { ...goal, path: parsePath(goal.path), on };
      const why = draining ? `${on} is being emptied` : `${on} takes no new files (${mode})`;
      throw fail('read-only', attempted, why, 'choose another volume, or set its mode to read-write');
    }
    case 'spread':
      return { ...goal, path: parsePath(goal.path) };
    case 'rules':
      return goal;
    case 'targets': {
      const targets = Object.entries(goal.targets);
      if (targets.length === 0) throw fail('invalid', attempted, 'no level is named', 'name one, such as disk1=70%');
      return { ...goal, targets: Object.fromEntries(targets.map(([name, bytes]) => [connected(name), bytes])) };
    }
  }
}

function readScope(scope: PlanScope): PlanScope {
  const { path, larger, smaller } = scope;
  if (larger !== undefined && smaller !== undefined && larger > smaller) {
    const why = `no file has at least ${String(larger)} and at most ${String(smaller)} bytes`;
    throw fail('invalid', 'Planning for some files', why, 'exchange the two sizes');
  }
  return path === undefined ? scope : { ...scope, path: parsePath(path) };
}

function readEdits(context: PoolContext, edits: PlanEdits): PlanEdits {
  const { exclude, send, targets, without } = edits;
  const name = (volume: string): string => context.member(volume).name;
  return {
    ...(exclude === undefined ? {} : { exclude: exclude.map(parsePath) }),
    ...(send === undefined ? {} : { send: send.map(({ path, to }) => ({ path: parsePath(path), to: name(to) })) }),
    ...(targets === undefined
      ? {}
      : { targets: Object.fromEntries(Object.entries(targets).map(([volume, bytes]) => [name(volume), bytes])) }),
    ...(without === undefined ? {} : { without: without.map(name) }),
  };
}
