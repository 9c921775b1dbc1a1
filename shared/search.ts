import type { FileKind } from './kinds.ts';
import type { Entry } from './model.ts';
import type { QueryProblem } from './query.ts';
import type { Range } from './query-fold.ts';
import type { Unread } from './unread.ts';

/** Answers of a search (`search.query`, `search.facets`). What is typed is read by query.ts. */

/** `rank`: best first, see docs/search.md; the others as columns of a list. */
export const searchSorts = ['rank', 'name', 'folder', 'size', 'modified'] as const;
export type SearchSort = (typeof searchSorts)[number];

export type SearchKind = FileKind | 'folder' | 'link';

/**
 * One path that was found, with all its copies: size, time and mode are those of the copy that opens (of those connected,
 * else of the newest), a folder's size is what is below it. `offline`: no connected volume holds it.
 */
export interface SearchHit extends Entry {
  readonly kind: SearchKind;
  /** What to mark in `name`, and in the path of the folder that it is in. */
  readonly nameHits: readonly Range[];
  readonly folderHits: readonly Range[];
  /** Of a folder: what its size is without. */
  readonly unread?: Unread;
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  /** Paths that were found, all pages together; exact. */
  readonly total: number;
  /** Of the hit that is first on this page, from 0. */
  readonly offset: number;
  /** For the next page; null on the last. Pages of one search go on from one state, while nothing else is asked for long. */
  readonly cursor: string | null;
  /** Parts of the query that were left out. */
  readonly problems: readonly QueryProblem[];
  /** Set when the search was ended before all was looked at (an expression that takes too long): the hits are a part. */
  readonly cut: string | null;
  /** Paths that were looked at, folders too. */
  readonly searched: number;
  readonly tookMs: number;
}

export interface SearchCount {
  readonly count: number;
  /** Logical bytes of the files (not folders) among them. */
  readonly bytes: number;
}

/** Figures over all that is found. A path with copies on two volumes counts on both. */
export interface SearchFacets extends SearchCount {
  readonly volumes: readonly (SearchCount & { readonly volume: string })[];
  /** Without those of which there is none, most first. */
  readonly kinds: readonly (SearchCount & { readonly kind: SearchKind })[];
  /** By year of the time of modification (local time), ascending, without empty years. */
  readonly years: readonly { readonly year: number; readonly count: number }[];
  readonly conflicts: number;
  /** Held by more than one volume, folders not counted. */
  readonly duplicates: number;
  readonly offline: number;
  /** Where the search looked, and could not: there may be more. */
  readonly unread?: Unread;
}
