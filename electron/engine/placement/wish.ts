import type { PlacedBy, PolicyName } from '../../../shared/model.ts';
import { readPathGlob, splitPath } from '../../../shared/path-glob.ts';
import { parentPath, pathNames } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { tagPrefix } from '../../../shared/placement.ts';
import type { PlacementPin, PlacementRule, PlacementSettings } from '../../../shared/placement.ts';

/** What is wished for one file, of all that the pool was told: a pin before a rule before what holds for all. */
export interface Wish {
  /** Chooses among the volumes that may take it. */
  readonly policy: PolicyName;
  readonly by: Extract<PlacedBy, { readonly kind: 'pin' | 'rule' }> | null;
  /** Names of volumes and `tag:x`; null: all volumes. */
  readonly volumes: readonly string[] | null;
  /** The folder whose files go to one volume; null: none. */
  readonly keep: { readonly folder: PoolPath; readonly firm: boolean } | null;
}

/** Nothing but a policy. */
export function plainWish(policy: PolicyName): Wish {
  return { policy, by: null, volumes: null, keep: null };
}

interface ReadRule {
  readonly rule: PlacementRule;
  readonly fits: (names: readonly string[]) => boolean;
}

const rulesRead = new WeakMap<readonly PlacementRule[], readonly ReadRule[]>();

/** The rules that are on; one that cannot be read any more matches nothing. */
function readRules(rules: readonly PlacementRule[]): readonly ReadRule[] {
  const known = rulesRead.get(rules);
  if (known !== undefined) return known;
  const read = rules.flatMap((rule) => {
    const glob = rule.off === true ? { problem: 'it is off' } : readPathGlob(rule.glob);
    return 'problem' in glob ? [] : [{ rule, fits: glob.fits }];
  });
  rulesRead.set(rules, read);
  return read;
}

/** The first rule that is on and matches; null when none does. */
export function ruleFor(rules: readonly PlacementRule[], path: string): PlacementRule | null {
  if (rules.length === 0) return null;
  const split = splitPath(path);
  return readRules(rules).find(({ fits }) => fits(split))?.rule ?? null;
}

const pinsRead = new WeakMap<readonly PlacementPin[], ReadonlyMap<string, PlacementPin>>();

/** The pin with the longest path at or above this one; null when there is none. */
export function pinFor(pins: readonly PlacementPin[], path: PoolPath): PlacementPin | null {
  if (pins.length === 0) return null;
  let known = pinsRead.get(pins);
  if (known === undefined) pinsRead.set(pins, (known = new Map(pins.map((pin) => [pin.path, pin]))));
  for (let at = path; ; at = parentPath(at)) {
    const pin = known.get(at);
    if (pin !== undefined) return pin;
    if (at === '/') return null;
  }
}

/** The folder that is kept together of a path: so many names from the root; null for what lies in the root itself. */
export function keptFolder(path: PoolPath, levels: number): PoolPath | null {
  const names = pathNames(parentPath(path)).slice(0, levels);
  return names.length === 0 ? null : (`/${names.join('/')}` as PoolPath);
}

export function wishFor({ policy, keepTogether, rules, pins }: PlacementSettings, path: PoolPath): Wish {
  const pin = pinFor(pins, path);
  if (pin !== null) {
    return { policy, by: { kind: 'pin', path: pin.path, volume: pin.volume }, volumes: [pin.volume], keep: null };
  }
  const rule = ruleFor(rules, path);
  const keep = (levels: number | undefined, firm: boolean): Wish['keep'] => {
    const folder = levels === undefined ? null : keptFolder(path, levels);
    return folder === null ? null : { folder, firm };
  };
  if (rule === null) {
    return { policy, by: null, volumes: null, keep: keep(keepTogether?.levels, keepTogether?.firm === true) };
  }
  return {
    policy: rule.policy ?? policy,
    by: { kind: 'rule', glob: rule.glob },
    volumes: rule.volumes ?? null,
    keep: keep(rule.keepTogether, rule.firm === true),
  };
}

/** Whether a list of names and tags names this volume. */
export function names(
  list: readonly string[],
  { name, tags }: { readonly name: string; readonly tags: readonly string[] },
): boolean {
  return list.some((one) => (one.startsWith(tagPrefix) ? tags.includes(one.slice(tagPrefix.length)) : one === name));
}

/** Whether the wish leaves files at `path` on this volume: what plans ask of files that are there already. */
export function allowsOn(
  settings: PlacementSettings,
  path: PoolPath,
  volume: { readonly name: string; readonly tags: readonly string[] },
): boolean {
  const { volumes } = wishFor(settings, path);
  return volumes === null || names(volumes, volume);
}

/** "the rule "/photos/**"", "/photos is pinned to disk1": for reasons and errors. */
export function wishInWords({ by }: Wish): string {
  if (by === null) return '';
  return by.kind === 'rule' ? `the rule ${JSON.stringify(by.glob)}` : `${by.path} is pinned to ${by.volume}`;
}
