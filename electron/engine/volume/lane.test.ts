import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import { openDiskVolume } from './disk.ts';
import { openLanes } from './lane-group.ts';
import { allGone, isRunning, testSpawn } from './lane-fixture.ts';
import type { TestSpawn } from './lane-fixture.ts';
import { creditChunks } from './lane-protocol.ts';
import { openLane } from './lane.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { at, codeOf, contentOf } from './volume.contract.ts';
import type { Volume } from './volume.ts';

const mebibyte = 1 << 20;
let folder: string;
let root: string;
let spawned: TestSpawn;
let lane: Lane;
let volume: Volume;

const start = (options: Omit<LaneOptions, 'spawn'> = {}, program?: string): void => {
  spawned = testSpawn(program);
  lane = openLane({ spawn: spawned.spawn, ...options });
  volume = lane.open({ root, name: 'disk' });
};
const parts = (): string[] => readdirSync(root).filter((name) => name.startsWith('.cfs-part-'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-lane-'));
  root = join(folder, 'root');
  mkdirSync(root);
});
afterEach(async () => {
  await lane.close();
  await allGone(spawned.pids);
  rmSync(folder, { recursive: true, force: true });
});

describe('what crosses', () => {
  it('[V60] names, times, attributes and errors cross as they are on the disk itself', async () => {
    start();
    const disk = openDiskVolume({ root, name: 'disk' });
    const name = at('/odd \udcff\udc80 \u00e9\\ name');
    await volume.write(name, [Buffer.from('x')], { metadata: { mtimeNs: 1_700_000_000_123_456_789n, mode: 0o640 } });
    await volume.makeSymlink(at('/link'), 'to \udcfe');
    mkdirSync(join(root, 'lost+found'));
    expect(await volume.list(at('/'))).toEqual(await disk.list(at('/')));
    expect((await volume.list(at('/'))).find(({ type }) => type === 'symlink')?.linkTarget).toBe('to \udcfe');
    expect((await volume.readMetadata(name)).mtimeNs).toBe(1_700_000_000_123_456_789n);
    expect(await volume.capabilities()).toEqual(await disk.capabilities());
    expect(volume.physical(name)).toBe(disk.physical(name));
    const [here, there] = await Promise.all(
      [disk, volume].map((one) => one.stat(at('/none')).catch((thrown: unknown) => thrown)),
    );
    expect(isAppError(there, 'not-found')).toBe(true);
    expect(there).toMatchObject({ message: (here as Error).message, data: { errno: 'ENOENT' } });
    await disk.close();
  });

  it('[V60] an error of a source is what the write fails with', async () => {
    start();
    const broken = Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream that breaks
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('some');
      throw broken;
    }
    const thrown = await volume.write(at('/a'), source(), {}).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'io', cause: broken });
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('bytes', () => {
  it('[V61] a reader that is slow gets no more than a few chunks ahead, and all in the end', async () => {
    start({ contentDeadlineMs: 400 });
    const content = randomBytes(24 * mebibyte);
    writeFileSync(join(root, 'big'), content);
    const hash = createHash('sha256');
    let taken = 0;
    for await (const bytes of volume.read(at('/big'))) {
      hash.update(bytes);
      taken += 1;
      if (taken > 3) continue;
      // Longer than the deadline: a slow reader is not a volume that hangs.
      await sleep(700);
      const sent = spawned.answers.filter(({ t }) => t === 'chunk').length;
      expect(sent).toBeGreaterThanOrEqual(taken);
      expect(sent).toBeLessThanOrEqual(taken + creditChunks);
    }
    expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
    expect(lane.state().kind).toBe('online');
  });

  it('[V61] a source is asked only as fast as the volume writes, and may be slow itself', async () => {
    start({ contentDeadlineMs: 400 });
    let given = 0;
    const chunk = randomBytes(3 * mebibyte);
    async function* source(): AsyncIterable<Uint8Array> {
      for (; given < 6; given += 1) {
        yield chunk;
        if (given === 1) await sleep(900);
      }
    }
    const progress: number[] = [];
    const receipt = await volume.write(at('/a'), source(), { onBytes: (bytes) => progress.push(bytes) });
    expect(receipt).toMatchObject({ bytes: 18 * mebibyte, verified: expect.stringMatching(/device|cached/) as string });
    expect(progress.reduce((sum, bytes) => sum + bytes, 0)).toBe(18 * mebibyte);
    expect(Buffer.compare(await contentOf(volume, '/a'), Buffer.concat(Array<Buffer>(6).fill(chunk)))).toBe(0);
  });

  it('[V61] a reader that leaves closes the file', async () => {
    start();
    writeFileSync(join(root, 'big'), randomBytes(24 * mebibyte));
    for await (const bytes of volume.read(at('/big'))) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
    const [pid = 0] = spawned.pids;
    const open = (): string[] => readdirSync(`/proc/${String(pid)}/fd`);
    const before = open().length;
    for (let round = 0; round < 5; round += 1) {
      for await (const bytes of volume.read(at('/big'))) {
        expect(bytes.length).toBeGreaterThan(0);
        break;
      }
    }
    await vi.waitFor(() => expect(open().length).toBeLessThanOrEqual(before + 1), { timeout: 10_000 });
  });
});

describe('cancelling', () => {
  it('[V62] a copy that is cancelled leaves no part file, and says so for each file', async () => {
    start();
    const source = join(folder, 'source');
    writeFileSync(source, '');
    truncateSync(source, 16);
    writeFileSync(join(folder, 'large'), randomBytes(160 * mebibyte));
    const stop = new AbortController();
    let bytes = 0;
    const outcomes = await volume.copyIn(
      [
        { source: join(folder, 'large'), path: at('/large') },
        { source, path: at('/small') },
      ],
      {
        signal: stop.signal,
        onProgress(more) {
          bytes += more;
          stop.abort();
        },
      },
    );
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(['cancelled', 'cancelled']);
    expect(bytes).toBeLessThan(160 * mebibyte);
    expect(readdirSync(root)).toEqual([]);
  });

  it('[V62] a write whose source keeps silent ends at once, and leaves nothing', async () => {
    start();
    const stop = new AbortController();
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('begin');
      await vi.waitFor(() => expect(parts()).toHaveLength(1), { timeout: 10_000 });
      stop.abort();
      await new Promise(() => undefined);
    }
    expect(await codeOf(volume.write(at('/a'), source(), { signal: stop.signal }))).toBe('cancelled');
    expect(readdirSync(root)).toEqual([]);
    expect(await codeOf(volume.list(at('/'), { signal: stop.signal }))).toBe('cancelled');
  });
});

