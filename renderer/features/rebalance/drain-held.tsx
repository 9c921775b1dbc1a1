import { GitCompare, Lock, OctagonAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import { openComparison } from '../../state/copies.ts';
import { isEnded } from '../../state/jobs.ts';
import { named, text } from '../../text.ts';
import { Button, errorParts, Icon } from '../../ui/index.ts';
import { sentence } from './reason-words.ts';
import { runText } from './run-screen-words.ts';
import styles from './run.module.css';
import { planText } from './screen-words.ts';

/** Something that keeps a volume from being empty. */
export interface Held {
  readonly path: string;
  readonly icon: LucideIcon;
  readonly reason: string;
  readonly kind: 'open' | 'conflict' | 'other';
}

const icons = { open: Lock, conflict: GitCompare, other: OctagonAlert } as const;

/** What the plan could not take in, and what the run could not move. */
export function heldOf(plan: Pick<Plan, 'blocked'>, job: Pick<Job, 'errors'>, pool: PoolInfo): readonly Held[] {
  const names = pool.volumes.map((volume) => volume.name);
  const found = new Map<string, Held>();
  for (const { path, reason, kind } of plan.blocked) {
    // What is not of the pool does not keep it from being empty.
    if (kind === 'foreign') continue;
    const known = kind === 'open' || kind === 'recent' ? 'open' : kind === 'conflict' ? 'conflict' : 'other';
    found.set(path, { path, icon: icons[known], reason: sentence(reason, names), kind: known });
  }
  for (const { path, error } of job.errors) {
    const known = error.code === 'busy' ? 'open' : error.code === 'exists' ? 'conflict' : 'other';
    const { rest, what } = errorParts({ message: error.message });
    found.set(path, { path, icon: icons[known], reason: rest === '' ? what : rest, kind: known });
  }
  return [...found.values()];
}

/** The most that are listed one by one. */
const listed = 100;

export interface HeldListProps {
  readonly items: readonly Held[];
  readonly job: Job;
  /** Looks at what is left and makes a plan for it. */
  readonly again: () => void;
}

/** What holds it up, each with the person's way out. */
export function HeldList({ items, job, again }: HeldListProps) {
  const ended = isEnded(job);
  return (
    <ul className={styles['held']} aria-label={ended ? runText.whatStayed : runText.whatHolds}>
      {items.slice(0, listed).map((item) => (
        <li key={item.path}>
          <Icon icon={item.icon} size={16} />
          <b title={visibleName(item.path)}>{visibleName(item.path.slice(item.path.lastIndexOf('/') + 1))}</b>
          <span />
          <p>
            <span>{item.kind === 'open' && !ended ? runText.triedAtEnd(item.reason) : item.reason}</span>
            {item.kind === 'conflict' && (
              <Button
                variant="bare"
                aria-label={planText.actFor(runText.compare, named(item.path))}
                onClick={() => openComparison(item.path)}
              >
                {runText.compare}
              </Button>
            )}
            {item.kind !== 'conflict' && ended && (
              <Button
                variant="bare"
                aria-label={runText.actFor(item.kind === 'open' ? runText.whenClosed : text.tryAgain, item.path)}
                onClick={again}
              >
                {item.kind === 'open' ? runText.whenClosed : text.tryAgain}
              </Button>
            )}
          </p>
        </li>
      ))}
      {items.length > listed && (
        <li>
          <span />
          <p>{planText.more(items.length - listed)}</p>
        </li>
      )}
    </ul>
  );
}
