import { create } from 'zustand';
import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { wholeSize } from './entry-words.ts';
import type { Dragged, DraggedThing, DropPlace, DropVerb } from './drag-rule.ts';

/** What a drag would do, as the caption at the pointer says it. */
export interface DragCaption {
  readonly verb: DropVerb;
  /** Name of the place under the pointer. */
  readonly target: string;
  /** "12.4 GB", "3 items". */
  readonly amount: string;
  /** Volumes that give, by name. */
  readonly from: readonly string[];
  /** The volume that would take it; null: it stays where it is, or it is not known yet. */
  readonly to: string | null;
  /** The bytes stay on the volumes that have them. */
  readonly stays: boolean;
  /** Why it cannot be dropped here; empty when it can. */
  readonly refused: string;
  /** Move or copy is asked at the drop. */
  readonly asks: boolean;
}

interface Drag {
  /** What is in hand; null: nothing. */
  readonly dragged: Dragged | null;
  /** Paths that are dragged inside the window; empty for a drag from the system. */
  readonly paths: ReadonlySet<PoolPath>;
  /** The same as entries. */
  readonly entries: readonly Entry[];
  readonly active: boolean;
  readonly caption: DragCaption | null;
}

const noPaths: ReadonlySet<PoolPath> = new Set();
const nothing: Drag = { dragged: null, paths: noPaths, entries: [], active: false, caption: null };

export const useDrag = create<Drag>()(() => nothing);

export function startDrag(dragged: Dragged, entries: readonly Entry[] = []): void {
  const paths = dragged.kind === 'entries' ? new Set(dragged.things.map(({ path }) => path)) : noPaths;
  useDrag.setState({ dragged, paths, entries, active: true, caption: null });
}

export function setCaption(caption: DragCaption | null): void {
  if (useDrag.getState().caption !== caption) useDrag.setState({ caption });
}

export function endDrag(): void {
  useDrag.setState(nothing);
}

/** An entry as a drag knows it. */
export function thingOf({ path, type, size, volumes, folder }: Entry): DraggedThing {
  return { path: path as PoolPath, type, bytes: type === 'directory' ? wholeSize(folder) : size, volumes };
}

/** How a folder lies on its volumes has come while it is dragged. */
export function setSplit(path: PoolPath, split: Readonly<Record<string, number>>): void {
  const { dragged } = useDrag.getState();
  if (dragged?.kind !== 'entries') return;
  const things = dragged.things.map((thing) => (thing.path === path ? { ...thing, split } : thing));
  useDrag.setState({ dragged: { kind: 'entries', things } });
}

/**
 * Marks an element as a place to drop on: `<button {...dropPlace({ kind: 'volume', name })}>`. The drag layer of the
 * window finds it under the pointer and puts `data-over` on it (`takes`, `refuses`).
 */
export function dropPlace(place: DropPlace): { readonly 'data-drop': string } {
  // JSON escapes lone surrogates: names that are not UTF-8 survive.
  return { 'data-drop': JSON.stringify(place) };
}

/** A list whose rows carry `data-index`, in the order of `useRows`: folders among them take drops, and the list itself. */
export const dropRows = { 'data-drop-rows': '' } as const;

/** A plan that is shown and can be changed. */
export interface PlanOffer {
  readonly scope: PoolPath;
  /** Sends these to a volume in the plan. */
  readonly take: (paths: readonly PoolPath[], volume: string) => void;
}

let plan: PlanOffer | null = null;

/** Lets drops on volumes change a plan while it is shown. Returns what ends that. */
export function offerPlan(offer: PlanOffer): () => void {
  plan = offer;
  return () => {
    if (plan === offer) plan = null;
  };
}

export function planOffered(): PlanOffer | null {
  return plan;
}
