import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import type { PlanEdits, PlanGoal } from '../../../shared/planning.ts';
import { isTorture } from '../safety/figures.ts';
import { curve } from './curve.ts';
import { bytesOf, expectSound, item, seeded, volume } from './plan-fixture.ts';
import { editsOf, even, exact, goalOf, open, plan, poolOf, scoreOf, seeds } from './pool-fixture.ts';
import { usedAfter } from './planner.ts';
import type { PlannerItem, PlannerVolume } from './planner.ts';
import { prepare, solve } from './solve.ts';

describe('every goal, with every edit', () => {
  it('[R19] keeps its promises in whatever order and however many at a time the moves run, and says the truth', () => {
    for (const seed of seeds(120, 12_000)) {
      const pool = poolOf(seed, { volumes: 5, items: 4 + (seed % 40), odd: true });
      const goal = goalOf(seed, pool);
      const edits = seed % 2 === 0 ? {} : editsOf(seed, pool);
      const solved = plan(pool, goal, edits);
      const hint = `seed ${String(seed)}`;
      expect(() => expectSound(pool.volumes, solved, seed), hint).not.toThrow();
      expect(solved.bytes, hint).toBe(bytesOf(solved));
      // The bound is one: no plan that reaches its goal moves less.
      if (solved.reached) expect(solved.bytes, hint).toBeGreaterThanOrEqual(solved.lowerBoundBytes);
      if (solved.reached) expect(solved.blocked, hint).toEqual([]);
      expect(
        solved.blocked.every(({ reason }) => reason !== ''),
        hint,
      ).toBe(true);
      const takesPart = pool.volumes.some(({ sends, receives }) => sends || receives);
      if (takesPart && edits.without === undefined) expect(solved.note === '', hint).toBe(solved.reached);
      const moved = new Set(solved.moves.map((move) => move.item));
      expect(
        solved.blocked.some(({ item: one }) => moved.has(one)),
        hint,
      ).toBe(false);
      const flows = solved.flows.reduce((sum, flow) => sum + flow.bytes, 0);
      expect(flows, hint).toBe(solved.bytes);
      expect(solved.extraBytes, hint).toBeLessThanOrEqual(solved.bytes);
    }
  });

  it('[R20] is always the same for the same pool', () => {
    for (const seed of seeds(8, 400)) {
      const pool = poolOf(seed, { volumes: 4, items: 40, odd: true });
      const goal = goalOf(seed, pool);
      expect(plan(pool, goal)).toEqual(plan(pool, goal));
    }
  });
});

