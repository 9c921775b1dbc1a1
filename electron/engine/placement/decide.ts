import { fail } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { Candidate, PlacementReason, PolicyName } from '../../../shared/model.ts';
import type { PolicyVolume } from '../pool/types.ts';
import { refusalOf } from './eligible.ts';
import type { NewFile, Refusal, RefusalKind, Standing } from './eligible.ts';
import { describeVolume } from './policy.ts';
import type { PolicyInput } from './policy.ts';
import { policies } from './registry.ts';

export interface Decision {
  /** Name of the chosen volume; null when all refuse. */
  readonly volume: string | null;
  readonly candidates: readonly Candidate[];
  readonly summary: string;
  readonly refusals: readonly Refusal[];
}

/** Chooses one of the volumes that can take the file; `standings` are in pool order. */
export function decide(
  policy: PolicyName,
  standings: readonly Standing[],
  file: NewFile,
  state: Pick<PolicyInput, 'last' | 'random'>,
): Decision {
  const refusals: Refusal[] = [];
  const eligible: PolicyVolume[] = [];
  for (const standing of standings) {
    const refusal = refusalOf(standing, file);
    if (refusal !== null) refusals.push(refusal);
    else if (standing.figures !== null) eligible.push(standing.figures);
  }
  const order = standings.map(({ name }) => name);
  const choice =
    eligible.length === 0 ? null : policies[policy].choose(eligible, { size: file.size ?? 0, order, ...state });
  const candidates = standings.map(({ name, figures }): Candidate => {
    const refusal = refusals.find(({ volume }) => volume === name);
    if (refusal !== undefined) return { volume: name, chosen: false, eligible: false, reason: refusal.reason };
    const other = choice?.others.find(({ volume }) => volume === name);
    const reason = figures === null ? '' : describeVolume(figures);
    return other ?? { volume: name, chosen: true, eligible: true, reason };
  });
  const reason = candidates.find(({ chosen }) => chosen)?.reason ?? '';
  const summary =
    choice === null
      ? `No volume takes it: ${listRefusals(refusals)}.`
      : `${choice.volume}: ${choice.reason} (${reason})`;
  return { volume: choice?.volume ?? null, candidates, summary, refusals };
}

export function reasonOf(policy: PolicyName, { summary, candidates }: Decision, atMs: number | null): PlacementReason {
  return { policy, summary, candidates, atMs };
}

function listRefusals(refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return 'the pool has no volumes';
  return refusals.map(({ volume, reason }) => `${volume}: ${reason}`).join('; ');
}

/** The code and advice of a refusal by all: what would help most decides. */
const meanings: readonly (readonly [kind: RefusalKind, code: ErrorCode, todo: string])[] = [
  ['space', 'no-space', 'free some space, lower a reserve or add a volume'],
  ['name', 'bad-name', 'choose another name'],
  ['mode', 'read-only', 'set a volume to read-write or add one'],
  ['offline', 'offline', 'connect a volume'],
];

/** The error when all volumes refuse: it names each one and its reason, and `data.volumes` lists them. */
export function refusalError(pool: string, file: NewFile, refusals: readonly Refusal[]): AppError {
  const size = file.size === null ? '' : ` (${formatSize(file.size)})`;
  const attempted = `Finding a volume for ${file.path}${size} in ${pool}`;
  if (refusals.length === 0) {
    return fail('no-space', attempted, 'the pool has no volumes', 'add a volume', { data: { volumes: [] } });
  }
  const [, code, todo] = meanings.find(([kind]) => refusals.some((refusal) => refusal.kind === kind)) ?? [
    'space',
    'no-space' as const,
    'add a volume',
  ];
  const volumes = refusals.map(({ volume, reason }) => ({ volume, reason }));
  return fail(code, attempted, `no volume takes it: ${listRefusals(refusals)}`, todo, { data: { volumes } });
}
