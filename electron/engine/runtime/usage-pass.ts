import { fileKinds, kindOfExtension } from '../../../shared/kinds.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageExtension, UsageFile, UsageKind, UsageLists } from '../../../shared/usage.ts';
import type { PoolCatalog } from '../api.ts';
import { ageOrder } from '../catalog/usage-lists.ts';
import type { UsageScanInput, UsageScanPart, UsageScanPlace } from '../catalog/usage-lists.ts';

export type PassedLists = Omit<UsageLists, 'growth'>;

/** Copies that are looked at in one question to the catalog: some tens of ms, so that a search comes in between. */
const rowsAtOnce = 5_000;
/** Lists of a finished pass are kept so long; older ones are told once more while a new pass runs. */
const freshMs = 30_000;
const keptMs = 300_000;
/** A pass that nobody asked about for so long ends. */
const abandonedMs = 20_000;
/** Length of the lists that a pass makes; an answer may hold less. */
export const longestList = 200;
const mostExtensions = 200;

/** Passes over the files below folders of one pool, one at a time, kept for a while. */
export interface UsagePasses {
  /**
   * Lists of what was looked at within `patienceMs`; the pass goes on while somebody asks again.
   * Null where the catalog knows no such folder.
   */
  lists(path: PoolPath, patienceMs: number): Promise<PassedLists | null>;
  close(): void;
}

class Pass {
  readonly startedMs: number;
  askedMs: number;
  done: Promise<void> = Promise.resolve();
  complete = false;
  unknown = false;
  looked = 0;
  known = 0;
  private biggest: UsageLists['biggest'] = { allocated: [], logical: [] };
  private oldest: readonly UsageFile[] = [];
  private readonly extensions = new Map<string, { files: number; bytes: number; allocated: number }>();

  constructor(nowMs: number) {
    this.startedMs = nowMs;
    this.askedMs = nowMs;
  }

  take(part: UsageScanPart, nowMs: number): void {
    this.looked += part.looked;
    this.known = part.known;
    this.biggest = {
      allocated: [...this.biggest.allocated, ...part.biggest.allocated]
        .sort((a, b) => b.allocated - a.allocated || b.size - a.size)
        .slice(0, longestList),
      logical: [...this.biggest.logical, ...part.biggest.logical].sort((a, b) => b.size - a.size).slice(0, longestList),
    };
    this.oldest = [...this.oldest, ...part.oldest]
      .sort((a, b) => compare(ageOrder(a.mtimeMs, nowMs), ageOrder(b.mtimeMs, nowMs)))
      .slice(0, longestList);
    for (const [extension, [files, bytes, allocated]] of Object.entries(part.extensions)) {
      const sums = this.extensions.get(extension) ?? { files: 0, bytes: 0, allocated: 0 };
      sums.files += files;
      sums.bytes += bytes;
      sums.allocated += allocated;
      this.extensions.set(extension, sums);
    }
  }

  lists(): PassedLists {
    const extensions = [...this.extensions]
      .map(([extension, sums]): UsageExtension => ({ extension, kind: kindOfExtension(extension), ...sums }))
      .sort(byAllocated);
    const kinds = fileKinds
      .map((kind): UsageKind => {
        const those = extensions.filter((extension) => extension.kind === kind);
        const sum = (of: 'files' | 'bytes' | 'allocated'): number => those.reduce((all, part) => all + part[of], 0);
        return { kind, files: sum('files'), bytes: sum('bytes'), allocated: sum('allocated') };
      })
      .filter(({ files }) => files > 0)
      .sort(byAllocated);
    const { looked, complete, biggest, oldest } = this;
    const known = complete ? looked : Math.max(this.known, looked);
    return { looked, known, complete, biggest, oldest, kinds, extensions: extensions.slice(0, mostExtensions) };
  }
}

const byAllocated = (a: UsageKind, b: UsageKind): number => b.allocated - a.allocated || b.files - a.files;
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

export function usagePasses(catalog: () => PoolCatalog, now: () => number = Date.now): UsagePasses {
  const passes = new Map<PoolPath, { running: Pass | null; finished: Pass | null }>();
  const ending = new AbortController();
  /** Passes take turns, so that many folders looked at quickly do not fill the catalog's queue. */
  let turn: Promise<void> = Promise.resolve();

  const run = async (path: PoolPath, pass: Pass): Promise<void> => {
    let from: UsageScanPlace | null = {};
    while (from !== null) {
      if (ending.signal.aborted || now() - pass.askedMs > abandonedMs) return;
      const input: UsageScanInput = { path, from, rows: rowsAtOnce, limit: longestList, nowMs: now() };
      const part: UsageScanPart | null = await catalog().read('usageScan', input, { signal: ending.signal });
      if (part === null) {
        pass.unknown = true;
        return;
      }
      pass.take(part, now());
      from = part.next;
    }
    pass.complete = true;
  };

  const begin = (path: PoolPath, kept: { running: Pass | null; finished: Pass | null }): Pass => {
    const pass = new Pass(now());
    kept.running = pass;
    const work = turn.then(() => run(path, pass));
    turn = work.catch(() => undefined);
    pass.done = work.finally(() => {
      kept.running = null;
      if (pass.complete) kept.finished = pass;
      else if (kept.finished === null) passes.delete(path);
    });
    // Whoever waits hears of a failure; a pass that goes on behind an answer fails with the next one.
    pass.done.catch(() => undefined);
    return pass;
  };

  return {
    async lists(path, patienceMs) {
      for (const [other, { running, finished }] of passes) {
        if (running === null && now() - (finished?.startedMs ?? 0) > keptMs) passes.delete(other);
      }
      let kept = passes.get(path);
      if (kept === undefined) passes.set(path, (kept = { running: null, finished: null }));
      const { finished } = kept;
      const isFresh = finished !== null && now() - finished.startedMs <= freshMs;
      if (isFresh) return finished.lists();
      const pass = kept.running ?? begin(path, kept);
      pass.askedMs = now();
      if (finished !== null) return finished.lists();
      await within(pass.done, patienceMs);
      return pass.unknown ? null : pass.lists();
    },
    close: () => ending.abort(),
  };
}

/** Waits for `work`, at most `ms`. @throws what it throws in that time */
async function within(work: Promise<void>, ms: number): Promise<void> {
  if (ms === Infinity) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
