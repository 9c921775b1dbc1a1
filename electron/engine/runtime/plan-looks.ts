import { isAppError } from '../../../shared/errors.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Wanted } from '../rebalance/desk.ts';
import { recentMs } from '../rebalance/risks.ts';
import type { Held } from '../rebalance/scoped.ts';
import type { Volume } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';

/** Files of one call to a volume. */
const together = 250;
/** ms that looking may take: the run looks again at each file. */
const patienceMs = 1_500;

/**
 * Looks at what a draft would move, whatever was not looked at yet: what another program has open for writing, and what
 * changed while the plan was made, stays. Never rejects for a file that cannot be looked at.
 * @param looked what was looked at; more is added
 */
export async function lookAtWanted(
  context: PoolContext,
  wanted: readonly Wanted[],
  looked: Set<string>,
): Promise<readonly Held[]> {
  const endMs = performance.now() + patienceMs;
  const perVolume = new Map<string, Wanted[]>();
  for (const one of wanted) {
    if (looked.has(one.path)) continue;
    const known = perVolume.get(one.volume);
    if (known === undefined) perVolume.set(one.volume, [one]);
    else known.push(one);
  }
  const lookOn = async (name: string, files: readonly Wanted[]): Promise<readonly Held[]> => {
    const { volume } = context.member(name);
    const found: Held[] = [];
    for (let at = 0; at < files.length && performance.now() < endMs; at += together) {
      const some = files.slice(at, at + together);
      const paths = some.map(({ path }) => parsePath(path));
      const written = await volume.beingWritten(paths).catch(() => []);
      for (const [index, file] of some.entries()) {
        looked.add(file.path);
        if (written[index] === true) {
          const reason = `another program has it open for writing`;
          found.push({ path: file.path, kind: 'open', reason });
        } else if (await isChanging(volume, paths[index], file)) {
          found.push({ path: file.path, kind: 'recent', reason: 'it changed while the plan was made' });
        }
      }
    }
    return found;
  };
  return (await Promise.all([...perVolume].map(([name, files]) => lookOn(name, files)))).flat();
}

/** True for a file that was changed a short while ago, and is not now what was seen then. */
async function isChanging(volume: Volume, path: PoolPath | undefined, seen: Wanted): Promise<boolean> {
  if (path === undefined || Date.now() - seen.mtimeMs > recentMs) return false;
  try {
    const { allocated, mtimeMs } = await volume.stat(path);
    return allocated !== seen.size || Math.abs(mtimeMs - seen.mtimeMs) > 1_000;
  } catch (thrown) {
    return isAppError(thrown, 'not-found');
  }
}