describe('goals', () => {
  it('[R21] evens out free bytes: a small volume is left empty, and it is as good as trying every plan', () => {
    const volumes = [volume('big', 60, 100), volume('mid', 0, 60), volume('small', 5, 10)];
    const items = Array.from({ length: 65 }, (_, at) => item(`f${String(at)}`, at < 60 ? 'big' : 'small', 1));
    const solved = plan({ volumes, items }, { kind: 'even', by: 'bytes', within: 1 });
    expect(solved.reached).toBe(true);
    const used = usedAfter(volumes, solved.moves);
    const free = volumes.map(({ name, total }) => total - (used.get(name) ?? 0));
    // 105 free bytes: 10 on the small one at most, the rest half and half.
    expect(Math.abs((free[0] ?? 0) - (free[1] ?? 0))).toBeLessThanOrEqual(2);
    for (const seed of seeds(40, 600)) {
      const pool = poolOf(seed, { volumes: 3, items: 6 });
      const one = plan(pool, { kind: 'even', by: 'bytes', within: seed % 7 });
      const levels = {
        low: ({ name }: PlannerVolume) => one.targets[name]?.low ?? 0,
        high: ({ name }: PlannerVolume) => one.targets[name]?.high ?? Infinity,
      };
      expect(scoreOf(pool, one, levels), `seed ${String(seed)}`).toEqual(exact(pool, { ...levels, must: () => null }));
    }
  });

  it('[R22] brings volumes to the levels that were set; the others take what follows, as evenly as can be', () => {
    const volumes = [volume('a', 80, 100), volume('b', 10, 100), volume('c', 30, 100)];
    const items = Array.from({ length: 120 }, (_, at) =>
      item(`f${String(at)}`, at < 80 ? 'a' : at < 90 ? 'b' : 'c', 1),
    );
    const solved = plan({ volumes, items }, { kind: 'targets', targets: { a: 40 } });
    expect(solved).toMatchObject({ reached: true, lowerBoundBytes: 40, bytes: 40, proven: true });
    expect([...usedAfter(volumes, solved.moves)]).toEqual([
      ['a', 40],
      ['b', 40],
      ['c', 40],
    ]);
    // A level that was dragged while evening out: the others share what is left.
    const dragged = plan({ volumes, items }, even(1), { targets: { a: 60 } });
    expect(Object.fromEntries(usedAfter(volumes, dragged.moves))).toEqual({ a: 60, b: 30, c: 30 });
    const full = plan({ volumes, items }, { kind: 'targets', targets: { a: 100, b: 100 } });
    expect(full.reached).toBe(false);
    expect(full.note).toContain('out of reach');
    const more = plan({ volumes, items }, even(1), { targets: { a: 100, b: 100 } });
    expect(more.reached).toBe(false);
    expectSound(volumes, more);
  });

  it('[R23] makes room: only from that volume, the fewest bytes', () => {
    const volumes = [volume('a', 95, 100), volume('b', 10, 100), volume('c', 90, 100)];
    const items = [...[40, 21, 9, 8, 7].map((size, at) => item(`f${String(at)}`, 'a', size)), item('x', 'c', 50)];
    const solved = plan({ volumes, items }, { kind: 'room', volume: 'a', bytes: 20 });
    expect(solved).toMatchObject({ reached: true, lowerBoundBytes: 15, bytes: 15, proven: true });
    expect(solved.moves.every((move) => move.item.volume === 'a' && move.to === 'b')).toBe(true);
    expect(plan({ volumes, items }, { kind: 'room', volume: 'a', bytes: 5 }).moves).toEqual([]);
    // Below its reserve: what is missing there has to leave too.
    const short = [volume('a', 95, 100, { room: 0, short: 10 }), volume('b', 10, 100)];
    expect(plan({ volumes: short, items }, { kind: 'room', volume: 'a', bytes: 5 }).lowerBoundBytes).toBe(15);
    for (const seed of seeds(40, 600)) {
      const pool = poolOf(seed, { volumes: 3, items: 7 });
      const bytes = 20 + (seed % 60);
      const target = pool.volumes[0];
      if (target === undefined || bytes > target.total) continue;
      const one = plan(pool, { kind: 'room', volume: target.name, bytes });
      const missing = bytes - target.room + (target.short ?? 0);
      const high = (other: PlannerVolume): number =>
        other === target && missing > 0 ? Math.max(0, target.used - missing) : Infinity;
      const best = exact(pool, { low: () => 0, high, must: () => null });
      expect(scoreOf(pool, one, { low: () => 0, high }), `seed ${String(seed)}`).toEqual(best);
    }
  });

  it('[R24] gathers a folder on the volume that was said, or on the one that costs the fewest bytes and has the room', () => {
    const volumes = [volume('a', 60, 100), volume('b', 70, 100), volume('c', 5, 100)];
    const items = [
      item('films/one', 'a', 20),
      item('films/two', 'b', 35),
      item('films/deep/three', 'c', 5),
      item('filmsnot', 'a', 40),
    ];
    const cheap = plan({ volumes, items }, { kind: 'gather', path: '/films', on: null });
    expect(cheap).toMatchObject({ on: 'b', bytes: 25, lowerBoundBytes: 25, reached: true });
    const said = plan({ volumes, items }, { kind: 'gather', path: '/films', on: 'c' });
    expect(said).toMatchObject({ on: 'c', bytes: 55, reached: true });
    expect(said.moves.map((move) => move.item.path).sort()).toEqual(['/films/one', '/films/two']);
    const tight = [volume('a', 60, 100, { room: 39 }), volume('b', 99, 100, { room: 1 }), volume('c', 5, 100)];
    // b would be the cheapest, and has no room.
    expect(plan({ volumes: tight, items }, { kind: 'gather', path: '/films', on: null }).on).not.toBe('b');
    const none = plan({ volumes: tight, items }, { kind: 'gather', path: '/films', on: 'b' });
    expect(none.reached).toBe(false);
    expect(none.blocked.map(({ kind }) => kind)).toContain('no-room');
    expect(none.blocked[0]?.reason).toContain('the most that is left');
  });

  it('[R25] spreads a folder over the volumes by their size, and nothing else moves', () => {
    const volumes = [volume('a', 500, 1000), volume('b', 0, 1000), volume('c', 900, 2000)];
    const items = [
      ...Array.from({ length: 400 }, (_, at) => item(`films/f${String(at)}`, 'a', 1)),
      ...Array.from({ length: 100 }, (_, at) => item(`other${String(at)}`, 'a', 1)),
    ];
    const solved = plan({ volumes, items }, { kind: 'spread', path: '/films' });
    expect(solved.reached).toBe(true);
    expect(solved.moves.every((move) => move.item.path.startsWith('/films/'))).toBe(true);
    const on = (name: string): number =>
      400 * Number(name === 'a') +
      solved.moves.reduce((sum, { item: moved, to }) => sum + (to === name ? moved.size : 0), 0) -
      solved.moves.reduce((sum, { item: moved }) => sum + (moved.volume === name ? moved.size : 0), 0);
    expect([on('a'), on('b'), on('c')].map((bytes) => Math.round(bytes / 20) * 20)).toEqual([100, 100, 200]);
    expect(solved.bytes).toBe(solved.lowerBoundBytes);
    // A dragged level is of all that lies on the volume.
    const dragged = plan({ volumes, items }, { kind: 'spread', path: '/films' }, { targets: { b: 200 } });
    expect(dragged.reached).toBe(true);
    expect(Math.abs((usedAfter(volumes, dragged.moves).get('b') ?? 0) - 200)).toBeLessThanOrEqual(5);
  });

  it('[R26] what lies where its rule does not allow goes where it does; two full volumes change their files', () => {
    const volumes = [volume('a', 100, 110), volume('b', 100, 110), volume('c', 0, 10, { receives: false })];
    const items = [
      ...Array.from({ length: 10 }, (_, at) => item(`a${String(at)}`, 'a', 10, { allowed: ['b'] })),
      ...Array.from({ length: 10 }, (_, at) => item(`b${String(at)}`, 'b', 10, { allowed: ['a'] })),
    ];
    const solved = plan({ volumes, items }, { kind: 'rules' });
    expect(solved).toMatchObject({ reached: true, bytes: 200, lowerBoundBytes: 200, proven: true, blocked: [] });
    expectSound(volumes, solved);
    expect(solved.moves.some(({ after }) => after !== undefined)).toBe(true);
    const never = plan({ volumes, items: [item('x', 'a', 5, { allowed: ['c'] })] }, { kind: 'rules' });
    expect(never).toMatchObject({ reached: false, moves: [] });
    expect(never.blocked[0]).toMatchObject({ kind: 'read-only', reason: 'c takes no files now' });
    for (const seed of seeds(60, 1_000)) {
      const pool = poolOf(seed, { volumes: 3, items: 7, full: 0.95 });
      const random = seeded(seed);
      const ruled = pool.items.map((one) => {
        const other = pool.volumes[Math.floor(random() * pool.volumes.length)]?.name ?? '';
        return random() < 0.5 ? { ...one, allowed: [other] } : one;
      });
      const bent = { volumes: pool.volumes.map((one) => ({ ...one, sends: true })), items: ruled };
      const one = plan(bent, { kind: 'rules' });
      expectSound(bent.volumes, one);
      const must = ({ allowed, volume: on }: PlannerItem): readonly string[] =>
        allowed === undefined || allowed.includes(on) ? [] : allowed;
      expect(scoreOf(bent, one, open), `seed ${String(seed)}`).toEqual(exact(bent, { ...open, must }));
    }
  });

  it('[R27] emptying a volume leaves as little without a place as trying every plan', () => {
    for (const seed of seeds(60, 1_500)) {
      const pool = poolOf(seed, { volumes: 4, items: 9, full: 0.9 });
      const volumes = pool.volumes.map((one, at) => (at === 0 ? { ...one, receives: false, sends: true } : one));
      const one = plan({ ...pool, volumes }, { kind: 'drain', volume: 'd0' });
      expectSound(volumes, one);
      const others = volumes.slice(1).map(({ name }) => name);
      const must = ({ volume: on }: PlannerItem): readonly string[] => (on === 'd0' ? others : []);
      expect(scoreOf({ ...pool, volumes }, one, open), `seed ${String(seed)}`).toEqual(
        exact({ ...pool, volumes }, { ...open, must }),
      );
    }
  });
});

