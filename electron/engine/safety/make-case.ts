import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../api.ts';
import type { Case } from './plan.ts';
import type { Folders, Scenario } from './scenarios.ts';

export const volumeNames = ['d1', 'd2', 'd3'] as const;

/** Where the folders of a case are. */
export function foldersOf({ base, roots = {} }: Pick<Case, 'base' | 'roots'>): Folders {
  const at = (name: string): string => roots[name] ?? join(base, name);
  return { home: at('home'), src: at('src'), out: at('out'), d1: at('d1'), d2: at('d2'), d3: at('d3') };
}

/** Makes the folders, the files of the scenario, and the pool `p` of three volumes with them. */
export async function makeCase(engine: Engine, scenario: Scenario, folders: Folders) {
  for (const name of ['src', 'out', ...volumeNames] as const) mkdirSync(folders[name], { recursive: true });
  scenario.build(folders);
  const pool = await engine.createPool({
    name: 'p',
    policy: scenario.policy ?? 'first-fit',
    volumes: volumeNames.map((name) => {
      const limit = scenario.limits?.[name];
      return { root: folders[name], name, reserve: 0, ...(limit === undefined ? {} : { limit }) };
    }),
  });
  return { pool, prepared: (await scenario.prepare?.(pool, folders)) ?? [] };
}
