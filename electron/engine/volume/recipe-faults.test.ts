import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type fsModule from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDiskVolume } from './disk.ts';
import type * as posixModule from './posix.ts';
import type { Posix } from './posix.ts';
import { at } from './volume.contract.ts';
import type { CopyOutcome, Volume } from './volume.ts';

/**
 * Every file system call of the recipe fails once: the first, then the second, until a run needs none. What is on the
 * volume afterwards is looked at with the real calls.
 */
const plan = vi.hoisted(() => ({
  /** Calls until the one that fails; 0: none fails. */
  left: 0,
  calls: 0,
  code: 'EIO',
  /** Turns a bit of each re-read. */
  corrupt: false,
}));

/** Counts one call; true when it is the one. */
const isTurn = vi.hoisted(() => () => {
  if (plan.left === 0) return false;
  plan.calls += 1;
  plan.left -= 1;
  return plan.left === 0;
});

const strike = vi.hoisted(() => (name: string) => {
  if (isTurn()) throw Object.assign(new Error(`${plan.code}: ${name}`), { code: plan.code });
});

type Counted = (error: Error | null, count: number) => void;

/** Spoils what is read back: only that uses memory of WebAssembly. */
const turnBit = vi.hoisted(() => (buffer: unknown) => {
  if (plan.corrupt && buffer instanceof Uint8Array && !Buffer.isBuffer(buffer)) buffer[0] = (buffer[0] ?? 0) ^ 1;
});

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fsModule>();
  const wrapped: Record<string, unknown> = {};
  for (const name of [
    'openSync',
    'writeSync',
    'fstatSync',
    'ftruncateSync',
    'lstatSync',
    'fsyncSync',
    'chmodSync',
  ] as const) {
    const call = real[name] as (...args: unknown[]) => unknown;
    wrapped[name] = (...args: unknown[]) => (strike(name), call(...args));
  }
  return {
    ...real,
    ...wrapped,
    readSync: (...args: Parameters<typeof real.readSync>) => {
      strike('readSync');
      const length = real.readSync(...args);
      const [, buffer] = args;
      if (length > 0) turnBit(buffer);
      return length;
    },
    read: (fd: number, buffer: Uint8Array, offset: number, length: number, at: number, done: Counted) => {
      if (isTurn()) done(Object.assign(new Error(plan.code), { code: plan.code }), 0);
      else {
        real.read(fd, buffer, offset, length, at, (error, count) => {
          if (count > 0) turnBit(buffer);
          done(error, count);
        });
      }
    },
    write: (fd: number, buffer: Uint8Array, offset: number, length: number, at: number, done: Counted) => {
      if (isTurn()) done(Object.assign(new Error(plan.code), { code: plan.code }), 0);
      else real.write(fd, buffer, offset, length, at, done);
    },
    fsync: (fd: number, done: (error: Error | null) => void) => {
      if (isTurn()) done(Object.assign(new Error(plan.code), { code: plan.code }));
      else real.fsync(fd, done);
    },
  };
});

vi.mock('./posix.ts', async (importOriginal) => {
  const real = await importOriginal<typeof posixModule>();
  return {
    posix: (): Posix | null => {
      const calls = real.posix();
      if (calls === null) return null;
      return {
        ...calls,
        setTimes: (...args) => {
          strike('setTimes');
          calls.setTimes(...args);
        },
        renameNoReplace: (...args) => {
          strike('renameNoReplace');
          calls.renameNoReplace(...args);
        },
        openBeneath: (...args) => (strike('openBeneath'), calls.openBeneath(...args)),
        readXattrs: (...args) => (strike('readXattrs'), calls.readXattrs(...args)),
        writeXattr: (...args) => {
          strike('writeXattr');
          calls.writeXattr(...args);
        },
      };
    },
  };
});

const content = Buffer.alloc(1_500_000, 'content');
const mostCalls = 400;

describe('the write recipe', () => {
  let root: string;
  let outside: string;
  let volume: Volume;

  beforeEach(async () => {
    Object.assign(plan, { left: 0, calls: 0, code: 'EIO', corrupt: false });
    root = mkdtempSync(join(tmpdir(), 'cfs-faults-'));
    outside = mkdtempSync(join(tmpdir(), 'cfs-source-'));
    writeFileSync(join(outside, 'a'), content);
    writeFileSync(join(outside, 'b'), 'small');
    volume = openDiskVolume({ root, name: 'disk' });
    await volume.makeDirectory(at('/to'));
  });
  afterEach(async () => {
    plan.left = 0;
    await volume.close();
    rmSync(root, { recursive: true });
    rmSync(outside, { recursive: true });
  });

  const filesIn = (folder: string): string[] => readdirSync(join(root, folder)).sort();
  const copy = (): Promise<readonly CopyOutcome[]> =>
    volume.copyIn(
      ['a', 'b'].map((name) => ({ source: join(outside, name), path: at(`/to/${name}`) })),
      {},
    );

  /** Runs it with each call failing in turn until one run meets no fault. Answers how many calls there are. */
  const eachCall = async (run: () => Promise<void>): Promise<number> => {
    for (let turn = 1; turn < mostCalls; turn += 1) {
      Object.assign(plan, { left: turn, calls: 0 });
      // Handles that an earlier run left open would hide calls.
      await volume.close();
      await run();
      const isOver = plan.left > 0;
      plan.left = 0;
      for (const name of filesIn('to')) rmSync(join(root, 'to', name));
      if (isOver) return turn - 1;
    }
    throw new Error('it never ends');
  };

  it.each(['EIO', 'ENOSPC', 'EACCES'])(
    '[V31] leaves a whole file or nothing, whichever call fails with %s',
    async (code) => {
      plan.code = code;
      const calls = await eachCall(async () => {
        const result = await volume
          .write(at('/to/a'), [content.subarray(0, 700_000), content.subarray(700_000)], {
            metadata: { mode: 0o640, mtimeNs: 1_500_000_000_000_000_001n, xattrs: { 'user.tag': Buffer.from('x') } },
          })
          .then(
            () => 'whole',
            () => 'nothing',
          );
        const files = filesIn('to');
        if (result === 'whole') expect(readFileSync(join(root, 'to', 'a')).equals(content)).toBe(true);
        expect(files).toEqual(result === 'whole' ? ['a'] : []);
      });
      expect(calls).toBeGreaterThan(10);
    },
  );

  it.each(['EIO', 'ENOSPC', 'EACCES'])('[V31] the same for copies, each on its own, with %s', async (code) => {
    plan.code = code;
    const calls = await eachCall(async () => {
      const outcomes = await copy();
      expect(outcomes).toHaveLength(2);
      const whole = ['a', 'b'].filter((_name, index) => outcomes[index]?.ok === true);
      expect(filesIn('to')).toEqual(whole);
      if (whole.includes('a')) expect(readFileSync(join(root, 'to', 'a')).equals(content)).toBe(true);
      if (whole.includes('b')) expect(readFileSync(join(root, 'to', 'b'), 'utf8')).toBe('small');
      expect(readFileSync(join(outside, 'a')).equals(content)).toBe(true);
    });
    expect(calls).toBeGreaterThan(20);
  });

  it('[V32] publishes nothing when what is read back is not what was written', async () => {
    plan.corrupt = true;
    const outcomes = await copy();
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(['corrupt', 'corrupt']);
    await expect(volume.write(at('/to/c'), [content], {})).rejects.toMatchObject({ code: 'corrupt' });
    expect(filesIn('to')).toEqual([]);
    expect((await volume.write(at('/to/c'), [content], { verify: false })).verified).toBe('none');
  });
});
