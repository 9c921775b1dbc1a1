import { fail } from '../../../shared/errors.ts';
import type { PlanPage, PlanPageOptions } from '../../../shared/planning.ts';
import { Desk } from './desk.ts';
import type { DeskDraft, DeskInput, DeskMoves, DeskRest, Wanted } from './desk.ts';
import type { ScannedItem } from './scan.ts';

/** A desk somewhere: in a thread of a host, or in this process. */
export interface DeskLink {
  add(items: readonly ScannedItem[]): void;
  ready(rest: DeskRest): void;
  /** @throws invalid, cancelled (the signal; a thread that is at it stops), internal (the thread ended) */
  solve(id: string, input: DeskInput, signal: AbortSignal | undefined): Promise<DeskDraft>;
  page(id: string, options: PlanPageOptions): Promise<PlanPage>;
  moves(id: string): Promise<DeskMoves>;
  wanted(id: string, most: number): Promise<readonly Wanted[]>;
  /** False when its thread has ended: what lay on it is gone. */
  isOpen(): boolean;
  close(): void;
}

/** The desk of a command: it has the process for itself. */
export function openLocalDesk(): DeskLink {
  const desk = new Desk();
  // One after the other and never before the caller goes on, as with a thread.
  const later = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    return work();
  };
  return {
    add: (items) => desk.add(items),
    ready: (rest) => desk.ready(rest),
    async solve(id, input, signal) {
      await Promise.resolve();
      if (signal?.aborted === true) throw fail('cancelled', 'Planning', 'it was cancelled', 'ask again');
      return desk.solve(id, input, () => signal?.aborted === true);
    },
    page: (id, options) => later(() => desk.page(id, options)),
    moves: (id) => later(() => desk.moves(id)),
    wanted: (id, most) => later(() => desk.wanted(id, most)),
    isOpen: () => true,
    close: () => undefined,
  };
}
