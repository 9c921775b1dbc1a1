import { baseName, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';

/**
 * True where the new name is "taken" only by the old one, because a file system ignores case: it is there when asked for,
 * but no folder lists it.
 */
export async function isOtherCase(
  from: PoolPath,
  to: PoolPath,
  list: (folder: PoolPath) => Promise<readonly { readonly name: string }[]>,
): Promise<boolean> {
  const folder = parentPath(to);
  if (from === to || from.toLowerCase() !== to.toLowerCase() || parentPath(from) !== folder) return false;
  const names = new Set((await list(folder)).map(({ name }) => name));
  return names.has(baseName(from)) && !names.has(baseName(to));
}
