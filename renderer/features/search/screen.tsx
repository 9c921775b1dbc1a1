import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { FolderSearch } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { parseQuery } from '../../../shared/query.ts';
import type { Query } from '../../../shared/query.ts';
import { useBrowse } from '../../state/browse.ts';
import { useCatalog } from '../../state/catalog.ts';
import { openDiffering } from '../../state/copies.ts';
import { useLayout } from '../../state/layout.ts';
import { useRoute } from '../../state/route.ts';
import { selectedEntries, useRows } from '../../state/rows.ts';
import { selectAllHits } from '../../state/search-all.ts';
import { reveal } from '../../state/view-memory.ts';
import { askAgain, askNow, useSearch } from '../../state/search.ts';
import { text } from '../../text.ts';
import {
  Button,
  ContextMenu,
  ErrorMessage,
  MenuItem,
  MenuSeparator,
  Message,
  Segmented,
  Skeleton,
  useDelayed,
} from '../../ui/index.ts';
import { FacetsPane } from './facets.tsx';
import { Filters } from './filters.tsx';
import { Results } from './results.tsx';
import type { ListTools } from './results.tsx';
import css from './screen.module.css';
import { Examples, NoCatalog, NothingFound, OldAnswers } from './states.tsx';
import { bytesWords, searchedWords, selectedWords, shownWords, words } from './words.ts';

/** What was typed, read: the filters of the chips, and what was not understood. */
function useQuery(): Query {
  const typed = useSearch((state) => state.text);
  return useMemo(() => parseQuery(typed), [typed]);
}

