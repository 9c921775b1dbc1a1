import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import { conflictPolicies } from '../../../shared/model.ts';
import type { Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { at, makePool, treeOf } from './tree-fixture.ts';

const isThorough = process.env['CFS_TORTURE'] === '1';
const few = isThorough ? 300 : 6;

const names = ['a', 'b', 'c'] as const;
/** `/a`, `/b/c`... three levels deep at most. */
const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const policy = fc.constantFrom(...conflictPolicies);

type Act =
  | { readonly do: 'write' | 'folder' | 'trash' | 'remove-folder'; readonly path: string }
  | { readonly do: 'rename'; readonly path: string; readonly name: string }
  | {
      readonly do: 'move' | 'copy';
      readonly paths: readonly string[];
      readonly to: string;
      readonly policy: (typeof conflictPolicies)[number];
    }
  | {
      readonly do: 'put';
      readonly name: string;
      readonly to: string;
      readonly policy: (typeof conflictPolicies)[number];
    }
  | { readonly do: 'restore'; readonly which: number; readonly policy: (typeof conflictPolicies)[number] }
  | { readonly do: 'keep'; readonly path: string; readonly which: 'disk1' | 'disk2' | 'both' };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('write' as const, 'folder' as const), path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('trash' as const, 'remove-folder' as const), path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), path, name: fc.constantFrom(...names) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('move' as const, 'copy' as const),
      paths: fc.uniqueArray(path, { minLength: 1, maxLength: 2 }),
      to: path,
      policy,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('put' as const), name: fc.constantFrom(...names), to: path, policy }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), which: fc.nat(5), policy }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('keep' as const), path, which: fc.constantFrom('disk1', 'disk2', 'both') }),
  },
);

/** Does it; what cannot be done is left, as a person would. */
async function take(pool: Pool, one: Act, src: string, number: number): Promise<void> {
  try {
    switch (one.do) {
      case 'write':
        await pool.write(at(one.path), [Buffer.from(`written ${String(number)}`)]);
        return;
      case 'folder':
        await pool.makeDirectory(at(one.path), { parents: true });
        return;
      case 'remove-folder':
        await pool.removeDirectory(at(one.path));
        return;
      case 'trash':
        await (
          await pool.trash([at(one.path)])
        ).ended;
        return;
      case 'rename':
        await pool.rename(at(one.path), one.name);
        return;
      case 'move':
        await (
          await pool.move(one.paths.map(at), at(one.to), { onConflict: one.policy })
        ).ended;
        return;
      case 'copy':
        await (
          await pool.copy(one.paths.map(at), at(one.to), { onConflict: one.policy })
        ).ended;
        return;
      case 'put':
        writeFileSync(join(src, one.name, 'b'), `put ${String(number)}`);
        await (
          await pool.put([join(src, one.name)], at(one.to), { onConflict: one.policy })
        ).ended;
        return;
      case 'keep':
        if (one.which === 'both') await pool.keepBothCopies(at(one.path));
        else await pool.keepCopy(at(one.path), one.which);
        return;
      case 'restore': {
        const item = (await pool.listTrash())[one.which];
        if (item !== undefined) await (await pool.restoreTrash([item.id], { onConflict: one.policy })).ended;
      }
    }
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown;
  }
}

/** What random acts found once. */
const found: [Act[]][] = [
  [
    [
      { do: 'trash', path: '/a' },
      { do: 'restore', which: 0, policy: 'fail' },
      { do: 'trash', path: '/a' },
      { do: 'put', name: 'a', to: '/a', policy: 'fail' },
      { do: 'trash', path: '/a' },
    ],
  ],
];

describe('undo and redo, by random acts', () => {
  it(
    '[T138] undoing all gives the tree of the start, redoing all that of the end, byte for byte',
    { timeout: 600_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
          const base = mkdtempSync(join(tmpdir(), 'cfs-undo-model-'));
          const src = join(base, 'src');
          for (const name of names) mkdirSync(join(src, name, 'c'), { recursive: true });
          const engine = await openEngine({ home: join(base, 'home') });
          try {
            const pool = await makePool(engine, base);
            const tree = () => treeOf(join(base, 'disk1'), join(base, 'disk2'));
            await pool.write(at('/a/a'), [Buffer.from('from the start')]);
            for (const name of ['disk1', 'disk2']) {
              // Copies that differ, as another program leaves them.
              mkdirSync(join(base, name, 'b'), { recursive: true });
              for (const twice of ['c', 'b/a']) writeFileSync(join(base, name, twice), `${twice} on ${name}`);
            }
            const beforeAll = (await pool.history()).undo.length;
            const trees = [tree()];
            for (const [number, one] of acts.entries()) {
              const known = (await pool.history()).undo[0]?.id;
              await take(pool, one, src, number);
              if ((await pool.history()).undo[0]?.id === known)
                expect(tree(), JSON.stringify(one)).toEqual(trees.at(-1));
              else trees.push(tree());
            }
            for (let times = 0; times < 2; times += 1) {
              for (let left = trees.length - 2; left >= 0; left -= 1) {
                const job = await (await pool.undo()).ended;
                expect(job.errors, job.title).toEqual([]);
                expect(tree(), job.title).toEqual(trees[left]);
              }
              expect((await pool.history()).undo).toHaveLength(beforeAll);
              for (const next of trees.slice(1)) {
                const job = await (await pool.redo()).ended;
                expect(job.errors, job.title).toEqual([]);
                expect(tree(), job.title).toEqual(next);
              }
            }
          } finally {
            await engine.close();
            rmSync(base, { recursive: true, force: true });
          }
        }),
        { numRuns: few, ...(isThorough ? {} : { seed: 1 }), examples: found },
      );
    },
  );
});
