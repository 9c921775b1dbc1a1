import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import type { ConflictPolicy, Job } from '../../../shared/model.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { faulty } from '../volume/faulty.ts';
import { posix } from '../volume/posix.ts';
import type { Volume } from '../volume/volume.ts';
import { openTestPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';
import { startCopy, startGet, startMove, startPut, startReceive, startRemove, startTrash } from './transfer.ts';

let base = '';
let pool: TestPool;
/** Jobs do not keep a process alive by themselves. */
let alive: NodeJS.Timeout;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-transfer-'));
  alive = setInterval(() => undefined, 1000);
});
afterEach(async () => {
  clearInterval(alive);
  await pool.close();
  rmSync(base, { recursive: true, force: true });
});

const at = parsePath;

async function ended(handle: Promise<JobHandle>): Promise<Job> {
  return (await handle).ended;
}
async function done(handle: Promise<JobHandle>): Promise<Job> {
  const job = await ended(handle);
  expect({ state: job.state, errors: job.errors }).toEqual({ state: 'done', errors: [] });
  expect(job.filesDone + job.filesSkipped).toBe(job.filesTotal);
  return job;
}
async function code(handle: Promise<JobHandle>): Promise<readonly string[]> {
  const job = await ended(handle);
  expect(job.state).toBe('failed');
  return job.errors.map(({ error }) => error.code);
}

function file(path: string, content: string | Buffer, seconds = 1_000_000_000): string {
  const whole = join(base, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, content);
  utimesSync(whole, seconds, seconds);
  return whole;
}

/** All that must come back, per entry. */
function snapshot(root: string): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const first = new Map<bigint, string>();
  const visit = (relative: string): void => {
    const path = join(root, relative);
    const stat = lstatSync(path, { bigint: true });
    const common = { mode: stat.mode, mtimeNs: stat.mtimeNs, xattrs: posix()?.readXattrs(path) };
    if (stat.isSymbolicLink()) found[relative] = { target: readlinkSync(path), mtimeNs: stat.mtimeNs };
    else if (stat.isDirectory()) {
      found[relative] = common;
      for (const name of readdirSync(path).sort()) visit(join(relative, name));
    } else {
      const same = first.get(stat.ino) ?? relative;
      first.set(stat.ino, same);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      found[relative] = { ...common, size: stat.size, hash, same, sparse: stat.blocks * 512n < stat.size };
    }
  };
  visit('.');
  return found;
}

