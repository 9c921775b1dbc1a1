import { chmodSync, linkSync, lstatSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePath } from '../../../shared/path.ts';
import type { PlanMove, PolicyName } from '../../../shared/model.ts';
import type { Engine, JobHandle, Pool } from '../api.ts';
import { openHome } from '../state/home.ts';
import { hashOf } from './observe.ts';

/**
 * One thing that may be as it was or as it is to be: the lines (observe.ts) of its places in each state that is allowed,
 * the last being the one that is reached when all goes well.
 */
export interface Item {
  readonly states: readonly (readonly string[])[];
}

/** Folders of a case: `src` (local files), `out` (a local folder), `home`, and the volumes `d1`, `d2`, `d3`. */
export type Folders = Readonly<Record<'home' | 'src' | 'out' | 'd1' | 'd2' | 'd3', string>>;

export interface Scenario {
  readonly name: string;
  readonly policy?: PolicyName;
  /** Limits of the volumes in bytes. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Puts files on the disks, before the pool is made. */
  readonly build: (folders: Folders) => void;
  /** Gets ready by the engine's own means; nothing goes wrong yet. What it answers, `run` gets. */
  readonly prepare?: (pool: Pool, folders: Folders) => Promise<readonly string[]>;
  readonly run: (
    pool: Pool,
    folders: Folders,
    prepared: readonly string[],
    engine: Engine,
  ) => Promise<readonly string[]>;
  readonly items: readonly Item[];
  /** Folders of the pool that must be on some volume, whatever happens. */
  readonly folders?: readonly string[];
}

/** Content that only this name and version have. */
export function contentOf(label: string, size = 3_000): Buffer {
  return Buffer.alloc(size, `${label};`);
}

/** The line of a place that holds the content of `label`. */
export const line = (place: string, label: string, size?: number): string =>
  `${place}=${hashOf(contentOf(label, size))}`;

function file(root: string, path: string, label: string, size?: number): void {
  const at = join(root, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, contentOf(label, size));
  chmodSync(at, 0o640);
  utimesSync(at, 1_600_000_000, 1_600_000_000.5);
}

const path = parsePath;

/** What an ended job says that it did not do, as text; empty when all was done. */
async function ended(handle: Promise<JobHandle>): Promise<readonly string[]> {
  const job = await (await handle).ended;
  const errors = job.errors.map(({ error }) => `${error.code}: ${error.message}`);
  errors.push(...job.notes.filter((note) => note.includes('is not connected: what only it holds was left out')));
  return job.state === 'done' || errors.length > 0 ? errors : [`the job is ${job.state}`];
}

const large = 1_300_000;
/** So many on one volume that they share their syncs. */
const many = Array.from({ length: 10 }, (_value, index) => `m${String(index)}/f`);
const done = (work: Promise<unknown>): Promise<readonly string[]> => work.then(() => []);
/** A choice between copies tells the volumes that it knows nothing of. */
const chosen = (work: Promise<{ readonly away: readonly string[] }>): Promise<readonly string[]> =>
  work.then(({ away }) => away.map((volume) => `${volume} is not connected`));

