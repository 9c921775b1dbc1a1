import { readPathGlob } from '../../../shared/path-glob.ts';
import type { PolicyName } from '../../../shared/model.ts';
import { mostLevels } from '../../../shared/placement.ts';
import type { PlacementRule } from '../../../shared/placement.ts';
import { words } from './words.ts';

export type Keeping = 'no' | 'softly' | 'firmly';

/** What the fields of a rule hold, as typed. */
export interface RuleDraft {
  readonly glob: string;
  /** Names of volumes and `tag:x`; empty: all volumes. */
  readonly volumes: readonly string[];
  readonly policy: PolicyName | null;
  readonly keeping: Keeping;
  readonly levels: string;
}

export type DraftErrors = Partial<Record<'glob' | 'levels', string>>;

export function draftOf(rule: PlacementRule | null): RuleDraft {
  const { glob = '', volumes = [], policy = null, keepTogether, firm = false } = rule ?? {};
  const keeping = keepTogether === undefined ? 'no' : firm ? 'firmly' : 'softly';
  return { glob, volumes, policy: policy ?? null, keeping, levels: String(keepTogether ?? 1) };
}

/** A number of folders as it was typed; null when it is none. */
export function readLevels(text: string): number | null {
  const levels = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return levels >= 1 && levels <= mostLevels ? levels : null;
}

/** The rule that the fields say, and what cannot be read. `others`: the other rules of the pool. */
export function readRule(
  draft: RuleDraft,
  others: readonly PlacementRule[],
  former: PlacementRule | null,
): { readonly rule: PlacementRule; readonly errors: DraftErrors } {
  const errors: DraftErrors = {};
  const glob = draft.glob.trim();
  const read = readPathGlob(glob);
  if (glob === '') errors.glob = words.noPattern;
  else if ('problem' in read) errors.glob = words.unreadPattern(read.problem);
  else if (others.some((rule) => rule.glob === glob)) errors.glob = words.samePattern;
  const levels = readLevels(draft.levels);
  if (draft.keeping !== 'no' && levels === null) errors.levels = words.noLevels;
  const rule: PlacementRule = {
    glob,
    ...(draft.policy === null ? {} : { policy: draft.policy }),
    ...(draft.volumes.length === 0 ? {} : { volumes: draft.volumes }),
    ...(draft.keeping === 'no' || levels === null ? {} : { keepTogether: levels, firm: draft.keeping === 'firmly' }),
    ...(former?.off === true ? { off: true } : {}),
  };
  return { rule, errors };
}

/** The list with the item at `from` at the place `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  const others = list.filter((_one, index) => index !== from);
  return [...others.slice(0, to), item, ...others.slice(to)];
}
