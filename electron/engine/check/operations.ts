import { asAppError } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { rootPath } from '../../../shared/path.ts';
import type { Recovery } from '../journal/recover.ts';
import { pathsOf, sidesOf } from '../journal/recover.ts';
import type { PoolContext } from '../runtime/context.ts';
import type { Findings } from './findings.ts';

/**
 * Operations that dead processes left unfinished: opening the pool settled what could be, `repair` tries again. Answers
 * the new versions that wait for a volume which is away: they must be kept.
 */
export async function checkOperations(
  { recovering }: Pick<PoolContext, 'recovering'>,
  repair: boolean,
  findings: Findings,
): Promise<readonly PoolPath[]> {
  let recovery: Recovery;
  try {
    if (repair) await recovering.now();
    recovery = recovering.since();
  } catch (thrown) {
    findings.add('journal', rootPath, [], asAppError(thrown).message);
    return [];
  }
  for (const { path, outcome, what } of recovery.items) {
    findings.add('half-move', path, [], what, { repaired: outcome !== 'left' });
  }
  for (const { intent, volumes, reason } of recovery.open) {
    const [path = rootPath] = pathsOf(intent);
    const what = `an operation was interrupted and waits: ${reason}`;
    findings.add('half-move', path, volumes, what);
  }
  return sidesOf(recovery.open);
}
