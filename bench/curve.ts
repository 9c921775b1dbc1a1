import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Pool } from '../electron/engine/api.ts';
import { catalogPath } from '../electron/engine/catalog/database.ts';
import type { UsageScanInput, UsageScanPart, UsageScanPlace } from '../electron/engine/catalog/usage-lists.ts';
import { parsePath, rootPath } from '../shared/path.ts';
import { formatCount } from '../shared/format.ts';
import { duration } from './results.ts';
import { median } from './tool.ts';
import type { Bench, Lab, Row } from './tool.ts';

/** Files in all, at a scale of 1. */
const sizes = [1_000, 10_000, 100_000, 1_000_000];
const perFolder = 500;
/** What takes so long is measured once. */
const slowMs = 2_000;

/** Empty files in folders of 500, spread over the volumes: as many more as there are not yet. */
function grow(volumes: readonly string[], from: number, to: number): void {
  let open = '';
  for (let index = from; index < to; index += 1) {
    const number = Math.floor(index / perFolder);
    const folder = join(`shelf ${String(number % 40)}`, `folder ${String(number)}`);
    if (folder !== open) for (const volume of volumes) mkdirSync(join(volume, folder), { recursive: true });
    open = folder;
    writeFileSync(join(volumes[index % volumes.length] ?? '', folder, `IMG_${String(index)} holiday.jpg`), '');
  }
}

interface Measure {
  readonly what: string;
  readonly work: (count: number) => unknown;
}

async function walk(pool: Pool): Promise<number> {
  let entries = 0;
  for await (const folder of pool.walk(rootPath)) entries += folder.entries.length;
  return entries;
}

/** One pass over all files in the catalog, as the lists of the usage screen are made. */
async function pass(pool: Pool): Promise<void> {
  let from: UsageScanPlace | null = {};
  while (from !== null) {
    const input: UsageScanInput = { path: rootPath, from, rows: 5_000, limit: 200, nowMs: Date.now() };
    const part: UsageScanPart | null = await pool.catalog.read('usageScan', input);
    from = part?.next ?? null;
  }
}

function measures(pool: Pool): readonly Measure[] {
  return [
    { what: 'scan into a fresh catalog', work: () => pool.catalog.update({ rebuild: true }) },
    { what: 'scan again, nothing changed', work: () => pool.catalog.update({}) },
    { what: 'walk all of it', work: () => walk(pool) },
    { what: 'list one folder of 500', work: () => pool.list(parsePath('/shelf 0/folder 0')) },
    { what: 'search, 3 letters, first 200', work: () => pool.search('oli', { limit: 200 }) },
    { what: 'search, one file of all', work: (count) => pool.search(`IMG_${String(count - 1)}`, { limit: 200 }) },
    { what: 'usage map of 1,000 parts', work: () => pool.usage.folder(rootPath, { top: 1_000, depth: 3 }) },
    { what: 'biggest, oldest, kinds', work: () => pass(pool) },
    { what: 'plan, evenly full', work: () => pool.planEven() },
  ];
}

/** The median of as many runs as the lab says; what takes long is run once. */
async function time(lab: Lab, work: () => unknown): Promise<number> {
  const all: number[] = [];
  do {
    const begin = performance.now();
    await work();
    all.push(performance.now() - begin);
  } while (all.length < lab.times && (all[0] ?? 0) < slowMs);
  return median(all);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Of this process, and of the catalog on the disk, after all of the work. */
function memory(engine: Engine, pool: Pool): string {
  globalThis.gc?.();
  const file = statSync(catalogPath(engine.home, pool.id), { throwIfNoEntry: false })?.size ?? 0;
  return `${megabytes(process.memoryUsage.rss())} and ${megabytes(file)}`;
}

export const bench: Bench = {
  name: 'curve',
  summary: 'how the cost grows: 1,000 to 1,000,000 empty files in folders of 500 on 4 volumes; no peer',
  async run(lab) {
    const volumes = [1, 2, 3, 4].map((number) => lab.memory(`curve${number}`, 4 * 1024 ** 3));
    const { engine, pool } = await lab.pool(volumes);
    const figures = new Map<string, string[]>();
    const note = (what: string, figure: string): void => {
      figures.set(what, [...(figures.get(what) ?? []), figure]);
    };
    let made = 0;
    for (const size of sizes) {
      const count = lab.size(size);
      grow(volumes, made, count);
      made = count;
      for (const { what, work } of measures(pool)) {
        const ms = await time(lab, () => work(count));
        const last = size === sizes.at(-1) ? ` (${((ms * 1000) / count).toFixed(2)} µs a file)` : '';
        note(what, `${formatCount(count)}: ${duration(ms)}${last}`);
      }
      note('memory, and the catalog on the disk', `${formatCount(count)}: ${memory(engine, pool)}`);
    }
    // A curve, not a race: there is no first row that the others are compared with.
    return [...figures].map(([what, points]): Row => ({ what, ms: null, note: points.join('; ') }));
  },
};