describe('edits', () => {
  const volumes = [volume('a', 90, 100), volume('b', 10, 100), volume('c', 10, 100)];
  const items = Array.from({ length: 9 }, (_, at) => item(`dir/f${String(at)}`, 'a', 10));

  it('[R28] what was left out stays, what was sent goes or is blocked, and volumes without part are left alone', () => {
    const solved = plan({ volumes, items }, even(5), {
      exclude: ['/dir/f0'],
      send: [{ path: '/dir/f1', to: 'c' }],
      without: ['b'],
    });
    expectSound(volumes, solved);
    expect(solved.moves.map(({ item: moved, to }) => `${moved.path} ${to}`)).toContain('/dir/f1 c');
    expect(solved.moves.every(({ item: moved, to }) => moved.path !== '/dir/f0' && to !== 'b')).toBe(true);
    expect(solved.reached).toBe(true);
    const folder = plan({ volumes, items }, even(100), { send: [{ path: '/dir', to: 'b' }] });
    expect(folder.moves).toHaveLength(9);
    expect(folder.moves[0]?.reason).toBe('it was sent to b');
    const drain = plan({ volumes, items }, { kind: 'drain', volume: 'a' }, { exclude: ['/dir/f3'] });
    expect(drain.blocked).toMatchObject([{ item: { path: '/dir/f3' }, kind: 'excluded' }]);
    expect(drain.reached).toBe(false);
    // Said to stay there while the goal would move it.
    const held = plan({ volumes, items }, even(5), { send: [{ path: '/dir', to: 'a' }] });
    expect(held.moves).toEqual([]);
    const ruled = plan({ volumes, items: [item('x', 'a', 5, { allowed: ['a', 'b'] })] }, even(100), {
      send: [{ path: '/x', to: 'c' }],
    });
    expect(ruled.blocked).toMatchObject([{ kind: 'rule' }]);
  });

  it('[R29] what is sent to a full volume makes others leave it first', () => {
    const full = [volume('a', 60, 200), volume('b', 100, 100), volume('c', 0, 100)];
    const files = [item('film', 'a', 60), ...Array.from({ length: 10 }, (_, at) => item(`b${String(at)}`, 'b', 10))];
    const solved = plan({ volumes: full, items: files }, even(100), { send: [{ path: '/film', to: 'b' }] });
    expectSound(full, solved);
    expect(solved.reached).toBe(true);
    expect(solved).toMatchObject({ bytes: 120, lowerBoundBytes: 120 });
    const last = solved.moves.at(-1);
    expect(last?.item.path).toBe('/film');
    expect(last?.after?.length).toBe(6);
  });

  it('[R30] files that are kept together move together, as one', () => {
    for (const seed of seeds(12, 400)) {
      const pool = poolOf(seed, { volumes: 4, items: 30 });
      const grouped = pool.items.map((one, at) => (at % 3 === 0 ? { ...one, together: `g${String(at % 2)}` } : one));
      const solved = plan({ ...pool, items: grouped }, even(seed % 9));
      expectSound(pool.volumes, solved);
      const to = new Map(solved.moves.map((move) => [move.item, move.to]));
      for (const one of grouped) {
        if (one.together === undefined) continue;
        const mates = grouped.filter(({ together, volume: on }) => together === one.together && on === one.volume);
        expect(new Set(mates.map((mate) => to.get(mate))).size).toBe(1);
      }
    }
  });

  it('[R31] files of a folder that leave a volume stay together where that costs nothing', () => {
    const disks = [volume('old', 80, 100, { receives: false }), volume('b', 20, 100), volume('c', 40, 100)];
    const files = ['one', 'two'].flatMap((dir) =>
      Array.from({ length: 10 }, (_, at) => item(`${dir}/f${String(at)}`, 'old', 4)),
    );
    const solved = plan({ volumes: disks, items: files }, { kind: 'drain', volume: 'old' });
    for (const dir of ['/one/', '/two/']) {
      const targets = solved.moves.filter((move) => move.item.path.startsWith(dir)).map(({ to }) => to);
      expect(new Set(targets).size).toBe(1);
    }
    // Where the folder lies already, when that is not much fuller.
    const known = plan(
      { volumes: disks, items: [...files, item('two/there', 'c', 1), item('one/there', 'b', 1)] },
      { kind: 'drain', volume: 'old' },
    );
    const went = new Set(known.moves.map(({ item: moved, to }) => `${moved.path.slice(0, 4)} ${to}`));
    expect([...went].sort()).toEqual(['/one b', '/two c']);
  });
});

