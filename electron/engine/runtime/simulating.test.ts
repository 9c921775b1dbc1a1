import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { SimulationChange } from '../../../shared/simulation.ts';
import { openEngine } from '../engine.ts';

it('[L61] tells how far it is, ends at once when it is cancelled, and touches no volume', async () => {
  const base = mkdtempSync(join(tmpdir(), 'cfs-simulating-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const engine = await openEngine({ home: join(base, 'home') });
  onTestFinished(() => engine.close());
  const roots = ['one', 'two'].map((name) => join(base, name));
  for (const root of roots) mkdirSync(root);
  const pool = await engine.createPool({
    name: 'home',
    volumes: roots.map((root) => ({ root, limit: 2_000_000_000 })),
  });
  const told: SimulationChange[] = [];
  engine.on('simulating', (change) => void told.push(change));
  const source = { kind: 'synthetic', mix: 'small-files' } as const;
  const cancelled = new AbortController();
  const [whole, ended] = await Promise.allSettled([
    pool.simulate({ source, policies: ['balanced', 'fill-up'] }, { id: 'a' }),
    pool.simulate(
      { source, policies: ['balanced'] },
      { signal: cancelled.signal, onProgress: () => cancelled.abort() },
    ),
  ]);
  expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  expect(whole.status).toBe('fulfilled');
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ id, pool: of, phase }) => id === 'a' && of === pool.id && phase === 'replaying')).toBe(true);
  const shares = told.map(({ done, total }) => done / (total ?? 1));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  for (const root of roots) expect(readdirSync(root)).toEqual(['.cfs']);
  // Before it began, and with nothing to do it for.
  await expect(pool.simulate({ source, policies: [] })).rejects.toMatchObject({ code: 'invalid' });
});
