import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, fail } from '../../../shared/errors.ts';
import { policyNames } from '../../../shared/model.ts';
import type { PolicyName } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PolicyVolume } from '../pool/types.ts';
import { decide, noVolumeTakesIt, refusalError } from './decide.ts';
import { refusalOf } from './eligible.ts';
import type { NewFile, Refusal, RefusalKind, Standing } from './eligible.ts';
import { policies } from './registry.ts';
import { withReasons } from './tried.ts';

const path = parsePath('/a/b.bin');
const file = (size: number | null, exclude: readonly string[] = []): NewFile => ({
  path,
  size,
  exclude: new Set(exclude),
});
const zero = (): number => 0;

const volume = (name: string, figures: Partial<PolicyVolume> = {}): PolicyVolume => {
  const { total = 100_000_000_000, used = 0 } = figures;
  const free = total - used;
  return { name, total, used, free, room: free, queue: 0, rate: null, ...figures };
};

interface Setting {
  readonly mode?: Standing['settings']['mode'];
  readonly reserve?: number;
  readonly limit?: number | null;
  readonly draining?: boolean;
  readonly online?: boolean;
}
const standing = (figures: PolicyVolume, setting: Setting = {}): Standing => {
  const { mode = 'read-write', reserve = 0, limit = null, draining = false, online = true } = setting;
  return {
    name: figures.name,
    settings: { mode, reserve, limit, draining, tags: [] },
    state: { online, reason: online ? '' : 'its folder is missing' },
    figures: { ...figures, room: figures.room - reserve },
    unread: '',
  };
};

const choose = (name: PolicyName, volumes: readonly PolicyVolume[], size = 0, last: string | null = null): string =>
  policies[name].choose(volumes, { size, last, order: volumes.map((each) => each.name), random: zero }).volume;

const settings = fc.record({
  mode: fc.constantFrom('read-write', 'read-write', 'read-write', 'no-create', 'read-only'),
  draining: fc.boolean(),
  online: fc.boolean(),
  reserve: fc.integer({ min: 0, max: 500 }),
});
const figuresOf = fc.record({
  total: fc.integer({ min: 1, max: 2_000 }),
  fill: fc.double({ min: 0, max: 1, noNaN: true }),
  queue: fc.integer({ min: 0, max: 20 }),
  rate: fc.option(fc.integer({ min: 1, max: 1_000 })),
});
const pool = fc
  .array(fc.tuple(figuresOf, settings), { minLength: 0, maxLength: 6 })
  .map((parts) =>
    parts.map(([{ total, fill, queue, rate }, setting], index) =>
      standing(volume(`disk${String(index + 1)}`, { total, used: Math.floor(total * fill), queue, rate }), setting),
    ),
  );

describe.each(policyNames)('policy %s', (policy) => {
  it('[L1] never picks a volume that cannot take the file', () => {
    fc.assert(
      fc.property(
        pool,
        fc.integer({ min: 0, max: 2_500 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (...args) => {
          const [standings, size, value] = args;
          const request = file(size, ['disk3']);
          const { volume: chosen } = decide(policy, standings, request, { last: 'disk2', random: () => value });
          const able = standings.filter((each) => refusalOf(each, request) === null);
          if (chosen === null) {
            expect(able).toEqual([]);
            return;
          }
          const target = standings.find(({ name }) => name === chosen);
          expect(target?.state.online).toBe(true);
          expect(target?.settings).toMatchObject({ mode: 'read-write', draining: false });
          expect(target?.figures?.room).toBeGreaterThanOrEqual(size);
          expect(chosen).not.toBe('disk3');
        },
      ),
    );
  });

  it('[L2] no sequence of placements fills a volume into its reserve', () => {
    fc.assert(
      fc.property(pool, fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 }), (start, sizes) => {
        let standings = start;
        let last: string | null = null;
        for (const size of sizes) {
          const chosen: string | null = decide(policy, standings, file(size), { last, random: zero }).volume;
          if (chosen === null) continue;
          last = chosen;
          standings = standings.map((each) => {
            if (each.name !== chosen || each.figures === null) return each;
            const { used, free, room } = each.figures;
            return { ...each, figures: { ...each.figures, used: used + size, free: free - size, room: room - size } };
          });
        }
        for (const [index, { figures, settings: set }] of standings.entries()) {
          const before = start[index]?.figures?.used;
          if (figures === null || figures.used === before) continue;
          expect(figures.total - figures.used).toBeGreaterThanOrEqual(set.reserve);
        }
      }),
    );
  });

  it('[L3] the same input gives the same choice', () => {
    fc.assert(
      fc.property(pool, fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (...args) => {
        const [standings, size, value] = args;
        const state = { last: 'disk1', random: () => value };
        expect(decide(policy, standings, file(size), state)).toEqual(decide(policy, standings, file(size), state));
      }),
    );
  });

  it('[L7] tells of each volume how it stands or why it cannot', () => {
    fc.assert(
      fc.property(pool, fc.integer({ min: 0, max: 500 }), (standings, size) => {
        const decision = decide(policy, standings, file(size), { last: null, random: zero });
        expect(decision.candidates.map((candidate) => candidate.volume)).toEqual(standings.map(({ name }) => name));
        for (const { reason } of decision.candidates) expect(reason).not.toBe('');
        const chosen = decision.candidates.filter((candidate) => candidate.chosen).map((candidate) => candidate.volume);
        expect(chosen).toEqual(decision.volume === null ? [] : [decision.volume]);
      }),
    );
  });
});

