import { formatCount, formatSize } from '../../shared/format.ts';
import { count, listOf, named, plural, text, told } from '../text.ts';

/** Words of notices and reasons that have no feature of their own: what was done, and what was not. */
export const words = {
  onlyInLists: 'Only where files are listed',
  noPool: 'There is no pool',
  deletedForEver: (what: string): string => `${what} deleted for ever`,
  movedToTrash: (what: string): string => `${what} moved to trash`,
  realPathCopied: (name: string, volume: string): string => `Real path of ${named(name)} on ${named(volume)} copied`,
  clipped: (verb: 'move' | 'copy', items: number): string =>
    verb === 'move' ? `${count(items, 'item')} cut` : `${count(items, 'item')} copied`,
  pastedOnlyHere: (what: string): string =>
    `${what} can be pasted only here: what lies on several volumes is not one file for other programs`,
  nothingPasted: 'Nothing was pasted',
  noFilesClipped: 'The clipboard holds no files.',
  bookmarksFull: (most: number): string => `There is room for ${count(most, 'bookmark')}`,
  bookmarksFullDo: 'Remove some that you do not use, then add this one.',
  bookmarkRemoved: (name: string): string => `Bookmark ${named(name)} removed`,
  sending: (what: string, bytes: number, volume: string): string =>
    `Moving ${formatSize(bytes)} of ${what} to ${named(volume)}`,
  willStay: (items: number): string => `${count(items, 'item')} of it will stay`,
  sent: (what: string, bytes: number, volume: string): string =>
    `${what} moved to ${named(volume)}, ${formatSize(bytes)}`,
  firstSelected: (items: number): string => `The first ${formatCount(items)} are selected`,
  gone: (name: string, place: string): string => `“${named(name)}” is not there any more. This is ${place}.`,
  usualSettings: 'The usual settings are used',
  volumesMissing: (volumes: number): string =>
    plural(volumes, 'One volume is missing', `${count(volumes, 'volume')} are missing`),
  volumesMissingSay: (volumes: readonly string[]): string =>
    `What only they hold is not shown until they are connected and imported too: ${listOf(volumes.map(named), 'plain')}`,
  nothingHandedOut: 'Nothing was handed out',
  tooManyOut: (most: number): string =>
    `At most ${count(most, 'thing goes', 'things go')} to another program in one drag: drag their folder.`,
  ejected: (volumes: readonly string[]): string => {
    const all = listOf(volumes.map(named));
    return plural(
      volumes.length,
      `${all} is ejected: all that was written is on it`,
      `${all} are ejected: all that was written is on them`,
    );
  },
  undone: (title: string): string => `Undone: ${title}`,
  doneAgain: (title: string): string => `Done again: ${title}`,
  leftAsIs: (title: string, items: number): string => {
    const left = `${title}: ${count(items, 'item')} left`;
    return plural(items, `${left} as it is`, `${left} as they are`);
  },
} as const;

/** What is spoken of: one thing by its name, several by their number. */
export function thingsWords(things: number, first: string | undefined): string {
  return things === 1 && first !== undefined ? named(first) : count(things, 'item');
}

/** "Undo: Move 3 items to /photos (copies 2.1 GB back)"; `bytes` 0: nothing is copied. */
export function reverseWords(direction: 'undo' | 'redo', title: string, bytes: number): string {
  const act = `${text[direction]}: ${told(title)}`;
  return bytes > 0 ? `${act} (copies ${formatSize(bytes)} back)` : act;
}

/** Title of the window while operations go on: "42 % - Copying 3 items to /photos - Home pool". */
export const titleWords = {
  paused: 'Paused',
  counting: 'Counting',
  operations: (operations: number): string => count(operations, 'operation'),
  toDecide: (questions: number, where: string): string => `${formatCount(questions)} to decide - ${where}`,
  going: (how: string, what: string, where: string): string => `${how} - ${what} - ${where}`,
} as const;
