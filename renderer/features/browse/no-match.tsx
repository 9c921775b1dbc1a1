import { ListFilter } from 'lucide-react';
import { wordText } from '../../../shared/query-edit.ts';
import { dropRows } from '../../state/drag.ts';
import { narrowed, useFilter } from '../../state/filter.ts';
import type { Folder } from '../../state/folders.ts';
import { hiddenIn } from '../../state/order.ts';
import { searchPool } from '../../state/search.ts';
import { setView, useSettings } from '../../state/settings.ts';
import { Button, Empty } from '../../ui/index.ts';
import { filterWords } from './filter-words.ts';
import css from './list.module.css';

/** A filter that shows nothing of the folder: says so, and leads on to the search. */
export function NoMatch({ folder }: { readonly folder: Folder }) {
  const pattern = useFilter((state) => state.pattern);
  const showsHidden = useSettings(({ view }) => view.hidden);
  if (pattern === null || folder.fresh || folder.entries.length === 0) return null;
  const found = narrowed(folder.entries, pattern);
  const hidden = showsHidden ? 0 : hiddenIn(found);
  if (found.length > hidden) return null;
  const { typed } = pattern;
  return (
    <div {...dropRows} className={css['over']}>
      <Empty
        icon={ListFilter}
        title={folder.complete ? filterWords.none(typed) : filterWords.noneYet(typed, folder.entries.length)}
        action={
          <div className={css['emptyButtons']}>
            <Button variant="primary" onClick={() => searchPool(wordText(typed))}>
              {filterWords.searchPool}
            </Button>
            {hidden > 0 && <Button onClick={() => setView({ hidden: true })}>{filterWords.showHidden}</Button>}
          </div>
        }
      >
        {hidden > 0 ? filterWords.hiddenText(hidden) : filterWords.noneText}
      </Empty>
    </div>
  );
}