describe('room that moves make', () => {
  it('[R32] a swap between full volumes waits for what makes its room; without any room it is not planned', () => {
    const items = [item('x', 'a', 30, { allowed: ['b'] }), item('y', 'b', 30, { allowed: ['a'] })];
    const swap = [volume('a', 70, 100), volume('b', 100, 100)];
    const solved = plan({ volumes: swap, items }, { kind: 'rules' });
    expect(solved.moves.map((move) => move.item.path)).toEqual(['/y', '/x']);
    expect(solved.moves.map(({ after }) => after)).toEqual([undefined, [0]]);
    expectSound(swap, solved);
    const stuck = [volume('a', 90, 100), volume('b', 100, 100)];
    const none = plan({ volumes: stuck, items }, { kind: 'rules' });
    expect(none).toMatchObject({ moves: [], reached: false });
    expect(none.blocked).toHaveLength(2);
  });

  it('[R32] many files between full volumes: whatever runs at the same time, nothing is overfilled, and few wait for many', () => {
    for (const seed of seeds(4, 200)) {
      const random = seeded(seed);
      const names = ['a', 'b', 'c'];
      const count = seed % 3 === 0 ? 2_000 : 300;
      const items = Array.from({ length: count }, (_, at) => {
        const size = 1 + Math.floor(random() ** 3 * 400);
        return item(`d${String(at % 20)}/f${String(at)}`, names[at % 3] ?? '', size, {
          allowed: [names[(at + 1) % 3] ?? ''],
        });
      });
      const volumes = names.map((name) => {
        const used = items.reduce((sum, one) => sum + (one.volume === name ? one.size : 0), 0);
        const room = 1_000 + Math.floor(random() * 3_000);
        return volume(name, used, used + room, { room });
      });
      const solved = plan({ volumes, items }, { kind: 'rules' });
      expectSound(volumes, solved, seed);
      expect(solved.moves.length + solved.blocked.length).toBe(count);
      expect(solved.moves.length).toBeGreaterThan(count / 2);
      const waits = solved.moves.map(({ after = [] }) => after.length);
      expect(waits.reduce((sum, one) => sum + one, 0)).toBeLessThan(solved.moves.length * 3);
    }
  });

  it('[R32] what fits after all is moved, where others waited for each other in vain', () => {
    const items = [
      item('x', 'a', 30, { allowed: ['b'] }),
      item('y', 'b', 30, { allowed: ['a'] }),
      item('z', 'b', 8, { allowed: ['a'] }),
    ];
    const solved = plan({ volumes: [volume('a', 90, 100), volume('b', 100, 100)], items }, { kind: 'rules' });
    expect(solved.moves.map((move) => move.item.path)).toEqual(['/z']);
    expect(solved.blocked).toHaveLength(2);
  });

  it('[R33] volumes with limits on one file system never take more than it has', () => {
    const space = { key: 'sda', room: 30 };
    const volumes = [
      volume('full', 100, 100),
      volume('a', 0, 50, { room: 30, space }),
      volume('b', 0, 50, { room: 30, space }),
    ];
    const items = Array.from({ length: 100 }, (_, at) => item(`f${String(at)}`, 'full', 1));
    const solved = plan({ volumes, items }, even(0));
    expectSound(volumes, solved);
    expect(solved.bytes).toBe(30);
    expect(solved.reached).toBe(false);
  });

  it('[R34] nothing arrives on a volume below its reserve before enough has left it', () => {
    const volumes = [volume('a', 100, 100, { room: 0, short: 20 }), volume('b', 30, 100)];
    const items = [
      ...Array.from({ length: 10 }, (_, at) => item(`a${String(at)}`, 'a', 10, { allowed: ['b'] })),
      item('x', 'b', 30, { allowed: ['a'] }),
    ];
    const solved = plan({ volumes, items }, { kind: 'rules' });
    expectSound(volumes, solved);
    const at = solved.moves.findIndex((move) => move.item.path === '/x');
    expect(solved.moves[at]?.after?.length ?? 0).toBeGreaterThanOrEqual(5);
  });
});

