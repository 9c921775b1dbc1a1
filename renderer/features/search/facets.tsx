import type { ReactNode } from 'react';
import { CircleSlash, Copy, GitFork } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { filterTerms, toggleFilter, withFilter } from '../../../shared/query-edit.ts';
import type { IsWord, Query } from '../../../shared/query.ts';
import type { SearchFacets } from '../../../shared/search.ts';
import { setText } from '../../state/search.ts';
import { volumeOf } from '../../state/pool.ts';
import { cx, Icon, Skeleton, volumeClass, VolumeMark } from '../../ui/index.ts';
import { onlyOrNone, valuesOf } from './edit.ts';
import css from './facets.module.css';
import { KindSign } from './kind-sign.tsx';
import { isLabels, typeLabels } from './filter-words.ts';
import { barsOf, dateOfBar } from './years.ts';
import { words, yearsWords } from './words.ts';

interface FacetProps {
  readonly sign: ReactNode;
  readonly label: string;
  readonly on: boolean;
  readonly number: number;
  /** Bytes; null: none to tell. */
  readonly bytes: number | null;
  /** 0-1 of the largest. */
  readonly share: number;
  readonly colour?: number;
  readonly quiet?: boolean;
  readonly onPress: () => void;
}

/** One line of figures; a press narrows the search to it, another one takes that back. */
function Facet({ sign, label, on, number, bytes, share, colour, quiet = false, onPress }: FacetProps) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={on}
        className={cx(css['facet'], on && css['on'], quiet && css['quiet'])}
        onClick={onPress}
      >
        {sign}
        <span className={css['label']} title={label}>
          {label}
        </span>
        <span className={cx(css['bar'], colour !== undefined && volumeClass(colour))} aria-hidden>
          <span style={{ width: `${Math.max(2, share * 100)}%` }} />
        </span>
        <span className={css['number']}>{formatCount(number)}</span>
        <span className={css['bytes']}>{bytes === null ? '' : formatSize(bytes)}</span>
      </button>
    </li>
  );
}

function Volumes({ pool, query, facets }: PaneProps & { readonly facets: SearchFacets }) {
  const most = Math.max(1, ...facets.volumes.map((one) => one.count));
  const set = valuesOf(query, 'volume');
  return (
    <section className={css['section']}>
      <h2>
        {words.whereTheyAre} <span>{words.items(facets.count)}</span>
      </h2>
      <ul>
        {facets.volumes.map((one) => {
          const volume = volumeOf(pool, one.volume);
          return (
            <Facet
              key={one.volume}
              sign={
                volume === undefined ? (
                  <span />
                ) : (
                  <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                )
              }
              label={visibleName(one.volume)}
              on={set.includes(one.volume.toLowerCase())}
              number={one.count}
              bytes={one.bytes}
              share={one.count / most}
              {...(volume !== undefined && volume.state !== 'offline' && { colour: volume.colour })}
              quiet={volume?.state === 'offline'}
              onPress={() => setText(onlyOrNone(query, 'volume', one.volume))}
            />
          );
        })}
      </ul>
    </section>
  );
}

function Kinds({ query, facets }: { readonly query: Query; readonly facets: SearchFacets }) {
  const most = Math.max(1, ...facets.kinds.map((one) => one.count));
  const set = valuesOf(query, 'type');
  return (
    <section className={css['section']}>
      <h2>{words.kind}</h2>
      <ul>
        {facets.kinds.map((one) => (
          <Facet
            key={one.kind}
            sign={<KindSign kind={one.kind} />}
            label={typeLabels[one.kind]}
            on={set.includes(one.kind)}
            number={one.count}
            bytes={one.kind === 'folder' ? null : one.bytes}
            share={one.count / most}
            onPress={() => setText(onlyOrNone(query, 'type', one.kind))}
          />
        ))}
      </ul>
    </section>
  );
}

function Years({ query, facets }: { readonly query: Query; readonly facets: SearchFacets }) {
  const bars = barsOf(facets.years);
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const set = filterTerms(query, 'date').map((term) => term.value);
  const [first] = bars;
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <section className={css['section']}>
      <h2>{words.modified}</h2>
      <ul className={css['years']}>
        {bars.map((bar) => {
          const value = dateOfBar(bar);
          const on = set.includes(value);
          const said = yearsWords(bar);
          return (
            <li key={bar.from}>
              <button
                type="button"
                aria-pressed={on}
                aria-label={said}
                title={said}
                className={cx(css['year'], on && css['on'])}
                disabled={bar.count === 0}
                onClick={() => setText(withFilter(query, 'date', on ? null : value))}
              >
                <span style={{ height: bar.count === 0 ? 0 : `${Math.max(5, (bar.count / most) * 100)}%` }} />
              </button>
            </li>
          );
        })}
      </ul>
      <div className={css['axis']} aria-hidden>
        <span>{first.from}</span>
        {bars.length > 4 && <span>{bars[Math.floor(bars.length / 2)]?.from}</span>}
        {bars.length > 1 && <span>{last.to}</span>}
      </div>
    </section>
  );
}

const looks: readonly { readonly what: IsWord; readonly icon: LucideIcon; readonly of: keyof SearchFacets }[] = [
  { what: 'conflict', icon: GitFork, of: 'conflicts' },
  { what: 'duplicate', icon: Copy, of: 'duplicates' },
  { what: 'offline', icon: CircleSlash, of: 'offline' },
];

function WorthALook({ query, facets }: { readonly query: Query; readonly facets: SearchFacets }) {
  const set = filterTerms(query, 'is').flatMap(({ condition }) => (condition.kind === 'is' ? [condition.what] : []));
  const shown = looks.filter(({ what, of }) => Number(facets[of]) > 0 || set.includes(what));
  if (shown.length === 0) return null;
  return (
    <section className={css['section']}>
      <h2>{words.worthALook}</h2>
      <ul>
        {shown.map(({ what, icon, of }) => (
          <li key={what}>
            <button
              type="button"
              aria-pressed={set.includes(what)}
              className={cx(css['facet'], css['look'], set.includes(what) && css['on'])}
              onClick={() => setText(toggleFilter(query, 'is', what))}
            >
              <Icon icon={icon} />
              <span className={css['label']}>{isLabels[what]}</span>
              <span className={css['number']}>{formatCount(Number(facets[of]))}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PaneProps {
  readonly pool: PoolInfo;
  readonly query: Query;
}

/** Figures over all that was found, most of them a press away from being a filter. */
export function FacetsPane(props: PaneProps & { readonly facets: SearchFacets | null; readonly late: boolean }) {
  const { facets, late, query } = props;
  if (facets === null) {
    if (!late) return <p className={css['none']}>{words.figuresHere}</p>;
    return (
      <div className={css['waiting']}>
        {[140, 180, 120, 160].map((width) => (
          <Skeleton key={width} width={width} height={8} />
        ))}
      </div>
    );
  }
  if (facets.count === 0) return <p className={css['none']}>{words.figuresHere}</p>;
  return (
    <>
      <Volumes {...props} facets={facets} />
      <Kinds query={query} facets={facets} />
      <Years query={query} facets={facets} />
      <WorthALook query={query} facets={facets} />
    </>
  );
}
