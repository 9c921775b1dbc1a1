import { describe, expect, it } from 'vitest';
import { bestBy, verdictOf } from './simulation-verdict.ts';
import { policyLabels } from './placement.ts';
import type { PolicyOutcome, Simulation } from './simulation.ts';

const outcome = (figures: Partial<PolicyOutcome>): PolicyOutcome => ({
  policy: 'balanced',
  volumes: [],
  spread: 7.2,
  refused: 0,
  refusedBytes: 0,
  refusals: [],
  foldersSplit: 41,
  busiest: { volume: 'disk4', share: 0.77 },
  lostBytes: 0,
  ...figures,
});
const simulation = (...outcomes: readonly PolicyOutcome[]): Simulation => ({
  about: '',
  notes: [],
  writes: 214_380,
  bytes: 4.9e12,
  folders: 100,
  points: [],
  events: [],
  volumes: [],
  outcomes,
});
const verdict = (...outcomes: readonly PolicyOutcome[]) =>
  verdictOf(simulation(...outcomes), (name) => policyLabels[name]);

describe('what fits best', () => {
  it('[L60] is said with its figures, and with the price of what another one does better', () => {
    const free = outcome({
      policy: 'most-free',
      spread: 36,
      foldersSplit: 12,
      busiest: { volume: 'disk4', share: 1 },
    });
    const fill = outcome({ policy: 'fill-up', spread: 2, refused: 37, refusedBytes: 5e9, foldersSplit: 96 });
    expect(verdict(fill, free, outcome({}))).toEqual({
      policy: 'balanced',
      sentence: 'Balanced fits best: volumes end within 7 points, no write refused.',
      price: 'Fill up ends with closer volumes, but refuses 37 writes.',
    });
    expect(verdict(free, outcome({}))?.price).toBe('Most free splits fewer folders, but puts every write on disk4.');
  });

  it('[L60] what is lost with a volume comes before folders, as a price', () => {
    const best = outcome({ lostBytes: 30e9 });
    const free = outcome({ policy: 'most-free', spread: 9, foldersSplit: 3, lostBytes: 20e9 });
    expect(verdict(best, free)?.price).toBe('Most free loses 10.0 GB less, but volumes end 9 points apart.');
  });

  it('[L60] names no winner where none is, and says what even the best one refuses', () => {
    expect(verdict(outcome({}), outcome({ policy: 'least-full' }))).toEqual({
      policy: 'balanced',
      sentence: 'It makes no difference: volumes end within 7 points, no write refused.',
      price: '',
    });
    expect(verdict(outcome({ refused: 3, refusedBytes: 6e9, spread: 1 }))?.sentence).toBe(
      'Balanced: volumes end within 1 point, 3 of 214,380 writes refused (6.00 GB).',
    );
    expect(verdict()).toBeNull();
  });

  it('[L60] figures that look the same are the same: then nobody is best', () => {
    const [a, b] = [outcome({ spread: 7.2 }), outcome({ policy: 'most-free', spread: 6.9 })];
    expect([...bestBy([a, b], 'spread')]).toEqual([]);
    expect([...bestBy([a, outcome({ policy: 'most-free', spread: 30 })], 'spread')]).toEqual(['balanced']);
  });
});
