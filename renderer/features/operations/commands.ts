import { Clock, Pause, Play, X } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import { offerWayOut } from '../../state/notices.ts';
import { currentPool } from '../../state/pool.ts';
import { go, useRoute } from '../../state/route.ts';
import { overall } from '../../../shared/progress.ts';
import { openDialog } from '../../state/dialogs.ts';
import { dismissJob, isEnded } from '../../state/jobs.ts';
import { text } from '../../text.ts';
import { jobsShown, openJobs, pauseAll, resumeAll, useOperations } from './all-jobs.ts';
import { commandWords } from './line-words.ts';
import { addVolume, canMakeRoom, makeRoom } from './room.ts';
import { words } from './words.ts';

/** Brings the operations into sight and the keyboard to the first of them; where there are none, to what was done. */
function showOperations(): void {
  if (jobsShown().length === 0) {
    go({ screen: 'activity' });
    return;
  }
  useOperations.setState({ folded: false });
  // The list is there after the next drawing, if it was folded or is on another screen.
  if (useRoute.getState().route.screen === 'decisions') go({ screen: 'activity' });
  requestAnimationFrame(() => {
    const panel = document.querySelector<HTMLElement>('[data-job] [data-line], [data-job] button');
    panel?.focus();
  });
}

/** What can be done about operations as a whole; called once by the composition root. */
export function registerOperationCommands(): void {
  offerWayOut('no-space', () => {
    const pool = currentPool();
    if (pool === null) return undefined;
    return canMakeRoom(pool) ? { label: text.makeRoom, run: makeRoom } : { label: words.addVolume, run: addVolume };
  });
  registerCommands([
    {
      id: 'operations.show',
      title: commandWords.show,
      group: 'operations',
      icon: Clock,
      keys: { other: ['Mod+J'] },
      run: showOperations,
    },
    {
      id: 'operations.activity',
      title: commandWords.activity,
      group: 'operations',
      icon: Clock,
      run: () => go({ screen: 'activity' }),
    },
    {
      id: 'operations.pauseAll',
      title: commandWords.pauseAll,
      group: 'operations',
      icon: Pause,
      enabled: () => (overall(jobsShown()).running > 0 ? true : { why: commandWords.noneRuns }),
      run: () => pauseAll(jobsShown()),
    },
    {
      id: 'operations.resumeAll',
      title: commandWords.resumeAll,
      group: 'operations',
      icon: Play,
      enabled: () => (overall(jobsShown()).paused > 0 ? true : { why: commandWords.nonePaused }),
      run: () => resumeAll(jobsShown()),
    },
    {
      id: 'operations.cancelAll',
      title: commandWords.cancelAll,
      group: 'operations',
      icon: X,
      enabled: () => (openJobs(jobsShown()).length > 0 ? true : { why: commandWords.noneOpen }),
      run: () => openDialog({ kind: 'cancel-operations' }),
    },
    {
      id: 'operations.clearEnded',
      title: commandWords.clearEnded,
      group: 'operations',
      enabled: () => (jobsShown().some(isEnded) ? true : { why: commandWords.noneEnded }),
      run: () =>
        jobsShown()
          .filter(isEnded)
          .forEach(({ id }) => dismissJob(id)),
    },
  ]);
}
