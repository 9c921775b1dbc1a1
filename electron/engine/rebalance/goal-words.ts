import { formatDuration, formatSize } from '../../../shared/format.ts';
import { rootPath } from '../../../shared/path.ts';
import type { Plan } from '../../../shared/model.ts';
import { emptiedBy } from '../../../shared/planning.ts';
import type { PlanGoal, PlanRequest, PlanScope } from '../../../shared/planning.ts';

/** "even, within 5 % below /films": what a plan is for, in a few words. Plans of earlier programs have no more. */
export function goalInWords({ goal, scope = {} }: PlanRequest): string {
  const scoped = scopeInWords(scope);
  return `${goalWords(goal)}${scoped === '' ? '' : ` ${scoped}`}`;
}

function goalWords(goal: PlanGoal): string {
  switch (goal.kind) {
    case 'even':
      return `even${goal.by === 'bytes' ? ' by free bytes' : ''}, within ${String(goal.within)} %`;
    case 'drain':
      return `drain ${goal.volume}`;
    case 'room':
      return `room for ${formatSize(goal.bytes)} on ${goal.volume}`;
    case 'gather':
      if (goal.only !== undefined && goal.on !== null) return `move ${thingsOf(goal.only)} to ${goal.on}`;
      return `gather ${goal.path}${goal.on === null ? '' : ` on ${goal.on}`}`;
    case 'spread':
      return `spread ${goal.path}`;
    case 'rules':
      return 'rules';
    case 'targets': {
      const levels = Object.entries(goal.targets).map(([volume, bytes]) => `${volume} to ${formatSize(bytes)}`);
      return `levels: ${levels.join(', ')}`;
    }
  }
}

/** "film.mkv", or "3 items". */
function thingsOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  return paths.length === 1 ? first.slice(first.lastIndexOf('/') + 1) : `${String(paths.length)} items`;
}

function scopeInWords({ path, pattern, larger, smaller, olderMs }: PlanScope): string {
  const parts: string[] = [];
  if (path !== undefined && path !== rootPath) parts.push(`below ${path}`);
  if (pattern !== undefined) parts.push(`only ${pattern}`);
  if (larger !== undefined) parts.push(`from ${formatSize(larger)}`);
  if (smaller !== undefined) parts.push(`up to ${formatSize(smaller)}`);
  if (olderMs !== undefined) parts.push(`older than ${formatDuration(olderMs)}`);
  return parts.join(', ');
}

/** What a run of a plan is called while it is under way ("Making room on disk2"), and behind "Undo" ("Make room on disk2"). */
export function runTitles(
  plan: Pick<Plan, 'goal' | 'request'>,
  pool: string,
): { readonly job: string; readonly act: string } {
  if (plan.goal.startsWith('undo of ')) return { job: 'Moving files back', act: 'Move files back' };
  const emptied = emptiedBy(plan);
  if (emptied !== null) return { job: `Emptying ${emptied}`, act: `Empty ${emptied}` };
  const goal = plan.request?.goal;
  switch (goal?.kind) {
    case 'room':
      return { job: `Making room on ${goal.volume}`, act: `Make room on ${goal.volume}` };
    case 'gather':
      if (goal.only !== undefined && goal.on !== null) {
        const what = `${thingsOf(goal.only)} to ${goal.on}`;
        return { job: `Moving ${what}`, act: `Move ${what}` };
      }
      return { job: `Gathering ${goal.path}`, act: `Gather ${goal.path}` };
    case 'spread':
      return { job: `Spreading ${goal.path}`, act: `Spread ${goal.path}` };
    case 'rules':
      return { job: `Following the rules of ${pool}`, act: 'Follow the rules' };
    case 'targets':
      return { job: `Setting the levels of ${pool}`, act: 'Set the levels of volumes' };
    default:
      return { job: `Evening out ${pool}`, act: 'Even out the volumes' };
  }
}
