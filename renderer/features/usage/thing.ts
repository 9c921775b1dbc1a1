import type { FileKind } from '../../../shared/kinds.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Unread } from '../../../shared/unread.ts';
import type { UsageFolder, UsageNode } from '../../../shared/usage.ts';
import type { Sized } from './layout.ts';
import { moreWords } from './words.ts';

/** Bytes of a thing that one volume holds. */
export interface Part {
  readonly volume: string;
  readonly bytes: number;
}

/** What the map and the list show: a folder, a file, or the smaller things of a folder together. */
export interface Thing extends Sized<Thing> {
  /** Unique on the screen. */
  readonly key: string;
  /** Of `more`: the folder that they are in. */
  readonly path: PoolPath;
  /** Exact; `visibleName` before it is shown. */
  readonly name: string;
  readonly type: 'folder' | 'file' | 'more';
  /** Files in it; of a file 1. */
  readonly files: number;
  /** Largest first. */
  readonly parts: readonly Part[];
  /** Of most of its bytes; null: not known. */
  readonly kind: FileKind | null;
  /** When the newest thing in it was changed; null: not known. */
  readonly newestMs: number | null;
  /** Bytes that came in the last 30 days, less what went; null: not known. */
  readonly change: number | null;
  /** What its figures are without. */
  readonly unread?: Unread;
}

/** A folder of the catalog as the map and the list show it. */
export function thingsOf(folder: UsageFolder): readonly Thing[] {
  const { root, volumes, change } = folder;
  return (root.children ?? []).map((node) => ({
    ...thingOf(node, volumes),
    change: node.type === 'folder' ? (change?.children[node.name] ?? null) : null,
  }));
}

/** The folder that is shown, itself. */
export function shownThing(folder: UsageFolder): Thing {
  return { ...thingOf(folder.root, folder.volumes), change: folder.change?.self ?? null };
}

function thingOf(node: UsageNode, volumes: readonly string[]): Thing {
  const rest = node.type === 'rest';
  const path = node.path as PoolPath;
  const parts = node.split
    .flatMap((bytes, at) => (bytes > 0 ? [{ volume: volumes[at] ?? '', bytes }] : []))
    .toSorted((a, b) => b.bytes - a.bytes);
  return {
    // No path ends with a slash.
    key: rest ? `${path}/` : path,
    path,
    name: rest ? moreWords(node.items ?? node.files) : node.name,
    type: rest ? 'more' : node.type,
    bytes: node.size,
    files: node.files,
    parts,
    kind: node.files === 0 ? null : node.kind,
    newestMs: node.newestMs,
    change: null,
    ...(node.unread !== undefined && { unread: node.unread }),
    children: (node.children ?? []).map((child) => thingOf(child, volumes)),
  };
}

/** The thing with this key, at any depth; null when it is not among them (any more). */
export function findThing(things: readonly Thing[], key: string | null): Thing | null {
  if (key === null) return null;
  for (const thing of things) {
    if (thing.key === key) return thing;
    if (thing.type === 'folder' && key.startsWith(`${thing.path}/`)) {
      const inside = findThing(thing.children, key);
      if (inside !== null) return inside;
    }
  }
  return null;
}

/** The row of the list that a key belongs to: the thing itself, or the folder that it is somewhere in. */
export function rowOf(things: readonly Thing[], key: string | null): Thing | null {
  if (key === null) return null;
  return (
    things.find((thing) => thing.key === key) ??
    things.find((thing) => thing.type === 'folder' && key.startsWith(`${thing.path}/`)) ??
    null
  );
}

export const sortings = ['size', 'name', 'change'] as const;
export type Sorting = (typeof sortings)[number];

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Largest first, by name, or what grew most first; what a folder has besides comes last, and what is not known. */
export function sortThings(things: readonly Thing[], by: Sorting): readonly Thing[] {
  const rank = (thing: Thing): number => (thing.type === 'more' ? 1 : 0);
  return things.toSorted((a, b) => rank(a) - rank(b) || compare(a, b, by) || byName.compare(a.name, b.name));
}

function compare(a: Thing, b: Thing, by: Sorting): number {
  switch (by) {
    case 'size':
      return b.bytes - a.bytes;
    case 'name':
      return byName.compare(a.name, b.name);
    case 'change':
      return (b.change ?? -Infinity) === (a.change ?? -Infinity)
        ? b.bytes - a.bytes
        : (b.change ?? -Infinity) - (a.change ?? -Infinity);
  }
}