export const scenarios: readonly Scenario[] = [
  {
    name: 'put',
    policy: 'round-robin',
    build({ src }) {
      file(src, 'in/a', 'a');
      file(src, 'in/large', 'large', large);
      file(src, 'in/deep/b', 'b');
      linkSync(join(src, 'in/a'), join(src, 'in/other'));
      symlinkSync('a', join(src, 'in/link'));
    },
    run: (pool, { src }) => ended(pool.put([join(src, 'in')], path('/'))),
    items: [
      // A put that did not end may have come to one name only, or may not have joined them.
      {
        states: [
          [],
          [line('/in/a', 'a')],
          [line('/in/other', 'a')],
          [line('/in/a', 'a'), line('/in/other', 'a')],
          [`${line('/in/a', 'a')}#2`, `${line('/in/other', 'a')}#2`],
        ],
      },
      { states: [[], [line('/in/large', 'large', large)]] },
      { states: [[], [line('/in/deep/b', 'b')]] },
      { states: [[], ['/in/link->a']] },
    ],
  },
  {
    name: 'put that replaces',
    build({ src, d2 }) {
      file(src, 'f', 'new');
      file(d2, 'f', 'old');
    },
    run: (pool, { src }) => ended(pool.put([join(src, 'f')], path('/'), { onConflict: 'replace' })),
    items: [{ states: [[line('/f', 'old')], [line('/f', 'new'), line('trash:/f', 'old')]] }],
  },
  {
    name: 'put that replaces two copies',
    build({ src, d1, d2 }) {
      file(src, 'g', 'newer');
      file(d1, 'g', 'twice');
      file(d2, 'g', 'twice');
    },
    run: (pool, { src }) => ended(pool.put([join(src, 'g')], path('/'), { onConflict: 'replace' })),
    items: [
      {
        states: [
          [line('/g', 'twice'), line('/g', 'twice')],
          [line('/g', 'newer'), line('trash:/g', 'twice'), line('trash:/g', 'twice')],
        ],
      },
    ],
  },
  {
    name: 'copy',
    build({ d1, d2 }) {
      file(d1, 'a/x', 'x');
      file(d2, 'a/y', 'y');
      mkdirSync(join(d2, 'b'));
    },
    run: (pool) => ended(pool.copy([path('/a')], path('/b'))),
    items: [
      { states: [[line('/a/x', 'x')], [line('/a/x', 'x'), line('/b/a/x', 'x')]] },
      { states: [[line('/a/y', 'y')], [line('/a/y', 'y'), line('/b/a/y', 'y')]] },
    ],
    folders: ['/a', '/b'],
  },
  {
    name: 'rename on one volume',
    build: ({ d1 }) => file(d1, 'a/x', 'x'),
    run: (pool) => done(pool.rename(path('/a/x'), 'z')),
    items: [{ states: [[line('/a/x', 'x')], [line('/a/z', 'x')]] }],
    folders: ['/a'],
  },
  {
    name: 'rename on two volumes',
    build({ d1, d2 }) {
      file(d1, 'x', 'x');
      file(d2, 'x', 'x');
    },
    run: (pool) => done(pool.rename(path('/x'), 'z')),
    items: [
      {
        states: [
          [line('/x', 'x'), line('/x', 'x')],
          [line('/z', 'x'), line('/z', 'x')],
        ],
      },
    ],
  },
  {
    name: 'rename of a folder on three volumes',
    build({ d1, d2, d3 }) {
      file(d1, 'f/a', 'a');
      file(d2, 'f/b', 'b');
      mkdirSync(join(d3, 'f'));
    },
    run: (pool) => done(pool.rename(path('/f'), 'g')),
    items: [
      {
        states: [
          [line('/f/a', 'a'), line('/f/b', 'b')],
          [line('/g/a', 'a'), line('/g/b', 'b')],
        ],
      },
    ],
  },
  {
    name: 'move into a folder',
    build({ d1, d2 }) {
      file(d1, 'x', 'x');
      file(d1, 'two', 'two');
      file(d2, 'two', 'two');
      mkdirSync(join(d2, 'b'));
    },
    run: (pool) => ended(pool.move([path('/x'), path('/two')], path('/b'))),
    items: [
      { states: [[line('/x', 'x')], [line('/b/x', 'x')]] },
      {
        states: [
          [line('/two', 'two'), line('/two', 'two')],
          [line('/b/two', 'two'), line('/b/two', 'two')],
        ],
      },
    ],
    folders: ['/b'],
  },
  {
    name: 'move that replaces',
    build({ d1, d2 }) {
      file(d1, 'x', 'new');
      file(d2, 'b/x', 'old');
    },
    run: (pool) => ended(pool.move([path('/x')], path('/b'), { onConflict: 'replace' })),
    items: [
      {
        states: [
          [line('/x', 'new'), line('/b/x', 'old')],
          [line('/b/x', 'new'), line('trash:/b/x', 'old')],
        ],
      },
    ],
  },
  {
    name: 'trash',
    build({ d1, d2 }) {
      file(d1, 'x', 'x');
      file(d1, 'f/a', 'a');
      file(d2, 'f/b', 'b');
    },
    run: (pool) => ended(pool.trash([path('/x'), path('/f')])),
    items: [
      { states: [[line('/x', 'x')], [line('trash:/x', 'x')]] },
      {
        states: [
          [line('/f/a', 'a'), line('/f/b', 'b')],
          [line('trash:/f/a', 'a'), line('trash:/f/b', 'b')],
        ],
      },
    ],
  },
  {
    name: 'restore',
    build({ d1, d2 }) {
      file(d1, 'x', 'x');
      file(d1, 'f/a', 'a');
      file(d2, 'f/b', 'b');
    },
    async prepare(pool) {
      await ended(pool.trash([path('/x'), path('/f')]));
      return (await pool.listTrash()).map(({ id }) => id);
    },
    run: (pool, _folders, ids) => ended(pool.restoreTrash(ids)),
    items: [
      { states: [[line('trash:/x', 'x')], [line('/x', 'x')]] },
      {
        states: [
          [line('trash:/f/a', 'a'), line('trash:/f/b', 'b')],
          [line('/f/a', 'a'), line('/f/b', 'b')],
        ],
      },
    ],
  },
  {
    name: 'trash of many',
    build: ({ d1, d2 }) => many.forEach((name, index) => file(index === 0 ? d2 : d1, name, name)),
    run: (pool) => ended(pool.trash(many.map((name) => path(`/${name}`)))),
    items: many.map((name) => ({ states: [[line(`/${name}`, name)], [line(`trash:/${name}`, name)]] })),
  },
  {
    name: 'restore of many',
    build: ({ d1, d2 }) => many.forEach((name, index) => file(index === 0 ? d2 : d1, name, name)),
    async prepare(pool) {
      await ended(pool.trash(many.map((name) => path(`/${name}`))));
      return (await pool.listTrash()).map(({ id }) => id);
    },
    run: (pool, _folders, ids) => ended(pool.restoreTrash(ids)),
    items: many.map((name) => ({ states: [[line(`trash:/${name}`, name)], [line(`/${name}`, name)]] })),
  },
  {
    name: 'restore that replaces',
    build({ src, d1 }) {
      file(d1, 'x', 'old');
      file(src, 'x', 'new');
    },
    async prepare(pool, { src }) {
      await ended(pool.trash([path('/x')]));
      await ended(pool.put([join(src, 'x')], path('/')));
      return (await pool.listTrash()).map(({ id }) => id);
    },
    run: (pool, _folders, ids) => ended(pool.restoreTrash(ids, { onConflict: 'replace' })),
    items: [
      {
        states: [
          [line('/x', 'new'), line('trash:/x', 'old')],
          [line('/x', 'old'), line('trash:/x', 'new')],
        ],
      },
    ],
  },
  {
    name: 'keep one of three copies',
    build({ d1, d2, d3 }) {
      file(d1, 'f/x', 'one');
      file(d2, 'f/x', 'two', 3_100);
      file(d3, 'f/x', 'three', 3_200);
    },
    run: (pool) => chosen(pool.keepCopy(path('/f/x'), 'd1')),
    items: [
      {
        states: [
          [line('/f/x', 'one'), line('/f/x', 'two', 3_100), line('/f/x', 'three', 3_200)],
          [line('/f/x', 'one'), line('trash:/f/x', 'two', 3_100), line('trash:/f/x', 'three', 3_200)],
        ],
      },
    ],
  },
  {
    name: 'keep all of three copies',
    build({ d1, d2, d3 }) {
      file(d1, 'x', 'one');
      file(d2, 'x', 'two', 3_100);
      file(d3, 'x', 'three', 3_200);
    },
    run: (pool) => chosen(pool.keepBothCopies(path('/x'))),
    items: [
      {
        states: [
          [line('/x', 'one'), line('/x', 'two', 3_100), line('/x', 'three', 3_200)],
          // What is on a volume that went away keeps its name, and the next version gets the first free one.
          [line('/x', 'one'), line('/x', 'two', 3_100), line('/x (2)', 'three', 3_200)],
          // One version after the other gets its name.
          [line('/x', 'one'), line('/x (2)', 'two', 3_100), line('/x', 'three', 3_200)],
          [line('/x', 'one'), line('/x (2)', 'two', 3_100), line('/x (3)', 'three', 3_200)],
        ],
      },
    ],
  },
  {
    name: 'undo of a choice between three copies',
    build({ d1, d2, d3 }) {
      file(d1, 'x', 'one');
      file(d2, 'x', 'two', 3_100);
      file(d3, 'x', 'three', 3_200);
    },
    prepare: (pool) => done(pool.keepCopy(path('/x'), 'd1')),
    run: (pool) => ended(pool.undo()),
    items: [
      {
        states: [
          [line('/x', 'one'), line('trash:/x', 'two', 3_100), line('trash:/x', 'three', 3_200)],
          [line('/x', 'one'), line('/x', 'two', 3_100), line('/x', 'three', 3_200)],
        ],
      },
    ],
  },
  {
    name: 'trash of duplicates',
    build({ d1, d2, d3 }) {
      file(d1, 'x', 'same');
      file(d2, 'f/y', 'same');
      file(d3, 'f/z', 'same');
    },
    run: (pool) => ended(pool.duplicates.trash([{ keep: '/x', go: ['/f/y', '/f/z'] }])),
    items: [
      { states: [[line('/x', 'same')]] },
      ...['y', 'z'].map((name) => ({ states: [[line(`/f/${name}`, 'same')], [line(`trash:/f/${name}`, 'same')]] })),
    ],
    folders: ['/f'],
  },
  {
    name: 'undo of a move that replaced',
    build({ d1, d2 }) {
      file(d1, 'x', 'new');
      file(d2, 'b/x', 'old');
    },
    async prepare(pool) {
      await ended(pool.move([path('/x')], path('/b'), { onConflict: 'replace' }));
      return [];
    },
    run: (pool) => ended(pool.undo()),
    items: [
      {
        states: [
          [line('/b/x', 'new'), line('trash:/b/x', 'old')],
          // The two steps of the undo: away, and the old one back.
          [line('/x', 'new'), line('trash:/b/x', 'old')],
          [line('/x', 'new'), line('/b/x', 'old')],
        ],
      },
    ],
  },
  {
    name: 'rebalance',
    limits: { d1: 400_000, d2: 400_000, d3: 400_000 },
    build({ d1 }) {
      for (const name of ['a', 'b', 'c']) file(d1, `f/${name}`, name, 50_000);
      file(d1, 'f/named', 'named', 40_000);
      linkSync(join(d1, 'f/named'), join(d1, 'other'));
    },
    async run(pool, _folders, _prepared, engine) {
      const plan = await pool.planEven();
      return ended(engine.plans.run(plan.id));
    },
    items: [
      ...['a', 'b', 'c'].map((name) => ({ states: [[line(`/f/${name}`, name, 50_000)]] })),
      { states: [[`${line('/f/named', 'named', 40_000)}#2`, `${line('/other', 'named', 40_000)}#2`]] },
    ],
    folders: ['/f'],
  },
  {
    // The local folder is the fourth volume: both directions go on at the same time, and one move waits for another.
    name: 'rebalance on two pairs of disks',
    build({ d1, d3 }) {
      for (const name of ['a', 'b']) file(d1, `two/${name}`, name, 50_000);
      for (const name of ['c', 'd']) file(d3, `two/${name}`, name, 40_000);
      linkSync(join(d1, 'two/b'), join(d1, 'other'));
      symlinkSync('c', join(d3, 'two/link'));
    },
    async prepare(pool, { d1, d3, out, home }) {
      await pool.addVolume({ root: out, name: 'd4', reserve: 0 });
      const move = (path: string, from: string, more: Partial<PlanMove> = {}): PlanMove => {
        const size = lstatSync(join(from === 'd1' ? d1 : d3, path)).blocks * 512;
        return { path, from, to: from === 'd1' ? 'd2' : 'd4', size, reason: 'by hand', ...more };
      };
      const moves = [
        move('/two/a', 'd1'),
        move('/two/c', 'd3'),
        move('/two/b', 'd1', { links: ['/other'], after: [1] }),
        move('/two/link', 'd3'),
        move('/two/d', 'd3', { after: [0] }),
      ];
      const bytes = moves.reduce((sum, { size }) => sum + size, 0);
      const whole = { blocked: [], before: [], after: [], reached: true, note: '', band: null };
      const state = openHome(home);
      const plan = state.plans.add(pool.id, { goal: 'even', moves, bytes, lowerBoundBytes: bytes, ...whole });
      state.close();
      return [plan.id];
    },
    run: (_pool, _folders, [id = ''], engine) => ended(engine.plans.run(id)),
    items: [
      { states: [[line('/two/a', 'a', 50_000)]] },
      { states: [[`${line('/two/b', 'b', 50_000)}#2`, `${line('/other', 'b', 50_000)}#2`]] },
      ...['c', 'd'].map((name) => ({
        states: [[line(`/two/${name}`, name, 40_000)], [line(`out:/two/${name}`, name, 40_000)]],
      })),
      { states: [['/two/link->c'], ['out:/two/link->c']] },
    ],
    folders: ['/two'],
  },
  {
    name: 'drain',
    build({ d1, d2 }) {
      file(d1, 'f/a', 'a');
      file(d1, 'f/deep/b', 'b');
      linkSync(join(d1, 'f/a'), join(d1, 'f/deep/other'));
      symlinkSync('a', join(d1, 'f/link'));
      mkdirSync(join(d1, 'f/empty'));
      file(d2, 'f/there', 'there');
    },
    async run(pool, _folders, _prepared, engine) {
      const plan = await pool.planDrain('d1');
      return ended(engine.plans.run(plan.id));
    },
    items: [
      { states: [[`${line('/f/a', 'a')}#2`, `${line('/f/deep/other', 'a')}#2`]] },
      { states: [[line('/f/deep/b', 'b')]] },
      { states: [['/f/link->a']] },
      { states: [[line('/f/there', 'there')]] },
    ],
    folders: ['/f', '/f/deep', '/f/empty'],
  },
  {
    name: 'folders',
    build({ d1, d2 }) {
      mkdirSync(join(d1, 'e'));
      mkdirSync(join(d2, 'e'));
      file(d1, 'x', 'x');
    },
    async run(pool) {
      await pool.makeDirectory(path('/n/m'), { parents: true });
      await pool.removeDirectory(path('/e'));
      return [];
    },
    items: [{ states: [[line('/x', 'x')]] }],
  },
  {
    name: 'write',
    build: ({ d1 }) => file(d1, 'x', 'x'),
    async run(pool) {
      const content = contentOf('streamed', 100_000);
      await pool.write(path('/new/s'), [content.subarray(0, 40_000), content.subarray(40_000)], { size: 100_000 });
      return [];
    },
    items: [{ states: [[line('/x', 'x')]] }, { states: [[], [line('/new/s', 'streamed', 100_000)]] }],
  },
  {
    name: 'get that replaces',
    build({ d1, out }) {
      file(d1, 'x', 'pool');
      file(out, 'x', 'local');
    },
    run: (pool, { out }) => ended(pool.get([path('/x')], out, { onConflict: 'replace' })),
    items: [{ states: [[line('/x', 'pool')]] }, { states: [[line('out:/x', 'local')], [line('out:/x', 'pool')]] }],
  },
];

export const bulkFiles = 2_000;
const bulkName = (index: number): string => `f${String(index % 20)}/n${String(index)}`;

/** 2,000 files that leave a volume: killed at random, not step by step. */
export const bulk: Scenario = {
  name: 'bulk',
  build({ d1 }) {
    for (let index = 0; index < bulkFiles; index += 1) file(d1, bulkName(index), bulkName(index), 200 + index);
  },
  async run(pool, _folders, _prepared, engine) {
    const plan = await pool.planDrain('d1');
    return ended(engine.plans.run(plan.id));
  },
  items: Array.from({ length: bulkFiles }, (_value, index) => ({
    states: [[line(`/${bulkName(index)}`, bulkName(index), 200 + index)]],
  })),
};

export function scenarioOf(name: string): Scenario {
  const found = [...scenarios, bulk].find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
}
