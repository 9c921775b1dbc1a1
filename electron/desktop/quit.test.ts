import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import { jobOf } from '../host/test-engine.ts';
import { guardQuit } from './quit.ts';
import type { Quit, QuitAnswer } from './quit.ts';

/** What Electron's app does at `quit`: it asks its listeners, and ends when none refuses. */
class StandInApp extends EventEmitter {
  ended = 0;
  quit(): void {
    const event = { refused: false, preventDefault: () => void (event.refused = true) };
    this.emit('before-quit', event);
    if (!event.refused) this.ended += 1;
  }
}

let app: StandInApp;
let calls: string[];
let answer: QuitAnswer;
let finished: PromiseWithResolvers<undefined>;
let running: number;
let quit: Quit;

beforeEach(() => {
  app = new StandInApp();
  calls = [];
  answer = 'stay';
  finished = Promise.withResolvers();
  running = 2;
  quit = guardQuit(app as unknown as App, {
    running: () => Array.from({ length: running }, (_, index) => jobOf(`job${index}`)),
    ask: (jobs) => {
      calls.push(`asked about ${jobs.length}`);
      return Promise.resolve(answer);
    },
    finishFiles: () => {
      calls.push('finishing');
      return finished.promise;
    },
    close: () => Promise.resolve(void calls.push('closed')),
  });
});
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it('[E100] "Keep working" goes on and is asked again the next time; "Stop now" closes without waiting', async () => {
  app.quit();
  await settle();
  expect([calls, app.ended, quit.ended()]).toEqual([['asked about 2'], 0, false]);
  answer = 'now';
  app.quit();
  await vi.waitFor(() => expect(app.ended).toBe(1));
  expect(calls).toEqual(['asked about 2', 'asked about 2', 'closed']);
});

it('[E101] "Stop after this file" ends when the files under way are finished, and not before', async () => {
  answer = 'after-file';
  app.quit();
  await settle();
  expect([calls, app.ended]).toEqual([['asked about 2', 'finishing'], 0]);
  finished.resolve(undefined);
  await vi.waitFor(() => expect(app.ended).toBe(1));
  expect(calls).toEqual(['asked about 2', 'finishing', 'closed']);
});

it('[E101] quitting again while files are finished, or a signal, ends at once', async () => {
  answer = 'after-file';
  app.quit();
  await settle();
  app.quit();
  await vi.waitFor(() => expect(app.ended).toBe(1));
  expect(calls).toEqual(['asked about 2', 'finishing', 'closed']);
  finished.resolve(undefined);
  await settle();
  expect([calls.length, app.ended]).toEqual([3, 1]);
});

it('[E102] without work, and at a signal, nothing is asked', async () => {
  running = 0;
  app.quit();
  await vi.waitFor(() => expect(app.ended).toBe(1));
  expect(calls).toEqual(['closed']);
});

it('[E102] a signal while the question is open ends the work, whatever the answer', async () => {
  answer = 'stay';
  app.quit();
  quit.now();
  await vi.waitFor(() => expect(app.ended).toBe(1));
  expect(calls).toEqual(['asked about 2', 'closed']);
});
