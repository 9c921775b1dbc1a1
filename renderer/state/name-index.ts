/**
 * Finds the place of a name in a list of names: an open hash table of 32-bit places, so that a million names cost 8 MB and
 * not a Map of strings. Hash: FNV-1a over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/).
 */
interface Named {
  readonly name: string;
}

function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

const tables = new WeakMap<readonly Named[], Int32Array>();

function tableOf(list: readonly Named[]): Int32Array {
  const known = tables.get(list);
  if (known !== undefined) return known;
  const table = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, list.length * 2)))).fill(-1);
  const mask = table.length - 1;
  for (let index = 0; index < list.length; index += 1) {
    let slot = hashOf(list[index]?.name ?? '') & mask;
    while (table[slot] !== -1) slot = (slot + 1) & mask;
    table[slot] = index;
  }
  tables.set(list, table);
  return table;
}

/** Index of the entry with this name, or -1. The list must never be changed; its table is made when it is asked first. */
export function placeOfName(list: readonly Named[], name: string): number {
  const table = tableOf(list);
  const mask = table.length - 1;
  for (let slot = hashOf(name) & mask; ; slot = (slot + 1) & mask) {
    const index = table[slot] ?? -1;
    if (index === -1) return -1;
    if (list[index]?.name === name) return index;
  }
}
