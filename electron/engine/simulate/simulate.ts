import type { Simulation, SimulationRequest, StartVolume } from '../../../shared/simulation.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { folderTree } from './held-folders.ts';
import { replay } from './replay.ts';
import { situationOf } from './what-ifs.ts';
import { indexesAt } from './workload.ts';
import type { Workload } from './workload.ts';

/** Equal shares of the bytes at which the fill is told. */
const pointCount = 100;

export interface SimulateInput {
  readonly workload: Workload;
  readonly volumes: readonly StartVolume[];
  readonly held?: readonly { readonly folder: number; readonly volume: number }[];
  /** Rules, pins and kept folders of the pool: they hold for each policy. */
  readonly placement: Omit<PlacementSettings, 'policy'>;
  readonly policies: SimulationRequest['policies'];
  readonly whatIfs: NonNullable<SimulationRequest['whatIfs']>;
  readonly seed?: number;
  readonly about: string;
  readonly notes: readonly string[];
  /** Writes of all policies that were replayed, and of how many. @throws what ends the simulation */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Replays a workload by each policy. Pure. @throws AppError not-found, invalid (what-ifs) */
export function simulate(input: SimulateInput): Simulation {
  const { workload, policies, onProgress } = input;
  const situation = situationOf(input.volumes, input.whatIfs, workload);
  const shares = Array.from({ length: pointCount + 1 }, (_none, index) => index / pointCount);
  const points = indexesAt(workload, shares);
  const tree = folderTree(workload.folders);
  let done = 0;
  const outcomes = policies.map((policy) =>
    replay(policy, {
      workload,
      tree,
      situation,
      points,
      placement: input.placement,
      ...(input.held === undefined ? {} : { held: input.held }),
      ...(input.seed === undefined ? {} : { seed: input.seed }),
      onProgress: (writes) => {
        done += writes;
        onProgress?.(done, workload.count * policies.length);
      },
    }),
  );
  return {
    about: input.about,
    notes: input.notes,
    writes: workload.count,
    bytes: workload.bytes,
    folders: workload.folders.length,
    points: points.map((index) => workload.atMs[Math.min(index, workload.count - 1)] ?? 0),
    events: situation.events,
    volumes: situation.volumes.map((volume, index) => ({
      name: volume.name,
      total: volume.space.total,
      reserve: situation.reserveOf(volume),
      added: index >= input.volumes.length,
    })),
    outcomes,
  };
}
