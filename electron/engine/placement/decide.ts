import { fail } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { Candidate, PlacedBy, PlacementReason, PolicyName } from '../../../shared/model.ts';
import type { PolicyChoice, PolicyVolume } from '../pool/types.ts';
import { refusalOf } from './eligible.ts';
import type { NewFile, Refusal, RefusalKind, Standing } from './eligible.ts';
import { fixOf } from './fix.ts';
import { best, choiceOf, describeVolume } from './policy.ts';
import type { PolicyInput } from './policy.ts';
import { policies } from './registry.ts';
import { names, plainWish, wishInWords } from './wish.ts';
import type { Wish } from './wish.ts';

export interface Decision {
  /** Name of the chosen volume; null when all refuse. */
  readonly volume: string | null;
  readonly candidates: readonly Candidate[];
  readonly summary: string;
  readonly refusals: readonly Refusal[];
  /** What stood above the policy. */
  readonly by: PlacedBy | null;
  readonly wish: Wish;
}

/**
 * Chooses one of the volumes that can take the file; `standings` are in pool order.
 * @param wish what rules, pins and kept folders ask for it (wishFor); left out: nothing but the policy
 */
export function decide(
  policy: PolicyName,
  standings: readonly Standing[],
  file: NewFile,
  state: Pick<PolicyInput, 'last' | 'random'>,
  wish: Wish = plainWish(policy),
): Decision {
  const refusals: Refusal[] = [];
  let eligible: PolicyVolume[] = [];
  for (const standing of standings) {
    const refusal = wishRefusal(wish, standing) ?? refusalOf(standing, file);
    if (refusal !== null) refusals.push(refusal);
    else if (standing.figures !== null) eligible.push(standing.figures);
  }
  const kept = keepTogether(wish, file, eligible, refusals);
  if (kept.nowhere !== null) {
    refusals.push(
      ...eligible.map(({ name }): Refusal => ({ volume: name, kind: 'together', reason: kept.nowhere ?? '' })),
    );
    eligible = [];
  }
  const input = (): PolicyInput => ({
    size: file.size ?? 0,
    order: standings.map(({ name }) => name),
    ...state,
    ...(file.near === undefined ? {} : { shared: file.near.shared }),
  });
  const choice = eligible.length === 0 ? null : (kept.choice ?? policies[wish.policy].choose(eligible, input()));
  const candidates = candidatesOf(standings, refusals, choice);
  const by = kept.by ?? wish.by;
  const figures = candidates.find(({ chosen }) => chosen)?.reason ?? '';
  const summary =
    choice === null
      ? `No volume takes it${whyOnly(wish)}: ${listRefusals(refusals)}.`
      : `${choice.volume}: ${reasonInWords(choice, wish, kept)} (${figures})`;
  return { volume: choice?.volume ?? null, candidates, summary, refusals, by, wish };
}

/** Volumes that a rule or a pin leaves out. */
function wishRefusal(wish: Wish, { name, settings }: Standing): Refusal | null {
  if (wish.volumes === null || names(wish.volumes, { name, tags: settings.tags })) return null;
  if (wish.by === null) return { volume: name, kind: 'rule', reason: 'another volume was chosen for it' };
  const reason = wish.by.kind === 'pin' ? wishInWords(wish) : `${wishInWords(wish)} does not name it`;
  return { volume: name, kind: 'rule', reason };
}

interface Kept {
  /** The volume that holds most of the folder; null: the policy chooses. */
  readonly choice: PolicyChoice | null;
  readonly by: PlacedBy | null;
  /** Of a folder that is kept softly: why it is not together. */
  readonly spilled: string;
  /** Of one that is kept firmly: why the other volumes do not take it; null: they do. */
  readonly nowhere: string | null;
}

const notKept: Kept = { choice: null, by: null, spilled: '', nowhere: null };

/** The volume that holds most of a kept folder, of those that hold something of it; the first of several. */
export function mostKept(
  eligible: readonly PolicyVolume[],
  kept: ReadonlyMap<string, number>,
): PolicyVolume | undefined {
  const holders = eligible.filter(({ name }) => kept.has(name));
  return holders.length === 0 ? undefined : best(holders, ({ name }) => kept.get(name) ?? 0);
}

