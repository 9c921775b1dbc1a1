/**
 * Which key means what in a list of entries, on each platform's table. Pure: what is done then is in keyboard.ts. Keys of
 * commands (copy, rename...) are in the commands' own table.
 */

/** What a move does with the selection: takes the row alone, all from the anchor, that beside the rest, or nothing. */
export type Reach = 'select' | 'extend' | 'add' | 'focus';

export type Direction = 'up' | 'down' | 'left' | 'right' | 'page-up' | 'page-down' | 'home' | 'end';

export type ListAct =
  | { readonly kind: 'move'; readonly to: Direction; readonly reach: Reach }
  /** Takes the row of the keyboard into the selection or out of it. */
  | { readonly kind: 'toggle' }
  /** Takes the row of the keyboard into the selection. */
  | { readonly kind: 'take' }
  | { readonly kind: 'expand' }
  | { readonly kind: 'collapse' }
  | { readonly kind: 'expand-siblings' }
  | { readonly kind: 'letter'; readonly text: string };

export interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'home',
  End: 'end',
};

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One letter as people see it, which may be several characters; not the name of a key. */
function isLetter(key: string): boolean {
  if (key.length > 1 && /^[A-Z][A-Za-z0-9]+$/.test(key)) return false;
  const [first] = graphemes.segment(key);
  return first?.segment.length === key.length && !/^\p{Cc}/u.test(key);
}

/** Starts of what other keys are for: they type only in the middle of a name. */
const notFirst = new Set([' ', '/', '~', '*']);

/** `typing`: letters were just typed, and this may be the next. `tiles`: left and right go to the next one too. */
export function listAct(
  { key, shiftKey, ctrlKey, altKey, metaKey }: Pressed,
  { mac, typing, tiles = false }: { readonly mac: boolean; readonly typing: boolean; readonly tiles?: boolean },
): ListAct | null {
  // The key with which the focus goes alone.
  const alone = mac ? altKey : ctrlKey;
  // Ctrl with arrows belongs to the system on a Mac, Command and Alt with arrows to moving about.
  if (mac ? ctrlKey || metaKey : altKey || metaKey) return null;
  const to = Object.hasOwn(directions, key) ? directions[key] : undefined;
  if (to !== undefined) {
    if (!tiles && (to === 'left' || to === 'right')) {
      if (alone || shiftKey) return null;
      return { kind: to === 'right' ? 'expand' : 'collapse' };
    }
    return { kind: 'move', to, reach: alone ? (shiftKey ? 'add' : 'focus') : shiftKey ? 'extend' : 'select' };
  }
  // On a Mac, Option with the space bar types a hard space.
  if (key === ' ' || key === '\u00a0') {
    if (alone) return { kind: 'toggle' };
    if (shiftKey) return { kind: 'take' };
  }
  // Option types letters on a Mac.
  if (ctrlKey || !isLetter(key)) return null;
  if (!typing && key === '*' && !tiles) return { kind: 'expand-siblings' };
  return !typing && notFirst.has(key) ? null : { kind: 'letter', text: key };
}
