import { ChevronDown, FolderMinus, Layers, Plus, Trash2 } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { usePools } from '../../state/pool.ts';
import { go } from '../../state/route.ts';
import { Icon, Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from '../../ui/index.ts';
import { poolWords } from './pool-words.ts';
import { removeSampleNow } from './remove-pool.tsx';
import css from './sidebar.module.css';

/** The pool's name, and under it: other pools, a new one, putting this one away. */
export function PoolMenu({ pool }: { readonly pool: PoolInfo }) {
  const pools = usePools((state) => state.pools) ?? [];
  const name = visibleName(pool.name);
  return (
    <Menu
      trigger={
        <button type="button" className={css['pool']} title={name} aria-label={poolWords.pool(name)}>
          <Icon icon={Layers} size={20} className={css['poolIcon']} />
          <span className={css['poolName']}>{name}</span>
          <Icon icon={ChevronDown} size={14} className={css['poolMore']} />
        </button>
      }
    >
      <MenuLabel>{poolWords.pools}</MenuLabel>
      {pools.map((one) => (
        <MenuCheckItem
          key={one.id}
          checked={one.id === pool.id}
          onSelect={() => go({ screen: 'files', pool: one.id, path: '/' })}
        >
          {visibleName(one.name)}
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={Plus} onSelect={() => go({ screen: 'first-run' })}>
        {poolWords.newPool}
      </MenuItem>
      <MenuItem
        icon={pool.sample ? Trash2 : FolderMinus}
        onSelect={() => (pool.sample ? void removeSampleNow(pool) : openDialog({ kind: 'remove-pool' }))}
      >
        {pool.sample ? poolWords.removeSample : poolWords.forgetPool}
      </MenuItem>
    </Menu>
  );
}