describe('known traps', () => {
  const many = (on: string, count: number, size = 1): readonly PlannerItem[] =>
    Array.from({ length: count }, (_, at) => item(`${on}${String(at)}`, on, size));

  it('[R37] a new empty disk takes its share from all, with the fewest bytes', () => {
    const volumes = [volume('a', 800, 1000), volume('b', 800, 1000), volume('new', 0, 1000)];
    const items = [...many('a', 800), ...many('b', 800)];
    const solved = plan({ volumes, items }, even(2));
    expectSound(volumes, solved);
    expect(solved).toMatchObject({ reached: true, proven: true, bytes: 514, lowerBoundBytes: 514 });
    expect(solved.moves.every(({ to }) => to === 'new')).toBe(true);
  });

  it('[R37] all volumes full: nothing moves, nothing is asked for; uneven ones without room say so', () => {
    const full = [volume('a', 100, 100), volume('b', 200, 200)];
    expect(plan({ volumes: full, items: [...many('a', 100), ...many('b', 200)] }, even(1))).toMatchObject({
      moves: [],
      reached: true,
    });
    const uneven = [volume('a', 100, 100, { room: 0 }), volume('b', 150, 200, { room: 0 })];
    const solved = plan({ volumes: uneven, items: [...many('a', 100), ...many('b', 150)] }, even(1));
    expect(solved).toMatchObject({ moves: [], reached: false });
    expect(solved.note).toContain('out of reach');
  });

  it('[R37] a read-only volume is left as it is; a volume that takes nothing can still give', () => {
    const closed = { receives: false, sends: false };
    const volumes = [volume('ro', 900, 1000, closed), volume('a', 600, 1000), volume('b', 0, 1000)];
    const items = [...many('ro', 900), ...many('a', 600)];
    const solved = plan({ volumes, items }, even(2));
    expect(solved.reached).toBe(true);
    expect(solved.moves.every((move) => move.item.volume === 'a' && move.to === 'b')).toBe(true);
    const gives = [volume('a', 600, 1000, { receives: false }), volume('b', 0, 1000)];
    expect(plan({ volumes: gives, items: many('a', 600) }, even(2)).reached).toBe(true);
  });

  it('[R37] two volumes on one device: emptying one onto the other needs the room only while a file moves', () => {
    const shared = { fill: 'sda1', used: 90, total: 100, room: 10 };
    const volumes = [volume('a', 90, 100, { ...shared, receives: false }), volume('b', 90, 100, shared)];
    const solved = plan({ volumes, items: many('a', 9, 10) }, { kind: 'drain', volume: 'a' });
    expect(solved).toMatchObject({ reached: true, bytes: 90 });
    expectSound(volumes, solved);
    expect(usedAfter(volumes, solved.moves).get('b')).toBe(90);
  });
});

