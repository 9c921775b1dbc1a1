import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { MemberCopy } from '../pool/types.ts';
import type { PoolContext } from './context.ts';

type Touched = Pick<PoolContext, 'volume' | 'transfer'>;

/** A moment in ms as the time of a file in ns; null: now. */
const timeOf = (mtimeMs: number | undefined): bigint => BigInt(Math.round((mtimeMs ?? Date.now()) * 1000)) * 1000n;

/**
 * Sets the time of an entry on every volume that holds it, or makes an empty file through the scheduler. False when
 * there is none and none is to be made. All copies get the time or none does: copies of different time would be a
 * conflict.
 * @throws refused (the whole pool), not-found (no parent), read-only, denied (the time of a copy cannot be set)
 */
export async function touchEntry(
  { volume, transfer }: Touched,
  path: PoolPath,
  { mtimeMs, create = true }: { readonly mtimeMs?: number; readonly create?: boolean },
): Promise<boolean> {
  const attempted = `Setting the time of ${path}`;
  if (path === rootPath) throw fail('refused', attempted, 'it is the whole pool', 'name what is in it');
  const mtimeNs = timeOf(mtimeMs);
  const held = await volume.copiesOf(path);
  if (held.length > 0) await setTimes(path, mtimeNs, held, attempted, volume);
  else if (create) {
    try {
      await volume.write(path, [], { size: 0, metadata: { mtimeNs } });
    } catch (thrown) {
      // Somebody made it in the same moment: then it is only touched.
      if (!isAppError(thrown, 'exists')) throw thrown;
      await setTimes(path, mtimeNs, await volume.copiesOf(path), attempted, volume);
    }
  } else return false;
  transfer.changed([parentPath(path)]);
  return true;
}

async function setTimes(
  path: PoolPath,
  mtimeNs: bigint,
  held: readonly MemberCopy[],
  attempted: string,
  volume: PoolContext['volume'],
): Promise<void> {
  const times = { mtimeNs, atimeNs: mtimeNs };
  const former = await Promise.all(held.map(({ member }) => member.volume.readMetadata(path)));
  try {
    const lost = await volume.writeMetadata(path, times);
    if (!lost.includes('times')) return;
    const why = 'a volume that holds it does not let its time be set';
    throw fail('denied', attempted, why, 'look at who owns it with "cfs locate"', { data: { path } });
  } catch (thrown) {
    for (const [index, { member }] of held.entries()) {
      const before = former[index];
      if (before === undefined) continue;
      const { atimeNs, mtimeNs: old } = before;
      // What has its old time already, or is gone, is left as it is.
      await member.volume.writeMetadata(path, { mtimeNs: old, atimeNs }).catch(() => undefined);
    }
    throw thrown;
  }
}

/**
 * Makes a symlink with this text as its target, which nothing follows. @throws invalid (no target), exists, not-found (no
 * parent), unsupported (no volume can hold links)
 */
export async function makeSymlink({ volume, transfer }: Touched, path: PoolPath, target: string): Promise<void> {
  if (target === '' || target.includes('\0')) {
    throw fail('invalid', `Making the link ${path}`, 'a link needs a target without NUL', 'name what it points to');
  }
  await volume.makeSymlink(path, target);
  await volume.makeDurable([parentPath(path)]);
  transfer.changed([parentPath(path)]);
}

/**
 * Makes a second name for a file, on every volume that holds it. @throws not-found, exists, unsupported (a folder, or a
 * volume that knows no hard links)
 */
export async function makeLink({ volume, transfer }: Touched, existing: PoolPath, path: PoolPath): Promise<void> {
  await volume.makeHardLink(existing, path);
  await volume.makeDurable([parentPath(path)]);
  transfer.changed([parentPath(path)]);
}
