import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeenCopy } from '../../../shared/copies.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { at, ended, treeOf } from '../history/tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;
const isThorough = process.env['CFS_TORTURE'] === '1';
const [old, middle, young] = [1_700_000_000, 1_700_100_000, 1_700_200_000];

const disk = (name: string): string => join(base, name);
const tree = (name: string) => treeOf(disk(name));
/** Puts a file on one volume, as another program would. */
function put(volume: string, path: string, text: string | Uint8Array, time: number = old): void {
  const real = join(disk(volume), path);
  mkdirSync(dirname(real), { recursive: true });
  writeFileSync(real, text);
  utimesSync(real, time, time);
}
const refusal = (work: Promise<unknown>): Promise<unknown> => work.then(() => null).catch((thrown: unknown) => thrown);
const expectCode = async (work: Promise<unknown>, code: ErrorCode): Promise<void> =>
  expect(await refusal(work)).toMatchObject({ code });
const seenAt = async (path: string): Promise<readonly SeenCopy[]> => {
  const { copies } = await pool.compareCopies(at(path));
  return copies.map(({ volume, type, size, mtimeMs, inode }) => ({ volume, type, size, mtimeMs, inode }));
};

/** What was looked at a moment ago is believed for a moment. */
async function disconnect(name: string): Promise<void> {
  renameSync(disk(name), disk('away'));
  const isOnline = async () => (await pool.info()).volumes.some((one) => one.name === name && one.state === 'online');
  while (await isOnline()) await new Promise((resolve) => setTimeout(resolve, 50));
}

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-copies-'));
  engine = await openEngine({ home: join(base, 'home') });
  const volumes = ['disk1', 'disk2', 'disk3'].map((name) => {
    mkdirSync(disk(name));
    return { root: disk(name), reserve: 0 };
  });
  pool = await engine.createPool({ name: 'home', volumes, policy: 'first-fit' });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

describe('finding copies that differ', () => {
  it('[Q90] finds those of other size, time and type, in the pool and in a folder, and no others', async () => {
    put('disk1', 'same.txt', 'same');
    put('disk2', 'same.txt', 'same');
    put('disk1', 'only.txt', 'only');
    put('disk1', 'docs/size.txt', 'one');
    put('disk3', 'docs/size.txt', 'three');
    put('disk1', 'docs/time.txt', 'time', old);
    put('disk2', 'docs/time.txt', 'time', young);
    put('disk1', 'type', 'a file');
    put('disk2', 'type/inside.txt', 'in a folder');
    const all = await pool.differing();
    expect(all).toMatchObject({ more: false, away: [] });
    expect(all.entries).toEqual([
      { path: '/docs/size.txt', type: 'file', volumes: ['disk1', 'disk3'] },
      { path: '/docs/time.txt', type: 'file', volumes: ['disk1', 'disk2'] },
      { path: '/type', type: 'directory', volumes: ['disk1', 'disk2'] },
    ]);
    expect((await pool.differing({ path: at('/docs') })).entries).toHaveLength(2);
  });

  it('[Q90] names the volumes that are not connected', async () => {
    put('disk1', 'a', 'one');
    put('disk2', 'a', 'other');
    await disconnect('disk2');
    expect(await pool.differing()).toMatchObject({ entries: [], away: ['disk2'] });
  });

  it('[Q90] ends when it is cancelled', async () => {
    await expectCode(pool.differing({ signal: AbortSignal.abort() }), 'cancelled');
  });
});