describe('a child that ends', () => {
  it('[V63] fails what it was doing with io; the next call starts another', async () => {
    start();
    await volume.makeDirectory(at('/folder'));
    const [pid = 0] = spawned.pids;
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('begin');
      await vi.waitFor(() => expect(parts()).toHaveLength(1), { timeout: 10_000 });
      process.kill(pid, 'SIGKILL');
      await new Promise(() => undefined);
    }
    expect(await codeOf(volume.write(at('/a'), source(), {}))).toBe('io');
    expect(lane.state().kind).toBe('online');
    expect((await volume.list(at('/'))).map(({ name }) => name)).toEqual(['folder']);
    expect(spawned.pids).toHaveLength(2);
    // What the dead child left is known as such.
    expect(await volume.findParts({ remove: true })).toHaveLength(1);
    expect(readdirSync(root)).toEqual(['folder']);
  });

  it('[V63] a child that cannot run fails calls with io at once, and is tried again later', async () => {
    const program = join(folder, 'broken.mjs');
    writeFileSync(program, 'process.exit(3);');
    start({ retryMs: 50 }, program);
    expect(await codeOf(volume.stat(at('/')))).toBe('io');
    expect(lane.state()).toMatchObject({
      kind: 'failing',
      reason: expect.stringContaining('cannot be started') as string,
    });
    await vi.waitFor(() => expect(spawned.pids.length).toBeGreaterThan(2), { timeout: 10_000 });
  });

  it('[V63] a system that starts no process fails calls with io, and a later one works', async () => {
    start();
    let isFull = true;
    const full = openLane({
      spawn() {
        if (isFull) throw new Error('spawn EAGAIN');
        return spawned.spawn();
      },
    });
    const other = full.open({ root, name: 'disk' });
    expect(await codeOf(other.stat(at('/')))).toBe('io');
    isFull = false;
    expect((await other.stat(at('/'))).type).toBe('directory');
    await full.close();
  });

  it('[V64] ends when its parent does, part files taken back', async () => {
    start();
    writeFileSync(join(folder, 'large'), randomBytes(64 * mebibyte));
    const program = join(folder, 'parent.mjs');
    const child = join(import.meta.dirname, 'lane-child.ts');
    // A host that is killed in the middle of a write.
    writeFileSync(
      program,
      `import { fork } from 'node:child_process';
       const child = fork(${JSON.stringify(child)}, [], { serialization: 'advanced', detached: true });
       child.on('message', (answer) => {
         if (answer.t === 'credit') child.send({ t: 'chunk', id: 1, bytes: new Uint8Array(8) });
       });
       child.send({ t: 'open', volume: 1, options: { name: 'disk', root: ${JSON.stringify(root)} } });
       child.send({ t: 'call', id: 1, volume: 1, method: 'write', args: ['/a', {}] });
       process.send(child.pid);`,
    );
    const { fork } = await import('node:child_process');
    const parent = fork(program, { execArgv: [] });
    const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(Number(message))));
    await vi.waitFor(() => expect(parts()).toHaveLength(1), { timeout: 10_000 });
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await allGone([pid]);
    expect(readdirSync(root)).toEqual([]);
  });

  it('[K44] does not begin what waits for it when its parent is dead, however long it stood still', async () => {
    start();
    writeFileSync(join(root, 'a'), 'the source of a move');
    const program = join(folder, 'parent.mjs');
    const child = join(import.meta.dirname, 'lane-child.ts');
    // A host that is killed when it has just asked for the last step, which a recovery may have undone meanwhile.
    writeFileSync(
      program,
      `import { fork } from 'node:child_process';
       const child = fork(${JSON.stringify(child)}, [], { serialization: 'advanced', detached: true });
       child.send({ t: 'open', volume: 1, options: { name: 'disk', root: ${JSON.stringify(root)} } });
       child.send({ t: 'call', id: 1, volume: 1, method: 'stat', args: ['/a'] });
       child.on('message', (answer) => {
         if (answer.t !== 'reply') return;
         process.kill(child.pid, 'SIGSTOP');
         const remove = { t: 'call', id: 2, volume: 1, method: 'removeFile', args: ['/a'] };
         child.send(remove, () => process.send(child.pid));
       });`,
    );
    const { fork } = await import('node:child_process');
    const parent = fork(program, { execArgv: [] });
    const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(Number(message))));
    const ended = new Promise((resolve) => parent.once('exit', resolve));
    parent.kill('SIGKILL');
    await ended;
    process.kill(pid, 'SIGCONT');
    await allGone([pid]);
    expect(readdirSync(root)).toEqual(['a']);
  });
});

