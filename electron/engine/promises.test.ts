import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from './engine.ts';
import { mountNew, whyNotMounted } from './volume/mount-fixture.ts';
import type { Mounted } from './volume/mount-fixture.ts';

/** Reservations that several processes share, on a file system that really fills. */

const worker = fileURLToPath(new URL('./promises-worker.ts', import.meta.url));
const megabyte = 1 << 20;
const why = whyNotMounted('tmpfs');
let base = '';
let mounted: Mounted;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-promises-'));
  mounted = mountNew('tmpfs', { sizeMiB: 48 });
});
afterEach(() => {
  mounted.unmount();
  rmSync(base, { recursive: true, force: true });
});

interface Outcome {
  readonly filesDone: number;
  readonly failed: number;
  readonly codes: readonly string[];
}

/** One process for each folder puts it, all at the same time. */
async function putTogether(sources: readonly string[]): Promise<readonly Outcome[]> {
  const children = sources.map((source, index) => {
    const child = spawn(process.execPath, [worker, join(base, 'home'), source, `/p${String(index)}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return { child, next: async () => String((await lines.next()).value) };
  });
  for (const { next } of children) expect(await next()).toBe('ready');
  for (const { child } of children) child.stdin.end('go\n');
  return Promise.all(children.map(async ({ next }) => JSON.parse(await next()) as Outcome));
}

describe.skipIf(why !== null)(`reservations of processes${why === null ? '' : ` (skipped: ${why})`}`, () => {
  it('[T110] many small files of two processes at once never take the reserve', { timeout: 60_000 }, async () => {
    const [count, size, reserve] = [220, 100_000, 20 * megabyte];
    const sources = ['a', 'b'].map((name) => join(base, name));
    for (const source of sources) {
      mkdirSync(source);
      for (let i = 0; i < count; i += 1) writeFileSync(join(source, `f${String(i)}`), Buffer.alloc(size, i));
    }
    const engine = await openEngine({ home: join(base, 'home') });
    await engine.createPool({ name: 'home', volumes: [{ root: mounted.path, reserve }] });
    await engine.close();
    const outcomes = await putTogether(sources);
    const { bavail, bsize } = statfsSync(mounted.path);
    // Folders and what is CFS's own take a few blocks.
    expect(bavail * bsize).toBeGreaterThan(reserve - megabyte / 4);
    // And most of the room there was is used.
    expect(bavail * bsize).toBeLessThan(reserve + 12 * megabyte);
    for (const { filesDone, failed, codes } of outcomes) {
      expect(filesDone + failed).toBe(count);
      expect(failed === 0 ? ['no-space'] : codes).toEqual(['no-space']);
    }
  });

  it(
    '[L26] large files of four processes at once: no volume is overcommitted, each is whole or cleanly refused',
    {
      timeout: 120_000,
    },
    async () => {
      const [count, size, reserve] = [3, 4 * megabyte, 6 * megabyte];
      const sources = ['a', 'b', 'c', 'd'].map((name) => join(base, name));
      for (const source of sources) {
        mkdirSync(source);
        for (let i = 0; i < count; i += 1) writeFileSync(join(source, `f${String(i)}`), Buffer.alloc(size, i + 1));
      }
      // Two volumes of one file system: what is promised on one is not free on the other.
      const roots = ['one', 'two'].map((name) => join(mounted.path, name));
      for (const root of roots) mkdirSync(root);
      const engine = await openEngine({ home: join(base, 'home') });
      await engine.createPool({ name: 'home', volumes: roots.map((root) => ({ root, reserve })) });
      await engine.close();
      const outcomes = await putTogether(sources);
      const { bavail, bsize } = statfsSync(mounted.path);
      expect(bavail * bsize).toBeGreaterThan(reserve - megabyte / 4);
      for (const { filesDone, failed, codes } of outcomes) {
        expect(filesDone + failed).toBe(count);
        expect(failed === 0 ? ['no-space'] : codes).toEqual(['no-space']);
      }
      // 48 MiB less the reserve hold ten of them; two may be promised and refused at the same moment.
      const done = outcomes.reduce((sum, { filesDone }) => sum + filesDone, 0);
      expect(done).toBeGreaterThanOrEqual(8);
      expect(done).toBeLessThanOrEqual(10);
      const found = roots.flatMap((root) =>
        readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
      );
      const files = found.filter(
        ({ parentPath, name }) => !parentPath.includes('.cfs') || name.startsWith('.cfs-part'),
      );
      expect(files.length).toBe(done);
      for (const { parentPath, name } of files) {
        const bytes = readFileSync(join(parentPath, name));
        expect([name, bytes.equals(Buffer.alloc(size, Number(name.slice(1)) + 1))]).toEqual([name, true]);
      }
    },
  );
});