/** Fills until `bytes` are placed; answers used/total per volume. */
function fill(totals: readonly number[], sizes: () => number, bytes: number): readonly number[] {
  let volumes = totals.map((total, index) => volume(`disk${String(index + 1)}`, { total }));
  let seed = 7;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let placed = 0; placed < bytes;) {
    const size = sizes();
    const order = volumes.map(({ name }) => name);
    const { volume: chosen } = policies.balanced.choose(volumes, { size, order, last: null, random });
    volumes = volumes.map((each) =>
      each.name === chosen ? { ...each, used: each.used + size, free: each.free - size, room: each.room - size } : each,
    );
    placed += size;
  }
  return volumes.map(({ used, total }) => used / total);
}

describe('the policies one by one', () => {
  it('[L4] balanced fills equal volumes equally and different ones to equal percent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 50_000, max: 500_000 }), { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 1_000_000 }),
        (sizes, isEqual, seed) => {
          const totals = isEqual ? sizes.map(() => 100_000) : sizes;
          let state = seed;
          const next = (): number => 1 + ((state = (state * 48_271) % 2_147_483_647) % 500);
          const shares = fill(totals, next, totals.reduce((sum, total) => sum + total, 0) * 0.6);
          // One file of at most 500 bytes on the smallest volume of 50,000 is 1 %.
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.02);
        },
      ),
    );
  });

  it('[L5] balanced prefers the idle and fast, and heeds fullness more', () => {
    const half = { total: 100, used: 50 };
    expect(choose('balanced', [volume('busy', { ...half, queue: 3 }), volume('idle', half)])).toBe('idle');
    expect(choose('balanced', [volume('slow', { ...half, rate: 50 }), volume('fast', { ...half, rate: 500 })])).toBe(
      'fast',
    );
    const nearlyFull = volume('idle', { total: 100, used: 90 });
    expect(choose('balanced', [nearlyFull, volume('busy', { ...half, queue: 100, rate: 1 })])).toBe('busy');
  });

  it('[L5] equal volumes share new files by chance, not by order', () => {
    const equals = [volume('disk1'), volume('disk2')];
    const input = { size: 1, order: ['disk1', 'disk2'], last: null };
    expect(policies.balanced.choose(equals, { ...input, random: () => 0.1 }).volume).toBe('disk1');
    expect(policies.balanced.choose(equals, { ...input, random: () => 0.9 }).volume).toBe('disk2');
  });

  it('[L6] most-free, first-fit and round-robin do what they say', () => {
    const three = [volume('disk1', { used: 9 }), volume('disk2', { used: 1 }), volume('disk3', { used: 5 })];
    expect(choose('most-free', three)).toBe('disk2');
    expect(choose('first-fit', three)).toBe('disk1');
    expect(['disk1', 'disk2', 'disk3', null].map((last) => choose('round-robin', three, 0, last))).toEqual([
      'disk2',
      'disk3',
      'disk1',
      'disk1',
    ]);
    const order = ['disk1', 'disk2', 'disk3'];
    const without = three.filter(({ name }) => name !== 'disk2');
    expect(policies['round-robin'].choose(without, { size: 0, order, last: 'disk1', random: zero }).volume).toBe(
      'disk3',
    );
    expect(policies['round-robin'].choose(without, { size: 0, order, last: 'disk2', random: zero }).volume).toBe(
      'disk3',
    );
  });
});

