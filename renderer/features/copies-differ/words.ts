import type { ComparedCopy, CopyComparison, Sameness } from '../../../shared/copies.ts';
import { formatCount, formatDuration, formatDayAndClock, formatSize } from '../../../shared/format.ts';
import { count, listOf, named, plural } from '../../text.ts';
import type { TextDiff } from './lines.ts';

export const words = {
  kept: (volume: string, name: string): string => `Kept ${named(volume)}'s copy of ${named(name)}`,
  keptAll: (names: readonly string[]): string => `Kept all: ${listOf(names.map(named), 'plain')}`,
  busy: 'A choice is being carried out',
  noChoice: 'Nothing is to be decided.',
  comparedWith: 'Compared with',
  keep: (volume: string): string => `Keep ${named(volume)}'s copy`,
  keepAll: (copies: number): string => (copies > 2 ? 'Keep all as files of their own' : 'Keep both as two files'),
  keepNewest: (copies: number, volume: string): string =>
    copies > 2 ? `Keep the newest, on ${named(volume)}` : `Keep the newer, on ${named(volume)}`,
  differences: 'Differences',
  whatDiffers: 'What differs',
  howItCame: 'How it came to this',
  others: 'Other copies that differ',
  nothingDeleted: 'Nothing is deleted',
  nothingOpen: 'Nothing to decide',
  later: 'Decide later',
  all: 'All that differ',
  opens: 'This one opens',
  modified: 'Modified',
  newer: (ms: number): string => `${formatDayAndClock(ms)}, newer`,
  size: 'Size',
  contents: 'Contents',
  readNow: (hash: string): string => `${hashWords(hash)}, read just now`,
  reading: 'being read…',
  stop: 'Stop',
  read: 'Read and compare',
  leadsTo: 'Leads to',
  pictureOn: (volume: string): string => `The picture on ${named(volume)}`,
  textOn: (volume: string): string => `The text on ${named(volume)}`,
  texts: 'The texts, line by line',
  lines: 'Lines',
  showEqual: (lines: number): string => `Show ${count(lines, 'equal line')}`,
  showMore: (lines: number): string => `Show ${count(lines, 'more line')}`,
  littleInCommon: 'They have too little in common for differences to be marked.',
  onlyBeginning: 'Only the beginning is shown.',
  noLine: 'no such line',
  backToAll: 'Back to all that differ',
  previous: 'Previous',
  next: 'Next',
  isFirst: 'This is the first one',
  isLast: 'This is the last one',
  place: (place: number, of: number): string => `${formatCount(place)} of ${formatCount(of)}`,
  looking: 'Looking for copies that differ…',
  none: 'No copies differ',
  noneSay: 'Where two volumes hold a file of one name that is not the same, it is shown here and you decide.',
  names: (names: number): string => `${count(names, 'name')} with copies that differ`,
  newestOpens: 'The newest copy opens; CFS changes none of them by itself.',
  more: 'There are more than these.',
} as const;

const numbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'];

/** "Two copies of Wedding speech.docx differ." */
export function headline(name: string, comparison: CopyComparison): string {
  const { length } = comparison.copies;
  const many = numbers[length] ?? String(length);
  if (length < 2) return `${named(name)} has one copy.`;
  if (!differs(comparison)) return `${many} copies of ${named(name)} are the same.`;
  return `${many} copies of ${named(name)} differ.`;
}

export function differs({ type, size, time, contents }: CopyComparison): boolean {
  return [type, size, time, contents].includes('different');
}

/** What a person should know before choosing, in a sentence or two. */
export function explanation(comparison: CopyComparison): string {
  const { copies, newest, onlyTime, type, contents } = comparison;
  const opens = copies.find((copy) => copy.opens);
  const said = (first: string): string =>
    opens === undefined ? first : `${first} ${named(opens.volume)}'s copy opens.`;
  if (type === 'different') return said(`They are not of one kind: ${listOf(copies.map(kindOn), 'plain')}.`);
  if (onlyTime) return said('Their contents are the same: only the time differs.');
  if (newest === null) {
    return said(
      contents === 'same'
        ? 'They have the same time and the contents are the same: none is newer.'
        : 'They have the same time: none is newer.',
    );
  }
  const oldest = Math.min(...copies.map((copy) => copy.mtimeMs));
  const newer = copies.find((copy) => copy.volume === newest);
  const apart = newer === undefined ? 0 : newer.mtimeMs - oldest;
  return said(`${named(newest)}'s copy is newer, by ${apartWords(apart)}.`);
}

