import type { Job } from '../../shared/model.ts';
import { visibleName } from '../../shared/format.ts';

/** The signals that ask a program to end. */
const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndSignal = (typeof names)[number];
/** ms within which a second Ctrl+C ends what the first one asked about. */
const secondMs = 10_000;

export interface EndSignals {
  /** Fires once: end cleanly. From then on a further signal ends the process at once. */
  readonly signal: AbortSignal;
  /**
   * From now on a Ctrl+C on a terminal asks first when `reason` tells of work under way: it is written to the terminal,
   * and only a second Ctrl+C within ten seconds ends it. A service manager, `kill` and a closed terminal end at once.
   */
  readonly guard: (reason: () => string | null) => void;
}

export interface SignalSource {
  on(name: NodeJS.Signals, listener: () => void): unknown;
  off(name: NodeJS.Signals, listener: () => void): unknown;
}

/** `ask` writes to the person at the terminal; null where nobody sits there. */
export function endSignals(
  source: SignalSource,
  ask: ((text: string) => void) | null,
  now: () => number = Date.now,
): EndSignals {
  const stop = new AbortController();
  let reason: (() => string | null) | null = null;
  let askedMs = Number.NEGATIVE_INFINITY;

  const end = (by: EndSignal): void => {
    for (const name of names) source.off(name, listeners[name]);
    stop.abort(new DOMException(by, 'AbortError'));
  };
  const interrupted = (): void => {
    const text = ask === null || now() - askedMs <= secondMs ? null : (reason?.() ?? null);
    if (text === null) {
      end('SIGINT');
      return;
    }
    askedMs = now();
    ask?.(text);
  };
  const listeners = { SIGINT: interrupted, SIGTERM: () => end('SIGTERM'), SIGHUP: () => end('SIGHUP') } as const;
  for (const name of names) source.on(name, listeners[name]);
  return { signal: stop.signal, guard: (next) => void (reason = next) };
}

/** True when the system or a closed terminal ended it, and nobody said that the work is not wanted any more. */
export function isOnlyEnded({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && (reason.message === 'SIGTERM' || reason.message === 'SIGHUP');
}

/** Writes to the person who started this program, when one sits at its terminal. */
export function atTerminal(): ((text: string) => void) | null {
  return process.stdin.isTTY && process.stderr.isTTY ? (text) => void process.stderr.write(text) : null;
}

/** Jobs that ending would stop. */
export function underWay(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter(({ state }) => state === 'queued' || state === 'running' || state === 'paused');
}

/** What a person at the terminal is told before work is stopped; null when there is none. */
export function stopQuestion(jobs: readonly Job[]): string | null {
  const running = underWay(jobs);
  if (running.length === 0) return null;
  const lines = running.map((job) => `  ${visibleName(job.title)}${job.state === 'running' ? '' : ` (${job.state})`}`);
  const what = running.length === 1 ? 'A job is under way' : `${running.length} jobs are under way`;
  return [
    `\n${what}:`,
    ...lines,
    `Press Ctrl+C again within ${secondMs / 1000} s to stop and end. What is finished stays, what is half copied is ` +
      'removed; copies and moves are kept and can be resumed, uploads cannot.',
    '',
  ].join('\n');
}
