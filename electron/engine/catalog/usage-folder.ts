import { kindOfName } from '../../../shared/kinds.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { Unread } from '../../../shared/unread.ts';
import type { UsageFolder, UsageMeasure, UsageNode } from '../../../shared/usage.ts';
import type { CatalogReader } from './database.ts';
import { unreadFolders, unreadOf } from './unread-folders.ts';
import { filesIn, findsFiles, folderAt, foldersIn } from './usage-rows.ts';
import type { Part } from './usage-rows.ts';
import { dominantKind, kindSampler } from './usage-kinds.ts';
import type { KindSampler } from './usage-kinds.ts';

export interface UsageFolderInput {
  /** Pool path of a folder. */
  readonly path: string;
  /** How many levels below it are told, 0-8. */
  readonly depth: number;
  /** Most nodes of the answer, about; the biggest ones of the whole picture are told. */
  readonly top: number;
  readonly measure: UsageMeasure;
  /** Find the kind that dominates in folders that are told without their contents; costs some ms. */
  readonly kinds: boolean;
}

/** Most things told one by one: of the folder itself, which stands beside the map as a list, and of those below. */
const ownChildren = 500;
const deeperChildren = 60;

interface Node {
  readonly part: Part;
  readonly level: number;
  children: readonly Node[] | null;
  rest: Part | null;
  restItems: number;
}

/**
 * The map of a folder: it is opened, then again and again the biggest folder of the picture, until there are `top`
 * nodes; the cost depends on the size of the answer, not of the tree. What is not told is `rest`: the sums of its folder
 * without those of what is told. Null where the catalog knows no such folder.
 */
export function usageFolder(db: CatalogReader, input: UsageFolderInput): Omit<UsageFolder, 'change'> | null {
  const volumes = db.all('SELECT number, name, complete, scanned_ms FROM volume ORDER BY number');
  const places = new Map(volumes.map((row, index) => [Number(row['number']), index]));
  const found = folderAt(db, nameToBytes(input.path), places, input.measure);
  if (found === null) return null;
  const root: Node = { part: found, level: 0, children: null, rest: null, restItems: 0 };
  const smallest = root.part.size / Math.max(1, input.top * 4);
  const withFiles = findsFiles(db);
  const queue = input.depth > 0 ? [root] : [];
  let nodes = 1;
  while (nodes < input.top) {
    const next = biggest(queue);
    if (next === null) break;
    const cap = Math.min(next.level === 0 ? ownChildren : deeperChildren, input.top - nodes);
    open(db, next, { places, measure: input.measure, cap, smallest: next.level === 0 ? 0 : smallest, withFiles });
    nodes += (next.children?.length ?? 0) + (next.rest === null ? 0 : 1);
    for (const child of next.children ?? []) {
      // What is too small to show has nothing in it that could be shown.
      if (child.part.folder !== null && child.level < input.depth && child.part.size >= smallest) queue.push(child);
    }
  }
  const sampler = input.kinds && withFiles ? kindSampler(db) : null;
  const complete = volumes.filter((row) => row['complete'] === 1);
  return {
    measure: input.measure,
    root: told(root, input.path, { sampler, unread: unreadFolders(db, input.path), unknown: new Set() }),
    volumes: volumes.map((row) => String(row['name'])),
    partial: complete.length < volumes.length || volumes.length === 0,
    countedMs: complete.length === 0 ? null : Math.min(...complete.map((row) => Number(row['scanned_ms']))),
  };
}

/** Takes the biggest out; those that are opened are few, so that a look over all is quick enough. */
function biggest(queue: Node[]): Node | null {
  let at = -1;
  for (const [index, node] of queue.entries()) {
    if (at === -1 || node.part.size > (queue[at]?.part.size ?? 0)) at = index;
  }
  const [taken] = at === -1 ? [] : queue.splice(at, 1);
  return taken ?? null;
}

interface Opening {
  readonly places: ReadonlyMap<number, number>;
  readonly measure: UsageMeasure;
  readonly cap: number;
  readonly smallest: number;
  readonly withFiles: boolean;
}

function open(db: CatalogReader, node: Node, { places, measure, cap, smallest, withFiles }: Opening): void {
  const { folder } = node.part;
  if (folder === null) return;
  const folders = foldersIn(db, folder, places, measure, cap);
  const files = withFiles
    ? filesIn(db, node.part, { places, measure, limit: cap, least: smallest })
    : { parts: [], count: node.part.ownFiles };
  const parts = [...folders.parts, ...files.parts].sort((a, b) => b.size - a.size).slice(0, cap);
  const shown = parts.filter(({ size }, index) => size >= smallest || index === 0);
  node.children = shown.map((part) => ({ part, level: node.level + 1, children: null, rest: null, restItems: 0 }));
  node.restItems = Math.max(0, folders.count + files.count - shown.length);
  if (node.restItems > 0) node.rest = without(node.part, shown);
}

/** What a folder has besides these. The catalog may be written between two questions: never less than nothing. */
function without(whole: Part, shown: readonly Part[]): Part {
  const split = [...whole.split];
  let { size, files } = whole;
  for (const part of shown) {
    size -= part.size;
    files -= part.files;
    for (const [index, bytes] of part.split.entries()) split[index] = (split[index] ?? 0) - bytes;
  }
  return {
    name: new Uint8Array(),
    folder: null,
    size: Math.max(0, size),
    split: split.map((bytes) => Math.max(0, bytes)),
    files: Math.max(0, files),
    ownFiles: 0,
    ownSize: 0,
    holders: 0,
    newestUs: whole.newestUs,
  };
}

interface Telling {
  readonly sampler: KindSampler | null;
  readonly unread: ReadonlyMap<string, Unread>;
  /** Folders whose kind was not looked for, because there were too many. */
  readonly unknown: Set<UsageNode>;
}

function told(node: Node, path: string, telling: Telling): UsageNode {
  const { sampler, unread, unknown } = telling;
  const { part, children, rest, restItems } = node;
  const own = {
    name: nameFromBytes(part.name),
    path,
    size: part.size,
    split: part.split,
    files: part.files,
    newestMs: part.newestUs > 0 ? part.newestUs / 1000 : null,
    ...unreadOf(unread, path),
  };
  if (part.folder === null) return { ...own, type: 'file', kind: kindOfName(own.name) };
  if (children === null) {
    const kind = sampler?.of(part) ?? null;
    const folder: UsageNode = { ...own, type: 'folder', kind: kind ?? 'other' };
    if (kind === null) unknown.add(folder);
    return folder;
  }
  const nodes = children.map((child) => {
    const name = nameFromBytes(child.part.name);
    return told(child, path === '/' ? `/${name}` : `${path}/${name}`, telling);
  });
  const known = nodes.filter((child) => !unknown.has(child));
  const kind = dominantKind(known.length > 0 ? known : nodes);
  // As what is beside it: better than nothing, until the next answer knows it.
  const all = sampler === null ? nodes : nodes.map((child) => (unknown.has(child) ? { ...child, kind } : child));
  if (rest === null) return { ...own, type: 'folder', kind, children: all };
  const { size, split, files, newestUs } = rest;
  const newestMs = newestUs > 0 ? newestUs / 1000 : null;
  const left: UsageNode = { name: '', path, type: 'rest', size, split, files, newestMs, kind, items: restItems };
  return { ...own, type: 'folder', kind, children: [...all, left] };
}
