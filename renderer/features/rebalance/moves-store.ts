import { create } from 'zustand';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PlanRow } from '../../../shared/planning.ts';
import { host } from '../../api/host.ts';

/** The list of moves of a draft, by pages: only what is in sight is asked for. */

interface MoveRows {
  /** Draft and filter that the rows belong to; empty: none yet. */
  readonly of: string;
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly PlanRow[]>;
  readonly error: AppError | null;
}

const none: MoveRows = { of: '', total: 0, pages: new Map(), error: null };

export const useMoveRows = create<MoveRows>()(() => none);

const pageSize = 200;

interface Wanted {
  readonly of: string;
  readonly draft: string;
  readonly filter: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly under: string | null;
}

let wanted: Wanted | null = null;
let inSight: readonly [number, number] = [0, 0];
let abort = new AbortController();
const asked = new Set<number>();

export interface MovesOf {
  readonly draft: string;
  readonly filter: string;
  /** Only what goes from, to these volumes. */
  readonly from: string | null;
  readonly to: string | null;
  /** The single files of this folder. */
  readonly under: string | null;
}

/** Shows the moves of a draft. What was shown before stays until the first new page is there. */
export function showMoves({ draft, filter, from, to, under }: MovesOf): void {
  const of = JSON.stringify([draft, filter, from, to, under]);
  if (wanted?.of === of) return;
  abort.abort();
  abort = new AbortController();
  asked.clear();
  wanted = { of, draft, filter, from, to, under };
  wantRows(...inSight);
}

/** Leaves the list: nothing of it is kept. */
export function leaveMoves(): void {
  abort.abort();
  wanted = null;
  asked.clear();
  inSight = [0, 0];
  useMoveRows.setState(none);
}

/** Rows `first` to `last` are in sight. */
export function wantRows(first: number, last: number): void {
  inSight = [first, last];
  if (wanted === null) return;
  for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) {
    if (asked.has(page)) continue;
    asked.add(page);
    void load(wanted, page, abort.signal);
  }
}

async function load(mine: Wanted, page: number, signal: AbortSignal): Promise<void> {
  const { draft, filter, from, to } = mine;
  // What is looked for may be inside of a folder that is one row.
  const under = mine.under ?? (filter === '' ? null : '/');
  const input = {
    draft,
    offset: page * pageSize,
    limit: pageSize,
    ...(filter !== '' && { filter }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    ...(under !== null && { under }),
  };
  try {
    const { rows, total } = await host().call('plan.moves', input, { signal });
    if (wanted !== mine) return;
    useMoveRows.setState((known) => {
      const pages = known.of === mine.of ? new Map(known.pages) : new Map<number, readonly PlanRow[]>();
      pages.set(page, rows);
      return { of: mine.of, total, pages, error: null };
    });
    // The list became shorter than what is in sight.
    if (rows.length === 0 && page > 0) wantRows(0, 0);
  } catch (thrown) {
    if (wanted !== mine || signal.aborted) return;
    asked.delete(page);
    useMoveRows.setState({ error: asAppError(thrown) });
  }
}

export function rowAt({ pages }: Pick<MoveRows, 'pages'>, index: number): PlanRow | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/** Where a path stands among the rows that are known; null: it is not among them. */
export function indexOfRow(pages: MoveRows['pages'], path: string): number | null {
  for (const [page, rows] of pages) {
    const at = rows.findIndex((row) => row.path === path);
    if (at >= 0) return page * pageSize + at;
  }
  return null;
}
