import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';

/**
 * The files of the sample pool: real pictures, sounds and texts, the same on every machine, spread unevenly so that
 * there is something to rebalance. Everything is made by arithmetic; nothing is copied from anywhere.
 */

/** Volumes of the sample pool: name and limit in bytes. */
export const sampleVolumes = [
  { name: 'disk1', limit: 30_000_000 },
  { name: 'disk2', limit: 20_000_000 },
  { name: 'disk3', limit: 60_000_000 },
] as const;

interface SampleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** Mulberry32, a small seeded generator (public domain, Tommy Ettinger). Values in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** A landscape of sky, sun, hills and water as an 8-bit RGB PNG. */
function picture(random: () => number, width: number, height: number): Buffer {
  const sky = [60 + random() * 120, 90 + random() * 90, 150 + random() * 90] as const;
  const sun = { x: random() * width, y: height * (0.15 + random() * 0.3), r: height * (0.05 + random() * 0.06) };
  const hill = { a: 0.02 + random() * 0.03, b: random() * 6, h: height * (0.45 + random() * 0.2) };
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      const ridge = hill.h - Math.sin(x * hill.a + hill.b) * height * 0.12 - Math.sin(x * hill.a * 2.7) * height * 0.04;
      const grain = random() * 10;
      const dusk = y / height;
      const inSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < sun.r ** 2;
      const shade = y > ridge ? 0.35 : inSun ? 1.6 : 0.8 + dusk * 0.5;
      raw[at] = Math.min(255, (sky[0] + dusk * 60) * shade + grain);
      raw[at + 1] = Math.min(255, sky[1] * shade + grain);
      raw[at + 2] = Math.min(255, sky[2] * shade * (y > height * 0.85 ? 1.4 : 1) + grain);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(raw, { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A decaying chord as 16-bit mono PCM WAV. */
function sound(random: () => number, seconds: number): Buffer {
  const rate = 22_050;
  const samples = Math.round(seconds * rate);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
  const base = 110 * 2 ** (Math.floor(random() * 24) / 12);
  for (let i = 0; i < samples; i += 1) {
    const t = i / rate;
    const decay = Math.exp(-(t % 1.5) * 2);
    const wave = Math.sin(2 * Math.PI * base * t) + Math.sin(3 * Math.PI * base * t) * 0.5;
    wav.writeInt16LE(Math.round(wave * decay * 12_000), 44 + i * 2);
  }
  return wav;
}

const words =
  'the a disk tree file copy moves stays small large quiet river garden north window letter summer light wood stone path over under between every other morning evening slowly again'.split(
    ' ',
  );

function prose(random: () => number, bytes: number): Buffer {
  const lines: string[] = [];
  for (let size = 0; size < bytes;) {
    const sentence = Array.from(
      { length: 8 + Math.floor(random() * 10) },
      () => words[Math.floor(random() * words.length)],
    );
    const line = `${sentence.join(' ')}.`;
    lines.push(line.charAt(0).toUpperCase() + line.slice(1));
    size += line.length + 1;
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

function table(random: () => number, rows: number): Buffer {
  const lines = ['date,what,amount'];
  for (let row = 0; row < rows; row += 1) {
    const day = String(1 + Math.floor(random() * 28)).padStart(2, '0');
    lines.push(
      `2026-${String(1 + (row % 12)).padStart(2, '0')}-${day},${words[row % words.length] ?? ''},${(random() * 90).toFixed(2)}`,
    );
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

const number = (value: number): string => String(value).padStart(2, '0');

/** All files of one sample volume, by its place in `sampleVolumes`. */
function* filesOf(volume: number): Generator<SampleFile> {
  const random = seeded(20_050_324 + volume);
  const day = 86_400_000;
  let time = Date.UTC(2024, 2, 24, 9);
  const next = (): number => {
    time += Math.floor(random() * 2 * day) + 60_000;
    return time;
  };
  const file = (path: string, bytes: Uint8Array): SampleFile => ({ path, bytes, mtimeMs: next() });
  if (volume === 0) {
    for (let i = 1; i <= 40; i += 1)
      yield file(`Photos/2024 Dolomites/DOL_${number(i)}.png`, picture(random, 240, 160));
    for (let i = 1; i <= 12; i += 1) yield file(`Music/Etudes/Etude ${number(i)}.wav`, sound(random, 12));
    for (let i = 1; i <= 40; i += 1)
      yield file(`Documents/Letters/Letter ${number(i)}.md`, prose(random, 2_000 + random() * 6_000));
    for (let i = 1; i <= 10; i += 1) yield file(`Books/Volume ${number(i)}.txt`, prose(random, 220_000));
  }
  if (volume === 1) {
    for (let i = 1; i <= 8; i += 1) yield file(`Recordings/Evening ${number(i)}.wav`, sound(random, 42));
    for (let i = 1; i <= 24; i += 1) yield file(`Photos/2025 Lofoten/LOF_${number(i)}.png`, picture(random, 240, 160));
    for (let i = 1; i <= 40; i += 1)
      yield file(`Documents/Receipts/2026-${number(i)}.csv`, table(random, 20 + Math.floor(random() * 80)));
  }
  if (volume === 2) {
    for (let i = 25; i <= 48; i += 1) yield file(`Photos/2025 Lofoten/LOF_${number(i)}.png`, picture(random, 240, 160));
    for (let i = 13; i <= 20; i += 1) yield file(`Music/Etudes/Etude ${number(i)}.wav`, sound(random, 8));
    for (let plan = 1; plan <= 6; plan += 1) {
      const folder = `Projects/Garden planner/Bed ${number(plan)}`;
      for (let i = 1; i <= 10; i += 1)
        yield file(`${folder}/Week ${number(i)}.md`, prose(random, 800 + random() * 2_400));
      yield file(`${folder}/Harvest.csv`, table(random, 60));
    }
    for (let i = 11; i <= 20; i += 1) yield file(`Books/Volume ${number(i)}.txt`, prose(random, 120_000));
  }
  const readMe =
    '# Read me first\n\nThis is a sample pool: three small volumes of different sizes, shown as one tree.\n' +
    'Drop files into it, look at where they land, open Rebalance, and remove it all with one click when you are done.\n' +
    'This file is held twice, on disk1 and disk2. "Shopping list.txt" is held twice too, and its copies differ.\n';
  if (volume < 2) yield { path: 'Read me first.md', bytes: Buffer.from(readMe), mtimeMs: Date.UTC(2026, 0, 6, 12) };
  if (volume > 0) {
    const list = volume === 1 ? 'bread\nmilk\napples\n' : 'bread\nmilk\napples\ncoffee\n';
    yield { path: 'Shopping list.txt', bytes: Buffer.from(list), mtimeMs: Date.UTC(2026, 10, 14 + volume * 5, 8) };
  }
}

/** One written sample file: its path below the root, bytes, ms. */
export interface WrittenSample {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * Writes the sample files below three roots, in the order of `sampleVolumes`. Answers what was written. The roots must
 * be empty folders of our own.
 */
export async function writeSampleFiles(roots: readonly string[]): Promise<readonly WrittenSample[]> {
  const written: WrittenSample[] = [];
  for (const [index, root] of roots.entries()) {
    for (const { path, bytes, mtimeMs } of filesOf(index)) {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes, { flag: 'wx' });
      utimesSync(target, new Date(mtimeMs), new Date(mtimeMs));
      written.push({ path, size: bytes.length, mtimeMs });
      // Making a picture takes about 10 ms: a long-lived host must stay live in between.
      await setImmediate();
    }
  }
  return written;
}
