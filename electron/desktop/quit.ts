import type { App } from 'electron';
import type { Job } from '../../shared/model.ts';

/** How long the engine may take to end, in ms. What does not answer by then (a disk that hangs) ends with the process. */
const patience = 10_000;

/** What a person answers about work under way: go on; end when the files at hand are whole; end at once. */
export type QuitAnswer = 'stay' | 'after-file' | 'now';

export interface QuitOptions {
  /** Jobs under way, now. */
  readonly running: () => readonly Job[];
  readonly ask: (running: readonly Job[]) => Promise<QuitAnswer>;
  /** Stops the jobs behind the files that are under way; resolves when all have ended. */
  readonly finishFiles: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Quit {
  /** Ends without a question: the system or a terminal said so. */
  now(): void;
  /** All is closed: windows may close. */
  ended(): boolean;
}

/**
 * The one way the program ends: jobs under way are asked about once, then the engine is closed, then the app quits.
 * Every way to quit leads through `before-quit`. Quitting again while files are being finished ends at once.
 */
export function guardQuit(app: App, options: QuitOptions): Quit {
  let stage: 'open' | 'asking' | 'finishing' | 'closing' | 'closed' = 'open';
  // A signal may change it while something is awaited.
  const at = (): typeof stage => stage;

  const close = async (): Promise<void> => {
    if (stage === 'closing' || stage === 'closed') return;
    stage = 'closing';
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([options.close().catch(() => undefined), late]);
    clearTimeout(timer);
    stage = 'closed';
    app.quit();
  };

  const askThenClose = async (): Promise<void> => {
    const running = options.running();
    if (running.length > 0) {
      stage = 'asking';
      const answer = await options.ask(running);
      if (at() !== 'asking') return;
      stage = answer === 'after-file' ? 'finishing' : 'open';
      if (answer === 'stay') return;
      if (answer === 'after-file') await options.finishFiles().catch(() => undefined);
    }
    await close();
  };

  app.on('before-quit', (event) => {
    if (stage === 'closed') return;
    event.preventDefault();
    if (stage === 'open') void askThenClose();
    else if (stage === 'finishing') void close();
  });

  return { now: () => void close(), ended: () => stage === 'closed' };
}
