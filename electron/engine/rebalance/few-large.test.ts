import { describe, expect, it } from 'vitest';
import { tell } from '../safety/figures.ts';
import { taskOf } from './goals.ts';
import { greedy } from './greedy.ts';
import { bandOf, expectSound, item, seeded, volume } from './plan-fixture.ts';
import { even, exact, plan, poolOf, scoreOf, seeds } from './pool-fixture.ts';
import type { Pool } from './pool-fixture.ts';
import type { PlannerItem, PlannerVolume } from './planner.ts';
import { prepare, solve } from './solve.ts';
import { State } from './state.ts';

describe('pools of few large files', () => {
  it('[R35] up to 12 files: as good as trying every plan, and proven so', () => {
    for (const seed of seeds(15, 300)) {
      const pool = poolOf(seed, { volumes: 2, items: 12, full: 0.95 });
      const within = seed % 8;
      const solved = plan(pool, even(within));
      expectSound(pool.volumes, solved);
      const { low = 0, high = 1 } = solved.band ?? {};
      const takesPart = ({ receives, sends }: PlannerVolume): boolean => receives || sends;
      const levels = {
        low: (one: PlannerVolume) => (takesPart(one) ? Math.ceil(low * one.total) : 0),
        high: (one: PlannerVolume) => (takesPart(one) ? Math.floor(high * one.total) : Infinity),
      };
      expect(scoreOf(pool, solved, levels), `seed ${String(seed)}`).toEqual(
        exact(pool, { ...levels, must: () => null }),
      );
      expect(solved.proven).toBe(true);
    }
  });

  it('[R36] few large files on 4 disks: targets are reached that going for the largest misses', () => {
    const figures = { pools: 0, 'of them even within half a point': 0, 'missed by the largest alone': 0 };
    let worst = 1;
    for (const seed of seeds(16, 160)) {
      const random = seeded(seed);
      const disks = ['a', 'b', 'c', 'd'];
      const items = Array.from({ length: 20 + (seed % 41) }, (_, at) => {
        const size = Math.min(300, Math.exp(Math.log(40) + (random() + random() + random() - 1.5) * 1.2));
        return item(`f${String(at)}`, disks[Math.floor(random() ** 2 * 4)] ?? '', Math.round(size * 1e9));
      });
      const used = (name: string): number => items.reduce((sum, one) => sum + (one.volume === name ? one.size : 0), 0);
      const total = Math.max(...disks.map(used)) * 1.15;
      const volumes = disks.map((name) => volume(name, used(name), total));
      const prepared = prepare(volumes, items);
      const solved = solve(prepared, even(0.5));
      expectSound(volumes, solved);
      const largest = new State(prepared, taskOf(prepared, even(0.5), {}).setting);
      greedy(largest, () => undefined);
      figures.pools += 1;
      figures['of them even within half a point'] += Number(solved.reached);
      figures['missed by the largest alone'] += Number(largest.totalOutside() > 0);
      if (largest.totalOutside() > 0) continue;
      expect(solved.reached).toBe(true);
      worst = Math.max(worst, solved.bytes / Math.max(1, solved.lowerBoundBytes));
      // One file more per disk that gives, as the bound says for whole files.
      const more = Math.max(...items.map(({ size }) => size)) * 3;
      expect(solved.bytes).toBeLessThanOrEqual(solved.lowerBoundBytes * 1.02 + more);
    }
    tell('planner', { ...figures, 'times the bound at worst of the others': worst.toFixed(4) });
    expect(figures['missed by the largest alone']).toBeGreaterThan(0);
    expect(figures['of them even within half a point']).toBeGreaterThan(
      figures.pools - figures['missed by the largest alone'],
    );
  });
});

