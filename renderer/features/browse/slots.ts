/** Elements that are used again for other rows, because changing a row costs much less than making one. */
export interface Slots {
  /**
   * Keys for these rows, in their order. A row that had a key keeps it; a new one takes the key of a row that is gone.
   * The same rows always get the same keys, however often they are asked for.
   */
  assign(names: readonly string[]): readonly string[];
}

export function createSlots(): Slots {
  let taken = new Map<string, string>();
  // Entries and notes are different components: a key is used again only for its own kind.
  const free = new Map<string, string[]>();
  let made = 0;
  const kindOf = (name: string): string => name.slice(0, name.indexOf(' '));
  return {
    assign(names) {
      const next = new Map<string, string>();
      for (const name of names) {
        const key = taken.get(name);
        if (key !== undefined) next.set(name, key);
      }
      for (const [name, key] of taken) {
        if (next.has(name)) continue;
        const kind = kindOf(name);
        const keys = free.get(kind) ?? [];
        keys.push(key);
        free.set(kind, keys);
      }
      const keys = names.map((name) => {
        const kept = next.get(name);
        if (kept !== undefined) return kept;
        made += 1;
        const key = free.get(kindOf(name))?.pop() ?? `${kindOf(name)} ${made}`;
        next.set(name, key);
        return key;
      });
      taken = next;
      return keys;
    },
  };
}
