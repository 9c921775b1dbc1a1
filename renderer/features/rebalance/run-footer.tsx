import { Pause, Play } from 'lucide-react';
import type { Job } from '../../../shared/model.ts';
import { cancelJob, dismissJob, limitJob, pauseJob, restartJob, resumeJob } from '../../state/jobs.ts';
import { notifyError } from '../../state/notices.ts';
import { setBackground, setWindow } from '../../state/runs.ts';
import { Button } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import type { TimeLeft } from './run-figures.ts';
import { RunHowMenu } from './run-how.tsx';
import { runText } from './run-screen-words.ts';
import { doneBy, heldWords, windowWords } from './run-words.ts';
import { planAgain } from './store.ts';

/** How fast a run may go and when, how long it goes on, and the ways to stop it. */
export function RunFooter({ job, left }: { readonly job: Job; readonly left: TimeLeft | null }) {
  if (job.state === 'interrupted') return <InterruptedFooter job={job} />;
  const { background = false, limit, window = null } = job;
  const paused = job.state === 'paused';
  const stopping = job.stopping !== null;
  const why = runText.stopping;
  const held = heldWords(job);
  const first = doneBy(left) ?? (held === '' ? runText.begun : `${held.charAt(0).toUpperCase()}${held.slice(1)}`);
  return (
    <footer className={styles['foot']}>
      <RunHowMenu
        how={{ background, limit, window }}
        onSet={(how) => {
          if (how.background !== background) setBackground(job.id, how.background);
          if (how.limit !== limit) limitJob(job.id, how.limit);
          if (how.window !== window) setWindow(job.id, how.window).catch(notifyError);
        }}
      />
      <div className={styles['cost']}>
        <b>{first}</b>
        <span>{window === null ? runText.noHalves : runText.worksFrom(windowWords(window))}</span>
      </div>
      <div className={styles['actions']}>
        <Button size="large" disabled={job.stopping === 'now'} why={why} onClick={() => cancelJob(job.id, 'now')}>
          {runText.stopNow}
        </Button>
        <Button size="large" disabled={stopping} why={why} onClick={() => cancelJob(job.id, 'file')}>
          {runText.stopAfter}
        </Button>
        <Button
          variant="primary"
          size="large"
          icon={paused ? Play : Pause}
          disabled={stopping}
          why={why}
          onClick={() => (paused ? resumeJob(job.id) : pauseJob(job.id))}
        >
          {paused ? runText.goOn : runText.pause}
        </Button>
      </div>
    </footer>
  );
}

/** Its process ended in the middle: go on with the rest, or leave it as it is. */
function InterruptedFooter({ job }: { readonly job: Job }) {
  return (
    <footer className={styles['foot']}>
      <div className={styles['cost']}>
        <b>{runText.everyWhole}</b>
        <span>{runText.halvesGo}</span>
      </div>
      <div className={styles['actions']}>
        <Button
          size="large"
          onClick={() => {
            dismissJob(job.id);
            planAgain();
          }}
        >
          {runText.leaveSo}
        </Button>
        <Button
          variant="primary"
          size="large"
          icon={Play}
          disabled={!job.canRestart}
          why={job.notes.at(-1) ?? runText.noRestart}
          onClick={() => restartJob(job.id)}
        >
          {runText.goOnRest}
        </Button>
      </div>
    </footer>
  );
}
