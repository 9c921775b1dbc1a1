import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { appendFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { parsePath } from '../../../shared/path.ts';
import { openPoolVolume } from '../pool/pool-volume.ts';
import { createReservations } from '../pool/reservations.ts';
import type { Member, PoolVolume } from '../pool/types.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { faulty } from '../volume/faulty.ts';
import type { Volume } from '../volume/volume.ts';
import { moveBetween } from './move-between.ts';
import type { FileMove, MoveBetweenOptions } from './move-between.ts';

let base = '';
let calls = 0;
/** The call (of either volume) that fails; Infinity: none. */
let failing = Infinity;
/** Done before every call of a volume. */
let before: (method: string) => void = () => undefined;
let pool: PoolVolume;
let members: readonly [Member, Member];

const changing = [
  'copyIn',
  'makeDirectory',
  'makeSymlink',
  'makeHardLink',
  'makeDurable',
  'removeFile',
  'writeMetadata',
  'stat',
];

/** The volume, which fails at the call that the test names. */
function watched(volume: Volume): Volume {
  return new Proxy(volume, {
    get(target, key: keyof Volume) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || !changing.includes(key)) return value;
      return (...args: unknown[]): unknown => {
        before(key);
        calls += 1;
        if (calls === failing) return Promise.reject(new AppError('io', `Call ${String(calls)}: it failed: look.`));
        return (value as (...all: unknown[]) => unknown)(...args);
      };
    },
  });
}

