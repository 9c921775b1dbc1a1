import { EyeOff } from 'lucide-react';
import { dropRows } from '../../state/drag.ts';
import { setView } from '../../state/settings.ts';
import { Button, Empty } from '../../ui/index.ts';
import { filterWords } from './filter-words.ts';
import css from './list.module.css';
import { words } from './words.ts';

/** A folder of which nothing is shown, because all its names begin with a dot. */
export function AllHidden({ count }: { readonly count: number }) {
  return (
    <div {...dropRows} className={css['over']}>
      <Empty
        icon={EyeOff}
        title={words.onlyHidden(count)}
        action={<Button onClick={() => setView({ hidden: true })}>{filterWords.showHidden}</Button>}
      >
        {words.onlyHiddenSay}
      </Empty>
    </div>
  );
}
