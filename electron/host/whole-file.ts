import type { PoolPath } from '../../shared/path.ts';
import type { Pool } from '../engine/api.ts';

/** The one real path of an entry; null where there is none that another program could take for the whole of it. */
export async function wholeFile(pool: Pool, path: PoolPath): Promise<string | null> {
  const copies = await pool.copies(path);
  const [best] = copies;
  if (best === undefined || best.physical === null || best.away !== undefined) return null;
  if (best.type === 'directory' && copies.length > 1) return null;
  return best.physical;
}
