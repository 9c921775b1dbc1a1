import type { PolicyName } from './model.ts';

/** What a pool was told of where new files go. Paths are pool paths, volumes are named. */
export interface PlacementSettings {
  readonly policy: PolicyName;
  /** For files that no rule is for; null: folders are not kept together. */
  readonly keepTogether: KeepTogether | null;
  /** The first one that matches counts, and no other. */
  readonly rules: readonly PlacementRule[];
  /** Stand above all rules; of several the one with the longest path. */
  readonly pins: readonly PlacementPin[];
}

/** Files below the same folder go to the volume that holds most of it. */
export interface KeepTogether {
  /** Folders counted from the root: with 2, all below `/photos/lofoten` is kept together. */
  readonly levels: number;
  /** True: a file that does not fit there is refused; false: it goes elsewhere. */
  readonly firm: boolean;
}

export interface PlacementRule {
  /** As shared/path-glob.ts reads it: `*.tmp`, or with folders: `/photos/**` */
  readonly glob: string;
  /** Left out: the policy of the pool. */
  readonly policy?: PolicyName | undefined;
  /** Names of volumes, or `tag:x`; left out: all. No other volume takes such a file. */
  readonly volumes?: readonly string[] | undefined;
  /** Folders counted from the root that are kept together; left out: none. */
  readonly keepTogether?: number | undefined;
  /** Of `keepTogether`. */
  readonly firm?: boolean | undefined;
  /** Kept, and not used. */
  readonly off?: boolean | undefined;
}

/** New files at and below a path go to this volume, or nowhere. */
export interface PlacementPin {
  readonly path: string;
  readonly volume: string;
}

/** How a rule stands now. */
export interface RuleStanding {
  readonly glob: string;
  /** Files of the catalog for which this rule is the first that matches; null: the catalog does not know. */
  readonly files: number | null;
  /** Bytes of them; null as above. */
  readonly bytes: number | null;
  /** Volumes that it allows, by name. */
  readonly volumes: readonly string[];
  /** Why no volume would take a small file now, as a sentence; null when one would. */
  readonly problem: string | null;
}

/** Most folders from the root that can be kept together. */
export const mostLevels = 32;

/** Names volumes by a tag. */
export const tagPrefix = 'tag:';

export const noPlacement: Omit<PlacementSettings, 'policy'> = { keepTogether: null, rules: [], pins: [] };

/** What each policy does, in one sentence: for `policy list` and the settings. */
export const policySentences: Readonly<Record<PolicyName, string>> = {
  balanced: 'The volume with the largest free share, weighed by its running work and measured speed.',
  'most-free': 'The volume with the most free bytes above its reserve.',
  'least-used': 'The volume with the fewest used bytes.',
  'least-full': 'The volume that would be the least full, in percent, with the file on it.',
  'round-robin': 'The volumes take turns, in pool order.',
  'weighted-random': 'A volume by chance: one with twice the room comes twice as often.',
  'first-fit': 'The first volume in pool order that has room.',
  'fill-up': 'The volume that has the least room left and still takes the file: one after the other becomes full.',
  'high-water':
    'The first volume with more free space than the mark, which is half of the largest volume and halves when no volume is above it.',
  'least-busy': 'The volume on which the file would be written soonest, by its running work and measured speed.',
  'existing-path': 'The volume that has the most of the folders above the file; of several the one with the most room.',
};

/** Short names for menus and tables. */
export const policyLabels: Readonly<Record<PolicyName, string>> = {
  balanced: 'Balanced',
  'most-free': 'Most free',
  'least-used': 'Least used',
  'least-full': 'Least full',
  'round-robin': 'Round robin',
  'weighted-random': 'Weighted random',
  'first-fit': 'First that fits',
  'fill-up': 'Fill up',
  'high-water': 'High water',
  'least-busy': 'Least busy',
  'existing-path': 'Existing path',
};
