import type { App } from 'electron';
import type { Job } from '../../shared/model.ts';

/** How long the engine may take to end, in ms. What does not answer by then (a disk that hangs) ends with the process. */
const patience = 10_000;

export interface QuitOptions {
  /** Jobs under way, now. */
  readonly running: () => readonly Job[];
  /** True: end them. */
  readonly ask: (running: readonly Job[]) => Promise<boolean>;
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
 * Every way to quit leads through `before-quit`.
 */
export function guardQuit(app: App, options: QuitOptions): Quit {
  let stage: 'open' | 'asking' | 'closing' | 'closed' = 'open';

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
      const end = await options.ask(running);
      // While the question was open, a signal may have ended the work already.
      if ((stage as string) !== 'asking') return;
      stage = 'open';
      if (!end) return;
    }
    await close();
  };

  app.on('before-quit', (event) => {
    if (stage === 'closed') return;
    event.preventDefault();
    if (stage === 'open') void askThenClose();
  });

  return { now: () => void close(), ended: () => stage === 'closed' };
}
