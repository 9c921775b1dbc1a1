import { fileKinds } from '../../../shared/kinds.ts';
import type { SearchKind } from '../../../shared/search.ts';
import { textOf } from './search-bulk.ts';
import type { Copies } from './search-copies.ts';
import type { SearchIndex } from './search-index.ts';
import { nameEnd } from './search-marks.ts';
import { Candidates, rankAtStart, rankIn, ranks, sliceSlots } from './search-scan.ts';
import type { Filter, PatternTerm, Plan, TextTerm } from './search-terms.ts';
import { entryType } from './schema.ts';

/** What a search found, in no order. */
export class Found {
  /** Slots of entries (the first of a path's copies); of folders as -1 - slot. */
  hits = new Int32Array(4096);
  ranks = new Uint8Array(4096);
  count = 0;

  add(hit: number, rank: number): void {
    this.reserve(1);
    this.hits[this.count] = hit;
    this.ranks[this.count] = rank;
    this.count += 1;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    if (this.count + more <= this.hits.length) return;
    const size = Math.max(this.count + more, this.hits.length * 2);
    const [hits, ranks] = [new Int32Array(size), new Uint8Array(size)];
    hits.set(this.hits);
    ranks.set(this.ranks);
    this.hits = hits;
    this.ranks = ranks;
  }

  /** Keeps those of which `keep` says so. */
  retain(keep: (hit: number) => boolean): void {
    let kept = 0;
    for (let at = 0; at < this.count; at += 1) {
      const hit = this.hits[at] ?? 0;
      if (!keep(hit)) continue;
      this.hits[kept] = hit;
      this.ranks[kept] = this.ranks[at] ?? 0;
      kept += 1;
    }
    this.count = kept;
  }
}

/** Runs through all entries and folders; expressions (`plan.regexes`) are left to search-regex.ts. */
export function find(index: SearchIndex, plan: Plan, copies: Copies): Found {
  const found = new Found();
  const filters = plan.filters.map(({ filter, negated }) => ({ ...filterOf(index, copies, filter), negated }));
  findFolders(index, plan, copies, (hit, rank) => {
    if (filters.every(({ folder, negated }) => folder(hit) !== negated)) found.add(-1 - hit, rank);
  });
  const main = mainOf(plan);
  const run: Run = {
    ...{ index, plan, copies, filters, found, main },
    others: plan.texts.some((term) => term !== main),
    isEverywhere: !plan.inScope.includes(0) && !copies.states.subarray(1).includes(0),
  };
  // Where no folder matches, the names alone decide.
  const inFolder = main?.folders.includes(1) === true ? main.folders : null;
  const some = new Candidates();
  for (let slot = 0; slot < index.count; slot += sliceSlots) {
    const to = Math.min(index.count, slot + sliceSlots);
    if (main === null) some.takeAll(slot, to);
    else some.take(index, main.inName, inFolder, slot, to);
    found.reserve(some.count);
    if (run.isEverywhere && !run.others && plan.patterns.length === 0 && filters.length === 0) collectAll(run, some);
    else collect(run, some);
  }
  return found;
}

interface Run {
  readonly index: SearchIndex;
  readonly plan: Plan;
  readonly copies: Copies;
  readonly filters: readonly (Check & { readonly negated: boolean })[];
  readonly found: Found;
  readonly main: TextTerm | null;
  /** There are more words than the main one. */
  readonly others: boolean;
  /** All folders may be found, and all volumes are of the pool. */
  readonly isEverywhere: boolean;
}

/** Keeps all candidates that are there, each path once. */
function collectAll({ found, index }: Run, { count, ranks: someRanks, slots }: Candidates): void {
  const { previousOf, typeOf } = index;
  const { hits, ranks: hitRanks } = found;
  let kept = found.count;
  for (let at = 0; at < count; at += 1) {
    const slot = slots[at] ?? 0;
    if (typeOf[slot] === 0 || (previousOf[slot] ?? -1) >= 0) continue;
    hits[kept] = slot;
    hitRanks[kept] = (someRanks[at] ?? 0) || ranks.path;
    kept += 1;
  }
  found.count = kept;
}

