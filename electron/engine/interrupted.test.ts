import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../shared/model.ts';
import { parsePath } from '../../shared/path.ts';
import type { Engine, JobHandle, Pool } from './api.ts';
import { openEngine } from './engine.ts';

/** Long jobs whose process dies are offered again, and go on: real processes, really killed. */

const worker = fileURLToPath(new URL('./interrupted-worker.ts', import.meta.url));
/** More than one batch: a killed copy has files left. */
const many = 280;
const few = 12;
const kills = process.env['CFS_TORTURE'] === '1' ? 20 : 1;
const disks = ['disk1', 'disk2'];
let base = '';
let engine: Engine;
let pool: Pool;

const at = (path: string): string => join(base, path);
const open = async (): Promise<void> => {
  engine = await openEngine({ home: at('home') });
};

/** A tree with links, and folders whose modes and times are to be kept. */
function makeTree(folder: string, count: number): void {
  mkdirSync(join(folder, 'deep/empty'), { recursive: true });
  for (let i = 0; i < count; i += 1) {
    const path = join(folder, `${i % 3 === 0 ? 'deep/' : ''}f${String(i)}`);
    writeFileSync(path, Buffer.alloc(2_000 + i, i));
    utimesSync(path, 1e9 + i, 1e9 + i);
  }
  linkSync(join(folder, 'f1'), join(folder, 'deep/link'));
  symlinkSync('f1', join(folder, 'symlink'));
  chmodSync(join(folder, 'deep'), 0o750);
  for (const name of ['deep/empty', 'deep', '']) utimesSync(join(folder, name), 1e9, 1e9);
}

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-interrupted-'));
  writeFileSync(at('more.txt'), 'more');
  for (const name of [...disks, 'out']) mkdirSync(at(name));
  await open();
  const volumes = disks.map((name) => ({ root: at(name), reserve: 0 }));
  pool = await engine.createPool({ name: 'home', policy: 'first-fit', volumes });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

