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
import { count } from '../../text.ts';
import { asSentences, Button, Empty, Message } from '../../ui/index.ts';
import css from './screen.module.css';
import { awayWords, words } from './words.ts';

const examples: readonly { readonly query: string; readonly say: string }[] = [
  { query: 'report', say: 'in the name, or in the name of a folder above' },
  { query: '"summer 2026"', say: 'exactly this, blanks too' },
  { query: '*.jpg', say: 'a pattern of the whole name' },
  { query: 'type:video size:>1GB', say: 'by kind and size' },
  { query: 'date:"last week"', say: 'by time of modification; also 2026-01, 7d, 2024..2025' },
  { query: 'ext:pdf -draft', say: 'by ending, and what must not be there' },
  { query: 'is:conflict', say: 'copies that differ; also is:duplicate, is:offline' },
  { query: '/img_\\d+/i', say: 'a regular expression' },
];

/** Nothing is typed yet: what can be. */
export function Examples({ status }: { readonly status: CatalogStatus | null }) {
  if (status?.state === 'none' || status?.state === 'off') return <NoCatalog status={status} />;
  return (
    <div className={css['intro']}>
      <Empty icon={TextSearch} title="Find anything in the pool by a part of its name">
        Also what lies on volumes that are not connected now.
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
      <Empty icon={Database} title="Nothing of this pool is known yet">
        None of its volumes was ever looked through, and none is connected. As soon as one is, its names and sizes are
        read by themselves, and it can be searched.
      </Empty>
    );
  }
  return (
    <Empty
      icon={Database}
      title={off ? 'The catalog cannot be used' : 'There is no catalog of this pool yet'}
      action={
        <Button variant="primary" onClick={() => void rebuildCatalog()}>
          {off ? 'Rebuild it' : 'Build it now'}
        </Button>
      }
    >
      {off && status.problem !== null ? `${asSentences(status.problem)} ` : ''}
      Search looks into a catalog of what is on the volumes. Building it reads the names and sizes of all files and
      changes none of them.
    </Empty>
  );
}

/** What is shown was found, but nobody keeps it up to date. */
export function OldAnswers({ status }: { readonly status: CatalogStatus }) {
  return (
    <div className={css['bars']}>
      <Message
        tone="warn"
        title="The catalog cannot be kept up to date: what is found is of before"
        action={<Button onClick={() => void rebuildCatalog()}>Rebuild it</Button>}
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
    lines.push(
      status.scannedMs === null
        ? 'The volumes are still being looked through: what was not reached yet is not found'
        : 'The volumes are being looked through again: what is new may not be found yet',
    );
  }
  const unfinished = status.perVolume.filter((volume) => volume.scannedMs === null && volume.state !== 'offline');
  if (status.state !== 'scanning' && unfinished.length > 0) {
    lines.push(`${count(unfinished.length, 'volume was', 'volumes were')} never looked through as a whole`);
  }
  const unreadable = status.perVolume.reduce((sum, volume) => sum + volume.unreadable.length, 0);
  if (unreadable > 0) lines.push(`${count(unreadable, 'folder')} could not be read`);
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
        Search the whole pool
      </Button>,
    );
  }
  if (plain) {
    actions.push(
      <Button key="plain" onClick={() => setText(withoutAll(query))}>
        Search without the filters
      </Button>,
    );
  }
  return (
    <Empty
      icon={SearchX}
      title="Nothing found"
      {...(actions.length > 0 && { action: <span className={css['actions']}>{actions}</span> })}
    >
      {count(answer.searched, 'path was', 'paths were')} looked at, {words.scopeIn(pool, within)}.
      {missing.length > 0 && (
        <ul className={css['missing']}>
          {missing.map((line) => (
            <li key={line}>{line}.</li>
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
