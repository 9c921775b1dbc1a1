import type { Plan, PlanCheck, PlanDraft } from '../../shared/model.ts';
import type { PlanPage, PlanPageOptions, PlanRequest } from '../../shared/planning.ts';

export interface DraftOptions {
  /** Looks at the files anew, instead of going on with what was seen for the draft before. */
  readonly fresh?: boolean;
  /** Who asks: a later question of the same one ends the earlier, which is `cancelled`. Left out: nobody in particular. */
  readonly owner?: string;
  readonly signal?: AbortSignal;
}

/** Plans that are looked at and edited before they are stored. Nothing of it moves anything. */
export interface PlanDrafts {
  /**
   * Solves for a goal, with what a person changed. The files are looked at once and remembered for a while, so that an
   * edit is answered at once.
   * @throws not-found (pool, volume, folder), invalid (a number or pattern that makes no sense), offline, read-only,
   * cancelled
   */
  draft(pool: string, request: PlanRequest, options?: DraftOptions): Promise<PlanDraft>;
  /** A page of the moves of a draft, as a person reads them. @throws not-found (the draft was let go) */
  draftMoves(draft: string, options?: PlanPageOptions): Promise<PlanPage>;
  /** Stores a draft as a plan. @throws not-found (the draft was let go) */
  keep(draft: string): Promise<Plan>;
  /** The same for a stored plan. @throws not-found */
  moves(plan: string, options?: PlanPageOptions): Promise<PlanPage>;
  /** What is otherwise now than a stored plan saw it. @throws not-found */
  check(plan: string): Promise<PlanCheck>;
}
