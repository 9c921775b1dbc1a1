import { useEffect, useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { SearchSort } from '../../../shared/search.ts';
import { select, useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { openEntry } from '../../state/entries.ts';
import { rowIndex } from '../../state/rows.ts';
import { useRowHeight } from '../../state/settings.ts';
import { askMore, focusSearch, leaveSearch, sortHits, useSearch } from '../../state/search.ts';
import { selectAllHits } from '../../state/search-all.ts';
import {
  ColumnHead,
  cx,
  HeadRow,
  ListHead,
  rowElement,
  Skeleton,
  useFixedRows,
  useFollowingFocus,
} from '../../ui/index.ts';
import { resultsCss as css } from './results-css.ts';
import { HitRow } from './row.tsx';
import type { RowParts } from './row.tsx';
import { words } from './words.ts';

/** Rows lie under the header; px. */
const headHeight = 30;
/** Space above the first row, px. */
const pad = 3;
/** Rows at the end that say that more come. */
const comingShown = 2;
/** Rows before the end at which the next page is asked for. */
const ahead = 60;

/** What a list of entries can do, from the feature that has it: the same keys, clicks and icons as in a folder. */
export interface ListTools extends RowParts {
  /** Handles a key of a list; true when it meant something. `page`: rows that fit. */
  readonly listKey: (event: globalThis.KeyboardEvent, page: number) => boolean;
  /** Opens the menu of the row of the keyboard when it is the key for it; true when it was. */
  readonly menuKey: (event: globalThis.KeyboardEvent) => boolean;
  /** What a press on a row does with the selection, one beside all rows, and the end of a press. */
  readonly pressRow: (path: PoolPath, press: MouseEvent, onName: boolean) => void;
  readonly pressGround: (press: MouseEvent) => void;
  readonly releasePress: () => void;
  readonly withCommand: (event: { readonly ctrlKey: boolean; readonly metaKey: boolean }) => boolean;
  /** Keeps the keyboard on the last row after End, while more come. */
  readonly followEnd: () => void;
}

const columns: readonly {
  readonly key: SearchSort | null;
  readonly label: string;
  readonly place?: 'folder' | 'size' | 'when';
}[] = [
  { key: 'name', label: words.name },
  { key: 'folder', label: words.folder, place: 'folder' },
  { key: null, label: words.whereItIs },
  { key: 'size', label: words.size, place: 'size' },
  { key: 'modified', label: words.modified, place: 'when' },
];

/** Column headers; a press sorts, another one turns the order round, a third one is the best first again. */
function Header() {
  const sort = useSearch((state) => state.sort);
  return (
    <ListHead>
      <HeadRow>
        {columns.map(({ key, label, place }) => {
          const className = place !== undefined && css[place];
          if (key === null) return <ColumnHead key={label} className={className} words={label} />;
          const sorted = sort.key !== key ? null : sort.descending ? 'descending' : 'ascending';
          return (
            <ColumnHead key={key} className={className} words={label} sorted={sorted} onSort={() => sortHits(key)} />
          );
        })}
      </HeadRow>
    </ListHead>
  );
}

function hitOf(target: EventTarget | null): { readonly path: PoolPath; readonly entry: Entry } | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  if (element === null) return null;
  const hit = useSearch.getState().hits[Number(element.dataset['index'])];
  return hit === undefined ? null : { path: hit.row.path, entry: hit.entry };
}

/** Where one was in the results of a query, px; for going back. */
const scrolls = new Map<string, number>();

/** What was found, as a virtual grid: only what is in sight is in the page. */
export function Results({ pool, tools }: { readonly pool: PoolInfo; readonly tools: ListTools }) {
  const box = useRef<HTMLDivElement>(null);
  const hits = useSearch((state) => state.hits);
  const answered = useSearch((state) => state.answered);
  const more = useSearch((state) => state.cursor !== null);
  const total = useSearch((state) => state.answer?.total ?? 0);
  const wanted = useSearch((state) => state.listWanted);
  const focused = useBrowse((state) => state.focused);
  const focusAt = focused === null ? -1 : rowIndex(focused);
  const rowHeight = useRowHeight();

  const lines = useFixedRows({
    box,
    count: hits.length + (more ? comingShown : 0),
    rowHeight,
    // A page of them is asked for before its place is in sight.
    overscan: 10,
    before: headHeight + pad,
    head: headHeight,
    after: pad,
    // The focused row stays in the page, so that the keyboard is never lost.
    keep: focusAt,
  });

  // Another question begins at its top; one that was asked before, where one was.
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || answered === null) return;
    list.scrollTop = scrolls.get(answered) ?? 0;
    return () => {
      scrolls.clear();
      scrolls.set(answered, list.scrollTop);
    };
  }, [answered]);

  useEffect(() => tools.followEnd(), [hits, tools]);

  const last = lines.items.at(-1) ?? 0;
  useEffect(() => {
    if (more && last >= hits.length - ahead) void askMore();
  }, [more, last, hits]);

  const following = useFollowingFocus({
    box,
    focused,
    at: focusAt,
    reveal: () => lines.reveal(focusAt),
  });

  // From the field: to the row that has the focus, else to the first one.
  const asked = useRef(wanted);
  useEffect(() => {
    if (asked.current === wanted || hits.length === 0) return;
    asked.current = wanted;
    const first = hits[0];
    if (focusAt < 0 && first !== undefined) select([first.row.path], first.row.path);
    requestAnimationFrame(() =>
      (rowElement(box.current, Math.max(0, focusAt)) ?? box.current)?.focus({ preventScroll: true }),
    );
  }, [wanted, hits, focusAt]);

  // Back from an opened folder: the keyboard is where it was.
  useEffect(() => {
    const active = document.activeElement;
    if (useBrowse.getState().focused !== null && (active === null || active === document.body)) box.current?.focus();
  }, []);

  const onMouseDown = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input, [role=columnheader]') !== null) return;
    const hit = hitOf(event.target);
    if (hit === null) tools.pressGround(event);
    else tools.pressRow(hit.path, event, true);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('input, button') !== null) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2);
    if (tools.menuKey(event.nativeEvent) || resultKey(event, tools) || tools.listKey(event.nativeEvent, page)) {
      event.preventDefault();
    }
  };

  const stop = focusAt >= 0 ? focusAt : 0;
  return (
    <div
      ref={box}
      role="grid"
      aria-label={words.results}
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-colcount={5}
      tabIndex={-1}
      className={css['list']}
      onMouseDown={onMouseDown}
      onClick={tools.releasePress}
      onDoubleClick={(event) => {
        if (event.target instanceof Element && event.target.closest('input') !== null) return;
        const hit = hitOf(event.target);
        if (hit !== null) void openEntry(hit.entry);
      }}
      onKeyDown={onKeyDown}
      {...following}
    >
      <Header />
      <div role="rowgroup" style={{ height: lines.height - headHeight }}>
        {lines.items.map((index) => {
          const hit = hits[index];
          const top = lines.topOf(index);
          return hit === undefined ? (
            <div
              key={index}
              aria-hidden
              className={cx(css['row'], css['coming'])}
              style={{ transform: `translateY(${top}px)` }}
            >
              <Skeleton width={index % 2 === 0 ? 180 : 132} height={8} />
            </div>
          ) : (
            <HitRow
              key={hit.row.path}
              hit={hit}
              index={index}
              pool={pool}
              top={top}
              tabStop={index === stop}
              parts={tools}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Keys that mean something else among results than in a folder. True when it was one. */
function resultKey(event: KeyboardEvent<HTMLDivElement>, tools: ListTools): boolean {
  const command = tools.withCommand(event);
  if (command && event.key.toLowerCase() === 'a' && !event.shiftKey) {
    void selectAllHits();
    return true;
  }
  // There is no open folder to paste into, and nothing to expand.
  if (command && event.key.toLowerCase() === 'v') return true;
  if (event.altKey || command) return false;
  switch (event.key) {
    case 'Escape': {
      if (useClipboard.getState().clip?.verb === 'move' || useBrowse.getState().selected.size > 1) return false;
      leaveSearch();
      return true;
    }
    case 'Backspace':
      focusSearch('keep');
      return true;
    case 'ArrowUp':
      // Above the first row is the field.
      if (event.shiftKey || rowIndex(useBrowse.getState().focused) > 0) return false;
      focusSearch('keep');
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      return true;
    default:
      return false;
  }
}
