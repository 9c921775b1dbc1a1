import { memo, useRef } from 'react';
import { CircleSlash, Copy, GitFork } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { folderSizeWords } from '../../state/entry-words.ts';
import { copiesOf } from '../../state/order.ts';
import type { EntryRow } from '../../state/rows.ts';
import { listOf, named } from '../../text.ts';
import { Badge, cx, Icon } from '../../ui/index.ts';
import { awayWords } from './away-words.ts';
import { Marks } from './cells.tsx';
import type { EntryLook } from './entry-looks.ts';
import css from './grid.module.css';
import type { TileSize } from './grid-layout.ts';
import { kindOf, kindTone } from './kind.tsx';
import { RenameField } from './rename-field.tsx';
import rowCss from './row.module.css';
import { Thumbnail } from './thumbnail.tsx';
import { useEntryDrag } from './use-entry-drag.ts';
import { words } from './words.ts';

/** What stands over the picture: nothing hidden, in few letters. */
function TileBadge({ entry }: { readonly entry: Entry }) {
  const copies = copiesOf(entry);
  if (entry.offline) {
    const { what, more } = awayWords(entry.away ?? []);
    return (
      <span title={listOf(more === '' ? [what] : [what, more], 'plain')}>
        <Badge icon={CircleSlash}>{what}</Badge>
      </span>
    );
  }
  if (entry.foreign === true) return <Badge>{words.notOfPool}</Badge>;
  if (entry.conflict) {
    return (
      <Badge tone="warn" icon={GitFork}>
        {words.copiesDiffer}
      </Badge>
    );
  }
  if (entry.type !== 'file' || copies < 2) return null;
  return (
    <span title={words.copies(copies)}>
      <Badge icon={Copy}>
        {copies}
        <span className="visually-hidden">{words.copiesBehind}</span>
      </Badge>
    </span>
  );
}

function sizeWords(entry: Entry): string {
  if (entry.type === 'directory') return entry.folder === undefined ? '' : folderSizeWords(entry.folder);
  if (entry.linkTarget !== undefined) return `→ ${named(entry.linkTarget)}`;
  return formatSize(entry.size);
}

/** The large icon where there is no picture. */
function TileIcon({ entry, size }: { readonly entry: Entry; readonly size: number }) {
  const icon = kindOf(entry, false);
  return (
    <span className={css['icon']}>
      <Icon icon={icon} size={size} className={cx(rowCss['kind'], kindTone(entry, icon))} />
    </span>
  );
}

export interface TileProps extends EntryLook {
  readonly row: EntryRow;
  readonly index: number;
  /** Place in its line, from 0. */
  readonly column: number;
  readonly pool: PoolInfo;
  readonly size: TileSize;
  /** It takes the Tab key. */
  readonly tabStop: boolean;
}

/** One entry as a tile. Pointer and keys are handled by the grid, for all tiles. */
export const Tile = memo(function Tile(props: TileProps) {
  const { row, index, column, pool, size, tabStop, selected, renaming, quiet, drop } = props;
  const { entry, path } = row;
  const element = useRef<HTMLDivElement>(null);
  // What is not the pool's, or cannot be reached, is not dragged.
  const fixed = entry.foreign === true || entry.offline;
  useEntryDrag(element, path, fixed || renaming);

  const { width, height } = size.picture;
  const name = visibleName(entry.name);
  return (
    <div
      ref={element}
      role="gridcell"
      id={`row-${String(index)}`}
      data-index={index}
      aria-colindex={column + 1}
      aria-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      className={cx(
        css['tile'],
        selected && css['selected'],
        renaming && css['renaming'],
        (entry.offline || entry.foreign === true) && css['ghost'],
        quiet && css['cut'],
        drop !== null && css[drop],
      )}
    >
      <span className={css['field']} style={{ height }}>
        <Thumbnail entry={entry} pool={pool} width={width} height={height}>
          <TileIcon entry={entry} size={Math.max(24, Math.min(56, Math.round(height * 0.56)))} />
        </Thumbnail>
        <span className={css['badge']}>
          <TileBadge entry={entry} />
        </span>
      </span>
      {renaming ? (
        <span className={css['name']} data-name>
          <RenameField key={path} entry={entry} path={path} />
        </span>
      ) : (
        <span className={css['name']} title={name} data-name>
          {name}
        </span>
      )}
      <span className={css['meta']} data-name>
        <Marks entry={entry} pool={pool} named={false} />
        <span className={css['size']}>{sizeWords(entry)}</span>
      </span>
    </div>
  );
});
