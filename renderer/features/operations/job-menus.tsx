import { ArrowDown, ArrowUp, Gauge, X } from 'lucide-react';
import { formatSize } from '../../../shared/format.ts';
import type { Job } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { cancelJob, limitJob, reorderJob, resumeJob } from '../../state/jobs.ts';
import { Button, IconButton, Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from '../../ui/index.ts';
import css from './operations.module.css';

/** Bytes per second that the menu offers. */
const limits: readonly number[] = [10e6, 50e6, 100e6];

/** How fast the job may copy. */
export function LimitMenu({ job, title }: { readonly job: Job; readonly title: string }) {
  const words = job.limit === null ? 'Limit the speed' : `Limited to ${formatSize(job.limit)}/s`;
  const own = job.limit !== null && !limits.includes(job.limit);
  return (
    <Menu align="end" trigger={<IconButton label={words} icon={Gauge} aria-label={`${words}: ${title}`} />}>
      <MenuLabel>At most, per second</MenuLabel>
      <MenuCheckItem checked={job.limit === null} onSelect={() => limitJob(job.id, null)}>
        No limit
      </MenuCheckItem>
      {limits.map((limit) => (
        <MenuCheckItem key={limit} checked={job.limit === limit} onSelect={() => limitJob(job.id, limit)}>
          {limit / 1e6} MB/s
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuCheckItem checked={own} onSelect={() => openDialog({ kind: 'speed-limit', job: job.id })}>
        {own ? `${formatSize(job.limit)}/s, change…` : 'Another one…'}
      </MenuCheckItem>
    </Menu>
  );
}

/** Ends the job: at once, or after the files under way. One that has not begun is just taken off. */
export function CancelMenu({ job, title }: { readonly job: Job; readonly title: string }) {
  const label = `Cancel: ${title}`;
  if (job.state === 'queued' || job.asking || job.stopping === 'file') {
    return <IconButton label={label} icon={X} onClick={() => cancelJob(job.id)} />;
  }
  return (
    <Menu align="end" trigger={<IconButton label={label} icon={X} />}>
      <MenuItem onSelect={() => cancelJob(job.id, 'file')} shortcut="each is whole">
        Cancel after the files under way
      </MenuItem>
      <MenuItem onSelect={() => cancelJob(job.id, 'now')} shortcut="halves are removed">
        Cancel now
      </MenuItem>
    </Menu>
  );
}

interface WaitingProps {
  readonly job: Job;
  readonly title: string;
  readonly turn: Turn;
}

/** Where a waiting job stands: ids of what it may be put before; null: behind all; undefined: it cannot be moved so. */
export interface Turn {
  readonly earlier: string | undefined;
  readonly later: string | null | undefined;
}

/** The turn of the waiting job at this place of their order. */
export function turnOf(waiting: readonly Job[], id: string): Turn {
  const at = waiting.findIndex((job) => job.id === id);
  const isLast = at < 0 || at === waiting.length - 1;
  return { earlier: waiting[at - 1]?.id, later: isLast ? undefined : (waiting[at + 2]?.id ?? null) };
}

/** What one can do about the turn of a waiting job. */
export function WaitingButtons({ job, title, turn: { earlier, later } }: WaitingProps) {
  return (
    <span className={css['waiting']}>
      <IconButton
        label={`Earlier: ${title}`}
        icon={ArrowUp}
        disabled={earlier === undefined}
        why="It is the next one"
        onClick={() => earlier !== undefined && reorderJob(job.id, earlier)}
      />
      <IconButton
        label={`Later: ${title}`}
        icon={ArrowDown}
        disabled={later === undefined}
        why="It is the last one"
        onClick={() => later !== undefined && reorderJob(job.id, later)}
      />
      <Button variant="bare" onClick={() => resumeJob(job.id)}>
        Start now
      </Button>
    </span>
  );
}
