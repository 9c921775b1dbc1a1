import { formatPercent, formatSize } from '../../../shared/format.ts';
import type { PolicyChoice, PolicyVolume } from '../pool/types.ts';

/** Besides the volumes, all that a policy may look at: the same input gives the same choice. */
export interface PolicyInput {
  /** Bytes of the new file. */
  readonly size: number;
  /** Names of all volumes of the pool in its order, also of those that cannot take the file. */
  readonly order: readonly string[];
  /** The volume that was chosen last; null at first. */
  readonly last: string | null;
  /** Values in [0, 1). */
  readonly random: () => number;
  /** Per volume, how many of the folders above the file it has, from the root on; left out: not known. */
  readonly shared?: ReadonlyMap<string, number>;
}

/** Picks one of the volumes, which are in pool order, at least one, and can all take the file. */
export type ChooseVolume = (volumes: readonly PolicyVolume[], input: PolicyInput) => PolicyChoice;

/** What it does, in one sentence, is in shared/placement.ts: the window says it, too. */
export interface Policy {
  readonly choose: ChooseVolume;
}

/** "61 % full, 212 GB free, 180 MB/s, 2 writes running": what speaks for or against a volume. */
export function describeVolume({ total, used, free, rate, queue }: PolicyVolume): string {
  const parts = [`${formatPercent(total > 0 ? used / total : 1)} full`, `${formatSize(free)} free`];
  if (rate !== null) parts.push(`${formatSize(rate)}/s`);
  if (queue > 0) parts.push(queue === 1 ? '1 write running' : `${queue} writes running`);
  return parts.join(', ');
}

export function choiceOf(chosen: PolicyVolume, reason: string): PolicyChoice {
  return { volume: chosen.name, reason };
}

/** The volume with the highest score; the first of several. */
export function best(volumes: readonly PolicyVolume[], score: (volume: PolicyVolume) => number): PolicyVolume {
  return volumes.reduce((leader, volume) => (score(volume) > score(leader) ? volume : leader));
}
