import { ChevronDown, ChevronUp } from 'lucide-react';
import { sortBy, useBrowse } from '../../state/browse.ts';
import type { SortKey } from '../../state/order.ts';
import { cx, Icon } from '../../ui/index.ts';
import css from './list.module.css';

const columns: readonly { readonly key: SortKey; readonly label: string; readonly place?: 'right' | 'when' }[] = [
  { key: 'name', label: 'Name' },
  { key: 'volumes', label: 'Volumes' },
  { key: 'size', label: 'Size', place: 'right' },
  { key: 'modified', label: 'Modified', place: 'when' },
];

/** Column headers; a press sorts, another one turns the order round. */
export function Header() {
  const sort = useBrowse((state) => state.sort);
  return (
    <div role="rowgroup" className={css['head']}>
      <div role="row" aria-rowindex={1} className={css['headRow']}>
        {columns.map(({ key, label, place }) => {
          const on = sort.key === key;
          return (
            <div
              key={key}
              role="columnheader"
              aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              className={cx(css['column'], place !== undefined && css[place])}
            >
              <button type="button" className={cx(css['sort'], on && css['on'])} onClick={() => sortBy(key)}>
                {label}
                {on && <Icon icon={sort.descending ? ChevronUp : ChevronDown} size={12} />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
