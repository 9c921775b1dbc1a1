import { memo, useEffect, useRef } from 'react';
import type { ComponentType } from 'react';
import { formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { unsureShort } from '../../../shared/unread.ts';
import { useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { dropPlace, useDrag } from '../../state/drag.ts';
import type { Hit } from '../../state/search-hits.ts';
import { cx } from '../../ui/index.ts';
import { Marked, MarkedFolder } from './marked.tsx';
import { resultsCss as css } from './results-css.ts';
import { words } from './words.ts';

/** So many marks have room in their column. */
const marksShown = 4;

/** Parts of a row that all lists of entries have in common. */
export interface RowParts {
  readonly KindIcon: ComponentType<{ readonly entry: Entry }>;
  readonly Marks: ComponentType<{ readonly entry: Entry; readonly pool: PoolInfo; readonly most?: number }>;
  readonly Badges: ComponentType<{ readonly entry: Entry }>;
  readonly RenameField: ComponentType<{ readonly entry: Entry; readonly path: PoolPath }>;
  /** Lets an entry be dragged by its element; answers what ends that. */
  readonly entryDrag: (element: HTMLElement, path: () => PoolPath) => () => void;
}

export interface HitRowProps {
  readonly hit: Hit;
  readonly index: number;
  readonly pool: PoolInfo;
  /** Pixels from the top of the list. */
  readonly top: number;
  readonly tabStop: boolean;
  readonly parts: RowParts;
}

/** One entry that was found. Pointer and keys are handled by the list, for all rows. */
export const HitRow = memo(function HitRow({ hit, index, pool, top, tabStop, parts }: HitRowProps) {
  const { entry } = hit;
  const { KindIcon, Marks, Badges, RenameField, entryDrag } = parts;
  const selected = useBrowse((state) => state.selected.has(hit.row.path));
  const renaming = useBrowse((state) => state.renaming === hit.row.path);
  const cut = useClipboard((state) => state.cut.has(hit.row.path));
  const dragged = useDrag((state) => state.paths.has(hit.row.path));
  const element = useRef<HTMLDivElement>(null);
  const { path } = hit.row;
  // What is not the pool's, or cannot be reached, is not dragged.
  const fixed = entry.foreign === true || entry.offline || renaming;
  useEffect(
    () => (element.current === null || fixed ? undefined : entryDrag(element.current, () => path)),
    [fixed, path, entryDrag],
  );
  return (
    <div
      ref={element}
      role="row"
      data-index={index}
      {...(entry.type === 'directory' && entry.foreign !== true && dropPlace({ kind: 'folder', path }))}
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      className={cx(
        css['row'],
        selected && css['selected'],
        entry.offline && css['ghost'],
        (cut || dragged) && css['cut'],
        renaming && css['renaming'],
      )}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className={cx(css['cell'], css['name'])}>
        <KindIcon entry={entry} />
        {renaming ? (
          <RenameField key={hit.row.path} entry={entry} path={hit.row.path} />
        ) : (
          <>
            <span className={css['label']} title={visibleName(entry.name)}>
              <Marked text={entry.name} marks={entry.nameHits} />
            </span>
            <Badges entry={entry} />
          </>
        )}
      </div>
      <div role="gridcell" className={cx(css['cell'], css['folder'])}>
        <MarkedFolder path={hit.folder} marks={entry.folderHits} top={pool.name} />
      </div>
      <div role="gridcell" className={css['cell']}>
        <Marks entry={entry} pool={pool} most={marksShown} />
      </div>
      <div role="gridcell" className={cx(css['cell'], css['size'])}>
        {entry.type === 'directory' && entry.size === 0 ? (
          <span className={css['quiet']}>{entry.unread === undefined ? '–' : words.notRead}</span>
        ) : (
          unsureShort(formatSize(entry.size), entry.unread)
        )}
      </div>
      <div role="gridcell" className={cx(css['cell'], css['when'])}>
        {entry.unread !== undefined && entry.mtimeMs === 0 ? '' : formatDay(entry.mtimeMs)}
      </div>
    </div>
  );
});
