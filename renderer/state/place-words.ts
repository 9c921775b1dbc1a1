import { formatCount } from '../../shared/format.ts';
import type { PoolInfo } from '../../shared/model.ts';
import { baseName, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { FoundPlace } from '../../shared/places.ts';
import { count, listOf, named, plural } from '../text.ts';

/** What is said of a path that was typed. Pure. */

/** A folder by its path; the top by the pool's name. */
export function placeWords(pool: PoolInfo, path: string): string {
  return path === rootPath ? named(pool.name) : named(path);
}

/** One after the other; one that says nothing is left out. */
const sentences = (first: string, second: string): string => (second === '' ? first : `${first} ${second}`);

/** Real paths that would be understood; empty where there are none. */
function rootsOf(pool: PoolInfo): string {
  const roots = pool.volumes.map(({ root }) => named(root));
  if (roots.length === 0) return '';
  const more = formatCount(roots.length - 2);
  return roots.length > 2
    ? `Real paths begin with ${listOf(roots.slice(0, 2), 'or')} and ${more} more.`
    : `Real paths begin with ${listOf(roots, 'or')}.`;
}

/** Why a path is not there, with the first name of it that is missing. */
export function missingWords({ path, nearest, volume }: FoundPlace, pool: PoolInfo): string {
  const rest = path.slice(nearest === rootPath ? 1 : nearest.length + 1);
  const first = named(rest.split('/')[0] ?? rest);
  const where = placeWords(pool, nearest);
  const away = pool.volumes.filter(({ state }) => state === 'offline' || state === 'failing');
  // What is on a volume that cannot be asked is not known to be missing.
  if (away.length > 0) {
    const names = listOf(
      away.map(({ name }) => named(name)),
      'plain',
    );
    return `“${first}” is on no connected volume in ${where}; not connected: ${names}.`;
  }
  const missing = `There is no “${first}” in ${where}.`;
  if (volume !== null) return `The path lies on ${named(volume)}. ${missing}`;
  return nearest === rootPath ? sentences(missing, rootsOf(pool)) : missing;
}

export function notInPoolsWords(text: string, pool: PoolInfo): string {
  return sentences(`${named(text)} is on no volume of a pool.`, rootsOf(pool));
}

/** What a real path was: the disk is otherwise hidden from paths. */
export function volumeWords({ path, volumes }: FoundPlace, volume: string, pool: PoolInfo): string {
  const disk = named(volume);
  if (path === rootPath) return `${disk} is a volume of ${named(pool.name)}`;
  const what = named(baseName(path as PoolPath));
  if (!volumes.includes(volume)) return `${what} is not on ${disk} but on ${listOf(volumes.map(named))}`;
  const others = volumes.length - 1;
  if (others === 0) return `${what} is on ${disk}`;
  return plural(
    others,
    `${what} is on ${disk} and one other volume`,
    `${what} is on ${disk} and ${count(others, 'other volume')}`,
  );
}
