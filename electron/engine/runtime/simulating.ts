import { join } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import { sizeUnits } from '../../../shared/format.ts';
import type { Simulation, SimulationProgress, SimulationRequest, StartVolume } from '../../../shared/simulation.ts';
import { catalogPath } from '../catalog/database.ts';
import { runSimulation } from '../simulate/run.ts';
import type { RunOptions } from '../simulate/run.ts';
import type { PoolContext } from './context.ts';
import type { OpenMember } from './members.ts';

export interface SimulateOptions extends RunOptions {
  /** Progress is told as the engine's event `simulating`, by this id. */
  readonly id?: string | undefined;
}

/** Of a pool: what its policies would do with some writes. */
export interface PoolSimulations {
  /**
   * Replays writes by each policy, in a thread of its own; no byte of a volume is touched.
   * @throws not-found (no such volume, no history, no such file), invalid (what-ifs, lines of a file), cancelled
   */
  simulate(request: SimulationRequest, options?: SimulateOptions): Promise<Simulation>;
}

export function poolSimulations(context: PoolContext): PoolSimulations {
  return {
    async simulate(request, options = {}) {
      if (request.policies.length === 0) {
        throw fail('invalid', 'Simulating', 'no policy is named', 'name at least one');
      }
      const { volumes, away } = await startVolumes(context);
      if (volumes.length === 0) {
        throw fail('offline', 'Simulating', 'no volume of the pool is connected', 'connect or add a volume');
      }
      const { home } = context.engine;
      home.reasons.flush();
      const { rules, pins, keepTogether } = context.config();
      const placement = { rules: rules ?? [], pins: pins ?? [], keepTogether: keepTogether ?? null };
      const catalog = catalogPath(home.path, context.id);
      const state = join(home.path, 'state.db');
      const notes = [
        ...away.map((reason) => `${reason}.`),
        ...(request.source.kind === 'history' ? await freshness(context) : []),
        ...(placement.rules.length + placement.pins.length > 0
          ? ['Rules and pins of the pool hold for each policy.']
          : []),
      ];
      const [pool, nowMs, units] = [context.id, Date.now(), sizeUnits()];
      const task = { request, volumes, placement, catalog, state, pool, nowMs, notes, units };
      const { id } = options;
      const onProgress = (progress: SimulationProgress): void => {
        options.onProgress?.(progress);
        if (id !== undefined) context.engine.simulating({ pool: context.id, id, ...progress });
      };
      return runSimulation(task, { ...options, onProgress });
    },
  };
}

/** Volumes as they are now, and in words those that take no part. */
async function startVolumes(
  context: PoolContext,
): Promise<{ readonly volumes: readonly StartVolume[]; readonly away: readonly string[] }> {
  await context.info();
  const rooms = await context.volume.room();
  const volumes: StartVolume[] = [];
  const away: string[] = [];
  for (const member of context.members.list()) {
    const room = rooms.find((one) => one.member.name === member.name);
    if (room === undefined) {
      const { reason } = member.state();
      away.push(`${member.name} takes no part${reason === '' ? '' : `: ${reason}`}`);
      continue;
    }
    const { mode, draining, reserve, limit, tags } = member.settings;
    const speed = context.engine.io.speedOf(member.id).write;
    volumes.push({
      id: member.id,
      name: member.name,
      takes: takesOf(mode, draining),
      space: room.space,
      reserve,
      limit,
      spaceGroup: room.spaceGroup,
      tags,
      rate: speed === null ? null : (speed.low + speed.high) / 2,
    });
  }
  return { volumes, away };
}

function takesOf(mode: OpenMember['settings']['mode'], draining: boolean): StartVolume['takes'] {
  if (mode !== 'read-write') return mode;
  return draining ? 'draining' : 'yes';
}

/** What a person should know of the catalog that the history comes from. */
async function freshness(context: PoolContext): Promise<readonly string[]> {
  try {
    const { state } = await context.catalog.status();
    if (state === 'fresh') return [];
    if (state === 'scanning') return ['The catalog is being read: there may be more files.'];
    return ['The catalog may be older than the volumes.'];
  } catch {
    return [];
  }
}
