import type { PoolPath } from '../../../shared/path.ts';

/** Where the folders lie that are kept together, as far as the replay put them there. */
export interface KeptBytes {
  /** Bytes of a kept folder per volume name; volumes without any are left out. */
  of(folder: PoolPath): ReadonlyMap<string, number>;
  add(folder: PoolPath, volume: string, bytes: number): void;
}

export function keptBytes(): KeptBytes {
  const kept = new Map<PoolPath, Map<string, number>>();
  const none: ReadonlyMap<string, number> = new Map();
  return {
    of: (folder) => kept.get(folder) ?? none,
    add(folder, volume, bytes) {
      const here = kept.get(folder) ?? new Map<string, number>();
      // A file without bytes is there, too.
      here.set(volume, (here.get(volume) ?? 0) + Math.max(1, bytes));
      kept.set(folder, here);
    },
  };
}
