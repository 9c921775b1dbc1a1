import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { openDiskVolume } from './disk.ts';
import { testSpawn } from './lane-fixture.ts';
import { openLane } from './lane.ts';
import { createGate, createWheel } from './steering.ts';
import type { Volume } from './volume.ts';

const megabyte = 1 << 20;
/** Short, and long enough for a busy machine. */
const deadlineMs = 3_000;
let base = '';
const closes: (() => Promise<void>)[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-steering-'));
  mkdirSync(join(base, 'disk'));
});
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
  rmSync(base, { recursive: true, force: true });
});

const open: Record<string, () => Volume> = {
  'on a disk': () => openDiskVolume({ root: join(base, 'disk'), name: 'disk' }),
  'in a lane': () => {
    const lane = openLane({ spawn: testSpawn().spawn, contentDeadlineMs: deadlineMs });
    closes.push(() => lane.close());
    return lane.open({ root: join(base, 'disk'), name: 'disk' });
  },
};

function source(name: string, bytes: number): { readonly path: string; readonly content: Buffer } {
  const path = join(base, name);
  const content = randomBytes(bytes);
  writeFileSync(path, content);
  return { path, content };
}

/** Bytes in part files and whole files of the volume. */
function written(): number {
  const names = readdirSync(join(base, 'disk'), { withFileTypes: true }).filter((entry) => entry.isFile());
  return names.reduce((sum, { name }) => sum + statSync(join(base, 'disk', name)).size, 0);
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Its process has started, and has all that it needs. */
async function warm(volume: Volume): Promise<void> {
  await volume.copyIn([{ source: source('warm', 10).path, path: parsePath('/warm') }], {});
  await volume.removeFile(parsePath('/warm'));
}

describe.each(Object.entries(open))('a copy %s', (where, openVolume) => {
  it('[T100] stands still in the middle of a file, is not taken for hung meanwhile, and goes on', async () => {
    const volume = openVolume();
    await warm(volume);
    const { path, content } = source('big', 12 * megabyte);
    const wheel = createWheel({ bytesPerSecond: 6 * megabyte });
    const copy = volume.copyIn([{ source: path, path: parsePath('/big') }], { steering: wheel });
    await vi.waitFor(() => expect(written()).toBeGreaterThan(megabyte), { timeout: 10_000 });
    wheel.steer({ paused: true });
    await wait(250);
    const at = written();
    expect(at).toBeLessThan(content.length);
    await wait(where === 'in a lane' ? deadlineMs + 500 : 900);
    expect(written()).toBe(at);
    wheel.steer({ paused: false, bytesPerSecond: null });
    expect(await copy).toMatchObject([{ ok: true, receipt: { bytes: content.length } }]);
    expect(readFileSync(join(base, 'disk/big')).equals(content)).toBe(true);
    await volume.close();
  });

  it('[T102] told to end, finishes the file under way and begins no other', async () => {
    const volume = openVolume();
    await warm(volume);
    const requests = ['a', 'b', 'c'].map((name) => ({
      source: source(name, 2 * megabyte).path,
      path: parsePath(`/${name}`),
    }));
    const wheel = createWheel({ bytesPerSecond: 4 * megabyte });
    const copy = volume.copyIn(requests, { steering: wheel });
    await vi.waitFor(() => expect(written()).toBeGreaterThan(0), { timeout: 10_000 });
    wheel.steer({ ending: true });
    const outcomes = await copy;
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.error.code))).toEqual([
      'done',
      'cancelled',
      'cancelled',
    ]);
    expect(readdirSync(join(base, 'disk')).filter((name) => name !== '.cfs')).toEqual(['a']);
    await volume.close();
  });

  it('[T100] that stands still can be cancelled, and leaves nothing', async () => {
    const volume = openVolume();
    await warm(volume);
    const abort = new AbortController();
    const wheel = createWheel({ bytesPerSecond: 4 * megabyte });
    const requests = [{ source: source('big', 8 * megabyte).path, path: parsePath('/big') }];
    const copy = volume.copyIn(requests, { steering: wheel, signal: abort.signal });
    await vi.waitFor(() => expect(written()).toBeGreaterThan(0), { timeout: 10_000 });
    wheel.steer({ paused: true });
    await wait(50);
    abort.abort();
    expect(await copy).toMatchObject([{ ok: false, error: { code: 'cancelled' } }]);
    expect(readdirSync(join(base, 'disk')).filter((name) => name !== '.cfs')).toEqual([]);
    await volume.close();
  });
});

describe('a gate', () => {
  /** Bytes that a copy without end gets through a gate in so many ms. */
  function throughput(bytesPerSecond: number | null, forMs: number, then?: { atMs: number; rate: number }): number {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      let now = 0;
      const wheel = createWheel({ bytesPerSecond });
      const gate = createGate(wheel, () => now);
      let bytes = 0;
      while (now < forMs) {
        if (then !== undefined && now >= then.atMs) wheel.steer({ bytesPerSecond: then.rate });
        const step = gate.step(megabyte);
        // A pass that has to wait is taken a moment later, as its timer would.
        if (gate.pass(step) === null) bytes += step;
        now += 1;
      }
      return bytes;
    } finally {
      vi.useRealTimers();
    }
  }

  it('[T101] lets through what its limit says, in small steps, and all without one', () => {
    const slow = throughput(100_000, 10_000);
    expect(slow).toBeGreaterThan(900_000);
    expect(slow).toBeLessThan(1_100_000);
    expect(throughput(null, 10)).toBe(10 * megabyte);
    expect(createGate(createWheel({ bytesPerSecond: 2_000 })).step(megabyte)).toBe(4096);
  });

  it('[T101] heeds a new limit at once', () => {
    const changed = throughput(1_000, 2_000, { atMs: 1_000, rate: 1_000_000 });
    expect(changed).toBeGreaterThan(800_000);
    expect(changed).toBeLessThan(1_300_000);
  });
});
