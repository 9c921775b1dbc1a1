import { create } from 'zustand';
import { go } from './route.ts';

/** What the rebalance screen is for. `volume` is the id of the volume to empty; null: not chosen yet. */
export type RebalanceGoal = { readonly kind: 'even' } | { readonly kind: 'drain'; readonly volume: string | null };

export const useRebalanceGoal = create<{ readonly goal: RebalanceGoal }>()(() => ({ goal: { kind: 'even' } }));

export function setRebalanceGoal(goal: RebalanceGoal): void {
  useRebalanceGoal.setState({ goal });
}

/** Shows the rebalance screen with this goal; other features call it. */
export function showRebalance(goal: RebalanceGoal): void {
  setRebalanceGoal(goal);
  go({ screen: 'rebalance' });
}