describe('comparing', () => {
  it('[Q91] tells of each difference, and which one opens and which is newer', async () => {
    put('disk1', 'a.txt', 'the old one', old);
    put('disk2', 'a.txt', 'the new one!', young);
    chmodSync(join(disk('disk2'), 'a.txt'), 0o600);
    const compared = await pool.compareCopies(at('/a.txt'));
    expect(compared).toMatchObject({
      type: 'same',
      size: 'different',
      time: 'different',
      contents: 'different',
      metadata: 'different',
      metadataNotes: ['mode 644 and 600'],
      onlyTime: false,
      newest: 'disk2',
    });
    expect(compared.copies.map(({ volume, opens }) => [volume, opens])).toEqual([
      ['disk1', false],
      ['disk2', true],
    ]);
    expect(compared.copies[0]?.hash).toMatch(/^[0-9a-f]{32}$/);
    expect(compared.copies[0]?.hash).not.toBe(compared.copies[1]?.hash);
  });

  it('[Q91] a difference of the time alone is said, and needs no choice between contents', async () => {
    put('disk1', 'a.txt', 'the same', old);
    put('disk2', 'a.txt', 'the same', young);
    expect(await pool.compareCopies(at('/a.txt'))).toMatchObject({
      contents: 'same',
      metadata: 'same',
      time: 'different',
      onlyTime: true,
    });
  });

  it('[Q91] contents of large files are unknown until they are read', async () => {
    const bytes = Buffer.alloc((1 << 20) + 1, 7);
    put('disk1', 'big', bytes, old);
    put('disk2', 'big', bytes, young);
    const quick = await pool.compareCopies(at('/big'));
    expect([quick.contents, quick.onlyTime, quick.copies[0]?.hash]).toEqual(['unknown', false, null]);
    expect(await pool.compareCopies(at('/big'), { read: true })).toMatchObject({ contents: 'same', onlyTime: true });
    await expectCode(pool.compareCopies(at('/big'), { read: true, signal: AbortSignal.abort() }), 'cancelled');
  });

  it('[Q91] a file beside a folder has no newest one; links differ by their targets', async () => {
    put('disk1', 'thing', 'a file', young);
    put('disk2', 'thing/inside', 'x');
    expect(await pool.compareCopies(at('/thing'))).toMatchObject({ type: 'different', newest: null });
    symlinkSync('here', join(disk('disk1'), 'link'));
    symlinkSync('there', join(disk('disk2'), 'link'));
    expect(await pool.compareCopies(at('/link'))).toMatchObject({ contents: 'different' });
    await expectCode(pool.compareCopies(at('/none')), 'not-found');
  });
});

