import { ArrowDown, ArrowUp, Gauge, X } from 'lucide-react';
import { sizeScale } from '../../../shared/format.ts';
import type { Job } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { cancelJob, limitJob, reorderJob, resumeJob } from '../../state/jobs.ts';
import { Button, IconButton, Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from '../../ui/index.ts';
import { lineWords } from './line-words.ts';
import css from './operations.module.css';

/** What the menu offers, in round figures of the units that are chosen. */
function limitsOffered(): readonly { readonly bytes: number; readonly label: string }[] {
  const { base, names } = sizeScale();
  return [10, 50, 100].map((millions) => ({
    bytes: millions * base ** 2,
    label: lineWords.roundRate(millions, names[2] ?? ''),
  }));
}

/** How fast the job may copy. */
export function LimitMenu({ job, title }: { readonly job: Job; readonly title: string }) {
  const words = job.limit === null ? lineWords.limit : lineWords.limited(job.limit);
  const limits = limitsOffered();
  const own = job.limit !== null && !limits.some(({ bytes }) => bytes === job.limit);
  return (
    <Menu align="end" trigger={<IconButton label={words} icon={Gauge} aria-label={lineWords.forJob(words, title)} />}>
      <MenuLabel>{lineWords.perSecond}</MenuLabel>
      <MenuCheckItem checked={job.limit === null} onSelect={() => limitJob(job.id, null)}>
        {lineWords.noLimit}
      </MenuCheckItem>
      {limits.map(({ bytes, label }) => (
        <MenuCheckItem key={bytes} checked={job.limit === bytes} onSelect={() => limitJob(job.id, bytes)}>
          {label}
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuCheckItem checked={own} onSelect={() => openDialog({ kind: 'speed-limit', job: job.id })}>
        {own ? lineWords.ownLimit(job.limit) : lineWords.otherLimit}
      </MenuCheckItem>
    </Menu>
  );
}

/** Ends the job: at once, or after the files under way. One that has not begun is just taken off. */
export function CancelMenu({ job, title }: { readonly job: Job; readonly title: string }) {
  const label = lineWords.cancel(title);
  if (job.state === 'queued' || job.asking || job.stopping === 'file') {
    return <IconButton label={label} icon={X} data-ends onClick={() => cancelJob(job.id)} />;
  }
  return (
    <Menu align="end" trigger={<IconButton label={label} icon={X} data-ends />}>
      <MenuItem onSelect={() => cancelJob(job.id, 'file')} shortcut={lineWords.eachWhole}>
        {lineWords.cancelAfter}
      </MenuItem>
      <MenuItem onSelect={() => cancelJob(job.id, 'now')} shortcut={lineWords.halvesGo}>
        {lineWords.cancelNow}
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
        label={lineWords.earlier(title)}
        icon={ArrowUp}
        disabled={earlier === undefined}
        why={lineWords.isNext}
        onClick={() => earlier !== undefined && reorderJob(job.id, earlier)}
      />
      <IconButton
        label={lineWords.later(title)}
        icon={ArrowDown}
        disabled={later === undefined}
        why={lineWords.isLast}
        onClick={() => later !== undefined && reorderJob(job.id, later)}
      />
      <Button variant="bare" onClick={() => resumeJob(job.id)}>
        {lineWords.startNow}
      </Button>
    </span>
  );
}