describe('the certificate', () => {
  it('[R38] the curve falls from the most bytes to none, and its ends are those of the plans', () => {
    const volumes = [volume('a', 800, 1000), volume('b', 100, 1000), volume('c', 300, 1000)];
    const points = curve(prepare(volumes, []));
    expect(points.length).toBeGreaterThanOrEqual(20);
    expect(points[0]).toMatchObject({ bytes: 0 });
    expect(points[0]?.evenness).toBeCloseTo(0.3);
    expect(points.at(-1)).toMatchObject({ bytes: 400, evenness: 1, within: 0 });
    for (const [at, point] of points.entries()) {
      const before = points[at - 1];
      if (before === undefined) continue;
      expect(point.bytes).toBeGreaterThanOrEqual(before.bytes);
      expect(point.evenness).toBeGreaterThanOrEqual(before.evenness);
    }
    const items = Array.from({ length: 800 }, (_, at) => item(`f${String(at)}`, 'a', 1));
    for (const { within, bytes } of points) expect(plan({ volumes, items }, even(within)).lowerBoundBytes).toBe(bytes);
    expect(curve(prepare([volume('a', 5, 10)], []))).toEqual([]);
  });

  it('[R39] twice at once are at most one file or group of each pair of devices', () => {
    const volumes = [volume('a', 900e9, 1e12), volume('b', 800e9, 1e12), volume('c', 0, 1e12), volume('d', 0, 1e12)];
    const items = [
      ...Array.from({ length: 9 }, (_, at) => item(`a${String(at)}`, 'a', 100e9)),
      ...Array.from({ length: 16 }, (_, at) => item(`b${String(at)}`, 'b', 50e9)),
    ];
    const solved = plan({ volumes, items }, even(5));
    expect(solved.reached).toBe(true);
    expect(solved.extraBytes).toBe(150e9);
    expect(plan({ volumes, items }, even(100)).extraBytes).toBe(0);
  });
});

