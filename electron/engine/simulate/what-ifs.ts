import { fail } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { SimulationEvent, StartVolume, WhatIf } from '../../../shared/simulation.ts';
import { indexesAt } from './workload.ts';
import type { Workload } from './workload.ts';

/** As a volume that is added gets it when nobody says: 2 %, at most 4 GiB. */
const defaultReserve = (total: number): number => Math.min(Math.floor(total / 50), 4 * 2 ** 30);

/** Something that happens to a volume before a write. */
export interface Happening {
  readonly kind: 'add' | 'lose';
  /** Index of the volume. */
  readonly volume: number;
  /** Index of the write before which it happens. */
  readonly before: number;
}

export interface Situation {
  /** Those of the pool, then those that are added. */
  readonly volumes: readonly StartVolume[];
  readonly added: number;
  readonly reserveOf: (volume: StartVolume) => number;
  readonly happenings: readonly Happening[];
  readonly events: readonly SimulationEvent[];
}

/**
 * The volumes with what is supposed of them.
 * @throws AppError not-found (a lost volume that is not there), invalid
 */
export function situationOf(
  present: readonly StartVolume[],
  whatIfs: readonly WhatIf[],
  workload: Workload,
): Situation {
  const volumes = [...present];
  const happenings: (Happening & { readonly at: number })[] = [];
  let reserveOf = ({ reserve }: StartVolume): number => reserve;
  const beforeOf = (at: number): number => indexesAt(workload, [at])[0] ?? 0;
  for (const whatIf of whatIfs) {
    if (whatIf.kind === 'reserve') {
      reserveOf = (volume) => ('bytes' in whatIf ? whatIf.bytes : Math.round(volume.space.total * whatIf.share));
      continue;
    }
    const { at } = whatIf;
    if (!(at >= 0 && at <= 1)) {
      throw fail('invalid', 'Simulating', `${String(at)} is no share of the writes`, 'give a share from 0 to 100 %');
    }
    if (whatIf.kind === 'add') {
      volumes.push(newVolume(whatIf.bytes, volumes));
      happenings.push({ kind: 'add', volume: volumes.length - 1, before: beforeOf(at), at });
    } else {
      const index = present.findIndex(({ name, id }) => name === whatIf.volume || id === whatIf.volume);
      if (index < 0) {
        const attempted = `Simulating the loss of ${JSON.stringify(whatIf.volume)}`;
        const names = present.map(({ name }) => name).join(', ');
        throw fail('not-found', attempted, 'no connected volume of the pool has this name', `choose one of ${names}`);
      }
      if (happenings.some(({ kind, volume }) => kind === 'lose' && volume === index)) continue;
      happenings.push({ kind: 'lose', volume: index, before: beforeOf(at), at });
    }
  }
  happenings.sort((a, b) => a.before - b.before);
  const events = happenings.map(({ kind, volume, before, at }): SimulationEvent => {
    const atMs = workload.atMs[Math.min(before, workload.count - 1)] ?? 0;
    return { kind, volume: volumes[volume]?.name ?? '', at, atMs };
  });
  return { volumes, added: volumes.length - present.length, reserveOf, happenings, events };
}

function newVolume(bytes: number, others: readonly StartVolume[]): StartVolume {
  if (!(Number.isSafeInteger(bytes) && bytes > 0)) {
    throw fail('invalid', 'Simulating a new volume', `${String(bytes)} is no size`, 'give a size such as 16T');
  }
  const base = `new ${formatSize(bytes)}`;
  const taken = new Set(others.map(({ name }) => name));
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base} (${String(number)})`;
  return {
    id: `new:${name}`,
    name,
    takes: 'yes',
    space: { total: bytes, used: 0, free: bytes },
    reserve: defaultReserve(bytes),
    limit: null,
    spaceGroup: `new:${name}`,
    tags: [],
    rate: null,
  };
}
