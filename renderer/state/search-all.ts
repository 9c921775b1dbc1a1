import { invertSelection, select, useBrowse } from './browse.ts';
import { notifyNote } from './notices.ts';
import { askMore, useSearch } from './search.ts';
import { words } from './words.ts';

/** As many as one command takes. */
const most = 100_000;

/** Gets what was found and has not come yet, as far as one command takes. False: something else is searched for now. */
async function getAll(): Promise<boolean> {
  const { answered } = useSearch.getState();
  for (;;) {
    const { cursor, hits, error } = useSearch.getState();
    if (cursor === null || hits.length >= most || error !== null) return true;
    await askMore();
    if (useSearch.getState().answered !== answered) return false;
  }
}

/** Selects everything that was found, also what has not come yet; says so when that is more than one command takes. */
export async function selectAllHits(): Promise<void> {
  if (!(await getAll())) return;
  const { hits } = useSearch.getState();
  const paths = hits.slice(0, most).map((hit) => hit.row.path);
  select(paths, useBrowse.getState().focused ?? paths[0] ?? null);
  if (hits.length > most) notifyNote(words.firstSelected(most));
}

/** What was selected of what was found is not, and all else is, also what has not come yet. */
export async function invertHits(): Promise<void> {
  if (!(await getAll())) return;
  // The last page becomes rows right after it came.
  await Promise.resolve();
  invertSelection(false);
}
