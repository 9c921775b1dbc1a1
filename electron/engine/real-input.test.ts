import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../shared/model.ts';
import { parsePath } from '../../shared/path.ts';
import type { Engine, JobHandle } from './api.ts';
import { openEngine } from './engine.ts';

/** Thousands of real files through a whole pool and back. */

const trees = ['/usr/share/doc', '/usr/lib/python3', '/usr/share/man', '/usr/include'];
const tree = trees.find((path) => existsSync(path) && readdirSync(path, { recursive: true }).length > 1_000);

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const target = mkdtempSync(join(tmpdir(), 'cfs-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', target], { stdio: 'ignore' });
    execFileSync('umount', [target]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
const mounts = canMount();

/** One line per entry with all that must come back; hard links by the first of their names. */
async function snapshot(root: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const firstNames = new Map<bigint, string>();
  const visit = async (relative: string): Promise<void> => {
    const path = join(root, relative);
    const stat = await lstat(path, { bigint: true });
    const common = `${relative} ${(stat.mode & 0o7777n).toString(8)}`;
    if (stat.isDirectory()) {
      lines.push(`${common} folder ${String(stat.mtimeNs)}`);
      for (const name of (await readdir(path)).toSorted()) await visit(join(relative, name));
    } else if (stat.isSymbolicLink()) {
      lines.push(`${common} link ${await readlink(path)}`);
    } else if (stat.isFile()) {
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      const first = firstNames.get(stat.ino) ?? relative;
      firstNames.set(stat.ino, first);
      lines.push(`${common} file ${String(stat.size)} ${String(stat.mtimeNs)} ${digest} ${first}`);
    }
  };
  await visit('.');
  return lines;
}

async function bytesOf(root: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-s', '--block-size=1', root], { encoding: 'utf8' });
  return Number(stdout.split('\t')[0]);
}

async function done(handle: JobHandle): Promise<Job> {
  const job = await handle.ended;
  expect({ state: job.state, errors: job.errors.slice(0, 3), notes: job.notes }).toEqual({
    state: 'done',
    errors: [],
    notes: [],
  });
  return job;
}

let folder = '';
let engine: Engine | null = null;
const mounted: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-real-'));
});
afterEach(async () => {
  await engine?.close();
  engine = null;
  for (const target of mounted.splice(0)) execFileSync('umount', [target]);
  rmSync(folder, { recursive: true, force: true });
});

/** Three volumes of different size that together hold `bytes` a little more than twice. */
function disks(bytes: number, kind: 'tmpfs' | 'limits'): readonly { readonly root: string; readonly limit?: number }[] {
  return [0.35, 0.7, 1.2].map((share, index) => {
    const root = join(folder, `disk${String(index + 1)}`);
    mkdirSync(root);
    const size = Math.ceil((bytes * share) / 4096) * 4096;
    if (kind === 'limits') return { root, limit: size };
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(size)}`, 'tmpfs', root]);
    mounted.push(root);
    return { root };
  });
}

describe('a tree of real files', () => {
  const kinds = ['tmpfs', 'limits'] as const;
  it.for(kinds)(
    '[G2] goes in, is evened out, and comes back identical (%s)',
    { timeout: 300_000 },
    async (kind, { skip }) => {
      if (tree === undefined) return skip(`none of ${trees.join(', ')} is there`);
      if (kind === 'tmpfs' && !mounts) return skip('mounting needs root');
      const before = await snapshot(tree);
      const opened = await openEngine({ home: join(folder, 'home') });
      engine = opened;
      const volumes = disks(await bytesOf(tree), kind).map((spec) => ({ ...spec, reserve: 0 }));
      const pool = await opened.createPool({ name: 'real', policy: 'first-fit', volumes });
      await done(await pool.put([tree], parsePath('/tree'), { destination: 'as' }));
      mkdirSync(join(folder, 'first'));
      await done(await pool.get([parsePath('/tree')], join(folder, 'first')));
      expect(await snapshot(join(folder, 'first', 'tree'))).toEqual(before);

      const plan = await pool.planEven({ within: 2 });
      expect(plan).toMatchObject({ reached: true, blocked: [] });
      expect(plan.moves.length).toBeGreaterThan(0);
      await done(await opened.plans.run(plan.id));
      const shares = (await pool.info()).volumes.map(({ space }) => (space === null ? NaN : space.used / space.total));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.06);
      mkdirSync(join(folder, 'second'));
      await done(await pool.get([parsePath('/tree')], join(folder, 'second')));
      expect(await snapshot(join(folder, 'second', 'tree'))).toEqual(before);
      const check = await pool.check({ repair: false, hash: true });
      expect(check).toEqual([]);
    },
  );
});

describe('docs/examples', () => {
  it('[S22] the example of the library runs as it says', async () => {
    const home = join(folder, 'home');
    const opened = await openEngine({ home });
    engine = opened;
    await opened.createPool({ name: 'home', volumes: disks(20_000_000, 'limits') });
    mkdirSync(join(folder, 'local'));
    writeFileSync(join(folder, 'local', 'a.txt'), 'a');
    const example = fileURLToPath(new URL('../../docs/examples/library.ts', import.meta.url));
    const env = { ...process.env, CFS_HOME: home };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [example, join(folder, 'local')], { env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\/notes\/today\.txt is on disk\d: disk\d: /);
    expect(stdout).toContain('done: 1 files, 0 errors');
    expect(stdout).toMatch(/plan [0-9a-f]{8}: \d+ moves/);
  });
});
