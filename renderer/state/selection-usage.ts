import { useEffect, useRef, useState } from 'react';
import type { Entry } from '../../shared/model.ts';
import type { UsageSelection } from '../../shared/usage.ts';
import { host } from '../api/host.ts';
import { useCatalog } from './catalog.ts';

/** A selection grows quickly while keys or a rubber band go over rows: it is asked about when it rests, ms. */
const restMs = 120;
/** A catalog that is being filled tells of itself twice a second: ms between two questions about the same entries. */
const refreshMs = 2_000;
/** Of more entries nobody asks: adding them up would hold up other questions. */
const selectionMost = 20_000;

/**
 * What the entries amount to, by the catalog; null while it is not known, of too many, and where there is no catalog.
 * Asked again when the catalog changes.
 */
export function useSelectionUsage(pool: string, entries: readonly Entry[]): UsageSelection | null {
  const status = useCatalog((state) => (state.pool === pool ? state.status : null));
  const [known, setKnown] = useState<{
    readonly pool: string;
    readonly entries: readonly Entry[];
    readonly usage: UsageSelection | null;
  } | null>(null);
  const asked = useRef<{ readonly entries: readonly Entry[] | null; readonly atMs: number }>({
    entries: null,
    atMs: 0,
  });
  const isThere = status !== null && status.state !== 'none' && status.state !== 'off';
  useEffect(() => {
    if (!isThere || entries.length === 0 || entries.length > selectionMost) return;
    const abort = new AbortController();
    const { current: before } = asked;
    const wait = before.entries === entries ? Math.max(0, before.atMs + refreshMs - performance.now()) : restMs;
    const timer = setTimeout(() => {
      asked.current = { entries, atMs: performance.now() };
      host()
        .call('usage.selection', { pool, paths: entries.map(({ path }) => path) }, { signal: abort.signal })
        .then((usage) => setKnown({ pool, entries, usage }))
        // It is one of several facts: where the catalog cannot tell there is nothing to say.
        .catch(() => undefined);
    }, wait);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pool, entries, isThere, status]);
  return known !== null && known.pool === pool && known.entries === entries ? known.usage : null;
}
