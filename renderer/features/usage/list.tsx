import { memo, useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { ArrowDown, Ellipsis, Folder } from 'lucide-react';
import { kindOfName } from '../../../shared/kinds.ts';
import { formatSize } from '../../../shared/format.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { unsureShort } from '../../../shared/unread.ts';
import { cx, Icon } from '../../ui/index.ts';
import { kindIcons } from './kind-icons.ts';
import { SplitBar } from './split-bar.tsx';
import { sortThings } from './thing.ts';
import type { Sorting, Thing } from './thing.ts';
import css from './usage.module.css';
import { changeWords, nameOf, partsWords, words } from './words.ts';

export interface ListProps {
  readonly label: string;
  readonly things: readonly Thing[];
  readonly volumes: readonly VolumeInfo[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  /** Key of the row that is selected, or that holds what is selected. */
  readonly selected: string | null;
  /** What changes are counted from, ms; null: none are known. */
  readonly sinceMs: number | null;
  readonly onSelect: (thing: Thing) => void;
  readonly onEnter: (thing: Thing) => void;
  readonly onOut: () => void;
}

const rowId = (at: number): string => `usage-row-${at}`;

/** The same things as on the map, in rows: name, volumes, size and what came in 30 days. */
export function UsageList(props: ListProps) {
  const { label, things, volumes, sorting, onSort, selected, sinceMs, onSelect, onEnter, onOut } = props;
  const rows = useMemo(() => sortThings(things, sorting), [things, sorting]);
  const largest = useMemo(() => things.reduce((most, thing) => Math.max(most, thing.bytes), 0), [things]);
  const at = rows.findIndex((row) => row.key === selected);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at >= 0) document.getElementById(rowId(at))?.scrollIntoView({ block: 'nearest' });
    // Only when another row is selected: a list that grows stays where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);

  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / 28) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    const here = rows[at];
    if (step !== undefined) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step))];
      if (next !== undefined) onSelect(next);
    } else if (event.key === 'Enter' && here !== undefined) onEnter(here);
    else if (event.key === 'Backspace') onOut();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className={css['grid']}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      aria-activedescendant={at >= 0 ? rowId(at) : undefined}
      onKeyDown={key}
    >
      <div role="row" className={css['head']} aria-rowindex={1}>
        <Head by="name" sorting={sorting} onSort={onSort} label={words.name} />
        <span role="columnheader" className={css['volumesHead']}>
          {words.volumes}
        </span>
        <Head by="size" sorting={sorting} onSort={onSort} label={words.size} />
        <Head
          by="change"
          sorting={sorting}
          onSort={onSort}
          label={words.change}
          {...(sinceMs === null ? {} : { title: words.since(sinceMs) })}
        />
      </div>
      <div role="rowgroup">
        {rows.map((thing, index) => (
          <Row
            key={thing.key}
            at={index}
            thing={thing}
            largest={largest}
            volumes={volumes}
            selected={index === at}
            onSelect={onSelect}
            onEnter={onEnter}
          />
        ))}
      </div>
    </div>
  );
}

interface HeadProps {
  readonly by: Sorting;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly label: string;
  readonly title?: string;
}

function Head({ by, sorting, onSort, label, title }: HeadProps) {
  const sorted = sorting === by;
  return (
    <span
      role="columnheader"
      className={cx(by !== 'name' && css['right'], by === 'change' && css['changeHead'])}
      aria-sort={sorted ? (by === 'name' ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" className={css['sort']} title={title} onClick={() => onSort(by)}>
        {label}
        {sorted && <Icon icon={ArrowDown} size={11} className={cx(by === 'name' && css['turned'])} />}
      </button>
    </span>
  );
}

interface RowProps {
  readonly at: number;
  readonly thing: Thing;
  readonly largest: number;
  readonly volumes: readonly VolumeInfo[];
  readonly selected: boolean;
  readonly onSelect: (thing: Thing) => void;
  readonly onEnter: (thing: Thing) => void;
}

/** The sign of a thing in rows and headings. */
export function ThingIcon({ thing }: { readonly thing: Pick<Thing, 'type' | 'name'> }) {
  const icon = thing.type === 'folder' ? Folder : thing.type === 'more' ? Ellipsis : kindIcons[kindOfName(thing.name)];
  return <Icon icon={icon} size={18} className={thing.type === 'folder' ? css['folder'] : css['file']} />;
}

const Row = memo(function Row({ at, thing, largest, volumes, selected, onSelect, onEnter }: RowProps) {
  const name = nameOf(thing);
  return (
    <div
      id={rowId(at)}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={selected}
      className={cx(css['row'], selected && css['chosen'])}
      onPointerDown={() => onSelect(thing)}
      onDoubleClick={() => onEnter(thing)}
    >
      <span role="gridcell" className={css['nameCell']} title={name}>
        <ThingIcon thing={thing} />
        <span className={css['ellipsis']}>{name}</span>
      </span>
      <span role="gridcell" className={css['volumesCell']} title={partsWords(thing.parts)}>
        <SplitBar parts={thing.parts} whole={largest} volumes={volumes} />
        <span className="visually-hidden">{partsWords(thing.parts)}</span>
      </span>
      <span role="gridcell" className={css['figure']}>
        {unsureShort(formatSize(thing.bytes), thing.unread)}
      </span>
      <span role="gridcell" className={cx(css['figure'], css['changeCell'])}>
        {changeWords(thing.change)}
      </span>
    </div>
  );
});
