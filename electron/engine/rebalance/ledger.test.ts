import { describe, expect, it } from 'vitest';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import { openLedger } from './ledger.ts';

const moves = Array.from({ length: 11 }, (_one, at): PlanMove => {
  return { path: `/f${at}`, from: 'disk2', to: 'disk1', size: 10, reason: '' };
});
const plan = { id: 'p', pool: 'pool', goal: 'even', bytes: 110, moves } as unknown as Plan;

describe('the ledger of a run', () => {
  it('[B241] tells of each move of the plan whether it is done', () => {
    const ledger = openLedger(plan, () => 0);
    const done = (): readonly number[] => {
      const bits = Buffer.from(ledger.receipt('running').done ?? '', 'base64');
      return moves.flatMap((_move, at) => (((bits[at >> 3] ?? 0) >> (at & 7)) & 1 ? [at] : []));
    };
    expect(done()).toEqual([]);
    for (const at of [9, 0, 10, 3]) ledger.moved(moves[at] as PlanMove, 'device');
    expect(done()).toEqual([0, 3, 9, 10]);
  });
});
