import { isWithin, rootPath } from '../../../shared/path.ts';
import { formatCount } from '../../../shared/format.ts';
import type { PoolContext } from '../runtime/context.ts';
import type { Findings } from './findings.ts';

/**
 * Looks at what this home remembers of the pool: reasons of files that are not there any more. Only while all volumes
 * are connected, because what is away is not gone.
 */
export async function checkState(context: PoolContext, repair: boolean, findings: Findings): Promise<void> {
  const { reasons } = context.engine.home;
  // What is in the trash may come back to its place.
  const trashed = (await context.volume.listTrash()).map(({ path }) => path);
  const gone = [];
  for (const path of reasons.paths(context.id)) {
    if (trashed.some((folder) => isWithin(path, folder))) continue;
    if ((await context.volume.copiesOf(path)).length === 0) gone.push(path);
  }
  if (gone.length === 0) return;
  if (repair) reasons.forget(context.id, gone);
  const what = gone.length === 1 ? 'one file' : `${formatCount(gone.length)} files`;
  const text = `it is remembered why ${what} were placed that are not there any more: that is forgotten`;
  findings.add('catalog', rootPath, [], text, { repaired: repair });
}
