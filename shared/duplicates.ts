/** Things of the same contents at several pool paths. Plain, JSON-safe; bytes, ms. */

export interface DuplicateFile {
  readonly path: string;
  /** Names of the volumes that hold it, in pool order; further copies of one path are no duplicates. */
  readonly volumes: readonly string[];
  readonly mtimeMs: number;
  /** Names of the file on its volume: over 1, removing this one frees nothing. */
  readonly links: number;
}

export interface DuplicateGroup {
  /** Stays the same while its first file is in it. */
  readonly id: string;
  /** Of each file. */
  readonly size: number;
  /** What all but one of them take: their sizes, without those that have other names. */
  readonly wasted: number;
  /** At least two, by path. */
  readonly files: readonly DuplicateFile[];
}

/** What the last search of a pool found. */
export interface DuplicateReport {
  /** Job that found it. */
  readonly jobId: string;
  /** `running`: groups come when it has ended; `stopped`: it was cancelled, and these are not all. */
  readonly state: 'running' | 'done' | 'stopped';
  /** Only what is in this folder. */
  readonly path: string;
  /** Smallest size that was looked at. */
  readonly larger: number;
  readonly endedMs: number | null;
  /** Files of which the contents had to be looked at, because another one has the same size. */
  readonly looked: number;
  readonly groups: number;
  /** Files in the groups. */
  readonly files: number;
  readonly wasted: number;
  /** Volumes that were not connected: what only they hold was not looked at. */
  readonly away: readonly string[];
  /** The groups that were asked for, those that waste most first. */
  readonly page: readonly DuplicateGroup[];
}

/** Which one of a group stays. `volume`: the one on this volume. */
export type KeepRule =
  { readonly keep: 'oldest' } | { readonly keep: 'newest' } | { readonly keep: 'volume'; readonly volume: string };

/** One stays, the others go to the trash. */
export interface DuplicateChoice {
  readonly keep: string;
  readonly go: readonly string[];
}

/**
 * What stays of a group by a rule; null when the rule has no answer for it (none is on that volume). Of several that
 * are equally good the one with other names (it frees nothing), then the first by path. What has other names never goes.
 */
export function choose(files: readonly DuplicateFile[], rule: KeepRule): DuplicateChoice | null {
  const fitting = rule.keep === 'volume' ? files.filter(({ volumes }) => volumes.includes(rule.volume)) : files;
  const sign = rule.keep === 'newest' ? -1 : 1;
  const [kept] = [...fitting].sort(
    (a, b) =>
      (rule.keep === 'volume' ? 0 : sign * (a.mtimeMs - b.mtimeMs)) ||
      Number(b.links > 1) - Number(a.links > 1) ||
      (a.path < b.path ? -1 : 1),
  );
  if (kept === undefined) return null;
  const go = files.filter((file) => file !== kept && file.links < 2).map(({ path }) => path);
  return go.length === 0 ? null : { keep: kept.path, go };
}

/** Bytes that all but one of them take. */
export function wastedBy(size: number, files: readonly DuplicateFile[]): number {
  const free = files.filter(({ links }) => links < 2).length;
  return size * (free === files.length ? free - 1 : free);
}
