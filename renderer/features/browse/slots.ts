/** Elements that are used again for other rows, because changing a row costs much less than making one. */
export interface Slots {
  /**
   * Keys for these rows, in their order. A row that had a key keeps it; a new one takes the key of a row that is gone.
   * The same rows always get the same keys, however often they are asked for.
   */
  assign(names: readonly string[]): readonly string[];
}

export function createSlots(): Slots {
  /** Keys of the rows in the page, in their order. */
  let taken = new Map<string, string>();
  // Entries and notes are different components: a key is used again only for its own kind.
  let free = new Map<string, string[]>();
  let made = 0;
  const kindOf = (name: string): string => name.slice(0, name.indexOf(' '));
  return {
    assign(names) {
      const wanted = new Set(names);
      const freed = new Map<string, string[]>();
      for (const [name, key] of taken) {
        if (wanted.has(name)) continue;
        const kind = kindOf(name);
        const keys = freed.get(kind);
        if (keys === undefined) freed.set(kind, [key]);
        else keys.push(key);
      }
      // Elements that are in the page first, and in their order: where all rows are others, none has to be moved.
      for (const [kind, keys] of free) freed.set(kind, [...(freed.get(kind) ?? []), ...keys]);
      const used = new Map<string, number>();
      const next = new Map<string, string>();
      for (const name of names) {
        const kept = taken.get(name);
        if (kept !== undefined) {
          next.set(name, kept);
          continue;
        }
        const kind = kindOf(name);
        const at = used.get(kind) ?? 0;
        used.set(kind, at + 1);
        const key = freed.get(kind)?.[at];
        if (key === undefined) made += 1;
        next.set(name, key ?? `${kind} ${made}`);
      }
      free = new Map([...freed].map(([kind, keys]) => [kind, keys.slice(used.get(kind) ?? 0)]));
      taken = next;
      return [...next.values()];
    },
  };
}
