import { describe, expect, it } from 'vitest';
import { ariaKeys, isPressed, keyWords, parseKeys } from './keys.ts';
import type { KeyPress } from './keys.ts';

/** A press; `held`: letters of the modifiers, as in "cs" for Ctrl and Shift. */
function press(key: string, code: string, held = '', altGraph = false): KeyPress {
  return {
    key,
    code,
    ctrlKey: held.includes('c'),
    metaKey: held.includes('m'),
    altKey: held.includes('a'),
    shiftKey: held.includes('s'),
    getModifierState: (name) => name === 'AltGraph' && altGraph,
  };
}

const hears = (keys: string, pressed: KeyPress, mac = false): boolean => isPressed(parseKeys(keys, mac), pressed);

describe('[B341] keys are the same on every layout', () => {
  it('letters go by what is printed, and by their place where that is not Latin', () => {
    expect(hears('Mod+C', press('c', 'KeyC', 'c'))).toBe(true);
    expect(hears('Mod+C', press('C', 'KeyC', 'cs'))).toBe(false);
    expect(hears('Mod+Shift+N', press('N', 'KeyN', 'cs'))).toBe(true);
    // Dvorak: C lies where I is on a US keyboard.
    expect(hears('Mod+C', press('c', 'KeyI', 'c'))).toBe(true);
    expect(hears('Mod+I', press('c', 'KeyI', 'c'))).toBe(false);
    // A Russian, a Greek and a Hebrew layout.
    for (const key of ['с', 'ψ', 'ב']) expect(hears('Mod+C', press(key, 'KeyC', 'c'))).toBe(true);
    // On a German keyboard Ö stands where a US keyboard has a semicolon.
    expect(hears('Mod+O', press('ö', 'Semicolon', 'c'))).toBe(false);
  });

  it('a Mac has Command where others have Ctrl, and Option that makes other characters', () => {
    expect(hears('Mod+C', press('c', 'KeyC', 'm'), true)).toBe(true);
    expect(hears('Mod+C', press('c', 'KeyC', 'c'), true)).toBe(false);
    expect(hears('Mod+Alt+I', press('ˆ', 'KeyI', 'ma'), true)).toBe(true);
  });

  it('punctuation goes by what it types, digits by either, and AltGr types only', () => {
    expect(hears('Mod+?', press('?', 'Slash', 'cs'))).toBe(true);
    // German: the question mark is Shift and the key right of 0.
    expect(hears('Mod+?', press('?', 'Minus', 'cs'))).toBe(true);
    expect(hears('Mod+Shift+.', press('>', 'Period', 'cs'))).toBe(true);
    expect(hears('Mod+,', press(',', 'Comma', 'c'))).toBe(true);
    // French: digits need Shift.
    expect(hears('Mod+1', press('&', 'Digit1', 'c'))).toBe(true);
    expect(hears('Mod+1', press('1', 'Numpad1', 'c'))).toBe(true);
    for (const code of ['Digit2', 'Numpad2']) expect(hears('Mod+1', press('2', code, 'c'))).toBe(false);
    expect(hears('Mod+1', press('1', 'Digit1', 'cs'))).toBe(false);
    expect(hears('Mod+Alt+I', press('i', 'KeyI', 'ca', true))).toBe(false);
    expect(hears('Mod++', press('+', 'Equal', 'cs'))).toBe(true);
  });

  it('named keys want exactly their modifiers', () => {
    expect(hears('Delete', press('Delete', 'Delete'))).toBe(true);
    expect(hears('Delete', press('Delete', 'Delete', 's'))).toBe(false);
    expect(hears('Shift+Delete', press('Delete', 'Delete', 's'))).toBe(true);
    expect(hears('Alt+ArrowUp', press('ArrowUp', 'ArrowUp', 'a'))).toBe(true);
    expect(hears('Alt+ArrowUp', press('ArrowUp', 'ArrowUp', 'ca'))).toBe(false);
    expect(hears('Space', press(' ', 'Space'))).toBe(true);
    expect(() => parseKeys('Super+A', false)).toThrow(/no modifier "Super"/);
  });
});

describe('[B342] keys are written as the computer writes them', () => {
  it('in menus and for screen readers', () => {
    expect(keyWords('Mod+Shift+N', false)).toBe('Ctrl+Shift+N');
    expect(keyWords('Mod+Shift+N', true)).toBe('⇧⌘N');
    expect(keyWords('Alt+ArrowUp', false)).toBe('Alt+↑');
    expect(keyWords('Mod+Alt+Backspace', true)).toBe('⌥⌘⌫');
    expect(keyWords('Ctrl+Tab', true)).toBe('⌃⇥');
    expect(keyWords('Delete', false)).toBe('Del');
    expect(ariaKeys('Mod+Shift+Z', false)).toBe('Control+Shift+Z');
    expect(ariaKeys('Mod+Shift+Z', true)).toBe('Meta+Shift+Z');
    expect(ariaKeys('Space', false)).toBe('Space');
  });
});
