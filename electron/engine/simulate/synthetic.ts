import { formatCount, formatSize } from '../../../shared/format.ts';
import { parsePath } from '../../../shared/path.ts';
import { mixWords } from '../../../shared/simulation.ts';
import type { MixName } from '../../../shared/simulation.ts';
import { seededRandom } from './random.ts';
import { buildWorkload } from './workload.ts';
import type { Workload } from './workload.ts';

export interface SyntheticOptions {
  readonly mix: MixName;
  readonly seed: number;
  /** Of all files together; the last one is cut to that. */
  readonly bytes: number;
  /** When the first one comes; they come within a year. */
  readonly startMs: number;
}

interface Invented {
  readonly folder: string;
  readonly name: string;
  readonly size: number;
}

interface Dice {
  /** A whole number from `low` to `high`. */
  readonly whole: (low: number, high: number) => number;
  /** Around `median`, with a long tail: nine of ten within a factor `spread` of it. */
  readonly tailed: (median: number, spread: number, most: number) => number;
}

/** Names files without end; a mix stops when its bytes are used up. */
type Mix = (dice: Dice) => Generator<Invented, never>;

const [KB, MB, GB] = [1e3, 1e6, 1e9];
const yearMs = 365 * 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

const mixes: Readonly<Record<MixName, { readonly make: Mix; readonly meanBytes: number }>> = {
  media: {
    meanBytes: 40 * MB,
    *make({ whole }) {
      for (let event = 1; ; event += 1) {
        const folder = `/photos/event ${two(event)}`;
        const photos = whole(40, 400);
        for (let photo = 1; photo <= photos; photo += 1) {
          yield { folder, name: `IMG_${String(photo).padStart(4, '0')}.jpg`, size: whole(2 * MB, 9 * MB) };
        }
        const film = `/films/film ${two(event)}`;
        yield { folder: film, name: 'film.mkv', size: whole(2 * GB, 14 * GB) };
        yield { folder: film, name: 'poster.jpg', size: whole(200 * KB, 2 * MB) };
        yield { folder: film, name: 'film.srt', size: whole(40 * KB, 120 * KB) };
      }
    },
  },
  backups: {
    meanBytes: 13 * GB,
    *make({ whole }) {
      for (let day = 1; ; day += 1) {
        for (let host = 1; host <= 4; host += 1) {
          const isFull = day % 7 === host;
          const size = isFull ? whole(40 * GB, 120 * GB) : whole(GB / 2, 6 * GB);
          const name = `day ${String(day).padStart(3, '0')} ${isFull ? 'full' : 'changes'}.tar.zst`;
          yield { folder: `/backups/computer ${String(host)}`, name, size };
        }
      }
    },
  },
  'small-files': {
    meanBytes: 24 * KB,
    *make({ whole, tailed }) {
      for (let project = 1; ; project += 1) {
        for (const part of ['', '/src', '/test', '/docs']) {
          const files = whole(20, 80);
          for (let file = 1; file <= files; file += 1) {
            const folder = `/projects/project ${two(project)}${part}`;
            yield { folder, name: `file ${two(file)}`, size: tailed(6 * KB, 12, 20 * MB) };
          }
        }
      }
    },
  },
  'big-images': {
    meanBytes: 85 * GB,
    *make({ whole }) {
      for (let machine = 1; ; machine += 1) {
        const disks = whole(1, 3);
        for (let disk = 1; disk <= disks; disk += 1) {
          const folder = `/images/machine ${two(machine)}`;
          yield { folder, name: `disk ${String(disk)}.img`, size: whole(30 * GB, 140 * GB) };
        }
      }
    },
  },
};

/** Fewer files than this say little about a policy: on a small pool they are made smaller. */
const leastFiles = 300;
/** More files than this are not invented: on a big pool they are made larger. */
const mostFiles = 500_000;

/** Invents writes; the same options give the same ones. `note`: what differs from what the mix says. */
export function syntheticWorkload(options: SyntheticOptions): { readonly workload: Workload; readonly note: string } {
  const { mix, bytes, startMs } = options;
  const random = seededRandom(options.seed);
  const whole = (low: number, high: number): number => Math.floor(low + random() * (high - low + 1));
  const tailed = (median: number, spread: number, most: number): number => {
    // Sum of four is close enough to a normal curve; 1.645 deviations hold nine of ten.
    const normal = (random() + random() + random() + random() - 2) / Math.sqrt(1 / 3);
    return Math.min(most, Math.max(1, Math.round(median * spread ** (normal / 1.645))));
  };
  const { make, meanBytes } = mixes[mix];
  const scale = Math.min(1, bytes / (meanBytes * leastFiles)) * Math.max(1, bytes / (meanBytes * mostFiles));
  const builder = buildWorkload();
  let written = 0;
  let last = { name: '', id: -1 };
  for (const { folder, name, size } of make({ whole, tailed })) {
    if (written >= bytes) break;
    const scaled = Math.min(Math.max(1, Math.round(size * scale)), Math.ceil(bytes - written));
    if (folder !== last.name) last = { name: folder, id: builder.folder(parsePath(folder)) };
    builder.add(last.id, name, scaled, Math.round(startMs + (written / bytes) * yearMs));
    written += scaled;
  }
  return { workload: builder.build(), note: scaleNote(scale, bytes) };
}

function scaleNote(scale: number, bytes: number): string {
  if (scale > 0.999 && scale < 1.001) return '';
  const factor = scale < 1 ? `1/${formatCount(Math.round(1 / scale))} of` : `${scale.toFixed(1)} times`;
  return `Files are ${factor} their usual size, so that ${formatSize(bytes)} are ${scale < 1 ? 'a few hundred' : 'not too many'} of them.`;
}

export function syntheticAbout(mix: MixName): string {
  return `Invented: ${mixWords[mix].about}. Volumes begin as they are now.`;
}
