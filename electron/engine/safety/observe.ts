import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is on the disks of a case, seen with plain calls and nothing of the engine: it is the judge.
 *
 * A place is a pool path (`/a/b`), or one of the trash (`trash:/a/b`, by what its info.json says). A line is a place
 * with what lies there: `/a/b=<hash>`, `/a/l->target`, `/a/d/`; one per volume that has it. Names of one inode end in
 * `#<number of names>`.
 */
export interface Seen {
  readonly lines: readonly string[];
  /** Hashes of all regular files anywhere below the roots, hidden ones too. */
  readonly contents: ReadonlySet<string>;
  /** What is nobody's any more: part files, sides, journal records, halves of trash items. */
  readonly leftovers: readonly string[];
}

export const hashOf = (content: Uint8Array | string): string =>
  createHash('sha1').update(content).digest('hex').slice(0, 16);

interface Walk {
  readonly lines: string[];
  readonly contents: Set<string>;
  readonly leftovers: string[];
}

const ownHidden = /^\.cfs-(part|new)-/;

/** Folders end in a slash and are told only when `folders` is set. */
export function observe(roots: Readonly<Record<string, string>>): Seen {
  const walk: Walk = { lines: [], contents: new Set(), leftovers: [] };
  for (const [volume, root] of Object.entries(roots)) {
    for (const name of readdirSync(root)) {
      if (name === '.cfs') own(walk, volume, join(root, name));
      else if (name !== 'lost+found') entry(walk, volume, join(root, name), `/${name}`);
    }
  }
  return { ...walk, lines: walk.lines.sort() };
}

function entry(walk: Walk, volume: string, at: string, place: string): void {
  const stat = lstatSync(at);
  const links = stat.nlink > 1 && !stat.isDirectory() ? `#${String(stat.nlink)}` : '';
  let line = '';
  if (stat.isFile()) {
    const hash = hashOf(readFileSync(at));
    walk.contents.add(hash);
    line = `${place}=${hash}${links}`;
  } else if (stat.isSymbolicLink()) {
    line = `${place}->${readlinkSync(at)}${links}`;
  } else if (stat.isDirectory()) {
    line = `${place}/`;
    for (const name of readdirSync(at)) entry(walk, volume, join(at, name), `${place}/${name}`);
  }
  if (ownHidden.test(place.slice(place.lastIndexOf('/') + 1))) walk.leftovers.push(`${volume}${place}`);
  else walk.lines.push(line);
}

/** CFS's own folder: the marker, the trash, the journal's records. */
function own(walk: Walk, volume: string, folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name === 'volume.json') continue;
    if (name === 'trash') for (const id of readdirSync(join(folder, name))) trash(walk, volume, join(folder, name, id));
    else if (!lstatSync(join(folder, name)).isDirectory()) walk.leftovers.push(`${volume}/.cfs/${name}`);
    else for (const inner of readdirSync(join(folder, name))) walk.leftovers.push(`${volume}/.cfs/${name}/${inner}`);
  }
}

function trash(walk: Walk, volume: string, folder: string): void {
  const names = new Set(readdirSync(folder));
  const item = join(folder, 'item');
  let path: string | null = null;
  try {
    const info = JSON.parse(readFileSync(join(folder, 'info.json'), 'utf8')) as { readonly path: string };
    path = info.path;
  } catch {
    // None, or half of one: told below.
  }
  if (names.has('item')) entry(walk, volume, item, path === null ? 'trash:?' : `trash:${path}`);
  const isWhole = names.size === 2 && names.has('item') && path !== null;
  if (!isWhole) walk.leftovers.push(`${volume}/.cfs/trash: ${[...names].sort().join(', ') || 'an empty folder'}`);
}
