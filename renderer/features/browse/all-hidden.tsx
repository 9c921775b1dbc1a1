import { EyeOff } from 'lucide-react';
import { dropRows } from '../../state/drag.ts';
import { setView } from '../../state/settings.ts';
import { count as words } from '../../text.ts';
import { Button, Empty } from '../../ui/index.ts';
import css from './list.module.css';

/** A folder of which nothing is shown, because all its names begin with a dot. */
export function AllHidden({ count }: { readonly count: number }) {
  return (
    <div {...dropRows} className={css['over']}>
      <Empty
        icon={EyeOff}
        title={`${words(count, 'hidden item')} and nothing else`}
        action={<Button onClick={() => setView({ hidden: true })}>Show hidden files</Button>}
      >
        Names that begin with a dot are not shown.
      </Empty>
    </div>
  );
}
