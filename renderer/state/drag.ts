import { create } from 'zustand';
import type { PoolPath } from '../../shared/path.ts';

/** What a drag would do, as the caption at the pointer says it. */
export interface DragCaption {
  readonly verb: 'Move' | 'Copy' | 'Add';
  /** Name of the folder under the pointer. */
  readonly target: string;
  /** "12.4 GB", "3 items". */
  readonly amount: string;
  /** Volumes that give, by name. */
  readonly from: readonly string[];
  /** The volume that would take it; null: it stays where it is, or it is not known yet. */
  readonly to: string | null;
  /** Why it cannot be dropped here; empty when it can. */
  readonly refused: string;
}

interface Drag {
  /** Paths that are dragged inside the window; empty for a drag from the system. */
  readonly paths: readonly PoolPath[];
  readonly active: boolean;
  readonly caption: DragCaption | null;
}

export const useDrag = create<Drag>()(() => ({ paths: [], active: false, caption: null }));

export function startDrag(paths: readonly PoolPath[]): void {
  useDrag.setState({ paths, active: true, caption: null });
}

export function setCaption(caption: DragCaption | null): void {
  if (useDrag.getState().caption !== caption) useDrag.setState({ caption });
}

export function endDrag(): void {
  useDrag.setState({ paths: [], active: false, caption: null });
}
