import type { Plan } from '../../../shared/model.ts';
import type { PlanPage, PlanPageOptions } from '../../../shared/planning.ts';
import { filesUnder, pageOf, rowsOf } from '../rebalance/rows.ts';
import type { RowMove } from '../rebalance/rows.ts';

const noTimes = { time: () => null };

/** A page of the moves of a stored plan, as a person reads them. */
export function planPage({ moves }: Plan, { under, ...page }: PlanPageOptions): PlanPage {
  const all = moves.map(({ path, from, to, size, reason, links = [], risks = [] }): RowMove => {
    return { path, from, to, size, names: 1 + links.length, reason, included: true, sent: false, risks };
  });
  return pageOf(under === undefined ? rowsOf(all, noTimes) : filesUnder(all, under, noTimes), page);
}
