import { formatCount, visibleName } from '../../../shared/format.ts';
import { mostLevels, policyLabels, tagPrefix } from '../../../shared/placement.ts';
import type { PlacementRule } from '../../../shared/placement.ts';
import { count, named, plural } from '../../text.ts';

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
  policyIs: (policy: string): string => `Policy: ${policy}`,
  keepings: { no: 'No', softly: 'Softly', firmly: 'Firmly' },
  noSize: (why: string): string => `This is not a size: ${why}.`,
  noLevels: `This is no number from 1 to ${String(mostLevels)}.`,
  noPattern: 'A rule needs a pattern.',
  unreadPattern: (why: string): string => `This pattern cannot be read: ${why}.`,
  samePattern: 'There is a rule with this pattern.',

  order: 'Order',
  on: 'On',
  actions: 'Actions',
  handle: 'Drag, or use the up and down keys',
  moveRule: (glob: string, at: number, all: number): string =>
    `Move ${named(glob)}, rule ${String(at + 1)} of ${String(all)}; up and down keys`,
  useRule: (glob: string): string => `Use the rule ${named(glob)}`,
  actionsFor: (glob: string): string => `Actions for ${named(glob)}`,
  removed: (glob: string): string => `Rule ${named(glob)} removed`,
  newRule: 'New rule',
  rule: (glob: string): string => `Rule ${named(glob)}`,
  ruleSay: 'For new files that match. Files that are there stay where they are until a plan moves them.',
  add: 'Add rule',
  save: 'Save',
  patternLike: '/Photos/**/*.NEF',
  patternHint: '*.iso for names anywhere, /Photos/** for all below a folder; * stays within one name.',
  toAny: 'Any volume of the pool.',
  toNamed: 'One of these, and no other.',
  tagged: (tag: string): string => `Volumes with the tag ${named(tag)}`,
  noSuchTag: (tag: string): string => `The tag ${named(tag)}, which no volume has`,
  noSuchVolume: (volume: string): string => `${named(volume)}, which is not in the pool`,

  notInPool: 'is not in the pool',
  unpinned: (path: string): string => `${named(path)} is not pinned any more`,
  unpin: (path: string): string => `Take the pin off ${named(path)}`,
  pinFolder: 'Pin a folder',
  pinFolderSay:
    'New files in it, at any depth, go to this volume or nowhere. Files that are there stay until a plan brings them.',
  pin: 'Pin',
  nameFolder: 'Name a folder of the pool',
  folder: 'Folder',
  folderLike: '/Films',
  volume: 'Volume',
} as const;

/** "firmly, 2 folders deep" */
export function keptWords({ keepTogether, firm }: PlacementRule): string {
  if (keepTogether === undefined) return 'no';
  const deep = `${count(keepTogether, 'folder')} deep`;
  return firm === true ? `firmly, ${deep}` : `softly, ${deep}`;
}

/** "most free": how a rule picks among its volumes; empty where it says nothing of it. */
export function policyWords({ policy }: PlacementRule): string {
  return policy === undefined ? '' : policyLabels[policy].toLowerCase();
}

/** "4 rules, 1 cannot be met; the first that matches decides" */
export function rulesWords(rules: readonly PlacementRule[], unmet: number): string {
  if (rules.length === 0) return '';
  const total = count(rules.length, 'rule');
  const said = unmet === 0 ? total : `${total}, ${formatCount(unmet)} cannot be met`;
  return plural(rules.length, said, `${said}; the first that matches decides`);
}

/** What a rule names, without the prefix of tags. */
export function namedWords(named: string): string {
  return visibleName(named.startsWith(tagPrefix) ? named.slice(tagPrefix.length) : named);
}

/** What a screen reader hears when a rule was moved. */
export function movedWords(glob: string, at: number, total: number): string {
  return `${named(glob)} is rule ${String(at + 1)} of ${String(total)}`;
}
