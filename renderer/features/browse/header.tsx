import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { columnKeys, defaultSettings } from '../../../shared/settings.ts';
import type { SortKey } from '../../state/order.ts';
import { useSettings } from '../../state/settings.ts';
import { setColumns, setColumnWidth, sortBy, stepColumn, toggleColumn } from '../../state/view.ts';
import type { Columns } from '../../state/view.ts';
import {
  ColumnHead,
  ContextMenu,
  cx,
  HeadRow,
  ListHead,
  MenuCheckItem,
  MenuItem,
  MenuLabel,
  MenuSeparator,
} from '../../ui/index.ts';
import { dragColumn, dragWidth, fitColumn } from './column-drag.ts';
import type { ColumnPlace } from './column-drag.ts';
import { columnPlaces } from './columns.ts';
import { columnWords } from './command-words.ts';
import css from './header.module.css';
import { words } from './words.ts';

/** px by which keys and menu make a column wider. */
const widthStep = 16;

/** Which columns there are; the same in the menu of the headers and in the view menu. */
export function ColumnItems() {
  const chosen = useSettings(({ view }) => view.columns);
  return columnKeys.map((key) => (
    <MenuCheckItem
      key={key}
      stay
      checked={chosen.some((column) => column.key === key)}
      onSelect={() => toggleColumn(key)}
    >
      {columnWords[key]}
    </MenuCheckItem>
  ));
}

/** The menu of one header: all that the pointer can do with it, and which columns there are. */
function HeaderItems({
  of,
  columns,
  from,
}: {
  readonly of: SortKey;
  readonly columns: Columns;
  readonly from: Element;
}) {
  const shown = of === 'name' ? undefined : columns.find(({ key }) => key === of);
  const at = columns.findIndex(({ key }) => key === of);
  return (
    <>
      {shown !== undefined && (
        <>
          <MenuLabel>{columnWords[shown.key]}</MenuLabel>
          <MenuItem stay onSelect={() => setColumnWidth(shown.key, shown.width + widthStep)}>
            {words.wider}
          </MenuItem>
          <MenuItem stay onSelect={() => setColumnWidth(shown.key, shown.width - widthStep)}>
            {words.narrower}
          </MenuItem>
          <MenuItem onSelect={() => fitColumn(from, shown.key)}>{words.fit}</MenuItem>
          <MenuItem stay disabled={at === 0} onSelect={() => stepColumn(shown.key, -1)}>
            {words.left}
          </MenuItem>
          <MenuItem stay disabled={at === columns.length - 1} onSelect={() => stepColumn(shown.key, 1)}>
            {words.right}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuLabel>{words.columns}</MenuLabel>
      <ColumnItems />
      <MenuSeparator />
      <MenuItem onSelect={() => setColumns(defaultSettings.view.columns)}>{words.usualColumns}</MenuItem>
    </>
  );
}

/**
 * Column headers: a press sorts, another one turns the order round; edges make columns wider, headers are dragged to
 * another place. The menu of a header does the same.
 */
export function Header({ columns }: { readonly columns: Columns }) {
  const sort = useSettings(({ view }) => view.sort);
  const [place, setPlace] = useState<ColumnPlace | null>(null);
  const [menu, setMenu] = useState<{ readonly of: SortKey; readonly from: Element } | null>(null);
  const last = columns.at(-1)?.key;

  const onKeyDown = (event: KeyboardEvent, { key, width }: Columns[number]): void => {
    if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) stepColumn(key, event.key === 'ArrowLeft' ? -1 : 1);
    else setColumnWidth(key, width + (event.key === 'ArrowLeft' ? -widthStep : widthStep));
  };

  const sorted = (key: SortKey) => (sort.key !== key ? null : sort.descending ? 'descending' : 'ascending');
  return (
    <ListHead>
      <ContextMenu items={menu !== null && <HeaderItems {...menu} columns={columns} />}>
        <HeadRow
          onContextMenu={({ target }) => {
            const head = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
            if (head !== null) setMenu({ of: head.dataset['column'] as SortKey, from: head });
          }}
        >
          <ColumnHead
            data-column="name"
            className={css['name']}
            words={columnWords.name}
            sorted={sorted('name')}
            onSort={() => sortBy('name')}
          />
          {columns.map((column) => {
            const { key } = column;
            return (
              <ColumnHead
                key={key}
                data-column={key}
                className={cx(
                  columnPlaces[key] === 'end' && css['right'],
                  place?.key === key && css['dragged'],
                  place !== null && place.before === key && css['before'],
                  place !== null && place.before === null && key === last && css['behind'],
                )}
                words={columnWords[key]}
                sorted={sorted(key)}
                onSort={() => sortBy(key)}
                onSortKey={(event) => onKeyDown(event, column)}
                onPointerDown={(event) => dragColumn(event, key, setPlace)}
              >
                <span
                  aria-hidden
                  className={css['edge']}
                  title={words.edge(columnWords[key])}
                  onPointerDown={(event) => dragWidth(event, key)}
                  onDoubleClick={({ currentTarget }) => fitColumn(currentTarget, key)}
                />
              </ColumnHead>
            );
          })}
        </HeadRow>
      </ContextMenu>
    </ListHead>
  );
}
