import type { WireError } from '../../../shared/errors.ts';
import type { SizeUnits } from '../../../shared/format.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import type { Simulation, SimulationProgress, SimulationRequest, StartVolume } from '../../../shared/simulation.ts';

/** What a simulation needs to know, as it goes to its thread. */
export interface SimulationTask {
  readonly request: SimulationRequest;
  /** Connected volumes, in the order of the pool. */
  readonly volumes: readonly StartVolume[];
  readonly placement: Omit<PlacementSettings, 'policy'>;
  /** Files of the catalog, and of the home: when files were placed. */
  readonly catalog: string;
  readonly state: string;
  readonly pool: string;
  readonly nowMs: number;
  readonly notes: readonly string[];
  /** In which its sentences write sizes. */
  readonly units: SizeUnits;
}

export type FromSimulation =
  | { readonly t: 'progress'; readonly progress: SimulationProgress }
  | { readonly t: 'done'; readonly simulation: Simulation }
  | { readonly t: 'failed'; readonly error: WireError };
