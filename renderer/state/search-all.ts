import { select, useBrowse } from './browse.ts';
import { notify } from './notices.ts';
import { askMore, useSearch } from './search.ts';
import { formatCount } from '../../shared/format.ts';

/** As many as one command takes. */
const most = 100_000;

/** Selects everything that was found, also what has not come yet; says so when that is more than one command takes. */
export async function selectAllHits(): Promise<void> {
  const { answered } = useSearch.getState();
  for (;;) {
    const { cursor, hits, error } = useSearch.getState();
    if (cursor === null || hits.length >= most || error !== null) break;
    await askMore();
    if (useSearch.getState().answered !== answered) return;
  }
  const { hits } = useSearch.getState();
  const paths = hits.slice(0, most).map((hit) => hit.row.path);
  select(paths, useBrowse.getState().focused ?? paths[0] ?? null);
  if (hits.length > most) notify(`The first ${formatCount(most)} are selected`);
}
