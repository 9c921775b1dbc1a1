import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { policyNames } from '../../../shared/model.ts';
import type { PolicyName } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import { noPlacement } from '../../../shared/placement.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { mixNames } from '../../../shared/simulation.ts';
import type { PolicyOutcome, Simulation, StartVolume, WhatIf } from '../../../shared/simulation.ts';
import { makeVolume } from '../catalog/store-fixture.ts';
import { openMemoryCatalog } from '../catalog/database.ts';
import { fillFrom } from '../catalog/fill.ts';
import { decide } from '../placement/decide.ts';
import type { Standing } from '../placement/eligible.ts';
import { wishFor } from '../placement/wish.ts';
import { emptiedOf, historyOf } from './history.ts';
import { parseWorkload } from './parse-workload.ts';
import { seededRandom } from './random.ts';
import { readTree } from './read-tree.ts';
import { simulate } from './simulate.ts';
import { syntheticWorkload } from './synthetic.ts';
import { addPath, buildWorkload, pathAt } from './workload.ts';
import type { Workload } from './workload.ts';

const MB = 1_000_000;
const block = 4096;

interface Setting {
  readonly used?: number;
  readonly reserve?: number;
  readonly takes?: StartVolume['takes'];
  readonly limit?: number | null;
  readonly group?: string;
  readonly tags?: readonly string[];
}

function volume(name: string, total: number, setting: Setting = {}): StartVolume {
  const { used = 0, reserve = 0, takes = 'yes', limit = null, group = name, tags = [] } = setting;
  const space = { total, used, free: total - used };
  return { id: name, name, takes, space, reserve, limit, spaceGroup: group, rate: null, tags };
}

function writes(...files: readonly (readonly [path: string, size: number])[]): Workload {
  const builder = buildWorkload();
  files.forEach(([path, size], index) => addPath(builder, parsePath(path), size, 1_000 + index));
  return builder.build();
}

interface Options {
  readonly policies?: readonly PolicyName[];
  readonly whatIfs?: readonly WhatIf[];
  readonly placement?: Omit<PlacementSettings, 'policy'>;
  readonly seed?: number;
}

function run(workload: Workload, volumes: readonly StartVolume[], options: Options = {}): Simulation {
  const { policies = ['balanced'], whatIfs = [], placement = noPlacement, seed = 1 } = options;
  return simulate({ workload, volumes, policies, whatIfs, placement, seed, about: '', notes: [] });
}

function only({ outcomes }: Simulation): PolicyOutcome {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('there is no outcome');
  return outcome;
}

/** What places real files, asked for each write, on figures that are counted in the plainest way. */
function plainest(
  policy: PolicyName,
  workload: Workload,
  volumes: readonly StartVolume[],
  placement: Omit<PlacementSettings, 'policy'> = noPlacement,
): { placed: number[]; refused: number } {
  const used = volumes.map(({ space }) => space.used);
  const random = seededRandom(1);
  const placed = volumes.map(() => 0);
  const kept = new Map<string, Map<string, number>>();
  let [last, refused]: [string | null, number] = [null, 0];
  for (let index = 0; index < workload.count; index += 1) {
    const standings = volumes.map(({ name, takes, reserve, space }, at): Standing => {
      const free = space.total - (used[at] ?? 0);
      const mode = takes === 'draining' ? 'read-write' : takes === 'yes' ? 'read-write' : takes;
      return {
        name,
        settings: { mode, reserve, limit: null, draining: takes === 'draining', tags: [] },
        state: { online: true, reason: '' },
        figures: { name, total: space.total, used: used[at] ?? 0, free, room: free - reserve, queue: 0, rate: null },
        unread: '',
      };
    });
    const size = workload.size[index] ?? 0;
    const path = pathAt(workload, index);
    const wish = wishFor({ ...placement, policy }, path);
    const here = kept.get(wish.keep?.folder ?? '') ?? new Map<string, number>();
    const near = { shared: new Map<string, number>(), kept: new Map(here) };
    const file = { path, size, exclude: new Set<string>(), near };
    const { volume: name } = decide(policy, standings, file, { last, random }, wish);
    if (name === null) {
      refused += 1;
      continue;
    }
    last = name;
    const at = volumes.findIndex((one) => one.name === name);
    used[at] = (used[at] ?? 0) + (workload.allocated[index] ?? 0);
    placed[at] = (placed[at] ?? 0) + 1;
    if (wish.keep !== null) {
      kept.set(wish.keep.folder, here.set(name, (here.get(name) ?? 0) + Math.max(1, workload.allocated[index] ?? 0)));
    }
  }
  return { placed, refused };
}