describe('what is refused', () => {
  const pool = { volumes: [volume('a', 5, 10), volume('b', 0, 10)], items: [item('x', 'a', 5)] };
  it.each<readonly [string, PlanGoal, PlanEdits, RegExp]>([
    ['an unknown volume to empty', { kind: 'drain', volume: 'z' }, {}, /no volume "z".*choose of a, b/],
    ['an unknown volume to send to', even(1), { send: [{ path: '/x', to: 'z' }] }, /no volume "z"/],
    ['a threshold out of range', even(101), {}, /101 is no percentage/],
    ['a threshold that is no number', even(NaN), {}, /NaN is no percentage/],
    ['a level above the size', { kind: 'targets', targets: { a: 11 } }, {}, /no level of a volume of 10 bytes/],
    ['a level below nothing', even(5), { targets: { a: -1 } }, /no level/],
    ['more room than the volume has', { kind: 'room', volume: 'a', bytes: 11 }, {}, /cannot be free/],
  ])('[R40] %s', (_what, goal, edits, message) => {
    expect(() => plan(pool, goal, edits)).toThrow(message);
    try {
      plan(pool, goal, edits);
    } catch (thrown) {
      expect(isAppError(thrown, 'invalid')).toBe(true);
    }
  });

  it('[R41] planning ends when it is told to, at any moment', () => {
    const volumes = [volume('a', 60_000, 100_000), volume('b', 0, 100_000)];
    const items = Array.from({ length: 60_000 }, (_, at) => item(`f${String(at)}`, 'a', 1));
    const prepared = prepare(volumes, items);
    let asked = 0;
    solve(prepared, even(1), {}, { cancelled: () => (asked += 1) < 0 });
    expect(asked).toBeGreaterThan(10);
    for (const at of [1, 2, Math.floor(asked / 2), asked]) {
      let calls = 0;
      const cancelled = (): boolean => (calls += 1) >= at;
      expect(() => solve(prepared, even(1), {}, { cancelled })).toThrow('cancelled');
    }
    // What was cancelled leaves nothing behind.
    expect(solve(prepared, even(1)).reached).toBe(true);
  });
});

it('[R42] a plan that is solved anew after an edit is the one that is made at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const pool = poolOf(seed, { volumes: 4, items: 30, odd: true });
      const prepared = prepare(pool.volumes, pool.items);
      const goal = goalOf(seed, pool);
      solve(prepared, goal);
      const edits = editsOf(seed, pool);
      expect(solve(prepared, goal, edits)).toEqual(plan(pool, goal, edits));
      expect(solve(prepared, goal)).toEqual(plan(pool, goal));
    }),
    { numRuns: isTorture ? 400 : 6 },
  );
});