/** Commands of what is selected; first of all, where it lies. */
function ResultsMenu({ items }: { readonly items: ReactNode }) {
  useBrowse((state) => state.selected);
  const entries = selectedEntries();
  const [first] = entries;
  if (first === undefined) return <MenuItem onSelect={() => void selectAllHits()}>{text.selectAll}</MenuItem>;
  const showInFolder = (): void => {
    // Entries come from the host, which made their paths.
    reveal(first.path as PoolPath);
  };
  return (
    <>
      {entries.length === 1 && (
        <>
          <MenuItem icon={FolderSearch} onSelect={showInFolder}>
            {words.showInFolder}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      {items}
    </>
  );
}

/** Parts of what was typed that were not understood; what is being typed is given time. */
function Problems({ query }: { readonly query: Query }) {
  const late = useDelayed(query.problems.length > 0, 700);
  const cut = useSearch((state) => state.answer?.cut ?? null);
  const [first, ...rest] = query.problems;
  if (cut !== null) {
    return (
      <div className={css['bars']}>
        <Message tone="warn" title={words.notAll}>
          {cut}
        </Message>
      </div>
    );
  }
  if (!late || first === undefined) return null;
  return (
    <div className={css['bars']}>
      <Message tone="warn" title={first.message}>
        {rest.map(({ message }) => message).join(' ')} {words.leftOut}
      </Message>
    </div>
  );
}

export interface SearchScreenProps {
  readonly pool: PoolInfo;
  readonly tools: ListTools;
  /** Items of the context menu, for what is selected. */
  readonly menu: ReactNode;
  /** How fresh the answer is; stands first in the foot. */
  readonly freshness: ReactNode;
}

/** One question to the whole pool, answered while it is typed. */
export function SearchScreen({ pool, tools, menu, freshness }: SearchScreenProps) {
  const query = useQuery();
  const typed = useSearch((state) => state.text.trim() !== '');
  const { answered, answer, hits, asking, error, facets, facetsFor } = useSearch();
  const within = useRoute((state) => state.route.path);
  const status = useCatalog((state) => (state.pool === pool.id ? state.status : null));
  const [now] = useState(() => Date.now());

  const hasConflicts = query.terms.some(
    ({ condition, negated }) => !negated && condition.kind === 'is' && condition.what === 'conflict',
  );
  const waiting = useDelayed(asking && answered === null && error === null);
  const found = answer !== null && hits.length > 0;
  const nothing = typed && answer !== null && hits.length === 0 && !asking;
  const noCatalog = status?.entries === 0 && (status.state === 'none' || status.state === 'off');
  return (
    <div className={css['screen']}>
      <Filters pool={pool} query={query} facets={typed ? facets : null} />
      <Problems query={query} />
      {typed && found && status?.state === 'off' && <OldAnswers status={status} />}
      {typed && found && (
        <div className={css['found']}>
          <h2>{words.found(answer.total)}</h2>
          <span className={css['sum']}>{bytesWords(facetsFor === answered ? facets : null)}</span>
          {hasConflicts && (
            <Button variant="bare" className={css['link']} onClick={openDiffering}>
              {words.compareAll}
            </Button>
          )}
          <Button variant="bare" className={css['all']} onClick={() => void selectAllHits()}>
            {text.selectAll}
          </Button>
        </div>
      )}
      <ContextMenu items={<ResultsMenu items={menu} />}>
        <div className={css['body']}>
          {typed && found && <Results pool={pool} tools={tools} />}
          {!typed && (
            <div className={css['state']}>
              <Examples status={status} />
            </div>
          )}
          {typed && error !== null && (
            <div className={css['error']}>
              <ErrorMessage error={error} action={<Button onClick={askNow}>{text.tryAgain}</Button>} />
            </div>
          )}
          {nothing && error === null && (
            <div className={css['state']}>
              {noCatalog ? (
                <NoCatalog status={status} />
              ) : (
                <NothingFound pool={pool} query={query} within={within} answer={answer} status={status} nowMs={now} />
              )}
            </div>
          )}
          {typed && waiting && <Skeletons />}
        </div>
      </ContextMenu>
      <Foot freshness={freshness} />
    </div>
  );
}

/** Still rows of true height while the first answer is on its way. */
function Skeletons() {
  return (
    <div className={css['skeletons']} aria-hidden>
      {[190, 140, 230, 110, 170, 210].map((width) => (
        <div key={width}>
          <Skeleton width={width} height={8} />
        </div>
      ))}
    </div>
  );
}

function Foot({ freshness }: { readonly freshness: ReactNode }) {
  const { answer, hits, cursor, tookMs, behind, text: typed } = useSearch();
  useBrowse((state) => state.selected);
  useRows((state) => state.rows);
  const selected = selectedEntries();
  const files = selected.filter((entry) => entry.type !== 'directory');
  const bytes = files.reduce((sum, entry) => sum + entry.size, 0);
  const shown = typed.trim() !== '' && answer !== null;
  return (
    <footer className={css['foot']}>
      {freshness}
      {shown && <span>{searchedWords(answer.searched, tookMs)}</span>}
      {shown && cursor !== null && <span>{shownWords(hits.length)}</span>}
      {shown && behind && (
        <Button variant="bare" className={css['again']} onClick={askAgain}>
          {words.changedSince}
        </Button>
      )}
      {selected.length > 0 && (
        <span className={css['end']}>{selectedWords(selected.length, bytes, files.length > 0)}</span>
      )}
      <span className="visually-hidden" role="status">
        {shown ? words.found(answer.total) : ''}
      </span>
    </footer>
  );
}

/** Beside the results: figures over all of them; or what is selected, as on the files screen. */
export function SearchPane({
  pool,
  details,
}: {
  readonly pool: PoolInfo;
  readonly details: (head: ReactNode) => ReactNode;
}) {
  const query = useQuery();
  const { facets, asking, text: typed, answer } = useSearch();
  const any = useBrowse((state) => state.selected.size > 0);
  const asked = useLayout((layout) => layout.detailsAsked);
  const [tab, setTab] = useState<'all' | 'selected'>('all');
  // "Details" of the menu means what is selected.
  const [seen, setSeen] = useState(asked);
  if (seen !== asked) {
    setSeen(asked);
    setTab('selected');
  }
  const late = useDelayed(asking || (answer !== null && facets === null));

  const head = any && (
    <div className={css['tabs']}>
      <Segmented
        label={words.beside}
        value={tab}
        options={[
          { value: 'all', label: words.allResults },
          { value: 'selected', label: words.selected },
        ]}
        onChange={setTab}
      />
    </div>
  );
  if (any && tab === 'selected') return details(head);
  return (
    <aside className={css['pane']} aria-label={words.allResults}>
      {head}
      <FacetsPane pool={pool} query={query} facets={typed.trim() === '' ? null : facets} late={late} />
    </aside>
  );
}

/** Title of the window: what is searched for. */
export function searchTitle(query: string): string {
  return query.trim() === '' ? words.search : visibleName(query.trim());
}