const takes = fc.constantFrom<StartVolume['takes']>('yes', 'yes', 'yes', 'read-only', 'no-create', 'draining');
const somePool = fc
  .array(
    fc.record({ total: fc.integer({ min: 20, max: 400 }), fill: fc.double({ min: 0, max: 1, noNaN: true }), takes }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((all) =>
    all.map(({ total, fill, takes: how }, index) =>
      volume(`disk${String(index + 1)}`, total * block, {
        used: Math.floor(total * fill) * block,
        reserve: (total >> 4) * block,
        takes: how,
      }),
    ),
  );
const someWrites = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 * block })), { maxLength: 80 })
  .map((all) => writes(...all.map(([folder, size], at) => [`/f${String(folder)}/${String(at)}`, size] as const)));

describe('a replay', () => {
  it('[L50] places as real files are placed: the same choices as one decision after the other', () => {
    const plain = policyNames.filter((name) => name !== 'existing-path');
    fc.assert(
      fc.property(somePool, someWrites, fc.constantFrom(...plain), (volumes, workload, policy) => {
        const outcome = only(run(workload, volumes, { policies: [policy] }));
        const expected = plainest(policy, workload, volumes);
        expect(outcome.volumes.map(({ placedFiles }) => placedFiles)).toEqual(expected.placed);
        expect(outcome.refused).toBe(expected.refused);
      }),
      { numRuns: 300 },
    );
  });

  it('[L51] fills no volume into its reserve, and none that takes no files; what is refused tells each one', () => {
    fc.assert(
      fc.property(somePool, someWrites, fc.constantFrom(...policyNames), (volumes, workload, policy) => {
        const outcome = only(run(workload, volumes, { policies: [policy] }));
        outcome.volumes.forEach(({ used, placedFiles, placedBytes }, index) => {
          const start = volumes[index];
          if (start === undefined) throw new Error('too many volumes');
          expect(used).toBe(start.space.used + placedBytes);
          if (start.takes !== 'yes') expect(placedFiles).toBe(0);
          // Small files take whole blocks, as on a disk.
          if (placedBytes > 0) expect(used).toBeLessThanOrEqual(start.space.total - start.reserve + block);
        });
        const placed = outcome.volumes.reduce((sum, { placedFiles }) => sum + placedFiles, 0);
        expect(placed + outcome.refused).toBe(workload.count);
        for (const { reasons } of outcome.refusals) {
          expect(reasons.map(({ volume: name }) => name)).toEqual(volumes.map(({ name }) => name));
          for (const { reason } of reasons) expect(reason).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('[L51] volumes of one file system share its space; a limit holds', () => {
    const shared = [volume('a', 100 * MB, { group: 'one' }), volume('b', 100 * MB, { group: 'one' })];
    const files = Array.from({ length: 15 }, (_none, at) => [`/${String(at)}`, 10 * MB] as const);
    expect(only(run(writes(...files), shared, { policies: ['round-robin'] })).refused).toBe(6);
    const limited = [volume('a', 30 * MB, { limit: 30 * MB, group: 'one' }), volume('b', 100 * MB, { group: 'one' })];
    const outcome = only(run(writes(...files), limited, { policies: ['first-fit'] }));
    expect(outcome.volumes.map(({ placedFiles }) => placedFiles)).toEqual([2, 7]);
    expect(outcome.refusals[0]?.reasons).toEqual([
      { volume: 'a', reason: 'the file is larger than the 9.98 MB left within its 30.0 MB limit' },
      { volume: 'b', reason: expect.stringContaining('it has left') as string },
    ]);
  });

  it('[L52] is the same for the same seed, also by chance', () => {
    const { workload } = syntheticWorkload({ mix: 'media', seed: 7, bytes: 50 * MB, startMs: 0 });
    const volumes = [volume('a', 40 * MB), volume('b', 40 * MB)];
    const by = (seed: number): Simulation => run(workload, volumes, { policies: ['weighted-random'], seed });
    expect(by(3)).toEqual(by(3));
    expect(by(3)).not.toEqual(by(4));
  });

  it('[L53] tells fill, spread, split folders, the busiest volume', () => {
    const workload = writes(['/a/1', 10 * MB], ['/a/2', 10 * MB], ['/b/1', 10 * MB], ['/b/2', 10 * MB]);
    const volumes = [volume('one', 100 * MB), volume('two', 200 * MB, { used: 20 * MB })];
    const simulation = run(workload, volumes, { policies: ['round-robin', 'first-fit'] });
    const [turns, first] = simulation.outcomes;
    expect(turns).toMatchObject({ foldersSplit: 2, refused: 0, busiest: { volume: 'one', share: 0.5 } });
    expect(first).toMatchObject({ foldersSplit: 0, busiest: { volume: 'one', share: 1 } });
    expect(turns?.spread).toBeCloseTo(0, 1);
    expect(first?.spread).toBeCloseTo(30, 1);
    const fill = first?.volumes[0]?.fill ?? [];
    expect(fill).toHaveLength(101);
    expect(fill[0]).toBe(0);
    expect(fill.at(-1)).toBeCloseTo(0.4, 2);
    expect(fill.every((share, at) => at === 0 || (share ?? 0) >= (fill[at - 1] ?? 0))).toBe(true);
    expect(simulation.points).toHaveLength(101);
  });

  it('[L54] what if: a volume comes, one is lost with what is on it, another reserve', () => {
    const files = Array.from({ length: 20 }, (_none, at) => [`/${String(at)}`, 10 * MB] as const);
    const workload = writes(...files);
    const volumes = [volume('one', 100 * MB), volume('two', 100 * MB)];
    const added = run(workload, volumes, {
      policies: ['first-fit'],
      whatIfs: [{ kind: 'add', bytes: 500 * MB, at: 0.5 }],
    });
    expect(added.events).toMatchObject([{ kind: 'add', volume: 'new 500 MB', at: 0.5, atMs: 1_010 }]);
    expect(only(added).refused).toBe(0);
    expect(only(added).volumes[2]?.fill[40]).toBeNull();
    expect(only(added).volumes[2]?.fill[60]).toBe(0);
    const lost = only(
      run(workload, volumes, { policies: ['first-fit'], whatIfs: [{ kind: 'lose', volume: 'one', at: 0.5 }] }),
    );
    expect(lost.lostBytes).toBeGreaterThanOrEqual(90 * MB);
    expect(lost.volumes[0]?.fill[60]).toBeNull();
    expect(lost.refused).toBeGreaterThan(0);
    expect(lost.refusals[0]?.reasons[0]).toEqual({ volume: 'one', reason: 'not connected: lost' });
    const kept = run(workload, volumes, { policies: ['first-fit'], whatIfs: [{ kind: 'reserve', share: 0.5 }] });
    expect(kept.volumes.map(({ reserve }) => reserve)).toEqual([50 * MB, 50 * MB]);
    expect(only(kept).refused).toBe(12);
  });

  it('[L54] refuses to lose a volume that is not there, and shares that are none', () => {
    const workload = writes(['/a', 1]);
    const lose = (name: string, at: number): unknown =>
      run(workload, [volume('one', MB)], { whatIfs: [{ kind: 'lose', volume: name, at }] });
    expect(() => lose('nine', 0.5)).toThrow(/no connected volume of the pool has this name: choose one of one/);
    expect(() => lose('one', 2)).toThrow(AppError);
  });

  it('[L55] rules, pins and kept folders choose as they do for real files', () => {
    const name = fc.constantFrom('disk1', 'disk2', 'disk3');
    const levels = fc.constantFrom(1, 2);
    const somePlacement = fc.record({
      rules: fc.array(
        fc.record({
          glob: fc.constantFrom('/f0/**', '/f1/**', '*1'),
          policy: fc.constantFrom('most-free', 'fill-up', 'round-robin'),
          volumes: fc.option(fc.array(name, { minLength: 1, maxLength: 2 }), { nil: undefined }),
          keepTogether: fc.option(levels, { nil: undefined }),
          firm: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
      pins: fc.array(fc.record({ path: fc.constantFrom('/f2', '/f3/7'), volume: name }), { maxLength: 1 }),
      keepTogether: fc.option(fc.record({ levels, firm: fc.boolean() })),
    });
    fc.assert(
      fc.property(somePool, someWrites, somePlacement, (volumes, workload, placement) => {
        const outcome = only(run(workload, volumes, { policies: ['balanced'], placement }));
        const expected = plainest('balanced', workload, volumes, placement);
        expect(outcome.volumes.map(({ placedFiles }) => placedFiles)).toEqual(expected.placed);
        expect(outcome.refused).toBe(expected.refused);
      }),
      { numRuns: 300 },
    );
  });

  it('[L55] rules, pins and kept folders of the pool hold for each policy', () => {
    const workload = writes(
      ['/in/1', MB],
      ['/tmp/2', MB],
      ['/in/3', MB],
      ['/raw/4', MB],
      ['/raw/5', MB],
      ['/x.iso', MB],
    );
    const volumes = [volume('one', 90 * MB), volume('two', 100 * MB, { tags: ['fast'] }), volume('three', 95 * MB)];
    const placement = {
      rules: [
        { glob: '*.iso', volumes: ['tag:fast'] },
        { glob: '/raw/**', keepTogether: 1, firm: true },
      ],
      pins: [{ path: '/in', volume: 'three' }],
      keepTogether: null,
    };
    const outcome = only(run(workload, volumes, { policies: ['round-robin'], placement }));
    expect(outcome.foldersSplit).toBe(0);
    expect(outcome.volumes[2]?.placedFiles).toBeGreaterThanOrEqual(2);
    const none = { ...placement, pins: [{ path: '/', volume: 'gone' }] };
    const refused = only(run(workload, volumes, { placement: none }));
    expect(refused.refused).toBe(6);
    expect(refused.refusals[0]?.reasons[0]?.reason).toContain('pinned to gone');
  });
});

describe('workloads', () => {
  it('[L56] the files of the catalog, in the order in which they came; volumes begin without them', () => {
    const base = mkdtempSync(join(tmpdir(), 'cfs-simulate-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    const members = ['one', 'two'].map((id) => makeVolume(join(base, id), id));
    const put = (on: string, path: string, size: number, second: number): void => {
      mkdirSync(join(base, on, path, '..'), { recursive: true });
      writeFileSync(join(base, on, path), Buffer.alloc(size, 1));
      utimesSync(join(base, on, path), second, second);
    };
    put('one', 'a/late', 8_192, 300);
    put('two', 'a/early', 8_192, 100);
    put('one', 'both', 4_096, 200);
    put('two', 'both', 4_096, 200);
    put('two', 'placed', 4_096, 50);
    const db = openMemoryCatalog();
    onTestFinished(() => db.close());
    fillFrom(db, members);
    const volumes = [volume('one', 10 * MB, { used: 5 * MB }), volume('two', 10 * MB, { used: 5 * MB })];
    const placed = new Map([['/placed', 250_000]]);
    const history = historyOf(db, volumes, { placed });
    const paths = Array.from({ length: history.workload.count }, (_none, at) => pathAt(history.workload, at));
    expect(paths).toEqual(['/a/early', '/both', '/placed', '/a/late']);
    expect(history.copies).toBe(1);
    expect(history.span).toEqual({ fromMs: 100_000, toMs: 300_000 });
    const emptied = emptiedOf(volumes, history.emptied);
    expect(emptied.map(({ space }) => space.used)).toEqual([5 * MB - 8_192 - 4_096, 5 * MB - 8_192 - 4_096]);
    expect(emptied.every(({ space }) => space.used + space.free === space.total)).toBe(true);
    const part = historyOf(db, volumes, { placed, sinceMs: 150_000, untilMs: 260_000 });
    expect(part.workload.count).toBe(2);
    expect(part.held).toHaveLength(2);
  });

  it('[L57] invented ones are the same for the same seed, and as many bytes as were asked for', () => {
    for (const mix of mixNames) {
      for (const bytes of [30 * MB, 40_000_000 * MB]) {
        const make = (seed: number): Workload => syntheticWorkload({ mix, seed, bytes, startMs: 5 }).workload;
        const workload = make(1);
        expect(workload.bytes).toBe(bytes);
        expect(workload.count).toBeGreaterThan(100);
        expect(workload.count).toBeLessThan(1_500_000);
        if (bytes === 30 * MB) {
          expect(make(1)).toEqual(workload);
          expect(make(2)).not.toEqual(workload);
        }
      }
    }
  });

  it('[L58] reads lines of time, path and size, as CSV or JSON, and refuses bad ones by their number', () => {
    const good = [
      'time,path,size',
      '2026-01-31T14:05:00Z,/b/2,20',
      '',
      '1760000000,"/a, ""b""/1",10',
      '{"time":1790000000000,"path":"/c","size":30}',
    ].join('\r\n');
    const workload = parseWorkload(good, 'w.csv');
    const paths = Array.from({ length: workload.count }, (_none, at) => pathAt(workload, at));
    expect(paths).toEqual(['/a, "b"/1', '/b/2', '/c']);
    expect([...workload.size]).toEqual([10, 20, 30]);
    expect(workload.atMs[0]).toBe(1_760_000_000_000);
    for (const bad of [
      'yesterday,/a,1',
      '5,/a,-1',
      '5,/a,1.5',
      '5,,1',
      '5,/a',
      '{"path":"/a"}',
      '{',
      '5,/../a,1',
      '5,/,1',
    ]) {
      expect(() => parseWorkload(`1,/x,1\n${bad}\n`, 'w.csv'), bad).toThrow(/line 2: /);
    }
    const many = Array.from({ length: 9 }, () => 'x').join('\n');
    expect(() => parseWorkload(many, 'w')).toThrow(/line 1: .*line 3: .*and 6 more bad lines/);
    expect(() => parseWorkload('\n', 'w')).toThrow(/there are none in it/);
  });

  it('[L59] reads names and sizes below a folder, hard links once, without following links', () => {
    const base = mkdtempSync(join(tmpdir(), 'cfs-tree-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    mkdirSync(join(base, 'in', 'deep'), { recursive: true });
    writeFileSync(join(base, 'in', 'deep', 'b'), 'bytes');
    writeFileSync(join(base, 'a'), 'more bytes');
    symlinkSync('/', join(base, 'out'));
    utimesSync(join(base, 'a'), 500, 500);
    const { workload, unread } = readTree(base, () => undefined);
    expect(Array.from({ length: workload.count }, (_none, at) => pathAt(workload, at))).toEqual(['/a', '/in/deep/b']);
    expect([...workload.size]).toEqual([10, 5]);
    expect(unread).toBe(0);
    expect(() => readTree(join(base, 'none'), () => undefined)).toThrow(/it is not there/);
    expect(() => readTree(join(base, 'a'), () => undefined)).toThrow(/it is no folder/);
  });
});
