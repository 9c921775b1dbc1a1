import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyNames } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import { noPlacement } from '../../../shared/placement.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import type { PolicyVolume } from '../pool/types.ts';
import { decide, explained, refusalError } from './decide.ts';
import type { Decision } from './decide.ts';
import { refusalOf } from './eligible.ts';
import type { NewFile, Standing } from './eligible.ts';
import { allowsOn, keptFolder, wishFor } from './wish.ts';

const GB = 1_000_000_000;
interface Disk {
  readonly used?: number;
  readonly total?: number;
  readonly reserve?: number;
  readonly limit?: number | null;
  readonly mode?: Standing['settings']['mode'];
  readonly draining?: boolean;
  readonly online?: boolean;
  readonly tags?: readonly string[];
}
const disk = (name: string, figures: Disk = {}): Standing => {
  const { used = 0, total = 100 * GB, reserve = 0, limit = null, mode = 'read-write', online = true } = figures;
  const { draining = false, tags = [] } = figures;
  const free = total - used;
  const seen: PolicyVolume = { name, total, used, free, room: free - reserve, queue: 0, rate: null };
  return {
    name,
    settings: { mode, reserve, limit, draining, tags },
    state: { online, reason: '' },
    figures: seen,
    unread: '',
  };
};
const settings = (part: Partial<PlacementSettings>): PlacementSettings => ({
  policy: 'most-free',
  ...noPlacement,
  ...part,
});
/** Chooses as a pool does. `kept`: bytes of the kept folder per volume. */
function choose(
  told: PlacementSettings,
  standings: readonly Standing[],
  path: string,
  options: { readonly size?: number; readonly kept?: Readonly<Record<string, number>> } = {},
): Decision & { readonly file: NewFile } {
  const near = { shared: new Map<string, number>(), kept: new Map(Object.entries(options.kept ?? {})) };
  const file: NewFile = { path: parsePath(path), size: options.size ?? 1, exclude: new Set(), near };
  const wish = wishFor(told, file.path);
  return { ...decide(wish.policy, standings, file, { last: null, random: () => 0 }, wish), file };
}

const three = [disk('disk1', { used: 50 * GB, tags: ['media'] }), disk('disk2', { used: 20 * GB }), disk('disk3')];

describe('rules', () => {
  const told = settings({
    rules: [
      { glob: '*.iso', off: true, volumes: ['disk1'] },
      { glob: '/films/**', volumes: ['tag:media', 'disk2'], policy: 'first-fit' },
      { glob: '/films/new/**', volumes: ['disk3'] },
      { glob: '*.log', policy: 'first-fit' },
      { glob: '/gone/**', volumes: ['tag:archive'] },
    ],
  });

  it('[L17] the first that matches and is on decides: its policy, its volumes and tags', () => {
    expect(choose(told, three, '/x.iso').volume).toBe('disk3');
    expect(choose(told, three, '/films/new/a.mkv')).toMatchObject({
      volume: 'disk1',
      by: { kind: 'rule', glob: '/films/**' },
      summary: expect.stringContaining('disk1: first in order with room, by the rule "/films/**"') as string,
    });
    expect(choose(told, three, '/x/y.log')).toMatchObject({ volume: 'disk1', by: { kind: 'rule', glob: '*.log' } });
    expect(choose(told, three, '/other').by).toBeNull();
  });

  it('[L17] one that cannot be met is an error that names it, each volume and why', () => {
    const full = [
      disk('disk1', { used: 100 * GB, tags: ['media'] }),
      disk('disk2', { mode: 'read-only' }),
      disk('disk3'),
    ];
    const refused = choose(told, full, '/films/a.mkv');
    expect(refused.volume).toBeNull();
    const error = refusalError('home', refused.file, refused);
    expect(error.code).toBe('no-space');
    expect(error.message).toContain('by the rule "/films/**" (only tag:media, disk2)');
    expect(error.message).toContain('disk1: full; disk2: read-only; disk3: the rule "/films/**" does not name it');
    expect(error.data['by']).toEqual({ kind: 'rule', glob: '/films/**' });
    const nobody = choose(told, three, '/gone/a');
    expect(refusalError('home', nobody.file, nobody)).toMatchObject({ code: 'refused' });
  });

  it('[L17] a plan may ask whether a file may stay where it is', () => {
    const path = parsePath('/films/a');
    expect(allowsOn(told, path, { name: 'disk1', tags: ['media'] })).toBe(true);
    expect(allowsOn(told, path, { name: 'disk2', tags: [] })).toBe(true);
    expect(allowsOn(told, path, { name: 'disk3', tags: [] })).toBe(false);
    expect(allowsOn(told, parsePath('/x'), { name: 'disk3', tags: [] })).toBe(true);
  });
});

