import { useEffect, useState } from 'react';
import type { PlacementReason, PolicyName, PoolInfo } from '../../shared/model.ts';
import type { KeepTogether, PlacementPin, PlacementRule, RuleStanding } from '../../shared/placement.ts';
import { host } from '../api/host.ts';
import { notifyError } from './notices.ts';
import { setPool } from './pool.ts';

export interface PlacementChanges {
  readonly policy?: PolicyName;
  /** Bytes. */
  readonly reserve?: number;
  readonly keepTogether?: KeepTogether | null;
  readonly rules?: readonly PlacementRule[];
  readonly pins?: readonly PlacementPin[];
}

/** @throws AppError invalid, exists, not-found: then nothing was changed */
export function setPlacement(pool: PoolInfo, { rules, pins, ...rest }: PlacementChanges): Promise<PoolInfo> {
  return setPool({
    pool: pool.id,
    ...rest,
    ...(rules === undefined ? {} : { rules: [...rules] }),
    ...(pins === undefined ? {} : { pins: [...pins] }),
  });
}

/** Where a new file of this size would go, or why nowhere. */
export function whyPlaced(pool: string, path: string, size: number): Promise<PlacementReason> {
  return host().call('entry.why', { pool, path, size });
}

/** How the rules of the pool stand, looked up anew when they or the volumes change; null until it is known. */
export function useRuleStandings(pool: PoolInfo): ReadonlyMap<string, RuleStanding> | null {
  const [standings, setStandings] = useState<ReadonlyMap<string, RuleStanding> | null>(null);
  const volumes = pool.volumes.map(({ name, mode, state, tags }) => [name, mode, state, tags]);
  const key = JSON.stringify([pool.id, pool.rules, volumes]);
  useEffect(() => {
    let current = true;
    const [id] = JSON.parse(key) as [string];
    host()
      .call('rule.standings', { pool: id })
      .then((all) => current && setStandings(new Map(all.map((standing) => [standing.glob, standing]))))
      .catch(notifyError);
    return () => {
      current = false;
    };
  }, [key]);
  return standings;
}
