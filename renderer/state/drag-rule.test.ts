import { describe, expect, it } from 'vitest';
import type { VolumeInfo } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { bytesOf, dropOutcome, loadOf, mostSent, mostThings, volumeRefusal } from './drag-rule.ts';
import type { Dragged, DraggedThing, DropPlace, DropWorld, HeldKeys } from './drag-rule.ts';
import { volumeInfo } from './volume-fixture.ts';

const path = (text: string): PoolPath => text as PoolPath;
const file = (at: string, volumes = ['disk1'], bytes: number | null = 1_000): DraggedThing => ({
  path: path(at),
  type: 'file',
  bytes,
  volumes,
});
const directory = (at: string, volumes = ['disk1'], more: Partial<DraggedThing> = {}): DraggedThing => ({
  path: path(at),
  type: 'directory',
  bytes: 5_000,
  volumes,
  ...more,
});
const entries = (...things: readonly DraggedThing[]): Dragged => ({ kind: 'entries', things });
const folder = (at: string): DropPlace => ({ kind: 'folder', path: path(at) });
const onto = (name: string): DropPlace => ({ kind: 'volume', name });

const volume = (name: string, more: Partial<VolumeInfo> = {}): VolumeInfo =>
  volumeInfo(name, { space: { total: 100_000, used: 90_000, free: 10_000 }, ...more });

const volumes = [
  volume('disk1'),
  volume('disk2'),
  volume('full', { space: { total: 100_000, used: 98_000, free: 2_000 }, reserve: 1_500 }),
  volume('away', { state: 'offline' }),
  volume('hung', { state: 'failing' }),
  volume('drained', { state: 'draining' }),
  volume('ro', { mode: 'read-only' }),
  volume('closed', { mode: 'no-create' }),
];

const world = (more: Partial<DropWorld> = {}): DropWorld => ({
  mac: false,
  volumes,
  plan: 'none',
  isForeign: (at) => at === '/lost+found',
  ...more,
});

const none: HeldKeys = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
const hold = (...names: readonly (keyof HeldKeys)[]): HeldKeys =>
  Object.fromEntries(
    Object.keys(none).map((name) => [name, names.includes(name as keyof HeldKeys)]),
  ) as unknown as HeldKeys;

/** "move", "copy, asks", "send: it is read only". */
function say(dragged: Dragged, place: DropPlace, keys: HeldKeys = none, more: Partial<DropWorld> = {}): string {
  const { verb, refused, asks } = dropOutcome(dragged, place, keys, world(more));
  return `${verb}${asks ? ', asks' : ''}${refused === '' ? '' : `: ${refused}`}`;
}

