import type { KeyboardEvent } from 'react';
import type { Job } from '../../../shared/model.ts';
import { pauseJob, reorderJob, resumeJob } from '../../state/jobs.ts';
import type { Turn } from './job-menus.tsx';

/** What a key does on the line of an operation; null: nothing of its own. */
export type LineAct = 'pause' | 'resume' | 'end' | 'earlier' | 'later' | 'up' | 'down';

/** Keys of a line as `aria-keyshortcuts` tells them. */
export const lineShortcuts = 'Space Delete Alt+ArrowUp Alt+ArrowDown';

/** @param turn where it may go among those that wait */
export function lineAct(
  { key, altKey }: Pick<KeyboardEvent, 'key' | 'altKey'>,
  job: Pick<Job, 'state' | 'asking'>,
  { earlier, later }: Turn,
): LineAct | null {
  if (key === ' ') {
    if (job.state === 'paused') return 'resume';
    return job.state === 'running' && !job.asking ? 'pause' : null;
  }
  if (key === 'Delete') return 'end';
  if (key === 'ArrowUp') return !altKey ? 'up' : earlier === undefined ? null : 'earlier';
  if (key === 'ArrowDown') return !altKey ? 'down' : later === undefined ? null : 'later';
  return null;
}

/** Not in something that has a use of its own for the key, but the name of the line. */
function isFree(target: EventTarget): boolean {
  if (!(target instanceof HTMLElement)) return true;
  return target.dataset['line'] !== undefined || target.closest('button, input, a, ul ul, [role="menu"]') === null;
}

/** The keyboard goes to the line before or behind this one. */
function step(line: HTMLElement, by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-job]')];
  const next = all[all.indexOf(line) + by];
  (next?.querySelector<HTMLElement>('[data-line]') ?? next)?.focus();
}

/** Steers the operation whose line has the keyboard. */
export function pressOnLine(event: KeyboardEvent<HTMLElement>, job: Job, turn: Turn): void {
  const act = isFree(event.target) ? lineAct(event, job, turn) : null;
  if (act === null) return;
  event.preventDefault();
  event.stopPropagation();
  const line = event.currentTarget;
  if (act === 'pause') pauseJob(job.id);
  else if (act === 'resume') resumeJob(job.id);
  else if (act === 'up') step(line, -1);
  else if (act === 'down') step(line, 1);
  else if (act === 'earlier' && turn.earlier !== undefined) reorderJob(job.id, turn.earlier);
  else if (act === 'later' && turn.later !== undefined) reorderJob(job.id, turn.later);
  // What ends it is a button of the line, which may ask how.
  else if (act === 'end') pressButton(line.querySelector<HTMLElement>('[data-ends]'));
}

/** Presses a button, as the keyboard does: of a menu the first item is in hand then. */
function pressButton(button: HTMLElement | null): void {
  button?.focus();
  if (button?.getAttribute('aria-haspopup') !== 'menu') button?.click();
  else button.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
}
