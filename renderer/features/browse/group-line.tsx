import { ChevronDown, ChevronRight } from 'lucide-react';
import { formatCount } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { volumeOf } from '../../state/pool.ts';
import type { GroupRow } from '../../state/rows.ts';
import { toggleGroup } from '../../state/view.ts';
import { listOf, named } from '../../text.ts';
import { Icon, VolumeMark } from '../../ui/index.ts';
import css from './group.module.css';

/** What a group is about and how much is in it; a press closes or opens it. */
export function GroupHead({ row, pool }: { readonly row: GroupRow; readonly pool: PoolInfo }) {
  const name = row.volumes.length === 0 ? row.label : listOf(row.volumes.map(named), 'plain');
  return (
    <button
      type="button"
      // The arrow keys pass over it; commands close and open groups without the mouse.
      tabIndex={-1}
      aria-expanded={!row.closed}
      className={css['head']}
      onClick={() => toggleGroup(row.id)}
    >
      <Icon icon={row.closed ? ChevronRight : ChevronDown} size={14} />
      {row.volumes.map((held) => {
        const volume = volumeOf(pool, held);
        return (
          volume !== undefined && (
            <VolumeMark key={held} mark={volume.mark} colour={volume.colour} state={volume.state} />
          )
        );
      })}
      <span className={css['label']}>{name}</span>
      <span className={css['count']}>{formatCount(row.count)}</span>
    </button>
  );
}

export interface GroupLineProps {
  readonly row: GroupRow;
  readonly index: number;
  readonly pool: PoolInfo;
  /** Pixels from the top of the list. */
  readonly top: number;
}

/** A group's line in the list. */
export function GroupLine({ row, index, pool, top }: GroupLineProps) {
  return (
    <div
      role="row"
      aria-level={row.level + 1}
      aria-rowindex={index + 2}
      className={css['line']}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className={css['cell']}>
        <GroupHead row={row} pool={pool} />
      </div>
    </div>
  );
}