function kindOn({ volume, type }: ComparedCopy): string {
  const name = named(volume);
  switch (type) {
    case 'file':
      return `${name} has a file`;
    case 'directory':
      return `${name} has a folder`;
    case 'symlink':
      return `${name} has a link`;
    case 'other':
      return `${name} has a device, socket or pipe`;
  }
}

const dayMs = 86_400_000;

/** "17 days", "3 min", "less than a second". */
export function apartWords(ms: number): string {
  if (ms >= 2 * dayMs) return count(Math.round(ms / dayMs), 'day');
  return ms < 1000 ? 'less than a second' : formatDuration(ms);
}

export interface DifferenceLine {
  readonly label: string;
  readonly value: string;
  readonly different: boolean;
}

const samenessWords: Readonly<Record<Sameness, string>> = { same: 'equal', different: 'differ', unknown: 'not read' };

/** What differs, line by line, as the pane beside the copies says it. */
export function differences(comparison: CopyComparison, text: TextDiff | null): readonly DifferenceLine[] {
  const { copies, type, size, time, contents, metadata, metadataNotes } = comparison;
  const sizes = copies.map((copy) => copy.size);
  const times = copies.map((copy) => copy.mtimeMs);
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const lines: DifferenceLine[] = [];
  const add = (label: string, sameness: Sameness, value = samenessWords[sameness]): void =>
    void lines.push({ label, value, different: sameness === 'different' });
  if (type === 'different') add('Kind', type);
  if (text === null) add(words.contents, contents);
  else add('Text', text.changed + text.removed + text.added > 0 ? 'different' : 'same', textWords(text));
  if (type === 'same') add(words.size, size, size === 'different' ? formatSize(spread(sizes)) : 'equal');
  add(words.modified, time, time === 'different' ? `${apartWords(spread(times))} apart` : 'equal');
  add('Owner, mode, attributes', metadata, metadata === 'different' ? listOf(metadataNotes, 'plain') : undefined);
  return lines;
}

export interface StoryEvent {
  readonly atMs: number;
  /** Whose marks stand beside it. */
  readonly volumes: readonly string[];
  readonly text: string;
}

/** What is known of how it came to this: when CFS placed it, and when each copy was changed last. Oldest first. */
export function story({ copies, placed }: CopyComparison): readonly StoryEvent[] {
  const byTime = new Map<number, string[]>();
  for (const { mtimeMs, volume } of copies) byTime.set(mtimeMs, [...(byTime.get(mtimeMs) ?? []), volume]);
  const events = Array.from(byTime, ([atMs, volumes]): StoryEvent => {
    const names = volumes.map(named);
    const who = listOf(names);
    return { atMs, volumes, text: plural(names.length, `${who}'s copy was changed last`, `${who} were changed last`) };
  });
  if (placed !== null) {
    const { volume, atMs } = placed;
    events.push({ atMs, volumes: [volume], text: `CFS placed it on ${named(volume)}` });
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** "1 line changed, 2 added". */
export function textWords({ changed, removed, added }: TextDiff): string {
  const parts: string[] = [];
  // Only the first says that these are lines.
  const lines = (number: number): string => (parts.length === 0 ? count(number, 'line') : formatCount(number));
  if (changed > 0) parts.push(`${lines(changed)} changed`);
  if (removed > 0) parts.push(`${lines(removed)} only left`);
  if (added > 0) parts.push(`${lines(added)} only right`);
  return parts.length === 0 ? 'equal' : listOf(parts, 'plain');
}

/** "xxh 41d0 … 9f2c". */
export function hashWords(hash: string): string {
  return `xxh ${hash.slice(0, 4)} … ${hash.slice(-4)}`;
}

/** Where a copy that is not kept goes, for how long. */
export function trashWords(trashDays: number | null): string {
  return trashDays === null
    ? "the copy not kept goes to its volume's trash until you empty it"
    : `the copy not kept goes to its volume's trash for ${count(trashDays, 'day')}`;
}
