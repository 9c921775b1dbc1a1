import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Pool } from '../api.ts';
import { at, ended, makePool, write } from './tree-fixture.ts';

/** Acts whose undo and redo take several steps, on two volumes. */
export const killedActs = ['move-over', 'merge', 'put', 'trash', 'trash-many'] as const;
export type KilledAct = (typeof killedActs)[number];

function local(base: string, path: string, text: string): void {
  mkdirSync(join(base, 'src', path, '..'), { recursive: true });
  writeFileSync(join(base, 'src', path), text);
}

/** Makes the pool and what is in it before the act. */
export async function prepare(engine: Engine, base: string): Promise<Pool> {
  const pool = await makePool(engine, base);
  for (const path of ['/a', '/to/a', '/to/x/in-to', '/x/one', '/x/two', '/x/deep/three']) {
    await write(pool, path, `${path} as it was`);
  }
  return pool;
}

/** The act itself. */
export async function act(pool: Pool, which: KilledAct, base: string): Promise<void> {
  switch (which) {
    case 'move-over':
      await ended(pool.move([at('/a')], at('/to'), { onConflict: 'replace' }));
      return;
    case 'merge':
      await ended(pool.move([at('/x')], at('/to')));
      return;
    case 'put':
      for (const path of ['to/a', 'to/new', 'to/sub/newer']) local(base, path, `${path} put`);
      await ended(pool.put([join(base, 'src/to')], at('/'), { onConflict: 'replace' }));
      return;
    case 'trash':
      await ended(pool.trash([at('/x'), at('/a')]));
      return;
    case 'trash-many':
      await ended(pool.trash(['/a', '/to/a', '/x/one', '/x/two', '/to/x'].map(at)));
  }
}