describe('the other policies one by one', () => {
  const GB = 1_000_000_000;
  const TB = 1_000 * GB;
  /** Free bytes of volumes of 8, 3 and 2 TB. */
  const three = (...free: readonly number[]): readonly PolicyVolume[] =>
    [8 * TB, 3 * TB, 2 * TB].map((total, index) =>
      volume(`disk${String(index + 1)}`, { total, used: total - (free[index] ?? 0) }),
    );

  it('[L14] least-used, least-full and fill-up do what they say', () => {
    const volumes = [
      volume('disk1', { total: 1_000, used: 500 }),
      volume('disk2', { total: 2_000, used: 600 }),
      volume('disk3', { total: 600, used: 400 }),
    ];
    expect(choose('least-used', volumes)).toBe('disk3');
    expect(choose('least-full', volumes)).toBe('disk2');
    expect(choose('fill-up', volumes)).toBe('disk3');
    // The file counts: on the small one it would take a third.
    const close = [volume('disk1', { total: 300, used: 90 }), volume('disk2', { total: 3_000, used: 930 })];
    expect(choose('least-full', close)).toBe('disk1');
    expect(choose('least-full', close, 100)).toBe('disk2');
  });

  it('[L14] weighted-random draws by room', () => {
    const volumes = [volume('disk1', { total: 100, used: 90 }), volume('disk2', { total: 100, used: 70 })];
    const drawn = (value: number): string =>
      policies['weighted-random'].choose(volumes, { size: 1, order: [], last: null, random: () => value }).volume;
    expect([0, 0.24, 0.26, 0.99].map(drawn)).toEqual(['disk1', 'disk1', 'disk2', 'disk2']);
    const full = [volume('disk1', { total: 9, used: 9 }), volume('disk2', { total: 9, used: 9 })];
    expect(choose('weighted-random', full)).toBe('disk1');
  });

  it.each<[readonly number[], string]>([
    [[8 * TB, 3 * TB, 2 * TB], 'disk1'],
    [[4 * TB + 1, 3 * TB, 2 * TB], 'disk1'],
    // Half of 8 TB is reached: the mark is 2 TB now.
    [[4 * TB, 3 * TB, 2 * TB], 'disk1'],
    [[2 * TB, 3 * TB, 2 * TB], 'disk2'],
    [[2 * TB, 2 * TB, 2 * TB], 'disk1'],
    [[1 * TB, 1 * TB, 2 * TB], 'disk3'],
    [[0, 0, 1], 'disk3'],
    [[0, 0, 0], 'disk1'],
  ])('[L14] high-water fills to half of the largest, then halves the mark: %j', (free, expected) => {
    expect(choose('high-water', three(...free))).toBe(expected);
  });

  it('[L15] least-busy goes where the file is written soonest, by queue, speed and latency', () => {
    const MB = 1_000_000;
    const disk = (name: string, figures: Partial<PolicyVolume>): PolicyVolume =>
      volume(name, { total: 100 * GB, used: 50 * GB, ...figures });
    expect(choose('least-busy', [disk('a', { queue: 1 }), disk('b', {})], MB)).toBe('b');
    expect(choose('least-busy', [disk('a', { rate: 50 * MB }), disk('b', { rate: 200 * MB })], MB)).toBe('b');
    // Two writes on a disk ten times as fast end sooner.
    expect(choose('least-busy', [disk('a', { rate: 20 * MB }), disk('b', { rate: 200 * MB, queue: 2 })], GB)).toBe('b');
    expect(
      choose('least-busy', [disk('a', { rate: 50 * MB, latency: 12 }), disk('b', { rate: 50 * MB, latency: 1 })]),
    ).toBe('b');
    // Nothing runs and nothing was measured: the emptier one; equal ones in order.
    expect(choose('least-busy', [disk('a', {}), disk('b', { used: 10 * GB })], MB)).toBe('b');
    expect(choose('least-busy', [disk('a', {}), disk('b', {})], MB)).toBe('a');
  });

  it('[L16] existing-path prefers the volume with most of the folders, and falls back softly', () => {
    const volumes = [volume('disk1', { used: 9 }), volume('disk2', { used: 5 }), volume('disk3')];
    const chosen = (shared: readonly (readonly [string, number])[]): string =>
      policies['existing-path'].choose(volumes, {
        size: 1,
        order: [],
        last: null,
        random: zero,
        shared: new Map(shared),
      }).volume;
    expect(chosen([['disk1', 2]])).toBe('disk1');
    expect(
      chosen([
        ['disk1', 1],
        ['disk2', 2],
      ]),
    ).toBe('disk2');
    expect(
      chosen([
        ['disk1', 2],
        ['disk2', 2],
      ]),
    ).toBe('disk2');
    expect(chosen([])).toBe('disk3');
  });
});