describe('pins', () => {
  const told = settings({
    rules: [{ glob: '/a/**', volumes: ['disk3'] }],
    pins: [
      { path: '/a', volume: 'disk1' },
      { path: '/a/b', volume: 'disk2' },
    ],
  });

  it('[L18] stand above rules and policies; the longest path counts, and what only begins alike does not', () => {
    expect(choose(told, three, '/a/x')).toMatchObject({
      volume: 'disk1',
      by: { kind: 'pin', path: '/a', volume: 'disk1' },
      summary: expect.stringContaining('disk1: /a is pinned to disk1') as string,
    });
    expect(choose(told, three, '/a/b/c/x').volume).toBe('disk2');
    expect(choose(told, three, '/ab/x').volume).toBe('disk3');
  });

  it('[L18] are firm: where the volume cannot take it, nothing does', () => {
    const refused = choose(told, [disk('disk1', { online: false }), disk('disk2'), disk('disk3')], '/a/x');
    const error = refusalError('home', refused.file, refused);
    expect(error.code).toBe('offline');
    expect(error.message).toContain('no volume takes it, as /a is pinned to disk1: disk1: not connected');
  });
});

describe('folders that are kept together', () => {
  it('[L19] are the first so many names of a path; what lies in the root is in none', () => {
    expect(keptFolder(parsePath('/a/b/c/x'), 2)).toBe('/a/b');
    expect(keptFolder(parsePath('/a/x'), 2)).toBe('/a');
    expect(keptFolder(parsePath('/x'), 2)).toBeNull();
  });

  const soft = settings({ keepTogether: { levels: 1, firm: false } });
  const firm = settings({ keepTogether: { levels: 1, firm: true } });
  const kept = { disk1: 500, disk2: 900 };

  it('[L19] files go where most of it is; a new folder where the policy says', () => {
    expect(choose(soft, three, '/a/x', { kept })).toMatchObject({
      volume: 'disk2',
      by: { kind: 'together', folder: '/a' },
      summary: expect.stringContaining('disk2: /a is kept together there') as string,
    });
    expect(choose(soft, three, '/a/x').volume).toBe('disk3');
    expect(choose(firm, three, '/a/x', { kept }).volume).toBe('disk2');
  });

  it('[L19] softly, one that does not fit there goes elsewhere and says why; firmly it is refused', () => {
    const size = 90 * GB;
    const spilled = choose(soft, three, '/a/x', { kept: { disk2: 900 }, size });
    expect(spilled.volume).toBe('disk3');
    expect(spilled.summary).toContain('/a is kept together on disk2, which cannot take it (the file is larger than');
    const refused = choose(firm, three, '/a/x', { kept: { disk2: 900 }, size });
    expect(refused.volume).toBeNull();
    const error = refusalError('home', refused.file, refused);
    expect(error.code).toBe('no-space');
    expect(error.message).toContain('disk3: /a is kept together on disk2');
    expect(error.message).toContain('disk2: the file is larger than the 80.0 GB it has left');
  });

  it('[L19] a rule may keep folders together among its volumes', () => {
    const told = settings({
      keepTogether: { levels: 1, firm: true },
      rules: [{ glob: '/photos/**', volumes: ['disk1', 'disk2'], keepTogether: 2 }],
    });
    expect(choose(told, three, '/photos/trip/x', { kept: { disk3: 900, disk1: 5 } })).toMatchObject({
      volume: 'disk1',
      by: { kind: 'together', folder: '/photos/trip', glob: '/photos/**' },
    });
    // On a volume that the rule does not allow it is not kept, softly.
    expect(choose(told, three, '/photos/trip/x', { kept: { disk3: 900 } }).volume).toBe('disk2');
  });
});

