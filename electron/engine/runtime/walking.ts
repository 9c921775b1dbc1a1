import { fail } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { mergedWalk } from '../catalog/merged-walk.ts';
import type { WalkedFolder } from '../catalog/merged-walk.ts';
import { rawOf } from '../catalog/raw-path.ts';
import { walkThreads } from '../catalog/walk-threads.ts';
import { deviceOf } from '../volume/lane-signs.ts';
import { listMounts } from '../volume/mounts.ts';
import type { PoolContext } from './context.ts';

/** Everything below a folder, as the volumes tell it now (Pool.walk). */
export async function* walkPool(
  context: PoolContext,
  below: PoolPath,
  signal?: AbortSignal,
): AsyncGenerator<WalkedFolder, void> {
  await context.ready();
  const members = context.members.list();
  const present = members.filter((member) => member.condition().kind === 'online');
  const missing = members
    .filter((member) => !present.includes(member))
    .map((member) => ({ volume: member.name, reason: member.condition().reason }));
  if (present.length === 0 && members.length > 0) {
    const todo = 'connect one and try again';
    throw fail('offline', `Walking ${below}`, 'none of the volumes is connected', todo, { data: { missing } });
  }
  const mounts = listMounts();
  const threads = walkThreads();
  const volumes = present.map((member) => {
    const { root } = member.config();
    const device = deviceOf(root, mounts).key;
    return { name: member.name, batches: threads.open({ id: member.id, root, device, below: rawOf(below) }) };
  });
  let left = missing;
  let isThere = below === '/';
  for await (const folder of mergedWalk(volumes, signal)) {
    isThere ||= folder.volumes.length > 0 || folder.missing.length > 0;
    yield left.length === 0 ? folder : { ...folder, missing: [...left, ...folder.missing] };
    left = [];
  }
  if (!isThere) throw fail('not-found', `Walking ${below}`, 'there is no such folder', 'look at the folder above');
}
