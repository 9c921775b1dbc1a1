import { afterEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { seenOf } from '../history/identity.ts';
import type { SeenCopy } from '../pool/types.ts';
import { moveBetween } from '../transfer/move-between.ts';
import { newSidePath } from '../volume/parts.ts';
import { deadName, leaveRecord, mortalPool } from './fixture.ts';
import type { Mortal } from './fixture.ts';

const at = (path: string): PoolPath => parsePath(path);
const bytes = (text: string): Uint8Array[] => [Buffer.from(text)];
let mortal: Mortal;
afterEach(() => mortal.close());

/** One operation, what is there before it, and what may be there afterwards. */
interface Scenario {
  readonly name: string;
  readonly prepare: (mortal: Mortal) => Promise<void>;
  readonly act: (mortal: Mortal) => Promise<unknown>;
  /** Volumes; default two. */
  readonly count?: number;
  /** Told apart from the state before and the state after: another outcome that is as good. */
  readonly also?: (tree: readonly string[]) => boolean;
}

const put = async ({ members }: Mortal, index: number, path: string, text: string): Promise<void> => {
  const volume = members[index]?.volume;
  await volume?.makeDirectory(at('/dir')).catch(() => undefined);
  await volume?.write(at(path), bytes(text), {
    size: text.length,
    metadata: { mtimeNs: 1_700_000_000_000_000_000n },
  });
};
const onBoth = async (mortal: Mortal, path: string, text: string): Promise<void> => {
  await put(mortal, 0, path, text);
  await put(mortal, 1, path, text);
};
const move = async ({ pool, members }: Mortal, moves: { path: PoolPath; links?: PoolPath[] }[]): Promise<void> => {
  const [one, two] = members;
  if (one !== undefined && two !== undefined) await moveBetween(pool, one, two, moves);
};
let side = '/' as PoolPath;

const onThree = async (m: Mortal): Promise<void> => {
  for (const [index, text] of ['one', 'second', 'the third'].entries()) await put(m, index, '/dir/a', text);
};
/** The copies of a path, as they are. */
const seen = async ({ pool }: Mortal, path: string): Promise<readonly SeenCopy[]> =>
  seenOf(await pool.copiesOf(at(path))).toSorted((a, b) => (a.volume < b.volume ? -1 : 1));
const toTrash = async (m: Mortal): Promise<void> => {
  const [stays, ...go] = await seen(m, '/dir/a');
  if (stays !== undefined) await m.pool.copiesToTrash(at('/dir/a'), go, stays, 'old');
};
const apart = async (m: Mortal): Promise<void> => {
  const [, ...go] = await seen(m, '/dir/a');
  await m.pool.renameCopies(at('/dir/a'), at('/b'), go);
};

const scenarios: readonly Scenario[] = [
  {
    name: 'a rename on two volumes',
    prepare: (m) => onBoth(m, '/dir/a', 'text'),
    act: ({ pool }) => pool.rename(at('/dir/a'), at('/b')),
  },
  {
    name: 'a rename of a folder on two volumes',
    prepare: async (m) => {
      await put(m, 0, '/dir/a', 'one');
      await put(m, 1, '/dir/b', 'two');
    },
    act: ({ pool }) => pool.rename(at('/dir'), at('/other')),
  },
  {
    name: 'a deletion on two volumes',
    prepare: (m) => onBoth(m, '/dir/a', 'text'),
    act: ({ pool }) => pool.moveToTrash(at('/dir/a'), 'old'),
  },
  {
    name: 'a restore on two volumes',
    prepare: async (m) => {
      await onBoth(m, '/dir/a', 'text');
      await m.pool.moveToTrash(at('/dir/a'), 'old');
    },
    act: ({ pool }) => pool.restoreFromTrash('old', at('/dir/a')),
  },
  {
    name: 'the removal of a folder on two volumes',
    prepare: async ({ members }) => {
      for (const { volume } of members) await volume.makeDirectory(at('/dir'));
    },
    act: ({ pool }) => pool.removeDirectory(at('/dir')),
  },
  {
    name: 'a link on two volumes',
    prepare: (m) => onBoth(m, '/dir/a', 'text'),
    act: ({ pool }) => pool.makeHardLink(at('/dir/a'), at('/b')),
  },
  {
    name: 'two of three copies that go to the trash',
    count: 3,
    prepare: onThree,
    act: toTrash,
  },
  {
    name: 'two of three copies that come back from the trash',
    count: 3,
    async prepare(m) {
      await onThree(m);
      await toTrash(m);
    },
    act: ({ pool }) => pool.copiesFromTrash('old', at('/dir/a')),
  },
  {
    name: 'two of three copies that get another name',
    count: 3,
    prepare: onThree,
    act: apart,
  },
  {
    name: 'two of three copies that get their name back',
    count: 3,
    async prepare(m) {
      await onThree(m);
      await apart(m);
    },
    act: async (m) => m.pool.renameCopies(at('/b'), at('/dir/a'), await seen(m, '/b'), true),
  },
  {
    name: 'a replacement',
    prepare: async (m) => {
      await onBoth(m, '/dir/a', 'old');
      side = deadName(newSidePath(at('/dir/a')));
      const [, two] = m.members;
      await two?.volume.write(side, bytes('new'), { size: 3 });
      // As whoever wrote it said before.
      const write = { kind: 'write' as const, volume: 'disk2', folders: [at('/dir')], below: null };
      if (two !== undefined) await leaveRecord(two.volume, 'write', write);
    },
    act: ({ pool }) => pool.supplant(at('/dir/a'), { at: side }, 'old'),
    // The new one had no name yet: it goes as a part file does.
    also: (tree) => tree.join() === 'disk1/dir/,disk1/dir/a: old,disk2/dir/,disk2/dir/a: old',
  },
  {
    name: 'a replacement by another file',
    prepare: async (m) => {
      await put(m, 0, '/dir/a', 'old');
      await put(m, 1, '/dir/b', 'new');
    },
    act: ({ pool }) => pool.supplant(at('/dir/a'), { at: at('/dir/b') }, 'old'),
  },
  {
    name: 'a replacement by what is in the trash',
    prepare: async (m) => {
      await onBoth(m, '/dir/a', 'new');
      await m.pool.moveToTrash(at('/dir/a'), 'new');
      await put(m, 0, '/dir/a', 'old');
    },
    act: ({ pool }) => pool.supplant(at('/dir/a'), { trashed: 'new' }, 'old'),
  },
  {
    name: 'a move between volumes',
    prepare: async (m) => {
      for (const name of ['a', 'b', 'c']) await put(m, 0, `/dir/${name}`, name.repeat(70_000));
      await m.members[0]?.volume.makeSymlink(at('/dir/link'), 'a');
    },
    act: (m) =>
      move(
        m,
        ['a', 'b', 'c', 'link'].map((name) => ({ path: at(`/dir/${name}`) })),
      ),
    // Each file is on one of both, whatever the others are.
    also: (tree) => {
      const files = tree.filter((line) => !line.endsWith('/')).map((line) => line.replace(/^disk\d/, ''));
      return files.length === 4 && new Set(files).size === 4;
    },
  },
  {
    name: 'a move of hard links',
    prepare: async (m) => {
      await put(m, 0, '/dir/a', 'linked');
      for (const name of ['/dir/b', '/c']) await m.members[0]?.volume.makeHardLink(at('/dir/a'), at(name));
    },
    act: (m) => move(m, [{ path: at('/dir/a'), links: [at('/dir/b'), at('/c')] }]),
  },
];

async function state(m: Mortal): Promise<{ readonly tree: readonly string[]; readonly trash: readonly string[] }> {
  m.dieAt(null);
  const trash: string[] = [];
  for (const { name, volume } of m.members) {
    for (const { id, path } of await volume.listTrash()) trash.push(`${name} ${id} ${path}`);
  }
  return { tree: await m.tree(), trash: trash.sort() };
}

/** Runs until it ends or dies; calls that were under way on other volumes come to their end. */
async function until(m: Mortal, work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => undefined), m.died()]);
  await new Promise((resolve) => setTimeout(resolve, 2));
}