describe('[B360] inside the pool', () => {
  const a = entries(file('/in/a'));
  it.each<[string, HeldKeys, boolean, string]>([
    ['nothing held', none, false, 'move'],
    ['Ctrl', hold('ctrlKey'), false, 'copy'],
    ['Shift', hold('shiftKey'), false, 'move'],
    ['Alt', hold('altKey'), false, 'move, asks'],
    ['Ctrl+Shift', hold('ctrlKey', 'shiftKey'), false, 'move: a drag makes no links: let go of one key'],
    ['Ctrl+Alt', hold('ctrlKey', 'altKey'), false, 'copy'],
    ['Meta', hold('metaKey'), false, 'move'],
    ['nothing held', none, true, 'move'],
    ['Option', hold('altKey'), true, 'copy'],
    ['Command', hold('metaKey'), true, 'move'],
    ['Shift', hold('shiftKey'), true, 'move'],
    ['Ctrl', hold('ctrlKey'), true, 'move'],
    ['Option+Command', hold('altKey', 'metaKey'), true, 'move: a drag makes no links: let go of one key'],
  ])('%s (%o, Mac: %s) means %s', (_name, keys, mac, expected) => {
    expect(say(a, folder('/out'), keys, { mac })).toBe(expected);
  });

  it.each<[string, Dragged, DropPlace, HeldKeys, string]>([
    ['where it is', a, folder('/in'), none, 'move: it is here already'],
    ['two where they are', entries(file('/in/a'), file('/in/b')), folder('/in'), none, 'move: they are here already'],
    ['one of two where it is', entries(file('/in/a'), file('/b')), folder('/in'), none, 'move'],
    ['a copy beside itself', a, folder('/in'), hold('ctrlKey'), 'copy'],
    ['asked where it is: a copy could be', a, folder('/in'), hold('altKey'), 'move, asks'],
    ['a folder onto itself', entries(directory('/d')), folder('/d'), none, 'move: a folder cannot go into itself'],
    ['a folder below itself', entries(directory('/d')), folder('/d/e'), none, 'move: a folder cannot go into itself'],
    [
      'its copy below itself',
      entries(directory('/d')),
      folder('/d/e'),
      hold('ctrlKey'),
      'copy: a folder cannot go into itself',
    ],
    [
      'one of several into itself',
      entries(file('/x'), directory('/d')),
      folder('/d'),
      none,
      'move: a folder cannot go into itself',
    ],
    ['beside a folder of a like name', entries(directory('/d')), folder('/dd'), none, 'move'],
    ['into what is no part of the pool', a, folder('/lost+found'), none, 'move: it is not part of the pool'],
    ['nothing movable', entries(), folder('/out'), none, 'move: nothing of it can be moved'],
    ['to the trash', a, { kind: 'trash' }, none, 'trash'],
    ['over a screen', a, { kind: 'screen', screen: 'rebalance', label: 'Rebalance' }, none, 'open'],
  ])('%s', (_name, dragged, place, keys, expected) => {
    expect(say(dragged, place, keys)).toBe(expected);
  });

  it('a move needs no volume that takes files, a copy does', () => {
    const closed = { volumes: [volume('disk1', { mode: 'no-create' })] };
    expect(say(a, folder('/out'), none, closed)).toBe('move');
    expect(say(a, folder('/out'), hold('ctrlKey'), closed)).toBe('copy: no volume takes new files now');
  });

  it('so many things are one drag, and more are refused by name', () => {
    const many = (count: number) =>
      entries(...Array.from({ length: count }, (_, i) => file(`/in/${String(i)}`, ['disk1'], 0)));
    expect(say(many(mostThings), folder('/out'))).toBe('move');
    const refused = 'more than 100,000 things at once: drag the folder that they are in';
    expect(say(many(mostThings + 1), folder('/out'))).toBe(`move: ${refused}`);
    expect(say(many(mostThings + 1), { kind: 'trash' })).toBe(`trash: ${refused}`);
    expect(say(many(mostSent + 1), onto('disk2'))).toMatch(/^send: more than 10,000 things/);
  });
});

