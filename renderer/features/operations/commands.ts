import { Clock, Pause, Play } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import { go, useRoute } from '../../state/route.ts';
import { overall } from '../../../shared/progress.ts';
import { jobsShown, pauseAll, resumeAll, useOperations } from './all-jobs.ts';
import { commandWords } from './line-words.ts';

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
  ]);
}