/** The volumes that hold something of the kept folder come first, the one with the most of it before all. */
function keepTogether(
  { keep, by: asked }: Wish,
  { near }: NewFile,
  eligible: readonly PolicyVolume[],
  refusals: readonly Refusal[],
): Kept {
  if (keep === null || near === undefined || near.kept.size === 0) return notKept;
  const { folder, firm } = keep;
  const by: PlacedBy = { kind: 'together', folder, ...(asked?.kind === 'rule' ? { glob: asked.glob } : {}) };
  const most = mostKept(eligible, near.kept);
  if (most !== undefined) {
    return { ...notKept, by, choice: choiceOf(most, `${folder} is kept together there`) };
  }
  const holders = [...near.kept.keys()];
  const where = `${folder} is kept together on ${holders.join(', ')}`;
  if (firm) return { ...notKept, by, nowhere: where };
  const whys = refusals.filter(({ volume }) => near.kept.has(volume)).map(({ reason }) => reason);
  return { ...notKept, spilled: `; ${where}, which cannot take it${whys.length === 0 ? '' : ` (${whys.join('; ')})`}` };
}

function candidatesOf(
  standings: readonly Standing[],
  refusals: readonly Refusal[],
  choice: PolicyChoice | null,
): readonly Candidate[] {
  return standings.map(({ name, figures }): Candidate => {
    const refusal = refusals.find(({ volume }) => volume === name);
    if (refusal !== undefined) return { volume: name, chosen: false, eligible: false, reason: refusal.reason };
    const reason = figures === null ? '' : describeVolume(figures);
    return { volume: name, chosen: name === choice?.volume, eligible: true, reason };
  });
}

function reasonInWords({ reason }: PolicyChoice, wish: Wish, kept: Kept): string {
  if (wish.by?.kind === 'pin') return wishInWords(wish);
  if (wish.by === null && wish.volumes !== null) return 'it was chosen for this';
  const by = wish.by === null ? '' : `, by ${wishInWords(wish)}`;
  return `${reason}${by}${kept.spilled}`;
}

/** Why only some volumes were asked. */
function whyOnly(wish: Wish): string {
  if (wish.by === null) return '';
  if (wish.by.kind === 'pin') return `, as ${wishInWords(wish)}`;
  const only = wish.volumes === null ? '' : ` (only ${wish.volumes.join(', ')})`;
  return ` by ${wishInWords(wish)}${only}`;
}

export function reasonOf({ summary, candidates, by, wish }: Decision, atMs: number | null): PlacementReason {
  return { policy: wish.policy, summary, candidates, atMs, ...(by === null ? {} : { by }) };
}

/** The same with what would help, for each volume that refuses. */
export function explained(decision: Decision, standings: readonly Standing[], file: NewFile): PlacementReason {
  const candidates = decision.candidates.map((candidate): Candidate => {
    const refusal = decision.refusals.find(({ volume }) => volume === candidate.volume);
    const standing = standings.find(({ name }) => name === candidate.volume);
    if (refusal === undefined || standing === undefined) return candidate;
    const fix = fixOf(standing, file.size, refusal, decision.wish);
    return fix === '' ? candidate : { ...candidate, fix };
  });
  return reasonOf({ ...decision, candidates }, null);
}

function listRefusals(refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return 'the pool has no volumes';
  return refusals.map(({ volume, reason }) => `${volume}: ${reason}`).join('; ');
}

/** The code and advice of a refusal by all: what would help most decides. */
const meanings: readonly (readonly [kind: RefusalKind, code: ErrorCode, todo: string])[] = [
  ['space', 'no-space', 'free some space, lower a reserve or add a volume'],
  ['tried', 'no-space', 'free some space, lower a reserve or add a volume'],
  ['name', 'bad-name', 'choose another name'],
  ['mode', 'read-only', 'set a volume to read-write or add one'],
  ['offline', 'offline', 'connect a volume'],
  ['together', 'no-space', 'free some space on it, or keep the folder together softly'],
  ['rule', 'refused', 'change it, or add or tag a volume'],
];

/** Why there is no place: the reasons of the volumes follow. */
export const noVolumeTakesIt = 'no volume takes it';

/** The error when all volumes refuse: it names each one and its reason, and `data.volumes` lists these refusals. */
export function refusalError(pool: string, file: NewFile, { refusals, wish, by }: Decision): AppError {
  const size = file.size === null ? '' : ` (${formatSize(file.size)})`;
  const attempted = `Finding a volume for ${file.path}${size} in ${pool}`;
  if (refusals.length === 0) {
    return fail('no-space', attempted, 'the pool has no volumes', 'add a volume', { data: { volumes: [] } });
  }
  const [, code, advice] = meanings.find(([kind]) => refusals.some((refusal) => refusal.kind === kind)) ?? [
    'space',
    'no-space' as const,
    'add a volume',
  ];
  const volumes = refusals.map(({ volume, kind, reason }) => ({ volume, kind, reason }));
  const todo = code === 'refused' || wish.by === null ? advice : `${advice}, or change the ${wish.by.kind}`;
  return fail(code, attempted, `${noVolumeTakesIt}${whyOnly(wish)}: ${listRefusals(refusals)}`, todo, {
    data: { volumes, ...(by === null ? {} : { by }) },
  });
}
