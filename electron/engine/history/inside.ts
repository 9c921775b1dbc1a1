import { isAppError } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { MemberCopy, PoolVolume } from '../pool/types.ts';
import { isSame } from './identity.ts';
import { pathsOf, reversed } from './step.ts';
import type { Seen, Step } from './step.ts';

/**
 * The first entry below the folder that is not what these steps made: changed, or added since. Null when the folder
 * holds nothing else (what is missing does not matter). @throws what keeps a volume from being read
 */
export async function whatDiffers(
  pool: PoolVolume,
  folder: PoolPath,
  inside: readonly Step[],
): Promise<PoolPath | null> {
  const files = new Map<PoolPath, readonly Seen[]>();
  const folders = new Set<PoolPath>([folder]);
  for (const step of inside) {
    if (step.do === 'create') files.set(step.path, step.seen);
    else if (step.do === 'make') folders.add(step.path);
  }
  const left: PoolPath[] = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const copies of await copiesIn(pool, at)) {
      const [first] = copies;
      if (first === undefined) continue;
      const path = childPath(at, first.entry.name);
      const seen = files.get(path);
      const isKnown = seen !== undefined && (await isSame(copies, seen));
      const isFolder = copies.every(({ entry }) => entry.type === 'directory' && entry.foreign !== true);
      if (isFolder && folders.has(path)) left.push(path);
      else if (!isKnown) return path;
    }
  }
  return null;
}

/** Entries of a folder with all their copies: one listing per volume. */
async function copiesIn(pool: PoolVolume, folder: PoolPath): Promise<Iterable<readonly MemberCopy[]>> {
  const byName = new Map<string, MemberCopy[]>();
  for (const { member } of await pool.copiesOf(folder)) {
    for (const entry of await member.volume.list(folder)) {
      const copies = byName.get(entry.name) ?? [];
      copies.push({ member, entry });
      byName.set(entry.name, copies);
    }
  }
  return byName.values();
}

/**
 * The steps that take an act back, as few as possible: a folder that the act made, with nothing in it but what the act
 * put there, goes to the trash as one thing; else its items go one by one, and what is not the act's stays.
 */
export async function planReverse(pool: PoolVolume, steps: readonly Step[]): Promise<readonly Step[]> {
  const expanded = steps.flatMap((step) => (step.do === 'restore' && step.inside !== undefined ? step.inside : [step]));
  const created = new Set<PoolPath>();
  for (const step of expanded) {
    if (step.do !== 'create') continue;
    for (let at = parentPath(step.path); at !== '/' && !created.has(at); at = parentPath(at)) created.add(at);
  }
  const made = new Set(expanded.flatMap((step) => (step.do === 'make' && created.has(step.path) ? [step.path] : [])));
  const tops = new Map<PoolPath, Step[]>();
  for (const path of made) if (!made.has(parentPath(path))) tops.set(path, []);
  for (const step of expanded) {
    if (step.do === 'create' || step.do === 'make') {
      const top = topOf(step.path, tops);
      if (top !== null) tops.get(top)?.push(step);
      continue;
    }
    // Something else was done below that folder too: then each thing is taken back by itself.
    for (const path of pathsOf(step)) {
      const top = topOf(path, tops);
      if (top !== null) tops.delete(top);
    }
  }
  const whole = new Map<PoolPath, readonly Step[]>();
  for (const [top, inside] of tops) {
    try {
      if ((await whatDiffers(pool, top, inside)) === null) whole.set(top, inside);
    } catch (thrown) {
      // What cannot be read is said by the step itself.
      if (!isAppError(thrown)) throw thrown;
    }
  }
  if (whole.size === 0) return reversed(expanded);
  const rest: Step[] = [];
  for (const step of expanded) {
    const top = step.do === 'create' || step.do === 'make' ? topOf(step.path, whole) : null;
    if (top === null) rest.push(step);
    else if (step.do === 'make' && step.path === top) {
      rest.push({ do: 'restore', path: top, id: '', seen: [], inside: whole.get(top) ?? [] });
    }
  }
  return reversed(rest);
}

/** The nearest of the folders that the path is, or lies in. */
function topOf(path: PoolPath, tops: ReadonlyMap<PoolPath, unknown>): PoolPath | null {
  for (let at = path; at !== '/'; at = parentPath(at)) if (tops.has(at)) return at;
  return null;
}
