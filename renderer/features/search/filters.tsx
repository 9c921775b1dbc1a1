import type { ReactNode } from 'react';
import { Calendar, ChevronDown, CircleSlash, Copy, FileType, GitFork, Layers, Ruler, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatCount, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { filterTerms, termText, toggleFilter, withFilter, withoutTerm } from '../../../shared/query-edit.ts';
import type { FilterKey, IsWord, Query, Term } from '../../../shared/query.ts';
import type { SearchFacets } from '../../../shared/search.ts';
import { focusSearch, setText } from '../../state/search.ts';
import { listOf, named } from '../../text.ts';
import { cx, Icon, Menu, MenuCheckItem, MenuSeparator } from '../../ui/index.ts';
import css from './filters.module.css';
import { chipWords, isLabels, termWords } from './filter-words.ts';
import { datePresets, sizePresets, typePresets } from './presets.ts';
import type { Preset } from './presets.ts';
import { toggleInList, valuesOf } from './edit.ts';
import { words } from './words.ts';

interface ChipProps {
  readonly icon: LucideIcon;
  /** When no filter of its kind is set: "Any size". */
  readonly any: string;
  readonly terms: readonly Term[];
  readonly onClear: () => void;
  /** Items of its menu. */
  readonly children: ReactNode;
}

/** One filter: what is set, with a menu to set it otherwise and a cross to take it off. */
function Chip({ icon, any, terms, onClear, children }: ChipProps) {
  const on = terms.length > 0;
  const label = on ? listOf(terms.map(termWords), 'plain') : any;
  return (
    <span className={cx(css['chip'], on && css['on'])}>
      <Menu
        trigger={
          <button type="button" className={css['set']} aria-label={on ? words.chip(any, label) : label}>
            <Icon icon={icon} size={14} />
            <span className={css['label']}>{label}</span>
            {!on && <Icon icon={ChevronDown} size={12} />}
          </button>
        }
      >
        {children}
      </Menu>
      {on && (
        <button
          type="button"
          className={css['clear']}
          aria-label={words.removeFilter(label)}
          onClick={(event) => {
            // The cross goes away; the keyboard stays on the chip.
            const chip = event.currentTarget.previousElementSibling;
            onClear();
            if (chip instanceof HTMLElement) chip.focus();
          }}
        >
          <Icon icon={X} size={12} />
        </button>
      )}
    </span>
  );
}

/** A filter that is on or off. */
function Toggle({
  icon,
  label,
  number,
  on,
  onToggle,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  /** How many of what was found it would leave. */
  readonly number: number;
  readonly on: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <button type="button" aria-pressed={on} className={cx(css['chip'], css['set'], on && css['on'])} onClick={onToggle}>
      <Icon icon={icon} size={14} />
      <span className={css['label']}>{label}</span>
      {number > 0 && <b>{formatCount(number)}</b>}
    </button>
  );
}

/** One value out of several, with "any" on top. */
function OneOf({
  query,
  filter,
  any,
  presets,
}: {
  readonly query: Query;
  readonly filter: FilterKey;
  readonly any: string;
  readonly presets: readonly Preset[];
}) {
  const set = filterTerms(query, filter).map((term) => term.value.toLowerCase());
  return (
    <>
      <MenuCheckItem checked={set.length === 0} onSelect={() => setText(withFilter(query, filter, null))}>
        {any}
      </MenuCheckItem>
      <MenuSeparator />
      {presets.map(({ value, label }) => (
        <MenuCheckItem
          key={value}
          checked={set.includes(value.toLowerCase())}
          onSelect={() => setText(withFilter(query, filter, value))}
        >
          {label}
        </MenuCheckItem>
      ))}
    </>
  );
}

/** Any number of values; the menu stays open. */
function ManyOf({
  query,
  filter,
  any,
  presets,
}: {
  readonly query: Query;
  readonly filter: FilterKey;
  readonly any: string;
  readonly presets: readonly Preset[];
}) {
  const set = valuesOf(query, filter);
  return (
    <>
      <MenuCheckItem checked={set.length === 0} onSelect={() => setText(withFilter(query, filter, null))}>
        {any}
      </MenuCheckItem>
      <MenuSeparator />
      {presets.map(({ value, label }) => (
        <MenuCheckItem
          key={value}
          stay
          checked={set.includes(value.toLowerCase())}
          onSelect={() => setText(toggleInList(query, filter, value))}
        >
          {label}
        </MenuCheckItem>
      ))}
    </>
  );
}

const has = (query: Query, what: IsWord): boolean =>
  filterTerms(query, 'is').some(({ condition }) => condition.kind === 'is' && condition.what === what);

/** Filters that have no chip of their own: folders, endings, and what is left out. */
function others(query: Query): readonly Term[] {
  return query.terms.filter(({ condition, negated }) => {
    if (condition.kind === 'ext' || condition.kind === 'in') return true;
    return negated && ['type', 'size', 'date', 'volume', 'is'].includes(condition.kind);
  });
}

/** The filters as chips. They write into the query's text and read from it. */
export function Filters({
  pool,
  query,
  facets,
}: {
  readonly pool: PoolInfo;
  readonly query: Query;
  readonly facets: SearchFacets | null;
}) {
  const clear = (filter: FilterKey) => (): void => setText(withFilter(query, filter, null));
  const toggle = (what: IsWord) => (): void => setText(toggleFilter(query, 'is', what));
  const volumes = pool.volumes.map((volume) => ({ value: volume.name, label: visibleName(volume.name) }));
  return (
    <div className={css['chips']} role="group" aria-label={words.filters}>
      <Chip icon={FileType} any={words.anyKind} terms={filterTerms(query, 'type')} onClear={clear('type')}>
        <ManyOf query={query} filter="type" any={words.anyKind} presets={typePresets} />
      </Chip>
      <Chip icon={Ruler} any={words.anySize} terms={filterTerms(query, 'size')} onClear={clear('size')}>
        <OneOf query={query} filter="size" any={words.anySize} presets={sizePresets} />
      </Chip>
      <Chip icon={Calendar} any={words.anyDate} terms={filterTerms(query, 'date')} onClear={clear('date')}>
        <OneOf query={query} filter="date" any={words.anyDate} presets={datePresets} />
      </Chip>
      <Chip icon={Layers} any={words.anyVolume} terms={filterTerms(query, 'volume')} onClear={clear('volume')}>
        <ManyOf query={query} filter="volume" any={words.anyVolume} presets={volumes} />
      </Chip>
      <Toggle
        icon={GitFork}
        label={isLabels.conflict}
        number={facets?.conflicts ?? 0}
        on={has(query, 'conflict')}
        onToggle={toggle('conflict')}
      />
      <Toggle
        icon={Copy}
        label={isLabels.duplicate}
        number={facets?.duplicates ?? 0}
        on={has(query, 'duplicate')}
        onToggle={toggle('duplicate')}
      />
      {has(query, 'offline') && (
        <Toggle icon={CircleSlash} label={isLabels.offline} number={0} on onToggle={toggle('offline')} />
      )}
      {others(query).map((term) => (
        <span key={term.start} className={cx(css['chip'], css['on'])}>
          <span className={css['label']}>{chipWords(term)}</span>
          <button
            type="button"
            className={css['clear']}
            aria-label={words.removeFilter(named(termText(term)))}
            onClick={() => {
              setText(withoutTerm(query, term));
              focusSearch('keep');
            }}
          >
            <Icon icon={X} size={12} />
          </button>
        </span>
      ))}
      {others(query).length === 0 && <span className={css['hint']}>{words.orType}</span>}
    </div>
  );
}
