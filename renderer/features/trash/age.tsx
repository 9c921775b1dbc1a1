import { Clock } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { notifyError } from '../../state/notices.ts';
import { setPool } from '../../state/pool.ts';
import { Button, Menu, MenuCheckItem, MenuLabel } from '../../ui/index.ts';
import { words } from './words.ts';

/** Days that are offered; another number that a command chose is shown beside them. */
const offered: readonly (number | null)[] = [null, 7, 30, 90, 365];

/** How long things stay in the trash by themselves. */
export function TrashAge({ pool }: { readonly pool: PoolInfo }) {
  const { trashDays } = pool;
  const all = offered.includes(trashDays) ? offered : [...offered, trashDays];
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="bare" icon={Clock}>
          {words.ageWords(trashDays)}
        </Button>
      }
    >
      <MenuLabel>{words.age}</MenuLabel>
      {all.map((days) => (
        <MenuCheckItem
          key={days ?? 'never'}
          checked={days === trashDays}
          onSelect={() => void setPool({ pool: pool.id, trashDays: days }).catch(notifyError)}
        >
          {words.ageWords(days)}
        </MenuCheckItem>
      ))}
    </Menu>
  );
}
