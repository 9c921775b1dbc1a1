import { FileWarning, Unplug } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Plan, PoolInfo } from '../../../shared/model.ts';
import { Icon } from '../../ui/index.ts';
import { sentence } from './reason-words.ts';
import styles from './rebalance.module.css';
import { planText } from './screen-words.ts';

/** One thing that the plan does not move, and why. */
export interface NotMoved {
  readonly key: string;
  readonly title: string;
  readonly where: string;
  readonly size: number | null;
  readonly reason: string;
  readonly offline: boolean;
}

/** What stays, before the start: single files with their reasons, then what is on volumes that are not connected. */
export function notMovedOf(plan: Plan, pool: PoolInfo): readonly NotMoved[] {
  const names = pool.volumes.map((volume) => volume.name);
  const files = plan.blocked.map(({ path, reason, size }): NotMoved => ({
    key: path,
    title: visibleName(path.slice(path.lastIndexOf('/') + 1)),
    where: visibleName(path),
    size: size ?? null,
    reason: sentence(reason, names),
    offline: false,
  }));
  const volumes = pool.volumes
    .filter((volume) => volume.state === 'offline' || volume.state === 'failing')
    .map((volume): NotMoved => ({
      key: volume.id,
      title: planText.everythingOn(volume.name),
      where: visibleName(volume.root),
      size: volume.space?.used ?? null,
      reason: volume.stateReason === '' ? planText.notConnected : sentence(volume.stateReason, names),
      offline: true,
    }));
  return [...files, ...volumes];
}

export function totalOf(items: readonly NotMoved[]): string {
  const bytes = items.reduce((sum, one) => sum + (one.size ?? 0), 0);
  return planText.itemsOf(items.length, bytes);
}

/** The most that are listed one by one. */
const listed = 500;

export function NotMovedList({ items, after }: { readonly items: readonly NotMoved[]; readonly after: string }) {
  return (
    <div className={styles['blocked']} tabIndex={0} role="region" aria-label={planText.notMoved}>
      <ul>
        {items.slice(0, listed).map((one) => (
          <li key={one.key}>
            <Icon icon={one.offline ? Unplug : FileWarning} />
            <b title={one.where}>{one.title}</b>
            <span className={styles['quiet']}>{one.size === null ? '' : formatSize(one.size)}</span>
            <p>{one.reason}</p>
          </li>
        ))}
      </ul>
      {items.length > listed && <p className={styles['quiet']}>{planText.more(items.length - listed)}</p>}
      {after !== '' && <p className={`${styles['quiet'] ?? ''} ${styles['after'] ?? ''}`}>{after}</p>}
    </div>
  );
}
