import { join } from 'node:path';
import envPaths from 'env-paths';

/**
 * Where a host keeps what can be made again: the system's cache (`~/.cache/cfs` on Linux), or a folder of a home that
 * was chosen by CFS_HOME.
 */
export function cacheFolder(home: string): string {
  const usual = envPaths('cfs', { suffix: '' });
  return home === usual.data ? usual.cache : join(home, 'cache');
}
