import { z } from 'zod';
import { parsedJson, restartIn, restartShape, windowShape } from './restart-shape.ts';
import type { Begin } from './spec.ts';
import type { Restart } from './types.ts';

/** What a job needs to try its failed items again, also when the process that ran it is gone. */
export interface KeptRetry {
  readonly restart: Restart;
  /** How fast and when it worked. */
  readonly pacing: Pick<Begin, 'limit' | 'background' | 'window'>;
}

/** An offer to try again, taken for this process. */
export interface TakenRetry extends KeptRetry {
  /** Id of its pool. */
  readonly pool: string;
  /** Of the job that failed. */
  readonly title: string;
}

/** What outlives a process of the failed items of its jobs. Best effort, as all that is kept of what was done. */
export interface KeptRetries {
  /** Id of the pool of an offer that nobody has taken; null: there is none. */
  offeredIn(id: string): string | null;
  /** Takes the offer of an ended job, for one process only. `taken`: another one has; null: nothing was kept of it. */
  take(id: string): TakenRetry | 'taken' | null;
  /** It could not be begun: it is offered again. */
  giveBack(id: string, retry: TakenRetry): void;
}

export const noKeptRetries: KeptRetries = { offeredIn: () => null, take: () => null, giveBack: () => undefined };

const shape = z.object({
  restart: restartShape,
  limit: z.number().nullable(),
  background: z.boolean(),
  window: windowShape.nullable(),
});

/** As it is written down. */
export function retryText({ restart, pacing: { limit = null, background = false, window = null } }: KeptRetry): string {
  return JSON.stringify({ restart, limit, background, window });
}

/** Null for what cannot be read: of a later version, or damaged. */
export function parseRetry(text: string): KeptRetry | null {
  const found = shape.safeParse(parsedJson(text));
  if (!found.success) return null;
  const { restart, ...pacing } = found.data;
  return { restart: restartIn(restart), pacing };
}
