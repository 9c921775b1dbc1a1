import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { CopyComparison, DifferingList, ResolvedCopies, SeenCopy } from '../../shared/copies.ts';
import { baseName, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { host, useHost } from '../api/host.ts';
import { useCatalog } from './catalog.ts';
import { notifyError } from './notices.ts';
import { go } from './route.ts';

/** Shows the copies of one entry side by side. */
export function openComparison(path: string): void {
  go({ screen: 'copies', path: parentPath(path as PoolPath), query: baseName(path as PoolPath) });
}

/** Shows all whose copies differ. */
export function openDiffering(): void {
  go({ screen: 'copies', query: '' });
}

interface Choices {
  /** Rises with each choice of a person here: what is shown is fetched again. */
  readonly made: number;
  /** What was decided, as pool and path. */
  readonly decided: ReadonlySet<string>;
}

const useChoices = create<Choices>()(() => ({ made: 0, decided: new Set() }));

export interface Fetched<T> {
  readonly value: T | null;
  readonly error: AppError | null;
  readonly busy: boolean;
  readonly again: () => void;
}

/** Fetches now, after each connection, for each `version`, and on demand; what was fetched before stays until then. */
function useFetched<T>(key: string, version: string, work: (signal: AbortSignal) => Promise<T>): Fetched<T> {
  const connection = useHost((status) => status.connection);
  const [times, setTimes] = useState(0);
  const [state, setState] = useState<{ key: string; of: string; value: T | null; error: AppError | null }>({
    key: '',
    of: '',
    value: null,
    error: null,
  });
  const of = `${key} ${String(connection)} ${version} ${String(times)}`;
  useEffect(() => {
    const abort = new AbortController();
    work(abort.signal)
      .then((value) => ({ value, error: null }))
      .catch((thrown: unknown) => ({ value: null, error: asAppError(thrown) }))
      .then((fetched) => {
        if (!abort.signal.aborted) setState({ key, of, ...fetched });
      })
      .catch(notifyError);
    return () => abort.abort();
    // `of` names all that the work depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [of]);
  const current = state.key === key;
  return {
    value: current ? state.value : null,
    error: current ? state.error : null,
    busy: state.of !== of,
    again: () => setTimes(times + 1),
  };
}

/** All paths of the pool whose copies differ. */
export function useDiffering(pool: string): Fetched<DifferingList> {
  const { made, decided } = useChoices();
  const isFresh = useCatalog((state) => state.pool === pool && state.status?.state === 'fresh');
  // A catalog answers at once; a walk over the pool is not repeated for each choice.
  const version = isFresh ? `catalog ${String(made)}` : 'walk';
  const fetched = useFetched(`differing ${pool}`, version, (signal) =>
    host().call('copies.differing', { pool }, { signal }),
  );
  const { value } = fetched;
  if (isFresh || value === null || decided.size === 0) return fetched;
  return {
    ...fetched,
    value: { ...value, entries: value.entries.filter(({ path }) => !decided.has(`${pool} ${path}`)) },
  };
}

/** ms in which many changes of the catalog are one, and ms between two questions: it looks at every name of the pool. */
const settleMs = 1_500;
const everyMs = 20_000;
/** When it was asked last, by pool and choices made here: after a choice it is asked anew. */
const askedMs = new Map<string, number>();

/**
 * How many paths have copies that differ, as far as the catalog knows; 0 while it is not up to date: nobody walks over a
 * pool for a figure.
 */
export function useDifferingCount(pool: string): number {
  const status = useCatalog((state) => (state.pool === pool ? state.status : null));
  const made = useChoices((state) => state.made);
  const isFresh = status?.state === 'fresh';
  const [known, setKnown] = useState({ pool, count: 0 });
  useEffect(() => {
    if (!isFresh) return;
    const abort = new AbortController();
    const key = `${pool} ${String(made)}`;
    const wait = Math.max(settleMs, (askedMs.get(key) ?? -Infinity) + everyMs - performance.now());
    const timer = setTimeout(() => {
      askedMs.clear();
      askedMs.set(key, performance.now());
      host()
        .call('copies.differing', { pool }, { signal: abort.signal })
        .then(({ entries }) => setKnown({ pool, count: entries.length }))
        // The screen of copies that differ says why; the figure is only left out.
        .catch(() => undefined);
    }, wait);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pool, isFresh, status, made]);
  return known.pool === pool ? known.count : 0;
}

/** The copies of one path. `read`: with the contents of large files. */
export function useComparison(pool: string, path: PoolPath, read: boolean): Fetched<CopyComparison> {
  const made = useChoices((state) => state.made);
  return useFetched(`compare ${pool} ${path}`, `${String(made)} ${String(read)}`, (signal) =>
    host().call('copies.compare', { pool, path, read }, { signal }),
  );
}

const seenOf = ({ copies }: CopyComparison): SeenCopy[] =>
  copies.map(({ volume, type, size, mtimeMs, inode }) => ({ volume, type, size, mtimeMs, inode }));

/** The copy on this volume keeps the name; only while the copies are the ones that were compared. @throws AppError */
export async function keepCopy(pool: string, comparison: CopyComparison, volume: string): Promise<ResolvedCopies> {
  return chosen(pool, host().call('copies.keep', { pool, path: comparison.path, volume, seen: seenOf(comparison) }));
}

/** Each version gets a name of its own. @throws AppError */
export async function keepBothCopies(pool: string, comparison: CopyComparison): Promise<ResolvedCopies> {
  return chosen(pool, host().call('copies.keepBoth', { pool, path: comparison.path, seen: seenOf(comparison) }));
}

async function chosen(pool: string, work: Promise<ResolvedCopies>): Promise<ResolvedCopies> {
  try {
    const done = await work;
    useChoices.setState(({ decided }) => ({ decided: new Set([...decided, `${pool} ${done.path}`]) }));
    return done;
  } finally {
    // Also after a refusal: then other copies are there than were shown.
    useChoices.setState(({ made }) => ({ made: made + 1 }));
  }
}