/** Everything below the roots of the volumes, without folders. */
function onDisks(): string[] {
  return pool.members.flatMap(({ name }) =>
    readdirSync(join(base, name), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}
const read = async (path: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const bytes of pool.context.volume.read(at(path))) chunks.push(bytes);
  return Buffer.concat(chunks).toString();
};
const names = async (path = '/'): Promise<string[]> =>
  (await pool.context.volume.list(at(path))).map(({ name }) => name).sort();

describe('whole trees', () => {
  it('[T7] come back as they were', async () => {
    pool = openTestPool(base);
    for (let i = 0; i < 60; i += 1) file(`src/d${String(i % 7)}/f ${String(i)}\n`, Buffer.alloc(i * 997, i));
    mkdirSync(join(base, 'src/empty'));
    symlinkSync('d1/nowhere', join(base, 'src/link'));
    linkSync(join(base, 'src/d1/f 1\n'), join(base, 'src/d2/hard'));
    linkSync(join(base, 'src/d1/f 1\n'), join(base, 'src/d3/hard'));
    chmodSync(join(base, 'src/d3/f 3\n'), 0o640);
    chmodSync(join(base, 'src/d5'), 0o750);
    const fd = openSync(join(base, 'src/holes'), 'w');
    writeSync(fd, 'x', 5_000_000);
    ftruncateSync(fd, 9_000_000);
    closeSync(fd);
    posix()?.setTimes(join(base, 'src/d4/f 4\n'), 1_234_567_890_123_456_789n, 1_111_111_111_987_654_321n);
    try {
      posix()?.writeXattr(join(base, 'src/holes'), 'user.cfs', Buffer.from('kept'));
    } catch {
      // This file system has none: the comparison holds all the same.
    }
    utimesSync(join(base, 'src/d6'), 1e9, 1e9 + 0.25);
    const before = snapshot(join(base, 'src'));

    const put = await done(startPut(pool.context, [join(base, 'src')], rootPath));
    expect(put).toMatchObject({ filesTotal: 64, filesDone: 64, bytesDone: put.bytesTotal, counting: false, notes: [] });
    expect(Object.keys(put.perVolume).sort()).toEqual(['disk1', 'disk2', 'disk3']);
    expect(pool.placed.has(at('/src/d0/f 0\n'))).toBe(true);
    expect(pool.changed.has(at('/src/d1'))).toBe(true);

    mkdirSync(join(base, 'out'));
    const got = await done(startGet(pool.context, [at('/src')], join(base, 'out')));
    expect(got.filesDone).toBe(64);
    expect(snapshot(join(base, 'out/src'))).toEqual(before);

    await done(startCopy(pool.context, [at('/src')], at('/again'), { destination: 'as' }));
    await done(startGet(pool.context, [at('/again')], join(base, 'out')));
    expect(snapshot(join(base, 'out/again'))).toEqual(before);
    expect(snapshot(join(base, 'src'))).toEqual(before);
  });

  it('[T5] cancelled at half: what counts as done is there, and nothing else', async () => {
    pool = openTestPool(base);
    for (let i = 0; i < 1200; i += 1) file(`src/f${String(i)}`, Buffer.alloc(3000, i));
    const job = await startPut(pool.context, [join(base, 'src')], rootPath);
    job.onItem(() => {
      if (job.snapshot().filesDone > 300) pool.context.jobs.cancel(job.id);
    });
    const end = await job.ended;
    expect(end).toMatchObject({ state: 'cancelled', errors: [] });
    const found = onDisks();
    expect(found.filter((path) => path.includes('.cfs-'))).toEqual([]);
    expect(found).toHaveLength(end.filesDone);
    expect(end.filesDone).toBeLessThan(1200);
    expect(end.bytesDone).toBe(end.filesDone * 3000);
    for (const path of found) expect(lstatSync(path).size).toBe(3000);
  });
});

describe('what is there already', () => {
  const put = (source: string, onConflict?: ConflictPolicy): Promise<JobHandle> =>
    startPut(pool.context, [source], rootPath, onConflict === undefined ? {} : { onConflict });

  it('[T8] every conflict policy', async () => {
    pool = openTestPool(base);
    await done(put(file('a.txt', 'old', 1_000)));
    const newer = file('n/a.txt', 'new', 2_000);
    expect(await code(put(newer))).toEqual(['exists']);
    expect(await done(put(newer, 'skip'))).toMatchObject({ filesSkipped: 1, bytesTotal: 0 });
    expect(await read('/a.txt')).toBe('old');
    await done(put(newer, 'keep-both'));
    await done(put(newer, 'keep-both'));
    expect(await names()).toEqual(['a (2).txt', 'a (3).txt', 'a.txt']);
    expect(await done(put(file('o/a.txt', 'older', 500), 'newer'))).toMatchObject({ filesSkipped: 1 });
    await done(put(newer, 'newer'));
    expect(await read('/a.txt')).toBe('new');
    expect(await done(put(newer, 'different'))).toMatchObject({ filesSkipped: 1 });
    await done(put(file('o/a.txt', 'other', 2_000), 'different'));
    expect(await read('/a.txt')).toBe('other');
    // Its contents count, not its time.
    await done(put(file('p/a.txt', 'OTHER', 2_000), 'different'));
    expect(await read('/a.txt')).toBe('OTHER');
    expect(await done(put(file('p/a.txt', 'OTHER', 5_000), 'different'))).toMatchObject({ filesSkipped: 1 });
  });

  it('[T8] folders merge; files and folders never replace each other', async () => {
    pool = openTestPool(base);
    file('src/a', '1');
    await done(put(join(base, 'src')));
    file('n/src/b', '2');
    await done(put(join(base, 'n/src')));
    expect(await names('/src')).toEqual(['a', 'b']);
    expect(await code(put(file('f/src', 'x'), 'replace'))).toEqual(['exists']);
    file('g/src/a/deep', 'x');
    expect(await code(put(join(base, 'g/src'), 'replace'))).toEqual(['exists']);
    expect(await read('/src/a')).toBe('1');
    await done(put(file('f/src', 'x'), 'keep-both'));
    expect(await names()).toEqual(['src', 'src (2)']);
  });

  it('[T9] what is replaced lies in the trash, on one volume or several', async () => {
    for (const limits of [[null], [null, null, null]]) {
      pool = openTestPool(base, { limits });
      await done(put(file('a', 'old')));
      await done(put(file('n/a', 'new'), 'replace'));
      expect(await read('/a')).toBe('new');
      expect(await names()).toEqual(['a']);
      const [item] = await pool.context.volume.listTrash();
      expect(item).toMatchObject({ path: '/a', size: 3 });
      await pool.context.volume.restoreFromTrash(item?.id ?? '', at('/back'));
      expect(await read('/back')).toBe('old');
      await pool.close();
      for (const { name } of pool.members) rmSync(join(base, name), { recursive: true });
    }
    pool = openTestPool(base);
  });

  it('[T19] a local file is replaced whole', async () => {
    pool = openTestPool(base);
    await done(put(file('a', 'pool')));
    file('out/a', 'mine');
    const out = join(base, 'out');
    expect(await code(startGet(pool.context, [at('/a')], out))).toEqual(['exists']);
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('mine');
    await done(startGet(pool.context, [at('/a')], out, { onConflict: 'replace' }));
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('pool');
    expect(readdirSync(out)).toEqual(['a']);
  });

  it('[K50] where names cannot be exchanged, a kill in the middle leaves the old local file under a name that is seen', async () => {
    pool = openTestPool(base);
    await done(put(file('a', 'pool')));
    file('out/a', 'mine');
    const out = join(base, 'out');
    let between: readonly (readonly [string, string])[] = [];
    const openLocal = (root: string): Volume => {
      const volume = pool.context.openLocal(root);
      return {
        ...volume,
        exchange: () => Promise.reject(fail('unsupported', 'x', 'y', 'z')),
        async rename(from, to) {
          await volume.rename(from, to);
          if (between.length > 0) return;
          const seen = readdirSync(out).filter((name) => !name.startsWith('.'));
          between = seen.map((name) => [name, readFileSync(join(out, name), 'utf8')]);
        },
      };
    };
    await done(startGet({ ...pool.context, openLocal }, [at('/a')], out, { onConflict: 'replace' }));
    expect(between).toEqual([[expect.stringMatching(/^a\.replaced-/), 'mine']]);
    expect(readdirSync(out)).toEqual(['a']);
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('pool');
  });

  it('[K40] a local file that another program changes between the decision and the end is not replaced', async () => {
    pool = openTestPool(base);
    await done(put(file('a', 'pool')));
    const out = join(base, 'out');
    for (const canExchange of [true, false]) {
      file('out/a', 'mine');
      const openLocal = (root: string): Volume => {
        const volume = pool.context.openLocal(root);
        return {
          ...volume,
          exchange: (one, other) =>
            canExchange ? volume.exchange(one, other) : Promise.reject(fail('unsupported', 'x', 'y', 'z')),
          copyIn(requests, options) {
            file('out/a', 'written meanwhile');
            return volume.copyIn(requests, options);
          },
        };
      };
      const context = { ...pool.context, openLocal };
      expect(await code(startGet(context, [at('/a')], out, { onConflict: 'different' }))).toEqual(['changed']);
      expect(readFileSync(join(out, 'a'), 'utf8')).toBe('written meanwhile');
      expect(readdirSync(out)).toEqual(['a']);
    }
  });
});

describe('refusals', () => {
  it('[T10] each has its code, and the others go on', async () => {
    pool = openTestPool(base);
    file('src/a', '1');
    file('src/.cfs-part-x', '1');
    const put = (source: string, options = {}) => startPut(pool.context, [source], rootPath, options);
    expect(await code(put(join(base, 'none')))).toEqual(['not-found']);
    expect(await code(put(join(base, 'src'), { recursive: false }))).toEqual(['refused']);
    expect(await code(put(join(base, 'src')))).toEqual(['bad-name']);
    expect(await names('/src')).toEqual(['a']);
    const [inside = ''] = onDisks();
    expect(await code(put(inside))).toEqual(['refused']);
    expect(await code(startGet(pool.context, [at('/src')], join(base, 'disk1')))).toEqual(['refused']);
    expect(await code(startGet(pool.context, [at('/src')], join(base, 'out'), { recursive: false }))).toEqual([
      'refused',
    ]);
    expect(await code(startGet(pool.context, [at('/none')], join(base, 'out')))).toEqual(['not-found']);
    expect(await code(startCopy(pool.context, [at('/src')], at('/src')))).toEqual(['refused']);
    const both = await ended(startPut(pool.context, [join(base, 'none'), file('b', 'b')], rootPath));
    expect(both).toMatchObject({ state: 'failed', filesDone: 1, filesTotal: 2 });
  });

  it('[T11] a full volume is left out; when all are full, each is named', async () => {
    pool = openTestPool(base, { limits: [2_000_000, 9_000_000], policy: 'first-fit' });
    for (let i = 0; i < 8; i += 1) file(`src/f${String(i)}`, Buffer.alloc(500_000, i));
    const job = await done(startPut(pool.context, [join(base, 'src')], rootPath));
    expect(Object.keys(job.perVolume).sort()).toEqual(['disk1', 'disk2']);
    const full = await ended(startPut(pool.context, [file('large', Buffer.alloc(9_500_000))], rootPath));
    expect(full.errors[0]?.error).toMatchObject({ code: 'no-space' });
    for (const name of ['disk1', 'disk2']) expect(full.errors[0]?.error.message).toContain(name);
  });

  it('[T11] a volume that says halfway that it is full is left out', async () => {
    const plan = { roomBytes: 1_200_000 };
    pool = openTestPool(base, {
      policy: 'first-fit',
      around: (volume) => (volume.name === 'disk1' ? faulty(volume, plan) : volume),
    });
    for (let i = 0; i < 8; i += 1) file(`src/f${String(i)}`, Buffer.alloc(500_000, i));
    const job = await done(startPut(pool.context, [join(base, 'src')], rootPath));
    expect(job).toMatchObject({ filesDone: 8, bytesDone: 4_000_000 });
    expect(Object.keys(job.perVolume).sort()).toEqual(['disk1', 'disk2']);
    expect(onDisks().filter((path) => path.includes('.cfs-'))).toEqual([]);
  });

  it('[T12] pipes are left out with a remark; strict refuses before anything is written', async () => {
    pool = openTestPool(base);
    file('src/a', 'a');
    execFileSync('mkfifo', [join(base, 'src/pipe')]);
    const strict = await ended(startPut(pool.context, [join(base, 'src')], rootPath, { strict: true }));
    expect(strict).toMatchObject({ state: 'failed', errors: [{ error: { code: 'refused' } }] });
    expect(await names()).toEqual([]);
    const job = await done(startPut(pool.context, [join(base, 'src')], rootPath));
    expect(job).toMatchObject({ filesDone: 1, filesSkipped: 1 });
    expect(job.notes).toEqual([expect.stringContaining('pipe')]);
  });
});

describe('inside the pool', () => {
  it('[T13] moves rename where the entry is, merge folders, and refuse to move into themselves', async () => {
    pool = openTestPool(base);
    for (const name of ['a', 'b', 'c']) file(`src/${name}`, name);
    await done(startPut(pool.context, [join(base, 'src')], rootPath));
    const [before] = await pool.context.volume.copiesOf(at('/src/a'));
    await done(startMove(pool.context, [at('/src/a')], at('/new/deep'), { destination: 'into' }));
    const [after] = await pool.context.volume.copiesOf(at('/new/deep/a'));
    expect(after).toMatchObject({ entry: { inode: before?.entry.inode }, member: { name: before?.member.name } });
    expect(await code(startMove(pool.context, [at('/src')], at('/src/x'), { destination: 'as' }))).toEqual(['refused']);
    expect(await code(startMove(pool.context, [at('/none')], rootPath))).toEqual(['not-found']);
    await done(startPut(pool.context, [join(base, 'src')], at('/two')));
    expect(await code(startMove(pool.context, [at('/two/src')], rootPath))).toEqual(['exists', 'exists']);
    expect(await names('/two/src')).toEqual(['b', 'c']);
    expect(await names('/src')).toEqual(['a', 'b', 'c']);
    await done(startMove(pool.context, [at('/two/src')], rootPath, { onConflict: 'replace' }));
    expect(await names('/two')).toEqual([]);
    expect(await pool.context.volume.listTrash()).toHaveLength(2);
  });

  it('[T14] trash and remove', async () => {
    pool = openTestPool(base);
    for (const name of ['a', 'b', 'c', 'd']) file(`src/${name}`, name);
    await done(startPut(pool.context, [join(base, 'src')], rootPath));
    await done(startTrash(pool.context, [at('/src')]));
    expect(await names()).toEqual([]);
    const [item] = await pool.context.volume.listTrash();
    await pool.context.volume.restoreFromTrash(item?.id ?? '', at('/src'));
    expect(await names('/src')).toEqual(['a', 'b', 'c', 'd']);
    expect(await code(startTrash(pool.context, [rootPath]))).toEqual(['refused']);
    expect(await code(startRemove(pool.context, [at('/src')]))).toEqual(['refused']);
    const foreign = join(base, 'disk1/src/@eaDir');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thumb'), 'x');
    const job = await done(startRemove(pool.context, [at('/src')], { recursive: true }));
    expect(job.filesDone).toBe(4);
    expect(job.notes).toHaveLength(1);
    expect(existsSync(join(foreign, 'thumb'))).toBe(true);
    rmSync(foreign, { recursive: true });
    await done(startRemove(pool.context, [at('/src')], { recursive: true }));
    expect(await names()).toEqual([]);
  });

  it('[P40] a folder that other work took away in just that moment is made again for the copy', async () => {
    pool = openTestPool(base, {
      limits: [null],
      around: (volume) =>
        faulty(volume, {
          before: (method, call) =>
            method === 'makeDirectory' && call === 2 ? volume.removeDirectory(at('/new')) : undefined,
        }),
    });
    file('src/a', 'a');
    await done(startPut(pool.context, [join(base, 'src')], at('/new')));
    expect(await read('/new/src/a')).toBe('a');
  });

  it('[P40] a copy from two places that is cancelled takes its folders away when nothing uses them any more', async () => {
    let copying = (): void => undefined;
    const begun = new Promise<void>((resolve) => (copying = resolve));
    pool = openTestPool(base, {
      limits: [null, null],
      policy: 'first-fit',
      around: (volume) => ({
        ...volume,
        async copyIn(requests, { signal }) {
          const parts = requests.map(({ path }) => join(base, volume.name, `${path}.part`));
          parts.forEach((part) => writeFileSync(part, 'x'));
          copying();
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
          await new Promise((resolve) => setTimeout(resolve, requests.length));
          parts.forEach((part) => rmSync(part));
          return requests.map(() => ({
            ok: false,
            error: fail('cancelled', 'Copying', 'a test wants it so', 'nothing'),
          }));
        },
      }),
    });
    // One batch is under way, and what comes from the other place waits.
    const sources = [file('one/a', 'a'), ...Array.from({ length: 256 }, (_, i) => file(`two/b${String(i)}`, 'b'))];
    mkdirSync(join(base, 'disk2/d'));
    const job = await startPut(pool.context, sources, at('/d'));
    await begun;
    pool.context.jobs.cancel(job.id);
    expect((await job.ended).state).toBe('cancelled');
    expect(readdirSync(join(base, 'disk1'))).toEqual([]);
  });

  it('[T15] an upload takes streams in parallel', async () => {
    pool = openTestPool(base);
    const upload = await startReceive(pool.context, at('/up'), { files: 12, bytes: 0, onConflict: 'keep-both' });
    await upload.makeDirectory(at('/up/empty'));
    const send = (name: string, text: string) =>
      upload.file(at(`/up/d/${name}`), [Buffer.from(text)], { size: text.length, mtimeMs: 1_000_000_123 });
    await Promise.all(Array.from({ length: 10 }, (_, i) => send(`f${String(i)}`, 'x'.repeat(i))));
    await send('f3', 'again');
    await expect(upload.file(at('/up/short'), [Buffer.from('abc')], { size: 9 })).rejects.toMatchObject({
      code: 'changed',
    });
    await expect(upload.file(at('/other'), [], {})).rejects.toMatchObject({ code: 'outside' });
    upload.finish();
    const job = await upload.ended;
    expect(job).toMatchObject({ state: 'failed', filesDone: 11, bytesDone: 50, errors: [{ path: '/up/short' }] });
    expect(await names('/up')).toEqual(['d', 'empty']);
    expect(await read('/up/d/f3 (2)')).toBe('again');
    expect((await pool.context.volume.stat(at('/up/d/f4'))).mtimeMs).toBe(1_000_000_123);
  });

  it('[T15] an upload that is cancelled leaves no half file', async () => {
    pool = openTestPool(base);
    const upload = await startReceive(pool.context, rootPath, { files: 1, bytes: 10 });
    const endless = (async function* () {
      for (;;) {
        yield Buffer.alloc(1000);
        await new Promise((next) => setTimeout(next, 1));
      }
    })();
    const sent = upload.file(at('/a'), endless, {}).catch(() => 'stopped');
    await new Promise((next) => setTimeout(next, 30));
    pool.context.jobs.cancel(upload.id);
    expect(await sent).toBe('stopped');
    expect((await upload.ended).state).toBe('cancelled');
    expect(onDisks()).toEqual([]);
  });
});