/** Keeps those of the candidates that all the rest of the query holds for. */
function collect(run: Run, { count, ranks: someRanks, slots }: Candidates): void {
  const { copies, filters, found, index, main, others, plan } = run;
  const { folderOf, nameAt, nextOf, previousOf, typeOf, volumeOf } = index;
  const { states } = copies;
  const { inScope } = plan;
  const { hits, ranks: hitRanks } = found;
  let kept = found.count;
  for (let at = 0; at < count; at += 1) {
    const slot = slots[at] ?? 0;
    const folder = folderOf[slot] ?? 0;
    if (typeOf[slot] === 0 || (previousOf[slot] ?? -1) >= 0 || inScope[folder] !== 1) continue;
    let rank: number = (someRanks[at] ?? 0) || ranks.path;
    if (others) {
      const letters = index.marks.letters[slot] ?? 0;
      rank = rankOfAll(index.names.bytes, nameAt[slot] ?? 0, letters, folder, plan, main, rank);
      if (rank === 0) continue;
    }
    if (plan.patterns.length > 0 && !fitsPatterns(index, plan, slot, index.folders.folded[folder] ?? '')) continue;
    // Most paths have one copy.
    const open = (nextOf[slot] ?? -1) < 0 ? (states[volumeOf[slot] ?? 0] === 0 ? -1 : slot) : copies.opening(slot);
    if (open < 0) continue;
    if (filters.length > 0 && !filters.every(({ entry, negated }) => entry(slot, open) !== negated)) continue;
    hits[kept] = slot;
    hitRanks[kept] = rank;
    kept += 1;
  }
  found.count = kept;
}

/** The word of which all names are searched: the longest, which is the rarest most of the time. */
function mainOf(plan: Plan): TextTerm | null {
  let main: TextTerm | null = null;
  for (const term of plan.texts) {
    if (term.negated || term.atStart || term.inName.bytes.length === 0) continue;
    if (main === null || term.inName.bytes.length > main.inName.bytes.length) main = term;
  }
  return main;
}

/** `letters`: those of the name; all bits where they are not known. */
function rankOfText(bytes: Uint8Array, begin: number, letters: number, inFolder: number, term: TextTerm): number {
  const otherwise = inFolder === 1 ? ranks.path : 0;
  const { bytes: needle, letters: wanted } = term.inName;
  if ((letters & wanted) !== wanted) return otherwise;
  if (!term.atStart) return rankIn(bytes, begin, needle) || otherwise;
  return (inFolder === 2 ? rankAtStart(bytes, begin, needle) : 0) || otherwise;
}

/** The rank of a name over all words; 0 when one is missing or one that must not be there is. */
function rankOfAll(
  bytes: Uint8Array,
  begin: number,
  letters: number,
  folder: number,
  plan: Plan,
  known: TextTerm | null,
  knownRank: number,
): number {
  let best: number = known === null ? ranks.path : knownRank;
  let worst: number = known === null ? 0 : knownRank;
  let words = known === null ? 0 : 1;
  for (const term of plan.texts) {
    if (term === known) continue;
    const rank = rankOfText(bytes, begin, letters, term.folders[folder] ?? 0, term);
    if (term.negated) {
      if (rank > 0) return 0;
      continue;
    }
    if (rank === 0) return 0;
    words += 1;
    best = Math.min(best, rank);
    worst = Math.max(worst, rank);
  }
  return combined(best, worst, words, () => rankAtStart(bytes, begin, plan.whole) === ranks.whole);
}

function combined(best: number, worst: number, words: number, isWhole: () => boolean): number {
  if (words === 0) return ranks.inside;
  if (worst === ranks.path) return best === ranks.path ? ranks.path : ranks.partly;
  if (words > 1 && best <= ranks.start && worst <= ranks.word) return isWhole() ? ranks.whole : ranks.start;
  return worst;
}

function fitsPatterns(index: SearchIndex, plan: Plan, slot: number, folder: string): boolean {
  const { bytes } = index.names;
  const begin = index.nameAt[slot] ?? 0;
  const known = index.marks.letters[slot] ?? 0;
  return plan.patterns.every(({ glob, literal, negated, wholePath }) => {
    if (!wholePath && literal.bytes.length > 0) {
      if ((known & literal.letters) !== literal.letters || rankIn(bytes, begin, literal.bytes) === 0) return negated;
    }
    let end = begin;
    let isAscii = true;
    for (; bytes[end] !== nameEnd; end += 1) if ((bytes[end] ?? 0) >= 0x80) isAscii = false;
    if (isAscii && !wholePath) return glob.fits(bytes, begin, end) !== negated;
    const name = textOf(bytes.subarray(begin, end));
    return glob.matches(wholePath ? `${folder === '/' ? '' : folder}/${name}` : name) !== negated;
  });
}