describe('what would help', () => {
  it('[L22] a refusal says for each volume what to do', () => {
    const told = settings({ rules: [{ glob: '/r/**', volumes: ['a', 'b', 'c', 'd', 'e', 'f'] }] });
    const standings = [
      disk('a', { used: 95 * GB, reserve: 4 * GB }),
      disk('b', { used: 90 * GB, limit: 100 * GB }),
      disk('c', { mode: 'read-only' }),
      disk('d', { draining: true }),
      disk('e', { online: false }),
      disk('f', { used: 88 * GB, reserve: 11 * GB }),
      disk('g'),
    ];
    const decision = choose(told, standings, '/r/x', { size: 11 * GB });
    const { candidates, summary } = explained(decision, standings, decision.file);
    expect(summary).toMatch(/^No volume takes it by the rule "\/r\/\*\*"/);
    expect(Object.fromEntries(candidates.map(({ volume, fix }) => [volume, fix]))).toEqual({
      a: 'free 10.1 GB on it',
      b: 'free 1.00 GB on it, or raise its limit by 1.00 GB',
      c: 'set it to read-write',
      d: 'stop emptying it',
      e: 'connect it',
      f: 'free 10.1 GB on it, or lower its reserve to 995 MB',
      g: 'name it in the rule',
    });
  });
});

const anyDisk = fc.record({
  total: fc.integer({ min: 1, max: 2_000 }),
  fill: fc.double({ min: 0, max: 1, noNaN: true }),
  reserve: fc.integer({ min: 0, max: 300 }),
  mode: fc.constantFrom<Standing['settings']['mode']>('read-write', 'read-write', 'no-create', 'read-only'),
  draining: fc.boolean(),
  online: fc.boolean(),
  tags: fc.subarray(['x', 'y']),
  kept: fc.integer({ min: 0, max: 3 }),
});
const someVolumes = fc.option(fc.subarray(['disk1', 'disk2', 'disk3', 'tag:x', 'tag:y'], { minLength: 1 }));

describe('whatever a pool was told', () => {
  it('[L17] [L18] [L19] no volume gets what it cannot take, nor what a rule, a pin or a kept folder denies it', () => {
    fc.assert(
      fc.property(
        fc.array(anyDisk, { maxLength: 5 }),
        fc.record({
          volumes: someVolumes,
          policy: fc.constantFrom(...policyNames),
          levels: fc.option(fc.integer({ min: 1, max: 3 })),
          firm: fc.boolean(),
          pin: fc.option(fc.constantFrom('disk1', 'disk2', 'disk9')),
        }),
        fc.integer({ min: 0, max: 800 }),
        (disks, { volumes, policy, levels, firm, pin }, size) => {
          const standings = disks.map(({ total, fill, ...rest }, index) =>
            disk(`disk${String(index + 1)}`, { total, used: Math.floor(total * fill), ...rest }),
          );
          const kept = Object.fromEntries(
            disks.flatMap((one, index) => (one.kept > 0 ? [[`disk${String(index + 1)}`, one.kept]] : [])),
          );
          const rule = {
            glob: '/a/**',
            policy,
            ...(volumes === null ? {} : { volumes }),
            ...(levels === null ? {} : { keepTogether: levels, firm }),
          };
          const told = settings({ rules: [rule], pins: pin === null ? [] : [{ path: '/a', volume: pin }] });
          const decision = choose(told, standings, '/a/b/c/x', { size, kept });
          expect(decision.candidates.map(({ volume }) => volume)).toEqual(standings.map(({ name }) => name));
          const takes = (one: Standing): boolean =>
            refusalOf(one, decision.file) === null &&
            allowsOn(told, decision.file.path, { name: one.name, tags: one.settings.tags });
          const able = standings.filter(takes);
          const holds = able.filter(({ name }) => (kept[name] ?? 0) > 0);
          const isKept = pin === null && levels !== null && Object.keys(kept).length > 0;
          const chosen = standings.find(({ name }) => name === decision.volume);
          if (chosen === undefined) {
            expect(isKept && firm ? holds : able).toEqual([]);
            expect(refusalError('home', decision.file, decision).data['volumes']).toHaveLength(standings.length);
          } else {
            expect(takes(chosen)).toBe(true);
            if (isKept && holds.length > 0) {
              expect(kept[chosen.name]).toBe(Math.max(...holds.map(({ name }) => kept[name] ?? 0)));
            }
          }
          expect(choose(told, standings, '/a/b/c/x', { size, kept }).volume).toBe(decision.volume);
        },
      ),
    );
  });
});
