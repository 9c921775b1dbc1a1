import { formatAgo, formatCount, language, visibleName } from '../shared/format.ts';

/** Words of commands and things that more than one part of the window says. Sentence case, verbs on buttons. */
export const text = {
  open: 'Open',
  download: 'Download',
  rename: 'Rename…',
  moveTo: 'Move to…',
  moveToVolume: 'Move to volume…',
  copyTo: 'Copy to…',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pasteInto: 'Paste into this folder',
  duplicate: 'Duplicate',
  newFolder: 'New folder',
  newFolderOnVolume: 'New folder on volume…',
  newFile: 'New file',
  addFiles: 'Add files…',
  addFolder: 'Add a folder…',
  addToVolume: 'Add files to volume…',
  trash: 'Move to trash',
  deleteForever: 'Delete for ever…',
  showReal: 'Show in system',
  openWith: 'Open with…',
  copyPath: 'Copy pool path',
  copyRealPath: 'Copy real path',
  reload: 'Reload',
  details: 'Details',
  copiesDiffer: 'Copies differ',
  compareCopies: 'Compare and decide…',
  selectAll: 'Select all',
  selectPattern: 'Select by name…',
  invertSelection: 'Invert selection',
  poolAndScreens: 'Pool and screens',
  menu: 'Menu',
  cancel: 'Cancel',
  close: 'Close',
  showAll: 'Show all',
  tryAgain: 'Try again',
  back: 'Back',
  nothingBack: 'Nothing to go back to',
  backToFiles: 'Back to files',
  isTop: 'This is the top of the pool',
  noFolders: 'No folders in it',
  makeRoom: 'Make room…',
  undo: 'Undo',
  redo: 'Redo',
  notASize: 'This is not a size: write a number of bytes, or one like 10M, 4GiB, 1.5TB.',
  notConnected: 'not connected',
  vanished: 'vanished with much else, not confirmed as gone',
  connectToUse: 'It is shown as it was when its volume was last seen. Connect the volume to open or change it.',
} as const;

/** Of a volume: "not connected, last seen 3 days ago"; `seenMs` null: it is not known when. */
export function awaySince(seenMs: number | null, nowMs: number = Date.now()): string {
  return seenMs === null ? text.notConnected : `${text.notConnected}, last seen ${formatAgo(seenMs, nowMs)}`;
}

/** Which of two forms a number takes in the language of these words. */
const plurals = new Intl.PluralRules(language);

/** One of two wordings, by number; the number itself is not written. */
export function plural(number: number, one: string, many: string): string {
  return plurals.select(number) === 'one' ? one : many;
}

/** "1 item", "1,203 items". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${plural(number, one, many)}`;
}

const lists = {
  and: new Intl.ListFormat(language, { type: 'conjunction' }),
  or: new Intl.ListFormat(language, { type: 'disjunction' }),
  plain: new Intl.ListFormat(language, { type: 'unit', style: 'short' }),
} as const;

/** "a, b and c"; with `or`: "a, b or c"; `plain`: "a, b, c". */
export function listOf(parts: readonly string[], kind: keyof typeof lists = 'and'): string {
  return lists[kind].format(parts);
}

/** "a, b, c" of those that say something. */
export function joined(...parts: readonly string[]): string {
  return listOf(
    parts.filter((part) => part !== ''),
    'plain',
  );
}

/** The first of many, "a, b and 3 more"; all of them when no more than `most` are there. */
export function firstOf(parts: readonly string[], most: number): string {
  const more = parts.length - most;
  return more > 0 ? listOf([...parts.slice(0, most), `${formatCount(more)} more`]) : listOf(parts);
}

/** Behind what was found: where was not looked. */
export function notLookedAt(volumes: readonly string[]): string {
  return `Not connected, and not looked at: ${listOf(volumes.map(named), 'plain')}.`;
}

/** A letter that is written from right to left (Unicode UAX 9, R and AL). */
const rtl = '[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]';
const holdsRtl = new RegExp(rtl, 'u');
/** What a name or a path of it is made of: what stands around it in a sentence (quotes, a full stop) is not of it. */
const rtlWord = new RegExp(
  `[\\p{L}\\p{M}\\p{N}_./\\\\-]*${rtl}(?:[\\p{L}\\p{M}\\p{N}_./\\\\-]*[\\p{L}\\p{M}\\p{N}])?`,
  'gu',
);

/**
 * A name as it stands within a sentence: visible (`visibleName`), and where it is written from right to left between
 * FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that the words and figures around it keep their places.
 */
export function named(name: string): string {
  const shown = visibleName(name);
  return holdsRtl.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** The same for a sentence that came from elsewhere as a whole, in which nobody marked the names. */
export function told(sentence: string): string {
  const shown = visibleName(sentence);
  return holdsRtl.test(shown) ? shown.replace(rtlWord, '\u2068$&\u2069') : shown;
}

/** Of the window: "Photos in home", "Usage of Photos in home", "Search for tree in home". `what`: folder or search. */
export function placeTitle(screen: string, what: string, pool: string): string {
  if (screen === 'search') return `${what} in ${pool}`;
  if (screen === 'usage') return what === '' ? `Usage of ${pool}` : `Usage of ${named(what)} in ${pool}`;
  return screen === 'files' && what !== '' ? `${named(what)} in ${pool}` : pool;
}