for (const kind of ['memory', 'disk'] as const) {
  describe(`killed before each call, on volumes of the kind ${kind}`, { timeout: 120_000 }, () => {
    for (const scenario of scenarios) {
      it(`[J5] ${scenario.name}: it is as before or as after, with nothing left`, async () => {
        mortal = mortalPool(kind, scenario.count);
        await scenario.prepare(mortal);
        const before = await state(mortal);
        mortal.dieAt(null);
        await scenario.act(mortal);
        const calls = mortal.calls();
        const after = await state(mortal);
        await mortal.close();
        expect(after).not.toEqual(before);
        expect(calls).toBeGreaterThan(4);
        // On a disk every third call, beginning somewhere else each time: memory has had them all.
        const step = kind === 'memory' || process.env['CFS_TORTURE'] === '1' ? 1 : 3;
        for (let call = 1 + (kind === 'disk' ? process.pid % step : 0); call <= calls; call += step) {
          mortal = mortalPool(kind, scenario.count);
          await scenario.prepare(mortal);
          mortal.dieAt(call);
          await until(mortal, scenario.act(mortal));
          // Killed in the middle of recovery too, and recovered again.
          await mortal.recover(1 + (call % 5));
          expect(await mortal.recover()).toMatchObject({ open: [] });
          const found = await state(mortal);
          const isGood =
            [before, after].some((one) => JSON.stringify(one) === JSON.stringify(found)) || scenario.also?.(found.tree);
          if (isGood !== true) expect({ call, ...found }).toEqual({ call, ...before });
          expect(mortal.store.list('test-pool')).toEqual([]);
          for (const { volume } of mortal.members) {
            expect(await volume.listRecords()).toEqual([]);
            expect(await volume.findParts({ remove: false })).toEqual([]);
          }
          expect(await mortal.recover()).toEqual({ items: [], open: [] });
          await mortal.close();
        }
        mortal = mortalPool('memory');
      });
    }
  });
}
