import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The longest suites, which begin first: one that is left for the end would run alone. */
const long = [
  'safety/faults',
  'safety/many',
  'engine/real-input',
  'safety/kills',
  'catalog/live',
  'volume/lane',
  'cli/',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((part) => moduleId.includes(part));
      return at < 0 ? long.length : at;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: [
      'shared/**/*.test.ts',
      'electron/**/*.test.ts',
      'renderer/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    setupFiles: ['vitest.setup.ts'],
    pool: 'forks',
    sequence: { sequencer: LongFirst },
    // More would wait for each other on the disks.
    maxWorkers: 2,
    // As in playwright.config.ts: once more in CI, and told.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
