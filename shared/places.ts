import type { EntryType } from './model.ts';

/** Answers about places in a pool that a person names: typed paths, bookmarks, the folders above the open one. */

/** Where typed text leads. */
export interface FoundPlace {
  /** Id of the pool: another one when a real path lies on a volume of it. */
  readonly pool: string;
  /** What was asked for, as a path of that pool. */
  readonly path: string;
  /** null: it is not there. */
  readonly type: EntryType | null;
  /** Volumes that hold it. */
  readonly volumes: readonly string[];
  /** The deepest folder at or above the path that is there; for a file the one that holds it. */
  readonly nearest: string;
  /** The volume that a real path named; null for a path of the pool. */
  readonly volume: string | null;
}

/** One way in which typed text can go on. */
export interface Completion {
  /** What the field holds when it is taken; of a folder with a slash at its end. */
  readonly text: string;
  readonly name: string;
  readonly type: EntryType;
  readonly volumes: readonly string[];
  /** It is the root of this volume, by its real path. */
  readonly root?: string;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** There are others. */
  readonly more: boolean;
}

/** A path as it is now. `away`: known only from volumes that are not connected; `unknown`: nobody can tell. */
export interface LookedPlace {
  readonly path: string;
  readonly there: 'yes' | 'no' | 'away' | 'unknown';
  readonly type: EntryType | null;
  readonly volumes: readonly string[];
}
