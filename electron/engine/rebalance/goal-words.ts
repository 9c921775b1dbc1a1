import { formatDuration, formatSize } from '../../../shared/format.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PlanGoal, PlanRequest, PlanScope } from '../../../shared/planning.ts';

/** "even, within 5 % below /films": what a plan is for, in a few words. "drain NAME" is read by others. */
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

function scopeInWords({ path, pattern, larger, smaller, olderMs }: PlanScope): string {
  const parts: string[] = [];
  if (path !== undefined && path !== rootPath) parts.push(`below ${path}`);
  if (pattern !== undefined) parts.push(`only ${pattern}`);
  if (larger !== undefined) parts.push(`from ${formatSize(larger)}`);
  if (smaller !== undefined) parts.push(`up to ${formatSize(smaller)}`);
  if (olderMs !== undefined) parts.push(`older than ${formatDuration(olderMs)}`);
  return parts.join(', ');
}
