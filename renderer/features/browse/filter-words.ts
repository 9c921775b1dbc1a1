import { formatCount } from '../../../shared/format.ts';
import { count, named, plural } from '../../text.ts';

/** Words of the filter of a folder. */
export const filterWords = {
  command: 'Filter this folder',
  label: 'Show only names like',
  placeholder: 'A part of the name, or *.jpg',
  close: 'Close the filter',
  searchPool: 'Search the whole pool',
  showHidden: 'Show hidden files',
  none: (typed: string) => `No name here is like “${named(typed.trim())}”`,
  noneYet: (typed: string, read: number) =>
    `None of the ${count(read, 'name')} read so far is like “${named(typed.trim())}”`,
  noneText: 'The filter compares the names of this folder alone. Escape shows all of them again.',
  hiddenText: (hidden: number) =>
    `${count(hidden, 'name')} that ${plural(hidden, 'begins', 'begin')} with a dot ${plural(hidden, 'is', 'are')} like it.`,
  problem: (problem: string) => `This is no pattern: ${problem}`,
} as const;

export interface FilterCount {
  readonly shown: number;
  readonly all: number;
  /** All of the folder has come. */
  readonly complete: boolean;
}

/** "12 of 3,400 shown", "12 of the first 500 shown". */
export function shownOf({ shown, all, complete }: FilterCount): string {
  return `${formatCount(shown)} of ${complete ? '' : 'the first '}${formatCount(all)} shown`;
}
