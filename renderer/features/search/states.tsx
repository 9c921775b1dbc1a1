import type { ReactNode } from 'react';
import { Database, SearchX, TextSearch } from 'lucide-react';
import type { CatalogStatus, PoolInfo } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { withoutTerm } from '../../../shared/query-edit.ts';
import { parseQuery } from '../../../shared/query.ts';
import type { Query } from '../../../shared/query.ts';
import { rebuildCatalog } from '../../state/catalog.ts';
import { searchIn, setText } from '../../state/search.ts';
import type { Answer } from '../../state/search.ts';
import { asSentences, Button, Empty, Message } from '../../ui/index.ts';
import css from './screen.module.css';
import { awayWords, examples, words } from './words.ts';

/** Nothing is typed yet: what can be. */
export function Examples({ status }: { readonly status: CatalogStatus | null }) {
  if (status?.state === 'none' || status?.state === 'off') return <NoCatalog status={status} />;
  return (
    <div className={css['intro']}>
      <Empty icon={TextSearch} title={words.findAnything}>
        {words.alsoAway}
      </Empty>
      <dl className={css['examples']}>
        {examples.map(({ query, say }) => (
          <div key={query}>
            <dt>
              <Button variant="bare" onClick={() => setText(query)}>
                {query}
              </Button>
            </dt>
            <dd>{say}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** There is nothing to search in. */
export function NoCatalog({ status }: { readonly status: CatalogStatus }) {
  const off = status.state === 'off';
  if (!off && status.perVolume.every(({ state }) => state === 'offline')) {
    return (
      <Empty icon={Database} title={words.nothingKnown}>
        {words.nothingKnownWhy}
      </Empty>
    );
  }
  return (
    <Empty
      icon={Database}
      title={off ? words.catalogOff : words.noCatalog}
      action={
        <Button variant="primary" onClick={() => void rebuildCatalog()}>
          {off ? words.rebuild : words.build}
        </Button>
      }
    >
      {off && status.problem !== null && <p>{asSentences(status.problem)}</p>}
      {words.aboutCatalog}
    </Empty>
  );
}

/** What is shown was found, but nobody keeps it up to date. */
export function OldAnswers({ status }: { readonly status: CatalogStatus }) {
  return (
    <div className={css['bars']}>
      <Message
        tone="warn"
        title={words.catalogOld}
        action={<Button onClick={() => void rebuildCatalog()}>{words.rebuild}</Button>}
      >
        {status.problem === null ? null : asSentences(status.problem)}
      </Message>
    </div>
  );
}

/** What was not looked at, so that nothing found does not read as nothing there. */
function notLookedAt(status: CatalogStatus | null, nowMs: number): readonly string[] {
  if (status === null) return [];
  const lines = [...awayWords(status, nowMs)];
  if (status.state === 'scanning') {
    lines.push(status.scannedMs === null ? words.firstLook : words.newLook);
  }
  const unfinished = status.perVolume.filter((volume) => volume.scannedMs === null && volume.state !== 'offline');
  if (status.state !== 'scanning' && unfinished.length > 0) {
    lines.push(words.neverWhole(unfinished.length));
  }
  const unreadable = status.perVolume.reduce((sum, volume) => sum + volume.unreadable.length, 0);
  if (unreadable > 0) lines.push(words.unreadable(unreadable));
  return lines;
}

/** Nothing was found: what was looked at, what not, and ways to look wider. */
export function NothingFound({
  pool,
  query,
  within,
  answer,
  status,
  nowMs,
}: {
  readonly pool: PoolInfo;
  readonly query: Query;
  readonly within: PoolPath;
  readonly answer: Answer;
  readonly status: CatalogStatus | null;
  readonly nowMs: number;
}) {
  const filters = query.terms.filter(({ condition, negated }) => negated || !['word', 'path'].includes(condition.kind));
  const plain = filters.length < query.terms.length && filters.length > 0;
  const missing = notLookedAt(status, nowMs);
  const actions: ReactNode[] = [];
  if (within !== rootPath) {
    actions.push(
      <Button key="wide" onClick={() => searchIn(rootPath)}>
        {words.findEverywhere}
      </Button>,
    );
  }
  if (plain) {
    actions.push(
      <Button key="plain" onClick={() => setText(withoutAll(query))}>
        {words.withoutFilters}
      </Button>,
    );
  }
  return (
    <Empty
      icon={SearchX}
      title={words.nothingFound}
      {...(actions.length > 0 && { action: <span className={css['actions']}>{actions}</span> })}
    >
      {words.lookedAt(answer.searched, pool, within)}
      {missing.length > 0 && (
        <ul className={css['missing']}>
          {missing.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Empty>
  );
}

/** Only the words of it. */
function withoutAll(query: Query): string {
  let { text } = query;
  for (;;) {
    const read = parseQuery(text);
    const term = read.terms.find(({ condition, negated }) => negated || !['word', 'path'].includes(condition.kind));
    if (term === undefined) return text;
    text = withoutTerm(read, term);
  }
}