describe('keeping one copy', () => {
  it('[Q92] the others go to their trashes, and nothing else is touched', async () => {
    put('disk1', 'docs/a.txt', 'one', old);
    put('disk2', 'docs/a.txt', 'second', middle);
    put('disk3', 'docs/a.txt', 'one', old);
    put('disk2', 'docs/other.txt', 'other');
    const done = await pool.keepCopy(at('/docs/a.txt'), 'disk1', { seen: await seenAt('/docs/a.txt') });
    // The copy on disk3 is the same: it is no difference.
    expect(done).toEqual({ path: '/docs/a.txt', kept: 'disk1', trashed: ['disk2'], renamed: [], away: [] });
    expect([tree('disk1'), tree('disk2'), tree('disk3')]).toEqual([
      { '/docs/': '', '/docs/a.txt': 'one' },
      { '/docs/': '', '/docs/other.txt': 'other' },
      { '/docs/': '', '/docs/a.txt': 'one' },
    ]);
    expect(await pool.listTrash()).toMatchObject([{ path: '/docs/a.txt', volume: 'disk2' }]);
    expect((await pool.differing()).entries).toEqual([]);
    expect(await pool.stat(at('/docs/a.txt'))).toMatchObject({ conflict: false, volumes: ['disk1', 'disk3'] });
  });

  it('[Q92] the newest, where there is one', async () => {
    put('disk1', 'a', 'older', old);
    put('disk2', 'a', 'newer!', young);
    expect(await pool.keepCopy(at('/a'), null)).toMatchObject({ kept: 'disk2', trashed: ['disk1'] });
    put('disk1', 'b', 'x', old);
    put('disk2', 'b', 'yy', old);
    await expectCode(pool.keepCopy(at('/b'), null), 'refused');
    put('disk1', 'c', 'x', young);
    put('disk2', 'c/d', 'yy', old);
    await expectCode(pool.keepCopy(at('/c'), null), 'refused');
    expect(Object.keys({ ...tree('disk1'), ...tree('disk2') })).toEqual(['/b', '/c', '/a', '/c/', '/c/d']);
  });

  it('[Q92] copies of one size and time whose contents differ are told apart by reading', async () => {
    put('disk1', 'a', 'rotten', old);
    put('disk2', 'a', 'intact', old);
    expect(await pool.keepCopy(at('/a'), 'disk2')).toMatchObject({ kept: 'disk2', trashed: ['disk1'] });
    put('disk1', 'b', 'equal', old);
    put('disk2', 'b', 'equal', old);
    await expectCode(pool.keepCopy(at('/b'), 'disk2'), 'refused');
  });

  it('[Q92] a file or a folder of one name: the folder goes as a whole, and comes back', async () => {
    put('disk1', 'thing', 'a file');
    put('disk2', 'thing/a/b.txt', 'inside');
    const before = [tree('disk1'), tree('disk2')];
    await pool.keepCopy(at('/thing'), 'disk1');
    expect(tree('disk2')).toEqual({});
    await ended(pool.undo());
    expect([tree('disk1'), tree('disk2')]).toEqual(before);
  });

  it('[Q93] what changed, came or went since it was looked at refuses the choice', async () => {
    put('disk1', 'a', 'one', old);
    put('disk2', 'a', 'two!', young);
    const seen = await seenAt('/a');
    put('disk2', 'a', 'two, changed', young);
    await expectCode(pool.keepCopy(at('/a'), 'disk1', { seen }), 'changed');
    await expectCode(pool.keepBothCopies(at('/a'), { seen }), 'changed');
    const again = await seenAt('/a');
    put('disk3', 'a', 'a third', middle);
    await expectCode(pool.keepCopy(at('/a'), 'disk1', { seen: again }), 'changed');
    const all = await seenAt('/a');
    rmSync(join(disk('disk3'), 'a'));
    await expectCode(pool.keepCopy(at('/a'), 'disk1', { seen: all }), 'changed');
    expect([tree('disk1'), tree('disk2')]).toEqual([{ '/a': 'one' }, { '/a': 'two, changed' }]);
    expect(await pool.listTrash()).toEqual([]);
  });

  it('[Q93] a volume that is disconnected in between refuses it, with its name; a read-only one too', async () => {
    put('disk1', 'a', 'one', old);
    put('disk2', 'a', 'two!', young);
    const seen = await seenAt('/a');
    await pool.setVolume('disk1', { mode: 'read-only' });
    await expectCode(pool.keepCopy(at('/a'), 'disk2', { seen }), 'read-only');
    await pool.setVolume('disk1', { mode: 'read-write' });
    await disconnect('disk2');
    const error = await refusal(pool.keepCopy(at('/a'), 'disk1', { seen }));
    expect(error).toMatchObject({ code: 'offline' });
    expect(String(error)).toContain('disk2');
    await expectCode(pool.keepCopy(at('/a'), 'disk2'), 'offline');
    const alone = await refusal(pool.keepCopy(at('/a'), 'disk1'));
    expect(String(alone)).toContain('not connected: disk2');
    expect(readFileSync(join(disk('disk1'), 'a'), 'utf8')).toBe('one');
    await expectCode(pool.keepCopy(at('/none'), null), 'not-found');
    await expectCode(pool.keepCopy(at('/a'), 'disk9'), 'not-found');
  });
});

describe('keeping all versions', () => {
  it('[Q95] each gets a free name beside it, alike ones together', async () => {
    put('disk1', 'docs/a.txt', 'one', old);
    put('disk2', 'docs/a.txt', 'newest', young);
    put('disk3', 'docs/a.txt', 'one', old);
    put('disk3', 'docs/a (2).txt', 'taken');
    const done = await pool.keepBothCopies(at('/docs/a.txt'), { seen: await seenAt('/docs/a.txt') });
    expect(done).toMatchObject({ kept: 'disk2', trashed: [] });
    expect(done.renamed).toEqual([
      { volume: 'disk1', path: '/docs/a (3).txt' },
      { volume: 'disk3', path: '/docs/a (3).txt' },
    ]);
    expect([tree('disk1'), tree('disk2'), tree('disk3')]).toEqual([
      { '/docs/': '', '/docs/a (3).txt': 'one' },
      { '/docs/': '', '/docs/a.txt': 'newest' },
      { '/docs/': '', '/docs/a (2).txt': 'taken', '/docs/a (3).txt': 'one' },
    ]);
    expect((await pool.differing()).entries).toEqual([]);
  });
});

