import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../electron/engine/engine.ts';
import type { Engine, JobHandle, Pool } from '../electron/engine/api.ts';

/** The project's folder. */
export const root = join(import.meta.dirname, '..');

/** One line of a table: a way to do the work, and how long it took. */
export interface Row {
  readonly what: string;
  /** ms, the median of the runs; null: not run. */
  readonly ms: number | null;
  /** What cannot be seen from the time: bytes, ratios, or why it was not run. */
  readonly note?: string;
  /** Time of ours by this one's, the median over the rounds; undefined: by the medians. */
  readonly ratio?: number;
  /** The quickest and the slowest of the runs, in ms. */
  readonly spread?: readonly [low: number, high: number];
  /** The most that ours may take, as a multiple of this one. */
  readonly goal?: number;
  /** The most ms that this one may take. */
  readonly goalMs?: number;
  /** Figures that are no times, each with the most that it may be; `unit` as it is shown behind them. */
  readonly figures?: readonly Figure[];
}

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly most: number;
}

/** One of several ways that are measured in turn. */
export interface Way {
  readonly what: string;
  readonly work: () => unknown;
  /** Not counted. */
  readonly before?: () => unknown;
  readonly after?: () => unknown;
  readonly goal?: number;
  readonly goalMs?: number;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** Runs ours and its peers; the first row is ours. */
  run(lab: Lab): Promise<readonly Row[]>;
}

export const skipped = (what: string, note: string): Row => ({ what, ms: null, note: `skipped: ${note}` });

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}

export function hasTool(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

export function shell(command: string): void {
  execFileSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A temporary folder with file systems of its own, and engines on them; all of it ends with close(). */
export class Lab {
  readonly folder: string;
  /** Times that each way is run. */
  readonly times: number;
  /** 1 = the sizes of the goals. */
  readonly scale: number;
  private readonly mounts: string[] = [];
  private readonly engines: Engine[] = [];
  private count = 0;

  constructor(options: { readonly times: number; readonly scale: number }) {
    this.times = options.times;
    this.scale = options.scale;
    this.folder = mkdtempSync(join(tmpdir(), 'cfs-bench-'));
  }

  /** A number of files or bytes, scaled. */
  size(full: number): number {
    return Math.max(1, Math.round(full * this.scale));
  }

  dir(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** A folder that is a tmpfs of its own as root, and a plain folder else. */
  memory(name: string, bytes: number): string {
    const path = this.dir(name);
    if (isRoot() && process.platform === 'linux') this.mount(`mount -t tmpfs -o size=${bytes} cfs-bench ${path}`, path);
    return path;
  }

  /** An ext4 file system of its own on an image file. Root only. */
  ext4(name: string, bytes: number): string {
    const path = this.dir(name);
    const image = join(this.folder, `${name}.img`);
    shell(`truncate -s ${bytes} ${image} && mkfs.ext4 -q -F ${image}`);
    this.mount(`mount -o loop ${image} ${path}`, path);
    return path;
  }

  mount(command: string, path: string): void {
    shell(command);
    this.mounts.push(path);
  }

  /**
   * Runs all ways once, then all of them again: what else the machine does in that time falls on all of them alike. The
   * first way is ours.
   */
  async race(ways: readonly Way[]): Promise<readonly Row[]> {
    const rounds: number[][] = [];
    for (let round = 0; round < this.times; round += 1) {
      const all: number[] = [];
      for (const { work, before, after } of ways) all.push(await this.once(work, before, after));
      rounds.push(all);
    }
    return ways.map(({ what, goal, goalMs }, index): Row => {
      const mine = rounds.map((all) => all[index] ?? NaN);
      const ratio = median(rounds.map((all) => (all[0] ?? NaN) / (all[index] ?? NaN)));
      return {
        what,
        ms: median(mine),
        spread: [Math.min(...mine), Math.max(...mine)],
        ...(index === 0 ? {} : { ratio }),
        ...(goal === undefined ? {} : { goal }),
        ...(goalMs === undefined ? {} : { goalMs }),
      };
    });
  }

  private async once(work: () => unknown, before?: () => unknown, after?: () => unknown): Promise<number> {
    await before?.();
    const begin = performance.now();
    await work();
    const ms = performance.now() - begin;
    await after?.();
    return ms;
  }

  /** A new engine with one pool over these folders, in this process as on the command line. */
  async pool(volumes: readonly string[]): Promise<{ readonly engine: Engine; readonly pool: Pool }> {
    this.count += 1;
    const engine = await openEngine({ home: this.dir(`home${this.count}`), spawnLane: null });
    this.engines.push(engine);
    const pool = await engine.createPool({
      name: `bench${this.count}`,
      reserve: 0,
      volumes: volumes.map((path, index) => ({ root: path, name: `disk${index + 1}`, reserve: 0 })),
    });
    return { engine, pool };
  }

  async close(): Promise<void> {
    for (const engine of this.engines) await engine.close();
    for (const path of this.mounts.reverse()) spawnSync('umount', [path], { stdio: 'inherit' });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes `count` files of `bytes` bytes in folders of 500; they are numbered from `first`, the folders from 0. */
export function makeFiles(folder: string, count: number, bytes: number, first = 0): void {
  const content = Buffer.alloc(bytes, 'cfs ');
  for (let index = 0; index < count; index += 1) {
    const below = join(folder, `folder${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file${first + index}.bin`), content);
  }
}

/** @throws Error when a job did not end well: its time would mean nothing */
export async function done(starting: Promise<JobHandle>): Promise<void> {
  const { state, errors } = await (await starting).ended;
  const [first] = errors;
  if (state !== 'done') throw new Error(`the job ended as ${state}: ${first?.error.message ?? 'without an error'}`);
}