function openMembers(): void {
  const member = (name: string): Member => {
    const root = join(base, name);
    mkdirSync(root, { recursive: true });
    return {
      name,
      volume: watched(openDiskVolume({ root, name })),
      settings: { mode: 'read-write', reserve: 0, limit: null, draining: false, tags: [] },
      state: () => ({ online: true, reason: '' }),
    };
  };
  members = [member('one'), member('two')];
  pool = openPoolVolume({
    name: 'test',
    members: () => members,
    policy: () => 'first-fit',
    reservations: createReservations(),
  });
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-move-'));
  failing = Infinity;
  before = () => undefined;
  openMembers();
  calls = 0;
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const content = 'every byte of it';
const names = ['d/a', 'd/e/b', 'c'];
function makeSource(): void {
  mkdirSync(join(base, 'one/d/e'), { recursive: true });
  writeFileSync(join(base, 'one/d/a'), content);
  linkSync(join(base, 'one/d/a'), join(base, 'one/d/e/b'));
  linkSync(join(base, 'one/d/a'), join(base, 'one/c'));
}
const wanted: FileMove = { path: parsePath('/d/a'), links: [parsePath('/d/e/b'), parsePath('/c')] };
const move = (moves: readonly FileMove[] = [wanted], options: MoveBetweenOptions = {}) =>
  moveBetween(pool, members[0], members[1], moves, options);
const on = (volume: string): string[] => names.filter((name) => existsSync(join(base, volume, name)));
const isWhole = (volume: string, name: string): boolean =>
  existsSync(join(base, volume, name)) && readFileSync(join(base, volume, name), 'utf8') === content;

describe('a move between volumes', () => {
  it('[K51] a copy that cannot be taken back is told, and stays in the journal for a recovery', async () => {
    mkdirSync(join(base, 'one'), { recursive: true });
    writeFileSync(join(base, 'one/c'), content);
    const ends: string[] = [];
    const noted = (what: string) => () => Promise.resolve(void ends.push(what));
    const journalled = openPoolVolume({
      name: 'test',
      members: () => members,
      policy: () => 'first-fit',
      reservations: createReservations(),
      journal: {
        begin: () => Promise.resolve({ end: noted('end'), abandon: noted('abandon') }),
        writing: () => Promise.resolve(() => undefined),
      },
    });
    before = (method) => {
      if (method !== 'removeFile') return;
      appendFileSync(join(base, 'one/c'), 'more');
      // The next removal is that of the copy.
      before = (next) => {
        if (next === 'removeFile') failing = calls + 1;
      };
    };
    const [outcome] = await moveBetween(journalled, members[0], members[1], [{ path: parsePath('/c') }]);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'io' } });
    expect([on('one'), on('two')]).toEqual([['c'], ['c']]);
    expect(ends).toEqual(['abandon']);
  });

  it('[K49] a copy that somebody worked in meanwhile is not taken back', async () => {
    mkdirSync(join(base, 'one'), { recursive: true });
    writeFileSync(join(base, 'one/c'), content);
    utimesSync(join(base, 'one/c'), 1_700_000_000, 1_700_000_000);
    before = (method) => {
      if (method !== 'removeFile') return;
      before = () => undefined;
      appendFileSync(join(base, 'one/c'), 'more');
      writeFileSync(join(base, 'two/c'), content.toUpperCase());
    };
    const [outcome] = await move([{ path: parsePath('/c') }]);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'changed' } });
    expect(readFileSync(join(base, 'one/c'), 'utf8')).toBe(`${content}more`);
    expect(readFileSync(join(base, 'two/c'), 'utf8')).toBe(content.toUpperCase());
  });

  it('[K48] a source that is written after it was copied stays, though size and time are put back', async () => {
    makeSource();
    const source = join(base, 'one/d/a');
    const seconds = 1_700_000_000;
    utimesSync(source, seconds, seconds);
    before = (method) => {
      if (method !== 'removeFile') return;
      before = () => undefined;
      // As programs do that keep the time of what they work in: disk images, containers.
      writeFileSync(source, content.toUpperCase());
      utimesSync(source, seconds, seconds);
    };
    const [outcome] = await move();
    expect(outcome).toMatchObject({ ok: false, error: { code: 'changed' } });
    expect(on('two')).toEqual([]);
    for (const name of names) expect(readFileSync(join(base, 'one', name), 'utf8')).toBe(content.toUpperCase());
  });

  it.each([1, 2, 3])(
    '[K52] a name that goes although its removal fails (%i of 3): one copy at the end',
    async (call) => {
      makeSource();
      const plan = { faults: [{ method: 'removeFile', when: 'after', call, code: 'denied' } as const] };
      members = [{ ...members[0], volume: faulty(members[0].volume, plan) }, members[1]];
      const [outcome] = await move();
      expect(outcome).toMatchObject({ ok: false, error: { code: 'denied' } });
      // With no name left there, the copy is the file.
      expect([on('one'), on('two')]).toEqual(call === 3 ? [[], names] : [names, []]);
      if (call < 3) expect(lstatSync(join(base, 'one/c')).nlink).toBe(3);
    },
  );

  it('[T16] takes all names of a file along, and its folders when they are emptied', async () => {
    makeSource();
    symlinkSync('nowhere', join(base, 'one/d/link'));
    const outcomes = await move([wanted, { path: parsePath('/d/link') }], { removeEmptyFolders: true });
    expect(outcomes).toMatchObject([
      { ok: true, bytes: content.length, lost: [] },
      { ok: true, bytes: 0 },
    ]);
    expect(on('one')).toEqual([]);
    expect(existsSync(join(base, 'one/d'))).toBe(false);
    expect(on('two')).toEqual(names);
    expect(lstatSync(join(base, 'two/c')).nlink).toBe(3);
    expect(lstatSync(join(base, 'two/d/link')).isSymbolicLink()).toBe(true);
  });

  it('[T16] refuses what is not as the plan says', async () => {
    makeSource();
    const codes = async (item: FileMove): Promise<string> => {
      const [outcome] = await move([item]);
      return outcome?.ok === false ? outcome.error.code : 'done';
    };
    expect(await codes({ path: parsePath('/d/a') })).toBe('changed');
    expect(await codes({ ...wanted, expected: { size: 3 } })).toBe('changed');
    expect(await codes({ path: parsePath('/none') })).toBe('not-found');
    expect(await codes({ path: parsePath('/d') })).toBe('unsupported');
    writeFileSync(join(base, 'two/c'), 'mine');
    expect(await codes(wanted)).toBe('exists');
    expect(on('one')).toEqual(names);
    expect(on('two')).toEqual(['c']);
    expect(readFileSync(join(base, 'two/c'), 'utf8')).toBe('mine');
  });

  it('[T16] a source that changes after the copy stays, and the copy goes', async () => {
    makeSource();
    before = (method) => {
      if (method === 'removeFile' && !readFileSync(join(base, 'one/c'), 'utf8').endsWith('!')) {
        appendFileSync(join(base, 'one/c'), '!');
      }
    };
    expect(await move()).toMatchObject([{ ok: false, error: { code: 'changed' } }]);
    expect(on('one')).toEqual(names);
    expect(readFileSync(join(base, 'one/d/a'), 'utf8')).toBe(`${content}!`);
    expect(on('two')).toEqual([]);
  });

  it('[J13] a copy that somebody takes away or writes to before its source goes: the source stays', async () => {
    makeSource();
    let spoil: (() => void) | null = null;
    before = (method) => {
      if (method === 'makeDurable') spoil?.();
    };
    spoil = () => rmSync(join(base, 'two/c'));
    expect(await move()).toMatchObject([{ ok: false, error: { code: 'changed' } }]);
    expect(on('one')).toEqual(names);
    for (const name of ['d/a', 'd/e/b']) rmSync(join(base, 'two', name));
    spoil = () => writeFileSync(join(base, 'two/d/a'), 'another file, of another length');
    expect(await move()).toMatchObject([{ ok: false, error: { code: 'changed' } }]);
    expect(on('one')).toEqual(names);
    expect(readFileSync(join(base, 'two/d/a'), 'utf8')).toContain('another file');
  });

  it('[T21] what the target cannot keep is told before the source goes', async () => {
    makeSource();
    chmodSync(join(base, 'one/d/a'), 0o4755);
    const told: unknown[] = [];
    const onLost = (path: string, lost: readonly string[]): void => {
      told.push([path, lost, on('one')]);
    };
    expect(await move([wanted], { onLost })).toMatchObject([{ ok: true }]);
    expect(told).toEqual([['/d/a', ['setuid or setgid bit'], names]]);
    expect(on('one')).toEqual([]);
  });

  it('[T16] a cancelled move leaves the source', async () => {
    makeSource();
    const abort = new AbortController();
    before = (method) => {
      if (method === 'copyIn') abort.abort();
    };
    expect(await move([wanted], { signal: abort.signal })).toMatchObject([{ ok: false, error: { code: 'cancelled' } }]);
    expect([on('one'), on('two')]).toEqual([names, []]);
  });

  it('[T16] [T17] a failure at any step: whole on one volume at every instant, on one only at the end', async () => {
    makeSource();
    await move();
    const all = calls;
    expect(all).toBeGreaterThan(8);
    let failures = 0;
    for (let step = 1; step <= all; step += 1) {
      rmSync(base, { recursive: true, force: true });
      openMembers();
      makeSource();
      calls = 0;
      failing = step;
      before = () => {
        for (const name of names) expect(isWhole('one', name) || isWhole('two', name)).toBe(true);
      };
      const [outcome] = await move();
      before = () => undefined;
      failing = Infinity;
      if (outcome?.ok === false) {
        failures += 1;
        expect({ step, one: on('one'), two: on('two') }).toEqual({ step, one: names, two: [] });
        expect(lstatSync(join(base, 'one/c')).nlink).toBe(3);
      } else {
        expect({ step, one: on('one'), two: on('two') }).toEqual({ step, one: [], two: names });
      }
      expect(await members[1].volume.findParts({ remove: false })).toEqual([]);
    }
    expect(failures).toBeGreaterThan(6);
  });
});