describe('[B360] onto a volume', () => {
  it.each<[string, Dragged, string, HeldKeys, string]>([
    ['moves the bytes there', entries(file('/a')), 'disk2', none, 'send'],
    ['with Shift too', entries(file('/a')), 'disk2', hold('shiftKey'), 'send'],
    [
      'not a copy',
      entries(file('/a')),
      'disk2',
      hold('ctrlKey'),
      'send: a drag onto a volume moves: let go of the key that copies',
    ],
    ['a file that is there', entries(file('/a')), 'disk1', none, 'send: it is there already'],
    ['a file with a copy there', entries(file('/a', ['disk2', 'disk1'])), 'disk1', none, 'send: it is there already'],
    ['two that are there', entries(file('/a'), file('/b')), 'disk1', none, 'send: they are there already'],
    ['one of two', entries(file('/a'), file('/b', ['disk2'])), 'disk1', none, 'send'],
    ['a folder that is partly there', entries(directory('/d', ['disk1', 'disk2'])), 'disk1', none, 'send'],
    ['no room above the reserve', entries(file('/a')), 'full', none, 'send: only 500 bytes free, needs 1.00 KB'],
    ['bytes that are not known', entries(file('/a', ['disk1'], null)), 'full', none, 'send'],
    ['not connected', entries(file('/a')), 'away', none, 'send: it is not connected'],
    ['not answering', entries(file('/a')), 'hung', none, 'send: it is not answering'],
    ['being emptied', entries(file('/a')), 'drained', none, 'send: it is being emptied'],
    ['read only', entries(file('/a')), 'ro', none, 'send: it is read only'],
    ['no new files', entries(file('/a')), 'closed', none, 'send: it takes no new files'],
    ['from what gives nothing', entries(file('/a', ['ro'])), 'disk2', none, 'send: nothing may leave ro now'],
    ['no such volume', entries(file('/a')), 'disk9', none, 'send: it is not connected'],
  ])('%s', (_name, dragged, name, keys, expected) => {
    expect(say(dragged, onto(name), keys)).toBe(expected);
  });

  it('while a plan is shown it is a change of the plan, which makes room by itself', () => {
    const plan = { scope: path('/films') };
    expect(say(entries(file('/films/a')), onto('disk2'), none, { plan })).toBe('plan');
    expect(say(entries(file('/films/a')), onto('full'), none, { plan })).toBe('plan');
    expect(say(entries(file('/films/a')), onto('ro'), none, { plan })).toBe('plan: it is read only');
    expect(say(entries(file('/music/a')), onto('disk2'), none, { plan })).toBe(
      'plan: it is outside of what the plan may move',
    );
    expect(say(entries(file('/films/a')), onto('disk2'), none, { plan: 'waits' })).toBe(
      'plan: no plan that can be changed is shown now',
    );
  });

  it('the bytes are those that are not there yet, and come from the volumes that have them', () => {
    const split = { disk1: 300, disk2: 700, closed: 0 };
    const shared = directory('/d', ['disk1', 'disk2', 'closed'], { split });
    expect(loadOf([shared], 'disk2')).toEqual({ bytes: 300, from: ['disk1'] });
    expect(loadOf([shared, file('/a', ['full'], 50)], 'disk1')).toEqual({ bytes: 750, from: ['disk2', 'full'] });
    expect(loadOf([directory('/d', ['disk1', 'disk2'])], 'disk2')).toEqual({ bytes: null, from: ['disk1'] });
    expect(loadOf([directory('/d', ['disk1'])], 'disk2')).toEqual({ bytes: 5_000, from: ['disk1'] });
    expect(
      volumeRefusal([directory('/d', ['disk1', 'disk2'], { split: { disk1: 300, disk2: 0 } })], 'disk1', volumes),
    ).toBe('it is there already');
    expect(bytesOf([file('/a'), directory('/d')])).toBe(6_000);
    expect(bytesOf([file('/a'), directory('/d', ['disk1'], { bytes: null })])).toBeNull();
  });
});

describe('[B360] from other programs', () => {
  const files: Dragged = { kind: 'files', items: 2 };
  it.each<[string, Dragged, DropPlace, string]>([
    ['files onto a folder', files, folder('/in'), 'add'],
    ['files onto what is no part of the pool', files, folder('/lost+found'), 'add: it is not part of the pool'],
    ['files onto the trash', files, { kind: 'trash' }, 'add: only what is in the pool can go to its trash'],
    ['files onto a volume', files, onto('disk1'), 'add'],
    ['text', { kind: 'text' }, folder('/in'), 'add: it is text or an address, and only files and folders can be added'],
  ])('%s', (_name, dragged, place, expected) => {
    expect(say(dragged, place)).toBe(expected);
    // No key changes what comes from outside: it is copied, and nothing outside is touched.
    expect(say(dragged, place, hold('shiftKey'))).toBe(expected);
  });

  it('[B456] files onto a volume that takes nothing, or while a plan is shown', () => {
    const refusing = { volumes: [volume('disk1', { mode: 'read-only' })] };
    expect(say(files, onto('disk1'), none, refusing)).toBe('add: it is read only');
    expect(say(files, onto('disk9'))).toBe('add: it is not connected');
    expect(say(files, onto('disk1'), none, { plan: 'waits' })).toContain('add: a plan moves only what is in the pool');
  });

  it('files while no volume takes any', () => {
    expect(say(files, folder('/in'), none, { volumes: [volume('disk1', { state: 'offline' })] })).toBe(
      'add: no volume takes new files now',
    );
  });
});
