import { keyNames, macKeyNames, macModifierSigns, modifierNames } from './key-words.ts';

/**
 * Keys as commands name them ("Mod+Shift+N", "Alt+ArrowUp", "F2", "Mod+?", "Space"), how a press is compared with them,
 * and how they are written for people. Pure: nothing of the page but an event's own fields.
 */

/** The keyboard of this computer is one of Apple's: Command instead of Ctrl, and its own table of keys. */
export const onMac: boolean = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

export interface ParsedKeys {
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** As `KeyboardEvent.key` has it; letters small. */
  readonly key: string;
}

/** What of a `KeyboardEvent` is looked at. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  getModifierState?(name: string): boolean;
};

/** Keys in table form. @throws Error for a modifier that there is none of: a mistake of ours */
export function parseKeys(keys: string, mac: boolean): ParsedKeys {
  // The key itself may be a plus.
  const at = keys.lastIndexOf('+', keys.length - 2);
  const names = at < 0 ? [] : keys.slice(0, at).split('+');
  const key = keys.slice(at + 1);
  const held = { ctrl: false, meta: false, alt: false, shift: false };
  for (const name of names) {
    if (name === 'Mod') held[mac ? 'meta' : 'ctrl'] = true;
    else if (name === 'Ctrl') held.ctrl = true;
    else if (name === 'Alt') held.alt = true;
    else if (name === 'Shift') held.shift = true;
    else throw new Error(`"${keys}": there is no modifier "${name}"`);
  }
  return { ...held, key: key === 'Space' ? ' ' : key.length === 1 ? key.toLowerCase() : key };
}

const isLetter = (key: string): boolean => /^[a-z]$/.test(key);
const isDigit = (key: string): boolean => /^[0-9]$/.test(key);

/** Where punctuation lies on a US keyboard: for keys with Shift, where `key` is another character already. */
const places: Readonly<Record<string, string>> = {
  '.': 'Period',
  ',': 'Comma',
  '/': 'Slash',
  ';': 'Semicolon',
  "'": 'Quote',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '\\': 'Backslash',
  '`': 'Backquote',
  '-': 'Minus',
  '=': 'Equal',
};

/**
 * True when this press is these keys. Letters go by what is printed on the key where that is Latin, else by the key's
 * place (a Russian or Greek layout; Option on a Mac makes other characters). Punctuation goes by what it types, however it is
 * reached; digits by either, because some layouts need Shift for them.
 */
export function isPressed(keys: ParsedKeys, press: KeyPress): boolean {
  const typed = press.key.toLowerCase();
  if (press.ctrlKey !== keys.ctrl || press.metaKey !== keys.meta) return false;
  // AltGr types characters, and says that Ctrl and Alt are held.
  if (keys.ctrl && keys.alt && press.getModifierState?.('AltGraph') === true) return false;
  if (press.altKey !== keys.alt) return false;
  if (isLetter(keys.key)) {
    const printed = isLetter(typed) ? typed : press.code.startsWith('Key') ? press.code.slice(3).toLowerCase() : '';
    return printed === keys.key && press.shiftKey === keys.shift;
  }
  if (isDigit(keys.key)) {
    const same = typed === keys.key || press.code === `Digit${keys.key}` || press.code === `Numpad${keys.key}`;
    return same && press.shiftKey === keys.shift;
  }
  if (keys.key.length === 1 && keys.key !== ' ') {
    if (keys.shift) return press.shiftKey && (typed === keys.key || press.code === places[keys.key]);
    return typed === keys.key;
  }
  return press.key === keys.key && press.shiftKey === keys.shift;
}

/** As menus write them: "Ctrl+Shift+N", or "⇧⌘N" on a Mac. */
export function keyWords(keys: string, mac: boolean = onMac): string {
  const { ctrl, meta, alt, shift, key } = parseKeys(keys, mac);
  const last = (mac ? macKeyNames : keyNames)[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const of = mac ? macModifierSigns : modifierNames;
  const all = mac
    ? [ctrl && of.ctrl, alt && of.alt, shift && of.shift, meta && of.meta, last]
    : [ctrl && of.ctrl, meta && of.meta, alt && of.alt, shift && of.shift, last];
  return all.filter(Boolean).join(mac ? '' : '+');
}

/** As `aria-keyshortcuts` wants them: "Control+Shift+N". */
export function ariaKeys(keys: string, mac: boolean = onMac): string {
  const { ctrl, meta, alt, shift, key } = parseKeys(keys, mac);
  const last = key === ' ' ? 'Space' : key === '+' ? 'Plus' : key.length === 1 ? key.toUpperCase() : key;
  return [ctrl && 'Control', meta && 'Meta', alt && 'Alt', shift && 'Shift', last].filter(Boolean).join('+');
}
