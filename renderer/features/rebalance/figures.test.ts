import { expect, test } from 'vitest';
import type { Plan, PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { volumeInfo } from '../../state/volume-fixture.ts';
import { evennessOf, flowsOf, levelsOf, materialKey } from './figures.ts';
import { drainLead, evenLead } from './plan-words.ts';
import { sentence } from './reason-words.ts';
import { certificate } from './words.ts';

const volume = (name: string, used: number, total: number, more: Partial<VolumeInfo> = {}): VolumeInfo =>
  volumeInfo(name, { space: { total, used, free: total - used }, ...more });

const pool: PoolInfo = {
  id: 'p',
  name: 'Home',
  policy: 'balanced',
  sample: false,
  trashDays: null,
  reserve: null,
  keepTogether: null,
  rules: [],
  pins: [],
  volumes: [volume('disk1', 606, 1000), volume('disk2', 935, 1000), volume('travel', 411, 500, { state: 'offline' })],
  space: { total: 2000, used: 1541, free: 459 },
};

const plan: Plan = {
  id: 'x',
  pool: 'p',
  goal: 'even',
  state: 'ready',
  createdMs: 0,
  bytes: 150,
  lowerBoundBytes: 149,
  moves: [
    { path: '/a', from: 'disk2', to: 'disk1', size: 100, reason: 'r' },
    { path: '/b', from: 'disk2', to: 'disk1', size: 50, reason: 'r', links: ['/c'] },
  ],
  blocked: [],
  before: [
    { volume: 'disk1', used: 606, total: 1000 },
    { volume: 'disk2', used: 935, total: 1000 },
  ],
  after: [
    { volume: 'disk1', used: 756, total: 1000 },
    { volume: 'disk2', used: 785, total: 1000 },
  ],
  reached: true,
  note: '',
  band: { low: 0.72, high: 0.82 },
};

/** What the plan view tells of it. */
const told = {
  ...plan,
  files: 3,
  flows: [{ from: 'disk2', to: 'disk1', bytes: 150, files: 3 }],
  blockedCount: 0,
};

test('[B52] evenness is 100 % minus the distance of the fullest and the emptiest', () => {
  expect(evennessOf(plan.before)).toBeCloseTo(0.671);
  expect(evennessOf(plan.after)).toBeCloseTo(0.971);
  const taking = new Set(['disk1', 'disk2']);
  expect(evenLead(told, taking).lead).toBe('67 % even. disk2 is 94 % full, disk1 only 61 %.');
  expect(evenLead(told, taking).say.join('')).toBe(
    'Moving 150 bytes brings every connected volume to between 76 and 79 %, and the pool to 97 % even.',
  );
});

test('[B53] a volume that is not connected is in the picture and left as it is', () => {
  const levels = levelsOf(plan, pool);
  expect(levels.map((level) => [level.name, level.before, level.after, level.left])).toEqual([
    ['disk1', 606, 756, ''],
    ['disk2', 935, 785, ''],
    ['travel', 411, 411, 'not connected, left as it is'],
  ]);
  const closed = pool.volumes.map((one) => (one.name === 'disk1' ? { ...one, mode: 'read-only' as const } : one));
  expect(levelsOf(plan, { ...pool, volumes: closed })[0]?.left).toBe('read only, left as it is');
  expect(evenLead(told, new Set(['disk2'])).lead).toBe('There is nothing to even out.');
});

test('flows add up the moves of two volumes; a hard-link group counts its bytes once', () => {
  expect(flowsOf(plan.moves)).toEqual([{ from: 'disk2', to: 'disk1', bytes: 150, files: 3 }]);
});

test('a plan is out of date when a level changes by more than half a percent, not by a byte', () => {
  const with1 = (used: number): PoolInfo => ({ ...pool, volumes: [volume('disk1', used, 1_000_000)] });
  expect(materialKey(with1(600_000))).toBe(materialKey(with1(600_010)));
  expect(materialKey(with1(600_000))).not.toBe(materialKey(with1(620_000)));
});

test('[B54] the certificate says how near the plan is to the least possible', () => {
  expect(certificate(plan)).toEqual({
    what: 'Moves 150 bytes, the least possible is 149 bytes',
    near: 'within 1 % of the best any plan can do',
  });
  expect(certificate({ ...plan, bytes: 149 }).near).toBe('no plan can move less');
});

test('a reason becomes a sentence, a name keeps its letters', () => {
  expect(sentence('it is open', ['three'])).toBe('It is open');
  expect(sentence('three has the room', ['three'])).toBe('three has the room');
});

test('emptying says whether it fits before it starts', () => {
  expect(drainLead(told, 'disk2').lead).toBe('Emptying disk2 moves 150 bytes in 3 files.');
  const stuck = { ...told, flows: [], reached: false, blockedCount: 1 };
  expect(drainLead(stuck, 'disk2').lead).toBe('disk2 cannot be emptied now.');
});