describe('undo', () => {
  it('[Q96] brings every copy back, and redo does it again', async () => {
    put('disk1', 'a.txt', 'one', old);
    put('disk2', 'a.txt', 'second', middle);
    put('disk3', 'a.txt', 'the third', young);
    const trees = () => ['disk1', 'disk2', 'disk3'].map(tree);
    const before = trees();
    await pool.keepCopy(at('/a.txt'), null);
    const kept = trees();
    expect((await pool.history()).undo[0]).toMatchObject({ title: `Keep disk3's copy of "a.txt"`, items: 1 });
    for (let times = 0; times < 2; times += 1) {
      await ended(pool.undo());
      expect(trees()).toEqual(before);
      await ended(pool.redo());
      expect(trees()).toEqual(kept);
    }
    await ended(pool.undo());
    await pool.keepBothCopies(at('/a.txt'));
    const apart = trees();
    expect(apart).toEqual([{ '/a (3).txt': 'one' }, { '/a (2).txt': 'second' }, { '/a.txt': 'the third' }]);
    for (let times = 0; times < 2; times += 1) {
      await ended(pool.undo());
      expect(trees()).toEqual(before);
      await ended(pool.redo());
      expect(trees()).toEqual(apart);
    }
  });

  it('[Q96] redo leaves a copy alone that was changed since, and the last one that is left', async () => {
    put('disk1', 'a.txt', 'one', old);
    put('disk2', 'a.txt', 'second', young);
    await pool.keepCopy(at('/a.txt'), 'disk2');
    await ended(pool.undo());
    rmSync(join(disk('disk2'), 'a.txt'));
    await ended(pool.redo(), 'failed');
    expect(tree('disk1')).toEqual({ '/a.txt': 'one' });
  });
});

describe('the last copy', () => {
  it('[Q94] whatever is chosen, in whichever order, every version is in the tree or in a trash', async () => {
    const choice = fc.record({
      path: fc.constantFrom('/a', '/b'),
      what: fc.constantFrom(
        'disk1',
        'disk2',
        'disk3',
        'newest',
        'both',
        'undo',
        'redo',
        'remove disk2',
        'remove disk3',
      ),
    });
    const files = fc.array(
      fc.record({
        path: fc.constantFrom('a', 'b'),
        disk: fc.constantFrom('disk1', 'disk2', 'disk3'),
        text: fc.constantFrom(...texts),
        time: fc.constantFrom(old, middle, young),
      }),
      { minLength: 2, maxLength: 6 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(files, fc.array(choice, { minLength: 1, maxLength: 6 }), async (put_, choices) => {
        run += 1;
        const top = `run${String(run)}`;
        for (const { path, disk: name, text, time } of put_) put(name, join(top, path), text, time);
        const versions = () => new Set(['disk1', 'disk2', 'disk3'].flatMap((name) => textsBelow(disk(name))));
        for (const { path, what } of choices) {
          const before = versions();
          const full = at(`/${top}${path}`);
          const isRemoval = what.startsWith('remove ');
          if (isRemoval) {
            const real = join(disk(what.slice(7)), top, path);
            // Another program takes one away, but never the last one that holds its contents.
            const others = ['disk1', 'disk2', 'disk3'].filter((name) => existsSync(join(disk(name), top, path)));
            if (existsSync(real) && others.length > 1) {
              rmSync(real);
            }
            continue;
          }
          await refusal(
            what === 'both'
              ? pool.keepBothCopies(full)
              : what === 'undo'
                ? pool.undo().then((job) => job.ended)
                : what === 'redo'
                  ? pool.redo().then((job) => job.ended)
                  : pool.keepCopy(full, what === 'newest' ? null : what),
          );
          const after = versions();
          for (const text of before) expect(after, `${what} of ${path}`).toContain(text);
        }
      }),
      { numRuns: isThorough ? 500 : 25, ...(isThorough ? {} : { seed: 4 }) },
    );
  });
});

const texts = ['one', 'two', 'three', 'four'];
/** Which of the texts are below a folder, in its trash too. */
function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .filter((text) => texts.includes(text));
}
