/** Held by one at a time, per key, in the order of asking. */
export interface Locks {
  /** Runs `work` while it holds all keys; they are taken in one fixed order, so that two holders never wait for each other. */
  hold<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

export function createLocks(): Locks {
  const tails = new Map<string, Promise<void>>();

  const take = async (key: string): Promise<() => void> => {
    const before = tails.get(key);
    let release: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = (before ?? Promise.resolve()).then(() => mine);
    tails.set(key, tail);
    await before;
    return () => {
      if (tails.get(key) === tail) tails.delete(key);
      release();
    };
  };

  return {
    async hold(keys, work) {
      const releases: (() => void)[] = [];
      try {
        for (const key of [...new Set(keys)].sort()) releases.push(await take(key));
        return await work();
      } finally {
        for (const release of releases) release();
      }
    },
  };
}