/** A child that answers its first call after 1.5 s, in which its thread works or sleeps. */
const slowProgram = (isBusy: boolean): string => `
  process.on('message', (request) => {
    if (request.t !== 'call') return;
    const until = Date.now() + 1500;
    ${isBusy ? 'while (Date.now() < until);' : 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);'}
    process.send({ t: 'reply', id: request.id, output: [] });
  });
  process.on('disconnect', () => process.exit());
  process.send({ t: 'hello', pid: process.pid });`;

describe('deadlines', () => {
  it('[V65] a silent child that is seen to work is let be; one that is not is taken for hung', async (context) => {
    if (process.platform !== 'linux') context.skip('only Linux tells whether another process works');
    const program = join(folder, 'slow.mjs');
    writeFileSync(program, slowProgram(true));
    start({ deadlineMs: 500 }, program);
    expect(await volume.listTrash()).toEqual([]);
    await lane.close();
    writeFileSync(program, slowProgram(false));
    start({ deadlineMs: 500 }, program);
    const thrown = await volume.listTrash().catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: 'timeout',
      message:
        'Listing the trash at / on disk: the volume does not answer: check its connection; CFS tries it again by itself',
    });
    expect(lane.state()).toEqual({ kind: 'failing', reason: 'it does not answer' });
  });

  it('[V66] a copy runs in a process of its own, and one that makes no progress ends alone', async () => {
    start({ deadlineMs: 2_000, contentDeadlineMs: 500 });
    writeFileSync(join(folder, 'source'), 'x');
    await volume.copyIn([{ source: join(folder, 'source'), path: at('/first') }], {});
    const [copier = 0] = spawned.pids;
    // Work of others on the device is no sign of life of this copy.
    const busy = setInterval(() => {
      const fd = openSync(join(folder, 'busy'), 'w');
      writeSync(fd, randomBytes(4096));
      fsyncSync(fd);
      closeSync(fd);
    }, 20);
    // As a source on a file system that hangs does.
    process.kill(copier, 'SIGSTOP');
    const hanging = codeOf(volume.copyIn([{ source: join(folder, 'source'), path: at('/second') }], {}));
    expect((await volume.list(at('/'))).map(({ name }) => name)).toEqual(['first']);
    expect(await hanging.finally(() => clearInterval(busy))).toBe('timeout');
    expect(lane.state().kind).toBe('online');
    expect(isRunning(copier) && spawned.pids.length === 1).toBe(false);
    const [third] = await volume.copyIn([{ source: join(folder, 'source'), path: at('/third') }], {});
    expect(third?.ok).toBe(true);
  });

  it('[V66] a limit counts what copies brought', async () => {
    start();
    const limited = lane.open({ root, name: 'limited', limit: 2 * mebibyte });
    writeFileSync(join(folder, 'source'), randomBytes(mebibyte));
    const before = (await limited.space()).free;
    const [first] = await limited.copyIn([{ source: join(folder, 'source'), path: at('/first') }], {});
    expect(first?.ok).toBe(true);
    expect((await limited.space()).free).toBe(before - mebibyte);
    const size = mebibyte + 4096;
    const tooMuch = limited.write(at('/second'), [new Uint8Array(size)], { size });
    expect(await codeOf(tooMuch)).toBe('no-space');
    await limited.removeFile(at('/first'));
    const [again] = await limited.copyIn([{ source: join(folder, 'source'), path: at('/again') }], {});
    expect(again?.ok).toBe(true);
  });
});

