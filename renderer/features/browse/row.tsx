import { memo, useRef } from 'react';
import { ChevronDown, ChevronRight, CircleSlash, Copy, GitFork } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { ColumnKey } from '../../../shared/settings.ts';
import { setExpanded } from '../../state/browse.ts';
import { copiesOf } from '../../state/order.ts';
import type { EntryRow, NoteRow } from '../../state/rows.ts';
import { mayHavePicture } from '../../state/thumbnail-source.ts';
import { Badge, cx, Icon } from '../../ui/index.ts';
import { awayWords } from './away-words.ts';
import { Cells } from './cells.tsx';
import type { EntryLook } from './entry-looks.ts';
import { KindIcon } from './kind.tsx';
import { RenameField } from './rename-field.tsx';
import { rowCss as css } from './row-css.ts';
import { Thumbnail } from './thumbnail.tsx';
import { useEntryDrag } from './use-entry-drag.ts';
import { words } from './words.ts';

function AwayBadge({ entry }: { readonly entry: Entry }) {
  const { what, more } = awayWords(entry.away ?? []);
  return (
    <Badge icon={CircleSlash}>
      <span>
        {what}
        {more !== '' && <span className={css['since']}>{words.awaySince(more)}</span>}
      </span>
    </Badge>
  );
}

/** What else is said of an entry behind its name: where it leads, its copies, that it is away. */
export function Badges({ entry }: { readonly entry: Entry }) {
  const copies = copiesOf(entry);
  return (
    <>
      {entry.linkTarget !== undefined && <span className={css['target']}>→ {visibleName(entry.linkTarget)}</span>}
      {entry.conflict && (
        <Badge tone="warn" icon={GitFork}>
          {words.copiesDiffer}
        </Badge>
      )}
      {!entry.conflict && entry.type === 'file' && copies > 1 && <Badge icon={Copy}>{words.copies(copies)}</Badge>}
      {entry.offline && <AwayBadge entry={entry} />}
      {entry.foreign === true && <Badge>{words.notOfPool}</Badge>}
    </>
  );
}

/** The picture of a picture where there is one, else the icon; in the place of an icon. */
function RowPicture({ entry, pool, open }: { readonly entry: Entry; readonly pool: PoolInfo; readonly open: boolean }) {
  if (!mayHavePicture(entry)) return <KindIcon entry={entry} open={open} />;
  return (
    <span className={css['picture']}>
      <Thumbnail entry={entry} pool={pool} width={22} height={16}>
        <KindIcon entry={entry} open={open} />
      </Thumbnail>
    </span>
  );
}

export interface RowProps extends EntryLook {
  readonly row: EntryRow;
  readonly index: number;
  readonly pool: PoolInfo;
  /** Columns after the name. */
  readonly columns: readonly ColumnKey[];
  /** Pixels from the top of the list. */
  readonly top: number;
  /** It takes the Tab key. */
  readonly tabStop: boolean;
}

/** A row of a new listing may say the same as before. */
function isSame(a: RowProps, b: RowProps): boolean {
  const { row: one, ...rest } = a;
  const { row: other, ...others } = b;
  const keys = Object.keys(rest) as readonly (keyof typeof rest)[];
  return (
    (one === other ||
      (one.entry === other.entry &&
        one.level === other.level &&
        one.expanded === other.expanded &&
        one.place === other.place &&
        one.siblings === other.siblings)) &&
    keys.every((key) => rest[key] === others[key])
  );
}

/** One entry of the tree. Pointer and keys are handled by the list, for all rows. */
export const TreeRow = memo(function TreeRow(props: RowProps) {
  const { row, index, pool, columns, top, tabStop, selected, renaming, quiet, drop } = props;
  const { entry, path, level, expanded } = row;
  const element = useRef<HTMLDivElement>(null);

  // What is not the pool's, or cannot be reached, is not dragged.
  const fixed = entry.foreign === true || entry.offline;
  useEntryDrag(element, path, fixed || renaming);

  const folder = entry.type === 'directory';
  return (
    <div
      ref={element}
      role="row"
      id={`row-${index}`}
      data-index={index}
      aria-level={level + 1}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-rowindex={index + 2}
      aria-selected={selected}
      {...(folder && entry.foreign !== true && { 'aria-expanded': expanded })}
      tabIndex={tabStop ? 0 : -1}
      className={cx(
        css['row'],
        selected && css['selected'],
        renaming && css['renaming'],
        (entry.offline || entry.foreign === true) && css['ghost'],
        quiet && css['cut'],
        drop !== null && css[drop],
      )}
      style={{ transform: `translateY(${top}px)`, ['--level' as string]: level }}
    >
      <div role="gridcell" data-name className={cx(css['cell'], css['name'])}>
        <span
          className={css['twist']}
          data-twist={folder || undefined}
          onClick={() => folder && setExpanded(path, !expanded)}
        >
          {folder && entry.foreign !== true && <Icon icon={expanded ? ChevronDown : ChevronRight} size={14} />}
        </span>
        <RowPicture entry={entry} pool={pool} open={expanded} />
        {renaming ? (
          <RenameField key={path} entry={entry} path={path} />
        ) : (
          <span className={css['label']} title={visibleName(entry.name)}>
            {visibleName(entry.name)}
          </span>
        )}
        {!renaming && <Badges entry={entry} />}
      </div>
      <Cells entry={entry} pool={pool} columns={columns} />
    </div>
  );
}, isSame);

/** Why an expanded folder shows nothing. */
export function NoteLine({ row, index, top }: { readonly row: NoteRow; readonly index: number; readonly top: number }) {
  const said = { empty: words.empty, loading: words.reading, error: row.text }[row.note];
  return (
    <div
      role="row"
      aria-level={row.level + 1}
      aria-rowindex={index + 2}
      className={cx(css['row'], css['noteRow'])}
      style={{ transform: `translateY(${top}px)`, ['--level' as string]: row.level }}
    >
      <div role="gridcell" className={cx(css['cell'], css['name'], row.note === 'error' && css['error'])}>
        <span className={css['twist']} />
        <span className={css['label']} title={said}>
          {said}
        </span>
      </div>
    </div>
  );
}
