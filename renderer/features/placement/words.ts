import { visibleName } from '../../../shared/format.ts';
import { policyLabels, tagPrefix } from '../../../shared/placement.ts';
import type { PlacementRule } from '../../../shared/placement.ts';

export const words = {
  title: 'Placement',
  newFiles: 'New files',
  newFilesSay: 'Where a new file goes when no rule and no pin is for it. Files that are there stay where they are.',
  policy: 'Policy',
  reserve: 'Reserve of each volume',
  reserveBySize: 'By its size',
  reserveSay: 'Never filled by CFS. Volumes with a reserve of their own keep it.',
  together: 'Keep folders together',
  togetherNot: 'Each file goes where the policy says, whatever its folder.',
  togetherSoft: 'Files of one folder go to the volume that holds most of it. What does not fit there goes elsewhere.',
  togetherFirm: 'Files of one folder go to the volume that holds most of it. What does not fit there is refused.',
  levels: 'Folders deep',
  levelsSay: 'Counted from the top: with 2, all below /Photos/Lofoten stays together.',
  rules: 'Rules',
  noRules: 'No rules. Every new file goes where the policy says.',
  noRulesSay: 'A rule sends files of a folder, or with some names, to volumes that you choose.',
  addRule: 'Rule…',
  pins: 'Pinned folders',
  noPins: 'Nothing is pinned.',
  pinsSay: 'New files at and below a pinned folder go to its volume, or nowhere. Pins stand above all rules.',
  addPin: 'Pin a folder…',
  files: 'Files',
  match: 'Files that match',
  goTo: 'Go to',
  kept: 'Kept together',
  standing: 'Now',
  met: 'Can be met',
  unmet: 'Cannot be met',
  refusedNow: 'New files that it is for are refused.',
  matchesNothing: 'Matches nothing yet',
  off: 'off',
  anyVolume: 'any volume',
  change: 'Change the rule…',
  edit: 'Edit…',
  up: 'Move up',
  down: 'Move down',
  remove: 'Remove',
  poolPolicy: 'As the pool does',
} as const;

/** "firmly, 2 folders deep" */
export function keptWords({ keepTogether, firm }: PlacementRule): string {
  if (keepTogether === undefined) return 'no';
  return `${firm === true ? 'firmly' : 'softly'}, ${String(keepTogether)} ${keepTogether === 1 ? 'folder' : 'folders'} deep`;
}

/** "most free": how a rule picks among its volumes; empty where it says nothing of it. */
export function policyWords({ policy }: PlacementRule): string {
  return policy === undefined ? '' : policyLabels[policy].toLowerCase();
}

/** "4 rules, 1 cannot be met; the first that matches decides" */
export function rulesWords(rules: readonly PlacementRule[], unmet: number): string {
  if (rules.length === 0) return '';
  const total = rules.length === 1 ? '1 rule' : `${String(rules.length)} rules`;
  const first = rules.length === 1 ? '' : '; the first that matches decides';
  return unmet === 0 ? `${total}${first}` : `${total}, ${String(unmet)} cannot be met${first}`;
}

/** What a rule names, without the prefix of tags. */
export function namedWords(named: string): string {
  return visibleName(named.startsWith(tagPrefix) ? named.slice(tagPrefix.length) : named);
}

/** What a screen reader hears when a rule was moved. */
export function movedWords(glob: string, at: number, total: number): string {
  return `${visibleName(glob)} is rule ${String(at + 1)} of ${String(total)}`;
}
