import { create } from 'zustand';
import { visibleName } from '../../shared/format.ts';
import { noticeOf, overall, shareWords } from '../../shared/progress.ts';
import type { Job } from '../../shared/model.ts';
import { capabilities, host } from '../api/host.ts';
import { isEnded, useJobs } from './jobs.ts';
import { go } from './route.ts';
import { titleWords } from './words.ts';

/** What is seen of operations outside of the page: the title of the tab, and notices of the browser. */

/** `impossible`: this browser has none. `refused`: the person said so to the browser. */
type Telling = 'off' | 'on' | 'refused' | 'impossible';

const storeKey = 'cfs-tells';

function stateNow(): Telling {
  if (!('Notification' in window)) return 'impossible';
  if (Notification.permission === 'denied') return 'refused';
  return Notification.permission === 'granted' && localStorage.getItem(storeKey) === 'yes' ? 'on' : 'off';
}

export const useTelling = create<{ readonly state: Telling }>()(() => ({ state: 'off' }));

/** Asks the browser once, when the person wants it; or ends it. */
export async function toggleTelling(): Promise<void> {
  if (useTelling.getState().state === 'on') localStorage.removeItem(storeKey);
  else if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(storeKey, 'yes');
  useTelling.setState({ state: stateNow() });
}

let place = 'CFS';

/** "42 % - Copying 3 items to /photos - Home pool", else only where one is. */
export function titleOf(jobs: readonly Job[], where: string): string {
  const { share, mode, questions } = overall(jobs);
  if (mode === 'none') return where;
  if (mode === 'waits') return titleWords.toDecide(questions, where);
  const open = jobs.filter((job) => !isEnded(job) && job.state !== 'interrupted');
  const [first] = open;
  const what = open.length === 1 && first !== undefined ? visibleName(first.title) : titleWords.operations(open.length);
  const how = mode === 'paused' ? titleWords.paused : share === null ? titleWords.counting : shareWords(share);
  return titleWords.going(how, what, where);
}

function showTitle(): void {
  const title = titleOf(useJobs.getState().jobs, place);
  if (document.title !== title) document.title = title;
}

/** Says where one is; how far operations are is put before it while there are any. */
export function setPlaceTitle(words: string): void {
  place = words;
  showTitle();
}

function tell(job: Job, before: Job | undefined): void {
  if (useTelling.getState().state !== 'on' || document.hasFocus() || capabilities().notifies === true) return;
  const notice = noticeOf(before, job);
  if (notice === null) return;
  const shown = new Notification(visibleName(notice.title), { body: notice.body, tag: job.id });
  shown.onclick = () => {
    window.focus();
    go({ screen: notice.screen, pool: job.pool });
    shown.close();
  };
}

/** Called once by the composition root. */
export function followOutside(): void {
  host().on('host.show', ({ screen, pool }) => go({ screen, pool }));
  useTelling.setState({ state: stateNow() });
  useJobs.subscribe(({ jobs }, { jobs: before }) => {
    showTitle();
    const known = new Map(before.map((job) => [job.id, job]));
    // What was there when the page came is no news.
    for (const job of jobs) {
      const former = known.get(job.id);
      if (former !== undefined && former !== job) tell(job, former);
    }
  });
}
