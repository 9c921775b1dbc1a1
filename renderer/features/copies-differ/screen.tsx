import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { ChevronLeft, ChevronRight, CircleCheck } from 'lucide-react';
import { openComparison, openDiffering, useDiffering } from '../../state/copies.ts';
import { go, useRoute } from '../../state/route.ts';
import { notLookedAt, text } from '../../text.ts';
import { Button, Empty, ErrorMessage, IconButton, PageBar, Skeleton, TrailText, useDelayed } from '../../ui/index.ts';
import { Comparison } from './comparison.tsx';
import css from './copies.module.css';
import { OtherEntry } from './other-entry.tsx';
import { words } from './words.ts';

const open = (entry: { readonly path: string } | undefined): void =>
  entry === undefined ? openDiffering() : openComparison(entry.path);

/** Copies of one path that differ: all of them, or the one that is decided about. */
export function CopiesDifferScreen({ pool }: { readonly pool: PoolInfo }) {
  const { path: folder, query: name } = useRoute((state) => state.route);
  const isOne = name !== '';
  const path = isOne ? childPath(folder, name) : folder;
  const differing = useDiffering(pool.id);
  const entries = differing.value?.entries ?? [];
  const at = entries.findIndex((entry) => entry.path === path);
  const next = entries[at + 1] ?? entries[at - 1];
  return (
    <>
      <PageBar>
        <IconButton
          label={isOne ? words.backToAll : text.backToFiles}
          icon={ChevronLeft}
          onClick={() => (isOne ? openDiffering() : go({ screen: 'files' }))}
        />
        <h1>{text.copiesDiffer}</h1>
        {isOne && <Where path={path} />}
        {isOne && at >= 0 && (
          <span className={css['pages']}>
            <IconButton
              label={words.previous}
              icon={ChevronLeft}
              disabled={at === 0}
              why={words.isFirst}
              onClick={() => open(entries[at - 1])}
            />
            <span className={css['page']}>{words.place(at + 1, entries.length)}</span>
            <IconButton
              label={words.next}
              icon={ChevronRight}
              disabled={at === entries.length - 1}
              why={words.isLast}
              onClick={() => open(entries[at + 1])}
            />
          </span>
        )}
      </PageBar>
      {isOne ? (
        <Comparison key={`${pool.id} ${path}`} pool={pool} path={path} others={entries} onDecided={() => open(next)} />
      ) : (
        <List pool={pool} differing={differing} />
      )}
    </>
  );
}

function Where({ path }: { readonly path: PoolPath }) {
  return (
    <span className={css['where']}>
      <TrailText path={path} top="" />
    </span>
  );
}

function List({ pool, differing }: { readonly pool: PoolInfo; readonly differing: ReturnType<typeof useDiffering> }) {
  const { value, error, again } = differing;
  const waiting = useDelayed(value === null && error === null);
  if (error !== null) {
    return (
      <main className={css['page1']}>
        <ErrorMessage error={error} action={<Button onClick={again}>{text.tryAgain}</Button>} />
      </main>
    );
  }
  if (value === null) {
    return (
      <main className={css['page1']} aria-busy>
        {waiting && (
          <>
            <p className={css['quiet']}>{words.looking}</p>
            <Skeleton width="60%" />
            <Skeleton width="40%" />
          </>
        )}
      </main>
    );
  }
  const notLooked = value.away.length > 0 && <> {notLookedAt(value.away)}</>;
  if (value.entries.length === 0) {
    return (
      <main className={css['page1']}>
        <Empty
          icon={CircleCheck}
          title={words.none}
          action={<Button onClick={() => go({ screen: 'files' })}>{text.backToFiles}</Button>}
        >
          {words.noneSay}
          {notLooked}
        </Empty>
      </main>
    );
  }
  return (
    <main className={css['page1']}>
      <div className={css['lede']}>
        <h2>{words.names(value.entries.length)}</h2>
        <p>
          {words.newestOpens}
          {notLooked}
          {value.more && <> {words.more}</>}
        </p>
      </div>
      <ul className={css['all']}>
        {value.entries.map((entry) => (
          <li key={entry.path}>
            <OtherEntry pool={pool} entry={entry} current={false} withFolder />
          </li>
        ))}
      </ul>
    </main>
  );
}
