import { allocatedOn, contents } from './contents.ts';
import type { CatalogReader } from './database.ts';
import { differing } from './differing.ts';
import { hardLinks } from './hard-links.ts';
import { ruleMatches } from './rule-matches.ts';
import { fileSizes, filesOfSizes } from './same-size.ts';
import { knownAt, knownIn } from './offline.ts';
import { searchFacets } from './search-facets.ts';
import { search, searchWarm } from './search.ts';
import { problems, summary } from './summary.ts';
import type { CatalogSummary } from './summary.ts';
import { usageFolder } from './usage-folder.ts';
import { usageScan } from './usage-lists.ts';
import { usageSample } from './usage-sample.ts';
import { usageSelection } from './usage-selection.ts';
import { folderSizes } from './usage-sizes.ts';
import { usageSums } from './usage-sums.ts';

export type { CatalogReader } from './database.ts';

/**
 * Every question that the catalog answers: a pure synchronous function of a read connection and an input, whose output
 * is JSON-safe. Whoever owns one adds a line; the runtime asks by name, and the answer comes from the catalog's process
 * or from this one.
 */
export const readers = {
  summary: summary as (db: CatalogReader, input: Readonly<Record<string, never>>) => CatalogSummary,
  problems,
  knownAt,
  knownIn,
  contents,
  allocatedOn,
  differing,
  fileSizes,
  filesOfSizes,
  ruleMatches,
  search,
  searchFacets,
  searchWarm,
  usageFolder,
  usageScan,
  usageSample,
  folderSizes,
  usageSums,
  usageSelection,
  hardLinks,
};

export type Readers = typeof readers;
export type ReaderName = keyof Readers;
export type ReaderInput<Name extends ReaderName> = Parameters<Readers[Name]>[1];
export type ReaderOutput<Name extends ReaderName> = ReturnType<Readers[Name]>;

/** Runs one by its name, as it came over a wire. */
export function answer<Name extends ReaderName>(
  db: CatalogReader,
  name: Name,
  input: ReaderInput<Name>,
): ReaderOutput<Name> {
  const reader = readers[name] as (db: CatalogReader, input: ReaderInput<Name>) => ReaderOutput<Name>;
  return reader(db, input);
}
