import type { PolicyName } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { decide, mostKept } from '../placement/decide.ts';
import type { Standing } from '../placement/eligible.ts';
import { policies } from '../placement/registry.ts';
import { names, wishFor } from '../placement/wish.ts';
import type { Wish } from '../placement/wish.ts';
import type { PolicyVolume } from '../pool/types.ts';
import { keptBytes } from './kept-bytes.ts';

/** A new file, as a choice needs it. `path` is asked only where a rule may be for it: putting it together takes time. */
export interface Asked {
  readonly size: number;
  readonly path: () => PoolPath;
  /** Of the policy that looks for folders: per volume name, how many of those above the file it has. */
  readonly shared: ((volumes: readonly PolicyVolume[]) => ReadonlyMap<string, number>) | null;
}

export interface Refused {
  readonly volume: string;
  readonly reason: string;
}

/** Chooses as the pool does when it places a file, without putting each choice into words. */
export interface Chooser {
  /** The volumes have changed: which ones are there, and whether they take files. */
  stand(standings: readonly Standing[], takes: (standing: Standing) => boolean): void;
  /** Name of the volume; null: none takes it. */
  choose(asked: Asked): string | null;
  /** Why none takes what was asked last. */
  refusals(asked: Asked): readonly Refused[];
  /** It was written there. */
  placed(asked: Asked, volume: string, bytes: number): void;
}

const nothing: ReadonlySet<string> = new Set();

export function openChooser(
  policy: PolicyName,
  placement: Omit<PlacementSettings, 'policy'>,
  order: readonly string[],
  random: () => number,
): Chooser {
  const settings: PlacementSettings = { ...placement, policy };
  const isPlain = placement.rules.length === 0 && placement.pins.length === 0 && placement.keepTogether === null;
  const kept = keptBytes();
  let standings: readonly Standing[] = [];
  let taking: readonly PolicyVolume[] = [];
  let takingOf = new Map<PolicyVolume, Standing>();
  let last: string | null = null;
  let wish: Wish | null = null;

  const wishOf = (path: PoolPath): Wish => wishFor(settings, path);

  const byPolicy = (by: PolicyName, eligible: readonly PolicyVolume[], { size, shared }: Asked): string | null => {
    if (eligible.length === 0) return null;
    const input = { size, order, last, random };
    return policies[by].choose(eligible, shared === null ? input : { ...input, shared: shared(eligible) }).volume;
  };

  const byDecision = (asked: Asked, path: PoolPath, wished: Wish): ReturnType<typeof decide> => {
    const shared = asked.shared?.(taking) ?? new Map<string, number>();
    const near = { shared, kept: wished.keep === null ? new Map<string, number>() : kept.of(wished.keep.folder) };
    return decide(policy, standings, { path, size: asked.size, exclude: nothing, near }, { last, random }, wished);
  };

  return {
    stand(now, takes) {
      standings = now;
      takingOf = new Map();
      for (const standing of now) {
        if (standing.figures !== null && takes(standing)) takingOf.set(standing.figures, standing);
      }
      taking = [...takingOf.keys()];
    },
    choose(asked) {
      wish = null;
      let eligible = withRoom(taking, asked.size);
      let chosen: string | null;
      if (isPlain) chosen = byPolicy(policy, eligible, asked);
      else {
        const path = asked.path();
        const wished = (wish = wishOf(path));
        const { volumes, keep } = wished;
        if (volumes !== null) {
          eligible = eligible.filter((figures) => {
            const standing = takingOf.get(figures);
            return standing !== undefined && names(volumes, { name: standing.name, tags: standing.settings.tags });
          });
        }
        const held = keep === null ? null : kept.of(keep.folder);
        const most = held === null ? undefined : mostKept(eligible, held);
        const isSplit = keep?.firm === true && held !== null && held.size > 0;
        chosen = most?.name ?? (isSplit ? null : byPolicy(wished.policy, eligible, asked));
      }
      if (chosen !== null) last = chosen;
      return chosen;
    },
    refusals(asked) {
      const path = asked.path();
      const { refusals } = byDecision(asked, path, wishOf(path));
      return refusals.map(({ volume, reason }) => ({ volume, reason }));
    },
    placed(_asked, volume, bytes) {
      const keep = wish?.keep ?? null;
      if (keep !== null) kept.add(keep.folder, volume, bytes);
    },
  };
}

/** Those that can take so many bytes; the same list while all can. */
function withRoom(taking: readonly PolicyVolume[], size: number): readonly PolicyVolume[] {
  for (const { room } of taking) {
    if (room < size || room < 0) return taking.filter((figures) => figures.room >= size && figures.room >= 0);
  }
  return taking;
}
