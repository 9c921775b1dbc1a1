import { parseSize } from '../../../shared/format.ts';
import type { VolumeSpec } from '../../../shared/contract.ts';
import type { VolumeProbe } from '../../../shared/model.ts';
import { text } from '../../text.ts';
import { words } from './words.ts';

/** A folder that may become a volume, with what the person said about it. */
export interface Candidate {
  readonly probe: VolumeProbe;
  readonly chosen: boolean;
  /** Found among the mounted file systems, or added by the person. */
  readonly origin: 'found' | 'added';
  /** As typed; empty: no limit. null: the field is not shown. */
  readonly limit: string | null;
}

export function isPossible({ probe }: Candidate): boolean {
  return probe.refusal === null;
}

/** Found file systems are chosen, when that is wanted, if nothing speaks against them. */
export function foundCandidate(probe: VolumeProbe, preselect: boolean): Candidate {
  return {
    probe,
    chosen: preselect && probe.refusal === null && probe.warnings.length === 0,
    origin: 'found',
    limit: null,
  };
}

export function addedCandidate(probe: VolumeProbe): Candidate {
  return { probe, chosen: probe.refusal === null, origin: 'added', limit: null };
}

/** Adds or replaces a folder by its path; what the person added is chosen. */
export function withAdded(candidates: readonly Candidate[], probe: VolumeProbe): readonly Candidate[] {
  const known = candidates.find((one) => one.probe.root === probe.root);
  if (known === undefined) return [...candidates, addedCandidate(probe)];
  return candidates.map((one) => (one === known ? { ...one, probe, chosen: probe.refusal === null } : one));
}

/** Bytes of the limit; null without one. Why it cannot be read is `error`. */
export function limitOf(candidate: Candidate): { readonly bytes: number | null; readonly error: string } {
  const typed = candidate.limit?.trim() ?? '';
  if (typed === '') return { bytes: null, error: '' };
  try {
    const bytes = parseSize(typed);
    return bytes > 0 ? { bytes, error: '' } : { bytes: null, error: words.limitIsNothing };
  } catch {
    return { bytes: null, error: text.notASize };
  }
}

/** The default reserve of a volume: 2 % of it, at most 4 GiB (see `volume.add`). */
export function defaultReserve(total: number): number {
  return Math.min(total * 0.02, 4 * 1024 ** 3);
}

/** Names must be unique in a pool: the second `data` becomes `data-2`. `taken` are those of the pool already. */
export function uniqueNames(candidates: readonly Candidate[], taken: readonly string[] = []): readonly string[] {
  const used = new Set(taken);
  return candidates.map(({ probe }) => {
    let name = probe.suggestedName;
    for (let count = 2; used.has(name); count += 1) name = `${probe.suggestedName}-${count}`;
    used.add(name);
    return name;
  });
}

/** What `pool.create` and `volume.add` take, for the chosen ones. */
export function specsOf(candidates: readonly Candidate[], taken: readonly string[] = []): readonly VolumeSpec[] {
  const chosen = candidates.filter((one) => one.chosen && isPossible(one));
  const names = uniqueNames(chosen, taken);
  return chosen.map((candidate, index) => {
    const limit = limitOf(candidate).bytes;
    return { root: candidate.probe.root, name: names[index] ?? '', ...(limit !== null && { limit }) };
  });
}

/** What tells a volume apart at a glance. */
export interface Sign {
  readonly mark: string;
  readonly colour: number;
}

/**
 * The marks and colours that these names will get, shown before they are given: the last digit of the name (disk3: 3),
 * else its first letter, else the next one that is free; colours in order. `taken` are those of the pool already.
 */
export function signsFor(names: readonly string[], taken: readonly Sign[] = []): readonly Sign[] {
  const signs: Sign[] = [];
  for (const name of names) {
    const marks = new Set([...taken, ...signs].map((one) => one.mark));
    const colours = new Set([...taken, ...signs].map((one) => one.colour));
    const letters = Array.from(name.toUpperCase()).filter((character) => /[\p{L}\p{N}]/u.test(character));
    const last = letters.at(-1);
    const first = last !== undefined && /\p{N}/u.test(last) ? last : (letters[0] ?? '1');
    const mark =
      [first, ...letters, ...'123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')].find((one) => !marks.has(one)) ?? first;
    const colour = [1, 2, 3, 4, 5, 6, 7, 8].find((slot) => !colours.has(slot));
    signs.push({ mark, colour: colour ?? ((taken.length + signs.length) % 8) + 1 });
  }
  return signs;
}

export interface Sum {
  readonly total: number;
  /** After the reserves. */
  readonly free: number;
  readonly reserve: number;
}

/**
 * Room of the chosen folders together. Folders below one mounted file system share its free space, so it counts once;
 * limits cut it.
 */
export function sumOf(candidates: readonly Candidate[]): Sum {
  const mounts = candidates.filter((one) => one.origin === 'found').map((one) => one.probe.root);
  const groups = new Map<string, Candidate[]>();
  for (const one of candidates) {
    if (!one.chosen || !isPossible(one) || one.probe.space === null) continue;
    const key = mountOf(one.probe.root, mounts) ?? sameSpace([...groups.keys()], one.probe) ?? keyOf(one.probe);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const sum = { total: 0, free: 0, reserve: 0 };
  for (const members of groups.values()) {
    const space = members[0]?.probe.space;
    if (space === null || space === undefined) continue;
    const limits = members.map((one) => limitOf(one).bytes ?? Infinity);
    const limit = limits.reduce((all, one) => all + one, 0);
    const total = Math.min(space.total, limit);
    const reserve =
      limit === Infinity ? defaultReserve(total) : limits.reduce((all, one) => all + defaultReserve(one), 0);
    sum.total += total;
    sum.reserve += reserve;
    sum.free += Math.max(0, Math.min(space.free, limit) - reserve);
  }
  return sum;
}

/** What tells the file systems of typed folders apart: kind, size, and bytes free when it was looked at. */
function keyOf({ filesystem, space }: VolumeProbe): string {
  return JSON.stringify([filesystem, space?.total, space?.free]);
}

/** Equal counters are one file system; what is free may have changed a little between two looks. */
function sameSpace(keys: readonly string[], probe: VolumeProbe): string | undefined {
  const { filesystem, space } = probe;
  if (space === null) return undefined;
  return keys.find((key) => {
    if (!key.startsWith('[')) return false;
    const [kind, total, free] = JSON.parse(key) as [string, number, number];
    return kind === filesystem && total === space.total && Math.abs(free - space.free) < total / 100;
  });
}

function mountOf(root: string, mounts: readonly string[]): string | undefined {
  return mounts
    .filter((mount) => mount === '/' || root === mount || root.startsWith(`${mount}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}