describe('refusals', () => {
  const GB = 1_000_000_000;
  it.each<[string, Standing, string]>([
    ['offline', standing(volume('d'), { online: false }), 'not connected: its folder is missing'],
    ['read-only', standing(volume('d'), { mode: 'read-only' }), 'read-only'],
    ['no-create', standing(volume('d'), { mode: 'no-create' }), 'takes no new files'],
    ['draining', standing(volume('d'), { draining: true }), 'being emptied'],
    [
      'reserve',
      standing(volume('d', { total: 10 * GB, used: 8 * GB }), { reserve: 4 * GB }),
      'below its 4.00 GB reserve',
    ],
    [
      'larger',
      standing(volume('d', { total: 10 * GB, used: 5 * GB }), { reserve: 4 * GB }),
      'the file is larger than the 1.00 GB it has left above its reserve',
    ],
    [
      'limit',
      standing(volume('d', { total: 10 * GB, used: 9 * GB }), { limit: 10 * GB }),
      'the file is larger than the 1.00 GB left within its 10.0 GB limit',
    ],
    ['full limit', standing(volume('d', { total: GB, used: GB }), { limit: GB }), 'its 1.00 GB limit is reached'],
    ['full', standing(volume('d', { total: GB, used: GB })), 'full'],
  ])('[L7] says why a volume cannot: %s', (_title, one, reason) => {
    expect(refusalOf(one, file(2 * GB))).toMatchObject({ volume: 'd', reason });
  });

  it('[L7] a name too long, an unread volume and one that was tried', () => {
    const long = { ...file(1), path: parsePath(`/${'ä'.repeat(128)}`) };
    expect(refusalOf(standing(volume('d')), long)?.reason).toBe('the name is 256 bytes long, more than 255');
    expect(refusalOf({ ...standing(volume('d')), figures: null, unread: 'it hangs' }, file(1))?.reason).toBe(
      'it hangs',
    );
    expect(refusalOf(standing(volume('d')), file(1, ['d']))?.reason).toBe('tried, and refused it');
    expect(refusalOf(standing(volume('d', { total: 10, used: 10 })), file(null))).toBeNull();
  });

  const errorOf = (...standings: readonly Standing[]): AppError => {
    return refusalError('home', file(5), decide('balanced', standings, file(5), { last: null, random: zero }));
  };
  const full = standing(volume('disk1', { total: 9, used: 9 }));
  const fixed = standing(volume('disk2'), { mode: 'read-only' });
  const away = standing(volume('disk3'), { online: false });

  it('[L8] the error names each volume, and its code what would help', () => {
    const error = errorOf(full, fixed, away);
    expect(error).toBeInstanceOf(AppError);
    expect(error.code).toBe('no-space');
    expect(error.message).toContain('disk1: full; disk2: read-only; disk3: not connected: its folder is missing');
    expect(error.data['volumes']).toEqual([
      { volume: 'disk1', kind: 'space', reason: 'full' },
      { volume: 'disk2', kind: 'mode', reason: 'read-only' },
      { volume: 'disk3', kind: 'offline', reason: 'not connected: its folder is missing' },
    ]);
    expect(errorOf(fixed, away).code).toBe('read-only');
    expect(errorOf(away).code).toBe('offline');
    expect(errorOf()).toMatchObject({ code: 'no-space', data: { volumes: [] } });
    expect(errorOf().message).toContain('the pool has no volumes');
  });

  it('[L8] of a volume that refused the file itself its own words and code are told, unless room on another would help', () => {
    const attempted = 'Finding a volume for /a in home';
    const own = new Map([['disk1', fail('denied', 'Writing /a', 'it may not be written', 'ask its owner')]]);
    const told = (kind: RefusalKind): AppError => {
      const volumes: readonly Refusal[] = [
        { volume: 'disk1', kind: 'tried', reason: 'tried, and refused it' },
        { volume: 'disk2', kind, reason: 'no' },
      ];
      return withReasons(fail('no-space', attempted, `${noVolumeTakesIt}: all`, 'add one', { data: { volumes } }), own);
    };
    expect(told('mode').message).toBe(
      `${attempted}: no volume takes it: disk1: it may not be written; disk2: no: look at these volumes or add one`,
    );
    expect((['mode', 'offline', 'rule', 'name'] as const).map((kind) => told(kind).code)).toEqual(
      Array.from({ length: 4 }, () => 'denied'),
    );
    expect((['space', 'together'] as const).map((kind) => told(kind).code)).toEqual(['no-space', 'no-space']);
  });
});
