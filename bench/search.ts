import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from '../electron/engine/api.ts';
import { duration } from './results.ts';
import { hasTool, median, shell, skipped } from './tool.ts';
import type { Bench, Lab, Row } from './tool.ts';

const words = (
  'annual report draft final invoice photo beach sunset svalbard glacier trip meeting notes budget plan project backup ' +
  'music track live concert video clip family birthday wedding scan letter contract tax receipt manual guide recipe ' +
  'book chapter thesis data sample test build release config module component service index main helper image icon'
).split(' ');
const ends = 'jpg jpg jpg nef png mp4 mov mp3 flac pdf docx txt md json ts js py zip iso html'.split(' ');

/** The same numbers every time. */
function numbers(): (below: number) => number {
  let seed = 1;
  return (below) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (seed >>> 8) % below;
  };
}

type Draw = ReturnType<typeof numbers>;

const one = (draw: Draw, of: readonly string[]): string => of[draw(of.length)] ?? '';

/** A word that people use, or one of very many that few do. */
function word(draw: Draw): string {
  if (draw(3) > 0) return one(draw, words);
  const parts = 'ba ke li mo nu pra ste vin gro dal fen hu ri sa to'.split(' ');
  return one(draw, parts) + one(draw, parts) + one(draw, parts);
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function nameOf(draw: Draw, index: number): string {
  const end = one(draw, ends);
  switch (draw(4)) {
    case 0:
      return `IMG_${String(1000 + draw(9000))}_${String(index)}.${end.toUpperCase()}`;
    case 1:
      return `${capital(word(draw))} ${word(draw)} ${String(index)}.${end}`;
    case 2:
      return `${word(draw)}-${word(draw)}_${String(index)}.${end}`;
    default:
      return `${word(draw)} ${String(2000 + draw(26))}-${String(1 + draw(12))} Ånd ${String(index)}.${end}`;
  }
}

/** Empty files, 40 to a folder, in folders three deep, each folder on one volume. */
function makeTree(volumes: readonly string[], count: number): void {
  const draw = numbers();
  const tops = Array.from({ length: 40 }, (_, number) => `${capital(word(draw))} ${String(1990 + number)}`);
  let folder = '';
  for (let index = 0; index < count; index += 1) {
    if (index % 40 === 0) {
      const volume = volumes[draw(volumes.length)] ?? '';
      folder = join(volume, one(draw, tops), word(draw), `${word(draw)} ${String(index)}`);
      mkdirSync(folder, { recursive: true });
    }
    writeFileSync(join(folder, nameOf(draw, index)), '');
  }
}

/** Texts as people type them: beginnings of words, words, parts of names, two words, numbers. */
function queries(count: number, shortest: number, longest: number): readonly string[] {
  const draw = numbers();
  return Array.from({ length: count }, () => {
    const text = draw(5) === 0 ? one(draw, ends) : draw(6) === 0 ? String(1000 + draw(9000)) : word(draw);
    const from = draw(4) === 0 ? draw(Math.max(1, text.length - longest)) : 0;
    return text.slice(from, from + shortest + draw(longest - shortest + 1)).padEnd(shortest, 'e');
  });
}

/** Times of first pages, in ms, ascending. */
async function ask(pool: Pool, texts: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const text of texts) {
    const begin = performance.now();
    await pool.search(text, { limit: 200 });
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b);
}

const at = (times: readonly number[], share: number): number => times[Math.ceil(times.length * share) - 1] ?? NaN;

async function rows(lab: Lab, shortest: number, longest: number, goalMs: number): Promise<readonly Row[]> {
  const volumes = [1, 2, 3, 4].map((number) => lab.memory(`search${String(number)}`, 4 * 1024 ** 3));
  makeTree(volumes, lab.size(1_000_000));
  const { pool } = await lab.pool(volumes);
  await pool.catalog.update({});
  const begin = performance.now();
  const { searched } = await pool.search('first', { limit: 1 });
  const first = performance.now() - begin;
  const texts = queries(200, shortest, longest);
  // As often as all else is run; the code is warm after a first round, as it is in a window that is open.
  await ask(pool, texts);
  const rounds: (readonly number[])[] = [];
  for (let round = 0; round < lab.times; round += 1) rounds.push(await ask(pool, texts));
  const p95 = median(rounds.map((times) => at(times, 0.95)));
  const p50 = median(rounds.map((times) => at(times, 0.5)));
  const note = `p50 ${duration(p50)}; the first search of all reads ${String(searched)} paths in ${duration(first)}`;
  const text = texts[0] ?? '';
  const all = volumes.join(' ');
  const fd = hasTool('fdfind') ? 'fdfind' : hasTool('fd') ? 'fd' : null;
  const peers = await lab.race([
    { what: 'find | grep -ciF, one query', work: () => shell(`find ${all} | grep -ciF ${text} > /dev/null || true`) },
    ...(fd === null
      ? []
      : [{ what: 'fd, one query', work: () => shell(`${fd} -u -F -i ${text} ${all} > /dev/null || true`) }]),
  ]);
  return [
    { what: 'cfs, p95 of 200 queries: first 200 of all hits, ranked and counted', ms: p95, goalMs, note },
    ...peers.map(({ what, ms, spread }): Row => ({ what, ms, ...(spread === undefined ? {} : { spread }) })),
    ...(fd === null ? [skipped('fd, one query', 'fd is not installed')] : []),
  ];
}

export const bench: Bench = {
  name: 'search-3',
  summary: 'substring search over 1,000,000 paths, 3 to 8 letters, as one types',
  run: (lab) => rows(lab, 3, 8, 30),
};

export const short: Bench = {
  name: 'search-short',
  summary: 'the same with 1 or 2 letters',
  run: (lab) => rows(lab, 1, 2, 100),
};
