import { Ban, CircleSlash, Clock, FileWarning, GitCompare, Link, Lock, Pin, Unplug } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PlanBlocked, PlanBlockKind } from '../../../shared/planning.ts';
import { openComparison } from '../../state/copies.ts';
import { showVolume } from '../../state/settings-place.ts';
import { Button, Icon } from '../../ui/index.ts';
import { sentence } from './reason-words.ts';
import styles from './rebalance.module.css';
import { planText } from './screen-words.ts';

/** One thing that the plan does not move, why, and what a person can do about it. */
export interface Kept {
  readonly key: string;
  readonly icon: LucideIcon;
  readonly title: string;
  readonly where: string;
  readonly size: number | null;
  readonly reason: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const icons: Partial<Record<PlanBlockKind, LucideIcon>> = {
  open: Lock,
  recent: Clock,
  pinned: Pin,
  rule: Pin,
  conflict: GitCompare,
  offline: Unplug,
  'read-only': Ban,
  'links-outside': Link,
  excluded: CircleSlash,
};

export interface KeptWays {
  /** Looks at the files again. */
  readonly again: () => void;
  readonly takeIn: (path: string) => void;
  /** Takes a pin away; null: this host keeps none. */
  readonly unpin: ((path: string) => void) | null;
}

function actionOf({ kind, path, volume }: PlanBlocked, { again, takeIn, unpin }: KeptWays): Kept['action'] {
  switch (kind) {
    case 'open':
    case 'recent':
      return { label: planText.lookAgain, run: again };
    case 'conflict':
      return { label: planText.compare, run: () => openComparison(path) };
    case 'excluded':
      return { label: planText.takeItIn, run: () => takeIn(path) };
    case 'pinned':
      return unpin === null ? null : { label: planText.unpin, run: () => unpin(path) };
    case 'offline':
    case 'read-only':
      return volume === undefined ? null : { label: planText.details, run: () => showVolume(volume) };
    default:
      return null;
  }
}

/** What stays, before the start: single things with their reasons, then what is on volumes that are not connected. */
export function keptOf(blocked: readonly PlanBlocked[], pool: PoolInfo, ways: KeptWays): readonly Kept[] {
  const names = pool.volumes.map((volume) => volume.name);
  const away = pool.volumes.filter((volume) => volume.state === 'offline' || volume.state === 'failing');
  const told = new Set(blocked.filter((one) => one.kind === 'offline').map((one) => one.volume));
  const things = blocked.map((one): Kept => ({
    key: `${one.path} ${one.volume ?? ''}`,
    icon: icons[one.kind ?? 'other'] ?? FileWarning,
    title:
      one.kind === 'offline' && one.path === '/'
        ? planText.everythingOn(one.volume ?? '')
        : visibleName(one.path.slice(one.path.lastIndexOf('/') + 1)),
    where: visibleName(one.path),
    size: one.size ?? null,
    reason: sentence(one.reason, names),
    action: actionOf(one, ways),
  }));
  const volumes = away
    .filter((volume) => !told.has(volume.name))
    .map((volume): Kept => ({
      key: volume.id,
      icon: Unplug,
      title: planText.everythingOn(volume.name),
      where: visibleName(volume.root),
      size: volume.space?.used ?? null,
      reason: volume.stateReason === '' ? planText.notConnected : sentence(volume.stateReason, names),
      action: { label: planText.details, run: () => showVolume(volume.name) },
    }));
  return [...things, ...volumes];
}

/** "3 items, 453 GB". */
export function keptTotal(items: readonly Kept[], more: number): string {
  const bytes = items.reduce((sum, one) => sum + (one.size ?? 0), 0);
  return planText.itemsOf(items.length + more, more === 0 ? bytes : 0);
}

/** The most that are listed one by one. */
const listed = 500;

export function KeptList({ items, after }: { readonly items: readonly Kept[]; readonly after: string }) {
  return (
    <div className={styles['blocked']} tabIndex={0} role="region" aria-label={planText.notMoved}>
      <ul>
        {items.slice(0, listed).map((one) => (
          <li key={one.key}>
            <Icon icon={one.icon} />
            <b title={one.where}>{one.title}</b>
            <span className={styles['quiet']}>{one.size === null ? '' : formatSize(one.size)}</span>
            <p>
              <span>{one.reason}</span>
              {one.action !== null && (
                <Button
                  variant="bare"
                  className={styles['act']}
                  aria-label={planText.actFor(one.action.label, one.title)}
                  onClick={one.action.run}
                >
                  {one.action.label}
                </Button>
              )}
            </p>
          </li>
        ))}
      </ul>
      {items.length > listed && <p className={styles['quiet']}>{planText.more(items.length - listed)}</p>}
      {after !== '' && <p className={`${styles['quiet'] ?? ''} ${styles['after'] ?? ''}`}>{after}</p>}
    </div>
  );
}
