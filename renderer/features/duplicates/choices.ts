import { choose } from '../../../shared/duplicates.ts';
import type { DuplicateChoice, DuplicateGroup, KeepRule } from '../../../shared/duplicates.ts';

/** What a person chose: a rule for all, other files to stay in some groups, groups that are left alone. */
export interface Chosen {
  readonly rule: KeepRule;
  /** Path that stays, by group. */
  readonly kept: ReadonlyMap<string, string>;
  /** Groups that are left as they are. */
  readonly left: ReadonlySet<string>;
}

/** What stays and what goes of a group; null: all of it stays. */
export function choiceOf(group: DuplicateGroup, { rule, kept, left }: Chosen): DuplicateChoice | null {
  if (left.has(group.id)) return null;
  const keep = kept.get(group.id);
  if (keep === undefined || !group.files.some(({ path }) => path === keep)) return choose(group.files, rule);
  const go = group.files.filter(({ path, links }) => path !== keep && links < 2).map(({ path }) => path);
  return go.length === 0 ? null : { keep, go };
}

export interface Sum {
  readonly choices: readonly DuplicateChoice[];
  readonly files: number;
  readonly bytes: number;
}

/** What would go of all of them. */
export function sumOf(groups: readonly DuplicateGroup[], chosen: Chosen): Sum {
  const choices: DuplicateChoice[] = [];
  let [files, bytes] = [0, 0];
  for (const group of groups) {
    const choice = choiceOf(group, chosen);
    if (choice === null) continue;
    choices.push(choice);
    files += choice.go.length;
    bytes += choice.go.length * group.size;
  }
  return { choices, files, bytes };
}