it('[R36] large files among many small ones: the large ones are arranged by themselves', () => {
  let missed = 0;
  let reached = 0;
  const runs = seeds(8, 80);
  for (const seed of runs) {
    const random = seeded(seed);
    for (let at = 0; at < 5; at += 1) random();
    const disks = ['a', 'b', 'c', 'd'];
    const items: PlannerItem[] = [];
    const add = (on: string, size: number): void => {
      items.push(item(`dir${String(items.length % 40)}/f${String(items.length)}`, on, Math.round(size)));
    };
    for (let at = 0; at < 18; at += 1) add(disks[Math.floor(random() ** 2 * 4)] ?? '', (100 + random() * 400) * 1e9);
    for (let at = 0; at < 1_000; at += 1) add(disks[at % 4] ?? '', 1 + random() ** 3 * 30e6);
    const used = (name: string): number => items.reduce((sum, one) => sum + (one.volume === name ? one.size : 0), 0);
    const total = Math.max(...disks.map(used)) * 1.1;
    const volumes = disks.map((name) => volume(name, used(name), total));
    const prepared = prepare(volumes, items);
    const solved = solve(prepared, even(0.5));
    expectSound(volumes, solved);
    reached += Number(solved.reached);
    const largest = new State(prepared, taskOf(prepared, even(0.5), {}).setting);
    greedy(largest, () => undefined);
    missed += Number(largest.totalOutside() > 0);
  }
  tell('planner', {
    'pools of 18 large and 1,000 small files': runs.length,
    reached,
    'missed by the largest alone': missed,
  });
  expect(missed).toBeGreaterThan(runs.length / 2);
  expect(reached).toBeGreaterThan(runs.length * 0.8);
});

it('[R93] evening out moves at most 1.02 times the bound and a file for each volume outside, while no file is larger than the band', () => {
  const figures: Record<string, string> = {};
  // How large files may be, in widths of the band of the smallest volume.
  for (const part of [0.25, 0.5, 1, 2, 4]) {
    let reached = 0;
    let more = 0;
    const runs = seeds(part > 1 ? 8 : 16, 1_000);
    for (const seed of runs) {
      const { volumes, items, points } = filesBelow(part, seed);
      const solved = solve(prepare(volumes, items), even(points));
      expectSound(volumes, solved, seed);
      if (part <= 0.5) expect(solved.reached, `seed ${String(seed)}`).toBe(true);
      if (!solved.reached) continue;
      reached += 1;
      const { low, high } = bandOf(volumes, points / 100);
      const outside = volumes.filter(({ used, total }) => used > high * total || used < low * total).length;
      const largest = Math.max(0, ...items.map(({ size }) => size));
      const most = solved.lowerBoundBytes * 1.02 + outside * largest;
      if (part <= 1) expect(solved.bytes, `seed ${String(seed)}`).toBeLessThanOrEqual(most);
      else more += Number(solved.bytes > most);
    }
    figures[`files up to ${String(part)} bands: pools, reached, with more bytes`] =
      `${String(runs.length)}, ${String(reached)}, ${String(more)}`;
    // Beyond that only an exchange of files leads to some targets; how often it costs more is told, and is rare.
    expect(more).toBeLessThanOrEqual(Math.ceil(reached * 0.02));
  }
  tell('planner', figures);
});

/** 2 to 8 volumes of different size and fill, a band of 1 to 8 points, files of at most `part` widths of the smallest band. */
function filesBelow(part: number, seed: number): Pool & { readonly points: number } {
  const random = seeded(seed);
  for (let at = 0; at < 5; at += 1) random();
  const upTo = (number: number): number => Math.floor(random() * number);
  const totals = Array.from({ length: 2 + upTo(7) }, () => 1e6 * (1 + upTo(4)));
  const points = 1 + upTo(8);
  const most = ((2 * points) / 100) * Math.min(...totals) * part;
  const items: PlannerItem[] = [];
  const volumes = totals.map((total, disk) => {
    const share = random() * 0.92;
    let used = 0;
    for (let at = 0; at < 250 && used < total * share; at += 1) {
      const size = Math.max(1, Math.ceil(most * random() ** (seed % 3)));
      if (used + size > total * 0.97) break;
      used += size;
      items.push(item(`${String(disk)}/${String(at)}`, `d${String(disk)}`, size));
    }
    return volume(`d${String(disk)}`, used, total);
  });
  return { volumes, items, points };
}
