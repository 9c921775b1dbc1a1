import { app, Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';
import { visibleName } from '../../shared/format.ts';
import type { Job } from '../../shared/model.ts';
import { noticeOf, overall } from '../../shared/progress.ts';
import type { Overall } from '../../shared/progress.ts';
import type { EventSource, HostEvent } from '../host/events.ts';

/** What is seen of work outside of the window: the task bar, notices of the system, and that it stays awake. */
export interface WorkOutside extends EventSource {
  close(): void;
}

export interface WorkOptions {
  /** Changes of jobs, of other processes too: what the window shows. */
  readonly events: EventSource;
  /** Jobs that are there already. */
  readonly jobs: readonly Job[];
  readonly window: () => BrowserWindow | null;
  /** Brings the window to the front, or opens it. */
  readonly raise: () => void;
}

/** Work of which nobody knows how far it is: more than 1 says so on Windows, and would be a full bar elsewhere. */
const unknown = process.platform === 'win32' ? 2 : 0;

/** As Electron's window takes it: less than 0 is no bar. Modes are drawn on Windows only. */
function barOf({ share, mode }: Overall): readonly [number, 'normal' | 'paused' | 'indeterminate' | 'none'] {
  if (mode === 'none' || mode === 'queued') return [-1, 'none'];
  if (share === null) return [unknown, 'indeterminate'];
  // In hundredths: what nobody sees is not told.
  return [Math.floor(share * 100) / 100, mode === 'works' ? 'normal' : 'paused'];
}

/** Shows outside what goes on. Its events ask windows to show what a notice was about. */
export function followWork({ events, jobs, window, raise }: WorkOptions): WorkOutside {
  const known = new Map(jobs.map((job) => [job.id, job]));
  const listeners = new Set<(event: HostEvent) => void>();
  /** Kept while it is shown: Electron's are collected else, and a click is lost. */
  const notices = new Map<string, Notification>();
  let drawn = '';
  let badge = 0;
  let blocker: number | null = null;

  const draw = (): void => {
    const now = overall([...known.values()]);
    const [share, mode] = barOf(now);
    const shown = window();
    const key = `${String(shown?.id ?? '')} ${String(share)} ${mode}`;
    if (key !== drawn) shown?.setProgressBar(share, { mode });
    drawn = key;
    if (now.questions !== badge) app.setBadgeCount(now.questions);
    badge = now.questions;
    if (now.moves && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (!now.moves && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };

  const tell = (before: Job | undefined, job: Job): void => {
    const notice = noticeOf(before, job);
    if (notice === null || window()?.isFocused() === true || !Notification.isSupported()) return;
    const shown = new Notification({ title: visibleName(notice.title), body: notice.body });
    notices.get(job.id)?.close();
    notices.set(job.id, shown);
    shown.on('click', () => {
      raise();
      const { screen } = notice;
      for (const listener of listeners) listener({ name: 'host.show', payload: { screen, pool: job.pool } });
    });
    shown.on('close', () => {
      if (notices.get(job.id) === shown) notices.delete(job.id);
    });
    shown.show();
  };

  const end = events.subscribe((event) => {
    if (event.name === 'job.changed') {
      const { job } = event.payload;
      const before = known.get(job.id);
      known.set(job.id, job);
      tell(before, job);
      draw();
    } else if (event.name === 'job.removed') {
      known.delete(event.payload.id);
      draw();
    }
  });
  draw();

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      end();
      if (blocker !== null) powerSaveBlocker.stop(blocker);
      blocker = null;
      for (const notice of notices.values()) notice.close();
    },
  };
}
