import { describe, expect, test } from 'vitest';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PlanEdits } from '../../../shared/planning.ts';
import { volumeInfo } from '../../state/volume-fixture.ts';
import { goalOf, isOut, leftOut, sent, takenIn, takesPart, unsent, withoutTargets, withTarget } from './asked.ts';
import { across, curveOf, indexAt, indexOf, indexOfKey, pathOf, up } from './curve.ts';
import { questionOf, scopeWords } from './goal-words.ts';
import { highest, levelOfKey, levelOfText, snapped, within } from './handle.ts';
import { changeWords } from './level-handle.tsx';
import { costWords, planLead, riskWords, timeRange } from './plan-words.ts';
import type { Told } from './plan-words.ts';
import { minutesOf } from './run-how.tsx';
import { howWords } from './run-words.ts';

const track = { total: 1000, reserve: 50, before: 930 };

describe('the level of a volume', () => {
  test('[B213] arrows lead to whole points, page keys five on, Home and End to the ends', () => {
    expect(levelOfKey(track, 738, 'ArrowRight')).toBe(740);
    expect(levelOfKey(track, 738, 'ArrowLeft')).toBe(730);
    expect(levelOfKey(track, 740, 'ArrowUp')).toBe(750);
    expect(levelOfKey(track, 740, 'ArrowDown')).toBe(730);
    expect(levelOfKey(track, 740, 'PageUp')).toBe(790);
    expect(levelOfKey(track, 740, 'PageDown')).toBe(690);
    expect(levelOfKey(track, 740, 'Home')).toBe(0);
    expect(levelOfKey(track, 740, 'End')).toBe(950);
    expect(levelOfKey(track, 945, 'PageUp')).toBe(950);
    expect(levelOfKey(track, 3, 'ArrowLeft')).toBe(0);
    expect(levelOfKey(track, 740, 'Enter')).toBeNull();
  });

  test('[B213] a level never goes into the reserve, but may stay where it is', () => {
    expect(highest(track)).toBe(950);
    expect(highest({ ...track, before: 980 })).toBe(980);
    expect(highest({ total: 1000, reserve: 5000, before: 20 })).toBe(20);
    expect(within(track, 2000)).toBe(950);
    expect(within(track, -3)).toBe(0);
  });

  test('[B212] a dragged level snaps to the edges of the band when it comes near', () => {
    expect(snapped(track, 704, [700, 740], 6)).toBe(700);
    expect(snapped(track, 736, [700, 740], 6)).toBe(740);
    expect(snapped(track, 720, [700, 740], 6)).toBe(720);
    expect(snapped(track, 951, [960], 20)).toBe(950);
  });

  test('[B213] a level is typed as percent or as a size; what cannot be is refused with the reason', () => {
    expect(levelOfText(track, '73.8', 'percent')).toEqual({ bytes: 738 });
    expect(levelOfText(track, '73,8 %', 'bytes')).toEqual({ bytes: 738 });
    expect(levelOfText(track, '500 bytes'.replace(' bytes', ''), 'bytes')).toEqual({ bytes: 500 });
    expect(levelOfText({ total: 2e12, reserve: 0, before: 0 }, '1.2 TB', 'percent')).toEqual({ bytes: 1.2e12 });
    expect(levelOfText(track, '97', 'percent')).toEqual({ refused: 'Within its reserve' });
    expect(levelOfText(track, '120 %', 'percent')).toEqual({ refused: 'More than the volume holds' });
    expect(levelOfText(track, 'much', 'percent')).toEqual({ refused: 'Write a level like 70 % or 1.2 TB' });
    expect(levelOfText(track, '-4', 'percent')).toEqual({ refused: 'Write a level like 70 % or 1.2 TB' });
  });

  test('[B212] the caption says what a level sends away or takes', () => {
    expect(changeWords(935e9, 738e9)).toBe('sends 197 GB away');
    expect(changeWords(1000, 3000)).toBe('takes 2.00 KB');
    expect(changeWords(5, 5)).toBe('stays as it is');
  });
});

