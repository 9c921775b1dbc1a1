import { describe, expect, test } from 'vitest';
import { listAct } from './list-keys.ts';
import type { ListAct, Pressed } from './list-keys.ts';
import { findByStart, TypeAhead } from './type-ahead.ts';

/** "Ctrl+Shift+ArrowDown" as an event has it. */
function press(keys: string): Pressed {
  const names = keys.split('+');
  const key = names.at(-1) ?? '';
  const held = (name: string): boolean => names.slice(0, -1).includes(name);
  return {
    key: key === 'Space' ? ' ' : key,
    shiftKey: held('Shift'),
    ctrlKey: held('Ctrl'),
    altKey: held('Alt'),
    metaKey: held('Meta'),
  };
}

const move = (to: string, reach: string): object => ({ kind: 'move', to, reach });
const letter = (text: string): object => ({ kind: 'letter', text });

/** keys; what they mean on Linux and Windows; and on a Mac (Alt is Option, Meta is Command). null: left to others. */
const table: readonly (readonly [string, object | null, object | null])[] = [
  ['ArrowDown', move('down', 'select'), move('down', 'select')],
  ['ArrowUp', move('up', 'select'), move('up', 'select')],
  ['PageDown', move('page-down', 'select'), move('page-down', 'select')],
  ['PageUp', move('page-up', 'select'), move('page-up', 'select')],
  ['Home', move('home', 'select'), move('home', 'select')],
  ['End', move('end', 'select'), move('end', 'select')],
  ['Shift+ArrowDown', move('down', 'extend'), move('down', 'extend')],
  ['Shift+ArrowUp', move('up', 'extend'), move('up', 'extend')],
  ['Shift+PageDown', move('page-down', 'extend'), move('page-down', 'extend')],
  ['Shift+PageUp', move('page-up', 'extend'), move('page-up', 'extend')],
  ['Shift+Home', move('home', 'extend'), move('home', 'extend')],
  ['Shift+End', move('end', 'extend'), move('end', 'extend')],
  ['Ctrl+ArrowDown', move('down', 'focus'), null],
  ['Ctrl+ArrowUp', move('up', 'focus'), null],
  ['Ctrl+PageDown', move('page-down', 'focus'), null],
  ['Ctrl+Home', move('home', 'focus'), null],
  ['Ctrl+End', move('end', 'focus'), null],
  ['Ctrl+Shift+ArrowDown', move('down', 'add'), null],
  ['Ctrl+Shift+End', move('end', 'add'), null],
  ['Alt+ArrowDown', null, move('down', 'focus')],
  ['Alt+ArrowUp', null, move('up', 'focus')],
  ['Alt+End', null, move('end', 'focus')],
  ['Alt+Shift+ArrowDown', null, move('down', 'add')],
  ['Meta+ArrowDown', null, null],
  ['Meta+ArrowUp', null, null],
  ['Ctrl+Space', { kind: 'toggle' }, null],
  ['Alt+Space', null, { kind: 'toggle' }],
  ['Alt+\u00a0', null, { kind: 'toggle' }],
  ['Shift+Space', { kind: 'take' }, { kind: 'take' }],
  ['Space', null, null],
  ['ArrowRight', { kind: 'expand' }, { kind: 'expand' }],
  ['ArrowLeft', { kind: 'collapse' }, { kind: 'collapse' }],
  ['Alt+ArrowLeft', null, null],
  ['Ctrl+ArrowRight', null, null],
  ['*', { kind: 'expand-siblings' }, { kind: 'expand-siblings' }],
  ['Shift+*', { kind: 'expand-siblings' }, { kind: 'expand-siblings' }],
  ['a', letter('a'), letter('a')],
  ['Shift+A', letter('A'), letter('A')],
  ['7', letter('7'), letter('7')],
  ['ж', letter('ж'), letter('ж')],
  ['名', letter('名'), letter('名')],
  ['é', letter('é'), letter('é')],
  ['👩‍🚀', letter('👩‍🚀'), letter('👩‍🚀')],
  ['Alt+ø', null, letter('ø')],
  ['/', null, null],
  ['~', null, null],
  ['Ctrl+a', null, null],
  ['Meta+a', null, null],
  ['Ctrl+*', null, null],
  ['Enter', null, null],
  ['Escape', null, null],
  ['F2', null, null],
  ['Tab', null, null],
  ['Delete', null, null],
  ['Dead', null, null],
  ['Process', null, null],
  ['Unidentified', null, null],
];