/** Runs the worker and kills it when a part of its files is there. */
async function kill(what: string, limit = 50_000_000): Promise<void> {
  const child = spawn(process.execPath, [worker, what, base, String(limit), 'stand'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let seen = 0;
  child.stdout.on('data', (text: Buffer) => {
    if (!text.includes('.')) return;
    seen += text.length;
    child.kill('SIGKILL');
  });
  await gone;
  expect(seen).toBeGreaterThan(0);
  expect(child.signalCode).toBe('SIGKILL');
}

/** Runs the worker and kills it so many ms after it began. Answers whether it ended before. */
async function killLater(what: string, ms: number): Promise<boolean> {
  const child = spawn(process.execPath, [worker, what, base, '4000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
  await gone;
  return child.exitCode === 0;
}

/** All that is below a real folder, as one comparable text per entry. */
function tree(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const stat = lstatSync(path);
      const name = path.slice(folder.length);
      if (entry.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`;
      const facts = `${(stat.mode & 0o7777).toString(8)} ${String(stat.mtimeMs)}`;
      if (entry.isDirectory()) return `${name}/ ${facts}`;
      return `${name} ${facts} ${String(stat.nlink)} ${String(stat.size)} ${String(readFileSync(path)[0])}`;
    })
    .sort();
}

async function interruptedJob(): Promise<Job> {
  return vi.waitFor(() => {
    const job = engine.jobs.list().find(({ state }) => state === 'interrupted');
    if (job === undefined) throw new Error('no job is interrupted');
    return job;
  });
}

async function restarted(job: Job): Promise<{ readonly handle: JobHandle; readonly ended: Job }> {
  const handle = await engine.jobs.restart(job.id);
  return { handle, ended: await handle.ended };
}

/** Part files and the like on the disks. */
function leftovers(): readonly string[] {
  return disks.flatMap((disk) =>
    readdirSync(at(disk), { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)\.cfs-/.test(name)),
  );
}

// A whole process starts: a busy machine takes its time.
describe('interrupted jobs', { timeout: 60_000 * kills }, () => {
  it('[T106] a put goes on where its process was killed: what is whole is not copied again', async () => {
    makeTree(at('src'), many);
    await kill('put', 6_000_000);
    const job = await interruptedJob();
    expect(job).toMatchObject({ kind: 'put', canRestart: true, limit: 6_000_000 });
    expect(job.notes.join()).toContain('Nothing is half done');
    engine.jobs.limit(job.id, null);
    const { handle, ended } = await restarted(job);
    expect(ended).toMatchObject({ state: 'done', errors: [], title: job.title, limit: null });
    expect(ended.filesSkipped).toBeGreaterThan(0);
    expect(ended.filesDone).toBeGreaterThan(0);
    expect(ended.filesDone + ended.filesSkipped).toBe(many + 3);
    expect(engine.jobs.list().map(({ id }) => id)).toEqual([handle.id]);

    const got = await pool.get([parsePath('/in/src')], at('out'));
    expect((await got.ended).state).toBe('done');
    expect(tree(at('out/src'))).toEqual(tree(at('src')));
    expect(statSync(at('out/src')).mtimeMs).toBe(1e12);
    await pool.check({ repair: true, hash: false });
    expect(leftovers()).toEqual([]);
  });

  it('[T106] killed at any moment, again and again, it comes to its end with every file once', async () => {
    makeTree(at('src'), many);
    let hasEnded = await killLater('put', Math.random() * 400);
    for (let i = 0; i < kills && !hasEnded; i += 1) hasEnded = await killLater('again', Math.random() * 400);
    const copiesThere = (): readonly string[] =>
      disks.map((disk) => at(`${disk}/in/src`)).filter((folder) => existsSync(folder));
    const isWhole = (): boolean => JSON.stringify(copiesThere().map(tree)) === JSON.stringify([tree(at('src'))]);
    // The list of this process is a moment old at times; and where the kill came after the end, nothing is interrupted.
    const ends: Job[] = [];
    await vi.waitFor(
      async () => {
        const job = engine.jobs.list().find(({ state }) => state === 'interrupted');
        if (job === undefined && isWhole()) return;
        if (job === undefined) throw new Error('no job is interrupted, and not all is there');
        const handle = await engine.jobs.restart(job.id);
        engine.jobs.limit(handle.id, null);
        ends.push(await handle.ended);
      },
      { timeout: 20_000, interval: 200 },
    );
    for (const job of ends) expect(job).toMatchObject({ state: 'done', errors: [] });
    expect(engine.jobs.list().filter(({ state }) => state === 'interrupted')).toEqual([]);
    expect(copiesThere().map(tree)).toEqual([tree(at('src'))]);
    await pool.check({ repair: true, hash: false });
    expect(leftovers()).toEqual([]);
  });

  it('[T106] a get goes on, too', async () => {
    makeTree(at('disk1/in/src'), many);
    await kill('get');
    const job = await interruptedJob();
    engine.jobs.limit(job.id, null);
    const { ended } = await restarted(job);
    expect(ended).toMatchObject({ kind: 'get', state: 'done', errors: [] });
    expect(ended.filesSkipped).toBeGreaterThan(0);
    expect(tree(at('out/src')).filter((line) => !line.includes('/.cfs-'))).toEqual(tree(at('disk1/in/src')));
  });

  it('[T106] a copy beside the original goes on under the name that it got', async () => {
    makeTree(at('disk1/in/src'), many);
    await kill('beside');
    const { ended } = await restarted(await interruptedJob());
    expect(ended).toMatchObject({ state: 'done', errors: [] });
    expect(readdirSync(at('disk1/in')).sort()).toEqual(['src', 'src (2)']);
    expect(tree(at('disk1/in/src (2)'))).toEqual(tree(at('disk1/in/src')));
  });

  it('[T106] what was kept beside others is not copied under another number', async () => {
    makeTree(at('disk1/in/src'), many);
    makeTree(at('src'), many);
    for (let i = 0; i < many; i += 1) appendFileSync(at(`src/${i % 3 === 0 ? 'deep/' : ''}f${String(i)}`), 'more');
    await kill('both');
    const { ended } = await restarted(await interruptedJob());
    expect(ended).toMatchObject({ state: 'done', errors: [] });
    const names = readdirSync(at('disk1/in/src'), { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /f\d+ \(2\)$/.test(name))).toHaveLength(many);
    expect(names.filter((name) => name.includes('(3)'))).toEqual([]);
  });

  it('[T108] the run of a plan goes on with the moves that are left', async () => {
    makeTree(at('disk1/in/src'), few);
    const before = tree(at('disk1/in/src'));
    const plan = await pool.planDrain('disk1');
    await kill(plan.id);
    const job = await interruptedJob();
    expect(job).toMatchObject({ kind: 'drain', planId: plan.id });
    engine.jobs.limit(job.id, null);
    const { ended } = await restarted(job);
    expect(ended).toMatchObject({ state: 'done', errors: [] });
    expect(ended.filesTotal).toBeLessThan(plan.moves.reduce((sum, { links = [] }) => sum + 1 + links.length, 0));
    expect(await pool.remaining('disk1')).toEqual({ entries: [], foreign: [] });
    expect((await engine.plans.get(plan.id)).state).toBe('stopped');
    expect(tree(at('disk2/in/src'))).toEqual(before);
  });

  it('[T107] only one process gets an interrupted job, and one that is dismissed is gone for all', async () => {
    makeTree(at('src'), many);
    await kill('put');
    const job = await interruptedJob();
    const other = await openEngine({ home: at('home') });
    try {
      expect(other.jobs.list().map(({ id }) => id)).toEqual([job.id]);
      engine.jobs.limit(job.id, null);
      const results = await Promise.allSettled([engine.jobs.restart(job.id), other.jobs.restart(job.id)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const result of results) if (result.status === 'fulfilled') await result.value.ended;
    } finally {
      await other.close();
    }
    expect(engine.jobs.list().filter(({ state }) => state === 'interrupted')).toEqual([]);
  });
});

describe('jobs with failed items', () => {
  it('[T105] are retried with what failed alone, wherever it was named', async () => {
    makeTree(at('src'), few);
    mkdirSync(at('disk1/in/src/deep'), { recursive: true });
    writeFileSync(at('disk1/in/src/deep/f0'), 'other');
    const put = await pool.put([at('src'), at('late.txt')], parsePath('/in'), { onConflict: 'skip', strict: false });
    rmSync(at('src/f1'));
    const first = await put.ended;
    expect(first.errors.map(({ error }) => error.code)).toContain('not-found');
    writeFileSync(at('late.txt'), 'late');
    const { length } = first.errors;
    const again = await engine.jobs.retry(put.id);
    const second = await again.ended;
    expect(second.filesTotal).toBe(length);
    expect(second.errors.length).toBeLessThan(length);
    expect(readFileSync(at('disk1/in/late.txt'), 'utf8')).toBe('late');
    expect(readFileSync(at('disk1/in/src/deep/f0'), 'utf8')).toBe('other');
  });
});

describe('jobs of a host that ends', { timeout: 60_000 }, () => {
  it('[T107] [T109] are offered at the next start when it says so; what somebody cancelled is not', async () => {
    makeTree(at('src'), few);
    const kept = await pool.put([at('src')], parsePath('/kept'), { limit: 50_000 });
    const cancelled = await pool.put([at('src')], parsePath('/cancelled'), { limit: 50_000 });
    engine.jobs.cancel(cancelled.id);
    await engine.close({ keepJobs: true });
    expect((await kept.ended).state).toBe('cancelled');
    await open();
    const jobs = engine.jobs.list();
    expect(jobs.map(({ id, state }) => ({ id, state }))).toEqual([{ id: kept.id, state: 'interrupted' }]);
    engine.jobs.dismiss(kept.id);
    await engine.close();
    await open();
    expect(engine.jobs.list()).toEqual([]);
    expect(leftovers()).toEqual([]);
    await (await engine.pool()).put([at('src')], parsePath('/again'), { limit: 50_000 });
    await engine.close({ keepJobs: true });
    await open();
    expect(engine.jobs.list()).toHaveLength(1);
    await engine.forgetPool('home');
    await vi.waitFor(() => expect(engine.jobs.list()).toEqual([]), { timeout: 5_000 });
  });

  it('[T109] are forgotten when it does not, and when they end', async () => {
    makeTree(at('src'), few);
    const job = await pool.put([at('more.txt')], parsePath('/'));
    await job.ended;
    await pool.put([at('src')], parsePath('/in'), { limit: 50_000 });
    await engine.close();
    await open();
    expect(engine.jobs.list()).toEqual([]);
  });

  it('[T107] an upload cannot go on, and says so', async () => {
    await pool.receive(parsePath('/'), { files: 1, bytes: 10 });
    await engine.close({ keepJobs: true });
    await open();
    const [job] = engine.jobs.list();
    expect(job).toMatchObject({ kind: 'upload', state: 'interrupted', canRestart: false });
    await expect(engine.jobs.restart(job?.id ?? '')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('send its files again') as string,
    });
  });
});