describe('edits', () => {
  test('[B214] a level that was set is left to the plan again, one or all', () => {
    const one = withTarget({}, 'disk2', 700);
    expect(one).toEqual({ targets: { disk2: 700 } });
    const two = withTarget(one, 'disk1', 400);
    expect(withTarget(two, 'disk2', null)).toEqual({ targets: { disk1: 400 } });
    expect(withTarget(one, 'disk2', null)).toEqual({});
    expect(withoutTargets({ ...two, exclude: ['/a'] })).toEqual({ exclude: ['/a'] });
  });

  test('[B216] what is left out stays out with all in it until it, or a folder over it, is taken in again', () => {
    const out = leftOut({ send: [{ path: '/a/b', to: 'disk1' }] }, ['/a']);
    expect(out).toEqual({ exclude: ['/a'] });
    expect(isOut(out, '/a/b/c')).toBe(true);
    expect(isOut(out, '/ab')).toBe(false);
    expect(takenIn(out, '/a/b')).toEqual({});
    expect(leftOut({ exclude: ['/a/x', '/b'] }, ['/a'])).toEqual({ exclude: ['/b', '/a'] });
  });

  test('[B217] the last word about a path counts: sent elsewhere, or left to the plan', () => {
    const first = sent({ exclude: ['/a'] }, ['/a/b'], 'disk1');
    expect(first).toEqual({ send: [{ path: '/a/b', to: 'disk1' }] });
    expect(sent(first, ['/a'], 'disk3')).toEqual({ send: [{ path: '/a', to: 'disk3' }] });
    expect(unsent(first, '/a/b')).toEqual({});
    expect(unsent(first, '/c')).toEqual(first);
  });

  test('[B223] volumes take part or not', () => {
    const none: PlanEdits = takesPart({}, 'disk1', false);
    expect(none).toEqual({ without: ['disk1'] });
    expect(takesPart(none, 'disk1', true)).toEqual({});
  });
});

const points = [
  { bytes: 0, evenness: 0.7, within: 15 },
  { bytes: 100, evenness: 0.8, within: 10 },
  { bytes: 150, evenness: 0.8, within: 9.9 },
  { bytes: 312, evenness: 0.96, within: 2 },
  { bytes: 846, evenness: 1, within: 0 },
];

describe('how even is enough', () => {
  test('[B215] the curve rises from left to right; what costs more for nothing is not offered', () => {
    const curve = curveOf(points);
    if (curve === null) throw new Error('no curve');
    expect(curve.points.map(({ bytes }) => bytes)).toEqual([0, 100, 312, 846]);
    expect(across(curve, 423)).toBe(0.5);
    expect(up(curve, 1)).toBeGreaterThan(up(curve, 0.96));
    expect(indexOf(curve, 2.2)).toBe(2);
    expect(indexOf(curve, 50)).toBe(0);
    expect(indexAt(curve, 0.4)).toBe(2);
    expect(indexAt(curve, 5)).toBe(3);
    expect(pathOf(curve, 2, 3, 846, 100)).toMatch(/^M312\.0 [\d.]+L846\.0 2\.0$/);
  });

  test('[B215] its keys go from point to point', () => {
    const curve = curveOf(points);
    if (curve === null) throw new Error('no curve');
    expect(indexOfKey(curve, 1, 'ArrowRight')).toBe(2);
    expect(indexOfKey(curve, 0, 'ArrowLeft')).toBe(0);
    expect(indexOfKey(curve, 0, 'PageUp')).toBe(3);
    expect(indexOfKey(curve, 2, 'Home')).toBe(0);
    expect(indexOfKey(curve, 2, 'End')).toBe(3);
    expect(indexOfKey(curve, 2, 'x')).toBeNull();
  });

  test('[B215] where nothing can be gained there is no curve', () => {
    expect(curveOf([])).toBeNull();
    expect(curveOf([{ bytes: 0, evenness: 1, within: 5 }])).toBeNull();
  });
});

const pool = { volumes: [volumeInfo('disk1'), volumeInfo('disk2')] } as unknown as PoolInfo;

