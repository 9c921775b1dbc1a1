import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Plan } from '../../../shared/model.ts';
import { openHome } from './home.ts';
import type { Home } from './home.ts';

let folder = '';
let home: Home;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-plans-'));
  home = openHome(join(folder, 'home'));
});
afterEach(() => {
  home.close();
  rmSync(folder, { recursive: true, force: true });
});

const move = { path: '/caf\udce9', from: 'a', to: 'b', size: 1, reason: 'r' };
const plan: Omit<Plan, 'id' | 'pool' | 'state' | 'createdMs'> = {
  goal: 'gather /caf\udce9 on b',
  bytes: 2,
  lowerBoundBytes: 2,
  moves: [move, move],
  blocked: [{ path: '/x', reason: 'r' }],
  before: [{ volume: 'a', used: 1, total: 2 }],
  after: [],
  reached: true,
  note: '"quoted" \\',
  band: null,
  request: { goal: { kind: 'gather', path: '/caf\udce9', on: 'b' } },
};

it('[S117] plans are listed without their moves, with all else as it was stored, names that are not UTF-8 too', () => {
  const stored = home.plans.add('pool', plan);
  home.plans.add('other', plan);
  const { moves, blocked, ...rest } = stored;
  expect(home.plans.summaries('pool')).toEqual([{ ...rest, movesCount: moves.length, blockedCount: blocked.length }]);
  home.plans.claim(stored.id);
  expect(home.plans.summaries('pool').map(({ state }) => state)).toEqual(['running']);
  expect(home.plans.summaries()).toHaveLength(2);
});

it('[S118] plans that were only made never push out those that were run', () => {
  const { id } = home.plans.add('pool', plan);
  home.plans.claim(id);
  home.plans.finish(id, 'done');
  const made = Array.from({ length: 110 }, () => home.plans.add('pool', plan).id);
  expect(home.plans.get(id).state).toBe('done');
  expect(home.plans.summaries('pool').map((one) => one.id)).toEqual([...made.slice(10).reverse(), id]);
});
