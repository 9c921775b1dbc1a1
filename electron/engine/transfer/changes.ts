import type { PoolPath } from '../../../shared/path.ts';

/** Ms between two tellings of changed folders. */
const tellMs = 250;

/** Tells changed folders in lots, each once per lot. */
export function createChanges(tell: (folders: readonly PoolPath[]) => void) {
  let folders = new Set<PoolPath>();
  let told = 0;
  const flush = (): void => {
    if (folders.size === 0) return;
    const lot = [...folders];
    folders = new Set();
    told = performance.now();
    tell(lot);
  };
  return {
    add(folder: PoolPath) {
      folders.add(folder);
      if (performance.now() - told > tellMs) flush();
    },
    flush,
  };
}