describe('goals', () => {
  test('[B210] each goal is asked for when all of it is chosen, and until then says what it needs', () => {
    const asked = (goal: Parameters<typeof questionOf>[0]) => goalOf(pool, { goal, within: 3 });
    expect(asked({ kind: 'even' })).toEqual({ kind: 'even', by: 'percent', within: 3 });
    expect(asked({ kind: 'even', by: 'bytes' })).toEqual({ kind: 'even', by: 'bytes', within: 3 });
    expect(asked({ kind: 'drain', volume: null })).toBeNull();
    expect(questionOf({ kind: 'drain', volume: null })).toBe('Which volume is to be emptied?');
    expect(asked({ kind: 'drain', volume: 'id-disk2' })).toEqual({ kind: 'drain', volume: 'disk2' });
    expect(asked({ kind: 'drain', volume: 'gone' })).toBeNull();
    expect(questionOf({ kind: 'room', volume: 'id-disk1', bytes: null })).toBe('How much room is to be made?');
    expect(asked({ kind: 'room', volume: 'id-disk1', bytes: 5 })).toEqual({ kind: 'room', volume: 'disk1', bytes: 5 });
    expect(asked({ kind: 'gather', path: '/Films', on: null })).toEqual({ kind: 'gather', path: '/Films', on: null });
    expect(asked({ kind: 'gather', path: '/Films', on: 'id-disk1' })).toEqual({
      kind: 'gather',
      path: '/Films',
      on: 'disk1',
    });
    expect(asked({ kind: 'spread', path: null })).toBeNull();
    expect(asked({ kind: 'rules' })).toEqual({ kind: 'rules' });
  });

  test('[B211] what a plan may move is said in a few words', () => {
    expect(scopeWords({})).toBe('Whole pool');
    expect(scopeWords({ path: '/Films/Old', larger: 1e9, olderMs: 40 * 86_400_000 })).toBe(
      'Old, from 1.00 GB, older than 40 days',
    );
    expect(scopeWords({ pattern: '*.mkv', smaller: 5e6 })).toBe('*.mkv, up to 5.00 MB');
  });

  const told: Told = {
    bytes: 300e9,
    files: 12,
    before: [{ volume: 'disk1', used: 900e9, total: 1e12 }],
    after: [{ volume: 'disk1', used: 600e9, total: 1e12 }],
    flows: [{ from: 'disk1', to: 'disk2', bytes: 300e9, files: 12 }],
    blockedCount: 0,
    reached: true,
  };
  const still = { ...told, flows: [], bytes: 0 };

  test('[B210] the headline says what the goal moves, or that nothing has to', () => {
    const words = (goal: Parameters<typeof planLead>[1], plan = told) => {
      const { lead, say } = planLead(plan, goal, new Set());
      return `${lead} ${say.join('')}`;
    };
    expect(words({ kind: 'room', volume: 'disk1', bytes: 250e9 })).toBe(
      'Making 250 GB of room on disk1 moves 300 GB. disk1 gives 300 GB, to disk2.',
    );
    expect(words({ kind: 'room', volume: 'disk1', bytes: 50e9 }, still)).toBe(
      'disk1 has 50.0 GB of room already. Nothing needs to move.',
    );
    expect(words({ kind: 'gather', path: '/Films', on: null })).toBe(
      'Gathering Films moves 300 GB in 12 files. All of it is then on disk2, where the fewest bytes have to go.',
    );
    expect(words({ kind: 'spread', path: '/Films' }, { ...still, reached: false })).toContain('cannot be spread');
    expect(words({ kind: 'rules' }, still)).toBe('Everything lies where the rules allow it. Nothing needs to move.');
    expect(words({ kind: 'rules' })).toContain('Following the rules moves 300 GB in 12 files.');
    expect(words({ kind: 'drain', volume: 'disk1' })).toContain('It fits on disk2.');
  });
});

describe('cost', () => {
  test('[B219] a time is a range with the hour on the clock; unmeasured it is said to be', () => {
    expect(timeRange({ lowMs: 50 * 60_000, highMs: 70 * 60_000 })).toBe('50 to 70 min');
    expect(timeRange({ lowMs: 30 * 60_000, highMs: 45 * 60_000 })).toBe('30 to 45 min');
    expect(timeRange({ lowMs: 60_000, highMs: 60_000 })).toBe('about 1 min');
    const now = new Date(2026, 10, 29, 13, 17).getTime();
    const cost = (lowMs: number, highMs: number) => costWords({ lowMs, highMs, basis: 'measured' }, now);
    expect(cost(50 * 60_000, 70 * 60_000).until).toBe('done by about 14:30');
    expect(cost(60_000, 120_000).until).toBe('done by about 13:19');
    expect(cost(60_000, 13 * 3_600_000).until).toBe('done by about tomorrow, 02:20');
    expect(cost(60_000, 60 * 3_600_000).until).toMatch(/^done by about \w+day, 01:20$/);
    expect(costWords(null, now)).toEqual({ time: 'Time not known yet', until: 'speeds are measured as files move' });
  });

  test('[B216] what a person should know of a move is said in a few words', () => {
    expect(riskWords({ kind: 'hard-links', names: 2114 }, 0)).toBe('2,114 hard links');
    expect(riskWords({ kind: 'recent', changedMs: 0 }, 12_000)).toBe('changed 12 s ago');
    expect(riskWords({ kind: 'loses', what: ['owner', 'ACLs'] }, 0)).toBe('loses owner and ACLs');
    expect(riskWords({ kind: 'splits', folder: '/a/Films' }, 0)).toBe('splits Films');
  });

  test('[B222] the speed and the hours of a run in words; a time of day is read', () => {
    expect(howWords({ background: false, limit: null, window: null })).toBe('Full speed');
    expect(howWords({ background: true, limit: 20e6, window: { from: 1320, to: 360 } })).toBe(
      'Background, 20.0 MB/s, 22:00 to 06:00',
    );
    expect(minutesOf('22:00')).toBe(1320);
    expect(minutesOf('6')).toBe(360);
    expect(minutesOf('24:00')).toBeNull();
    expect(minutesOf('12:75')).toBeNull();
    expect(minutesOf('noon')).toBeNull();
  });
});