describe('processes', () => {
  it('[V67] volumes of one device share a lane, another device has its own; closing ends them', async (context) => {
    start();
    const other = '/dev/shm';
    const lanes = openLanes({ spawn: spawned.spawn });
    let shm: string | null = null;
    try {
      mkdirSync(join(root, 'sub'));
      await lanes.open({ root, name: 'one' }).stat(at('/'));
      await lanes.open({ root: join(root, 'sub'), name: 'two' }).stat(at('/'));
      expect(spawned.pids).toHaveLength(1);
      try {
        shm = mkdtempSync(join(other, 'cfs-lane-'));
      } catch {
        context.skip(`${other} is no other file system here`);
        return;
      }
      await lanes.open({ root: shm, name: 'three' }).stat(at('/'));
      expect(spawned.pids).toHaveLength(2);
    } finally {
      await lanes.close();
      if (shm !== null) rmSync(shm, { recursive: true });
    }
    await allGone(spawned.pids);
    expect(await codeOf(lanes.open({ root, name: 'late' }).stat(at('/')))).toBe('cancelled');
  });

  it('[V67] processes that nobody needs end, and come back with the next call', async () => {
    start({ idleMs: 200 });
    writeFileSync(join(folder, 'source'), 'x');
    await volume.list(at('/'));
    const [outcome] = await volume.copyIn([{ source: join(folder, 'source'), path: at('/copy') }], {});
    expect(outcome?.ok).toBe(true);
    const [first = 0, second = 0] = spawned.pids;
    // The copying one at once, the other when no volume is open.
    await allGone([second]);
    expect(isRunning(first)).toBe(true);
    await volume.close();
    await allGone([first]);
    expect((await volume.list(at('/'))).map(({ name }) => name)).toEqual(['copy']);
  });
});
