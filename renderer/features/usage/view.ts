import { create } from 'zustand';
import type { UsageMeasure } from '../../../shared/usage.ts';
import type { RangeName } from './chart.ts';
import type { ListTab } from './lists.tsx';
import type { Colouring } from './paint.ts';
import type { Sorting } from './thing.ts';

/** How the usage screen is looked at; kept while the window is open. */
export interface View {
  readonly colouring: Colouring;
  readonly measure: UsageMeasure;
  readonly sorting: Sorting;
  readonly tab: ListTab;
  readonly range: RangeName;
  /** Only what this volume holds is coloured, and the forecast is about it. */
  readonly only: string | null;
  /** Key of what is selected on the map and in the list. */
  readonly selected: string | null;
}

export const useView = create<View>()(() => ({
  colouring: 'volume',
  measure: 'allocated',
  sorting: 'size',
  tab: 'largest',
  range: 'all',
  only: null,
  selected: null,
}));

export function setView(change: Partial<View>): void {
  useView.setState(change);
}
