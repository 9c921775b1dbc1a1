import { create } from 'zustand';
import type { ActivityGroup, ActivityReceipt, ActivityRow, SpeedLine } from '../../shared/activity.ts';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { host } from '../api/host.ts';

/** How far back the list goes, in days; null: as far as anything was kept. */
export type Days = 1 | 7 | 30 | null;

interface Asked {
  readonly group: ActivityGroup;
  readonly text: string;
  readonly days: Days;
}

interface ActivityState extends Asked {
  /** Id of the pool that the rows are of. */
  readonly pool: string | null;
  /** null: not known yet. */
  readonly rows: readonly ActivityRow[] | null;
  readonly cursor: string | null;
  readonly problems: number;
  readonly error: AppError | null;
  /** When the list was asked for last. */
  readonly atMs: number;
}

const fresh = { pool: null, rows: null, cursor: null, problems: 0, error: null, atMs: 0 };

export const useActivity = create<ActivityState>()(() => ({ group: 'all', text: '', days: 30, ...fresh }));

/** Rows of one page. */
const pageRows = 100;
/** Only the last question is answered. */
let asked = 0;

function sinceMs(days: Days): number {
  if (days === null) return 0;
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  midnight.setDate(midnight.getDate() - (days - 1));
  return midnight.getTime();
}

async function ask(cursor: string | null): Promise<void> {
  const { pool, group, text, days, rows } = useActivity.getState();
  if (pool === null) return;
  const mine = (asked += 1);
  // As many as are shown already stay shown.
  const limit = cursor === null ? Math.min(1_000, Math.max(pageRows, rows?.length ?? 0)) : pageRows;
  try {
    const page = await host().call('activity.list', {
      ...{ pool, group, text, sinceMs: sinceMs(days), limit },
      ...(cursor === null ? {} : { cursor }),
    });
    if (mine !== asked) return;
    const before = cursor === null ? [] : (rows ?? []);
    useActivity.setState({ ...page, rows: [...before, ...page.rows], error: null, atMs: Date.now() });
  } catch (thrown) {
    if (mine === asked) useActivity.setState({ error: asAppError(thrown) });
  }
}

/** Narrows the list. What is shown stays until the answer is there. */
export function askActivity(change: Partial<Asked>): void {
  useActivity.setState(change);
  void ask(null);
}

/** The next, older ones. */
export function moreActivity(): Promise<void> {
  const { cursor } = useActivity.getState();
  return cursor === null ? Promise.resolve() : ask(cursor);
}

/** Shows a pool's activity and follows it while somebody looks. Returns what ends that. */
export function followActivity(pool: string): () => void {
  if (useActivity.getState().pool !== pool) useActivity.setState({ ...fresh, pool });
  void ask(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (of: string): void => {
    // Several that end together are one change of the list.
    if (of === pool) timer ??= setTimeout(() => ((timer = undefined), void ask(null)), 100);
  };
  const ends = [
    host().on('activity.changed', (change) => again(change.pool)),
    host().on('history.changed', (change) => again(change.pool)),
  ];
  return () => {
    clearTimeout(timer);
    asked += 1;
    for (const end of ends) end();
  };
}

/** @throws AppError not-found */
export function getActivity(pool: string, id: string): Promise<ActivityReceipt> {
  return host().call('activity.get', { pool, id });
}

/** How fast a job was over its active time. @throws AppError not-found */
export function getSpeeds(job: string): Promise<SpeedLine> {
  return host().call('job.speeds', { id: job });
}