function findFolders(
  index: SearchIndex,
  plan: Plan,
  copies: Copies,
  take: (folder: number, rank: number) => void,
): void {
  const { folded, nameAt, names, parents } = index.folders;
  const { bytes } = names;
  const mayBeMissing = plan.texts.some(({ atStart }) => atStart);
  for (let folder = 0; folder < folded.length; folder += 1) {
    const path = folded[folder] ?? '';
    const parent = parents[folder] ?? -1;
    // Gone, or the pool itself.
    if (path === '' || parent < 0 || plan.inScope[folder] !== 1 || plan.inScope[parent] !== 1) continue;
    const isMissing = plan.texts.some(
      ({ folders, negated, inName, atStart }) =>
        (folders[folder] === 1 || (atStart && inName.bytes.length > 0 && folders[parent] === 2)) === negated,
    );
    if (isMissing && !mayBeMissing) continue;
    const rank = folderRank(bytes, nameAt[folder] ?? 0, folder, parent, plan);
    if (rank === 0) continue;
    if (plan.patterns.length > 0) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const fits = ({ glob, negated, wholePath }: PatternTerm): boolean =>
        glob.matches(wholePath ? path : name) !== negated;
      if (!plan.patterns.every(fits)) continue;
    }
    if (copies.holders(folder).length === 0) continue;
    take(folder, rank);
  }
}

function folderRank(bytes: Uint8Array, begin: number, folder: number, parent: number, plan: Plan): number {
  let [best, worst, words]: [number, number, number] = [ranks.path, 0, 0];
  for (const term of plan.texts) {
    let rank = rankOfText(bytes, begin, -1, term.folders[parent] ?? 0, term);
    // "/photos/" is the folder itself, too.
    if (rank === 0 && term.atStart && term.folders[folder] === 1) rank = ranks.inside;
    if (term.negated ? rank > 0 : rank === 0) return 0;
    if (term.negated) continue;
    words += 1;
    best = Math.min(best, rank);
    worst = Math.max(worst, rank);
  }
  return combined(best, worst, words, () => rankAtStart(bytes, begin, plan.whole) === ranks.whole);
}

interface Check {
  readonly entry: (first: number, open: number) => boolean;
  readonly folder: (folder: number) => boolean;
}

const never = (): boolean => false;

function filterOf(index: SearchIndex, copies: Copies, filter: Filter): Check {
  switch (filter.kind) {
    case 'type': {
      const types = new Set<string>(filter.types);
      const folder = types.has('folder');
      return {
        entry: (_first, open) => {
          const kind = kindOfEntry(index, open);
          return types.has(kind) || (types.has('file') && index.typeOf[open] === entryType.file);
        },
        folder: () => folder,
      };
    }
    case 'ext': {
      const wanted = index.extensions.numbersOf(filter.extensions);
      return { entry: (_first, open) => wanted.has(index.extensionOf[open] ?? 0), folder: never };
    }
    case 'size': {
      const { min, max } = filter;
      const isIn = (size: number): boolean => size >= min && size <= max;
      return { entry: (_first, open) => isIn(index.sizeOf[open] ?? 0), folder: never };
    }
    case 'date': {
      const [from, to] = [filter.from * 1000, filter.to * 1000];
      const isIn = (time: number): boolean => time >= from && time < to;
      return {
        entry: (_first, open) => isIn(index.timeOf[open] ?? 0),
        folder: (folder) => isIn(index.folders.times[folder] ?? 0),
      };
    }
    case 'volume': {
      const wanted = copies.named(filter.volumes);
      return {
        entry: (first) => copies.isOnVolume(first, wanted),
        folder: (folder) => copies.holders(folder).some((volume) => wanted[volume] === 1),
      };
    }
    case 'is':
      return statusOf(copies, filter.what);
  }
}

function statusOf(copies: Copies, what: Extract<Filter, { kind: 'is' }>['what']): Check {
  if (what === 'conflict') return { entry: (first) => copies.isConflict(first), folder: never };
  if (what === 'duplicate') return { entry: (first) => copies.isDuplicate(first), folder: never };
  return {
    // The copy that opens is a connected one wherever there is one.
    entry: (_first, open) => copies.state(open) === 1,
    folder: (folder) => isFolderOffline(copies, folder),
  };
}

export function isFolderOffline(copies: Copies, folder: number): boolean {
  return copies.holders(folder).every((volume) => copies.states[volume] === 1);
}

/** Told by its extension; links are a kind of their own. */
export function kindOfEntry(index: SearchIndex, slot: number): SearchKind {
  const type = index.typeOf[slot];
  if (type === entryType.symlink) return 'link';
  if (type !== entryType.file) return 'other';
  return index.extensions.kinds[index.extensionOf[slot] ?? 0] ?? 'other';
}

export const searchKinds: readonly SearchKind[] = ['folder', ...fileKinds, 'link'];
