import { isWithin, rootPath } from '../../../shared/path.ts';
import { formatCount } from '../../../shared/format.ts';
import type { PoolContext } from '../runtime/context.ts';
import type { Findings } from './findings.ts';

/**
 * Looks at what this home remembers of the pool: reasons of files that are not there any more, or not on the volume that was
 * chosen. Only while all volumes
 * are connected, because what is away is not gone.
 */
export async function checkState(context: PoolContext, repair: boolean, findings: Findings): Promise<void> {
  const { reasons } = context.engine.home;
  // What is in the trash may come back to its place.
  const trashed = (await context.volume.listTrash()).map(({ path }) => path);
  const gone = [];
  for (const path of reasons.paths(context.id)) {
    if (trashed.some((folder) => isWithin(path, folder))) continue;
    const copies = await context.volume.copiesOf(path);
    const chosen = reasons.find(context.id, path)?.candidates.find((candidate) => candidate.chosen)?.volume;
    // Another program moved it, or its volume has another name: the reason would be a lie.
    if (!copies.some(({ member }) => chosen === undefined || member.name === chosen)) gone.push(path);
  }
  if (gone.length === 0) return;
  if (repair) reasons.forget(context.id, gone);
  const placed =
    gone.length === 1
      ? 'one file was placed where it is not any more'
      : `${formatCount(gone.length)} files were placed where they are not any more`;
  findings.add('catalog', rootPath, [], `it is remembered why ${placed}: that is forgotten`, { repaired: repair });
}