describe.each([
  { name: 'Linux and Windows', mac: false, column: 1 },
  { name: 'Mac', mac: true, column: 2 },
] as const)('keys of the list, $name', ({ mac, column }) => {
  test.each(table)('[B260] %s', (...line) => {
    expect(listAct(press(line[0]), { mac, typing: false })).toEqual(line[column]);
  });

  test('[B263] while a word is typed, space, slash, tilde and star are letters of it', () => {
    for (const key of [' ', '/', '~', '*']) {
      expect(listAct(press(key === ' ' ? 'Space' : key), { mac, typing: true })).toEqual(letter(key));
    }
  });

  test('[B260] among tiles left and right go to the next one', () => {
    const tiles = (keys: string): ListAct | null => listAct(press(keys), { mac, typing: false, tiles: true });
    expect(tiles('ArrowRight')).toEqual(move('right', 'select'));
    expect(tiles('Shift+ArrowLeft')).toEqual(move('left', 'extend'));
    expect(tiles(mac ? 'Alt+ArrowRight' : 'Ctrl+ArrowRight')).toEqual(move('right', 'focus'));
  });
});

const names = ['Äpfel', 'apfel', 'b.txt', 'b two.txt', 'Bär', 'Жук', 'e\u0301tude', '名簿', '👩‍🚀 one', 'zz', 'zzz'];

/** Types letters at these times; answers the names that one is led to. */
function typed(letters: readonly (readonly [string, number])[], from = 0): readonly string[] {
  const ahead = new TypeAhead();
  let at = from;
  return letters.map(([text, ms]) => {
    const { wanted, stay } = ahead.add(text, ms);
    const found = findByStart(names.length, stay ? at : at + 1, wanted, (index) => names[index]);
    if (found >= 0) at = found;
    return names[at] ?? '';
  });
}

test('[B263] letters within a second are one word, in any script and as people see them', () => {
  const within = (...letters: readonly string[]): readonly (readonly [string, number])[] =>
    letters.map((text, number) => [text, number * 900]);
  expect(typed(within('b', ' ', 't'))).toEqual(['b.txt', 'b two.txt', 'b two.txt']);
  expect(typed(within('B', 'Ä'))).toEqual(['b.txt', 'Bär']);
  expect(typed(within('ж'))).toEqual(['Жук']);
  expect(typed(within('é', 't'))).toEqual(['e\u0301tude', 'e\u0301tude']);
  expect(typed(within('名', '簿'))).toEqual(['名簿', '名簿']);
  expect(typed(within('👩‍🚀', ' '))).toEqual(['👩‍🚀 one', '👩‍🚀 one']);
  // The same letter goes on to the next; after a second a new word begins.
  expect(typed(within('b', 'b', 'b', 'b'))).toEqual(['b.txt', 'b two.txt', 'Bär', 'b.txt']);
  expect(typed(within('z', 'z'))).toEqual(['zz', 'zzz']);
  expect(
    typed([
      ['b', 0],
      ['z', 1001],
    ]),
  ).toEqual(['b.txt', 'zz']);
  // What is not there leaves one where one is.
  expect(typed(within('b', 'q'))).toEqual(['b.txt', 'b.txt']);
});

test('[B263] Escape ends the word, once', () => {
  const ahead = new TypeAhead();
  ahead.add('b', 0);
  expect(ahead.isTyping(900)).toBe(true);
  expect([ahead.end(900), ahead.end(900)]).toEqual([true, false]);
  expect(ahead.add('z', 950)).toEqual({ wanted: 'z', stay: false });
});
