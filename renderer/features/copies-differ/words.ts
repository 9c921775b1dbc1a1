import type { ComparedCopy, CopyComparison, Sameness } from '../../../shared/copies.ts';
import { formatDuration, formatSize, visibleName } from '../../../shared/format.ts';
import { count } from '../../text.ts';
import type { TextDiff } from './lines.ts';

const numbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'];

/** "Two copies of Wedding speech.docx differ." */
export function headline(name: string, comparison: CopyComparison): string {
  const { length } = comparison.copies;
  const many = numbers[length] ?? String(length);
  if (length < 2) return `${visibleName(name)} has one copy.`;
  if (!differs(comparison)) return `${many} copies of ${visibleName(name)} are the same.`;
  return `${many} copies of ${visibleName(name)} differ.`;
}

export function differs({ type, size, time, contents }: CopyComparison): boolean {
  return [type, size, time, contents].includes('different');
}

/** What a person should know before choosing, in a sentence or two. */
export function explanation(comparison: CopyComparison): string {
  const { copies, newest, onlyTime, type, contents } = comparison;
  const opens = copies.find((copy) => copy.opens);
  const opening = opens === undefined ? '' : ` ${visibleName(opens.volume)}'s copy opens.`;
  if (type === 'different') return `They are not of one kind: ${copies.map(kindOn).join(', ')}.${opening}`;
  if (onlyTime) return `Their contents are the same: only the time differs.${opening}`;
  if (newest === null) {
    const same = contents === 'same' ? ' and the contents are the same' : '';
    return `They have the same time${same}: none is newer.${opening}`;
  }
  const oldest = Math.min(...copies.map((copy) => copy.mtimeMs));
  const newer = copies.find((copy) => copy.volume === newest);
  const apart = newer === undefined ? 0 : newer.mtimeMs - oldest;
  return `${visibleName(newest)}'s copy is newer, by ${apartWords(apart)}.${opening}`;
}

function kindOn({ volume, type }: ComparedCopy): string {
  const kind =
    type === 'file' ? 'a file' : type === 'directory' ? 'a folder' : type === 'symlink' ? 'a link' : 'a device';
  return `${visibleName(volume)} has ${kind}`;
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
  if (text === null) add('Contents', contents);
  else add('Text', text.changed + text.removed + text.added > 0 ? 'different' : 'same', textWords(text));
  if (type === 'same') add('Size', size, size === 'different' ? formatSize(spread(sizes)) : 'equal');
  add('Modified', time, time === 'different' ? `${apartWords(spread(times))} apart` : 'equal');
  add('Owner, mode, attributes', metadata, metadata === 'different' ? metadataNotes.join(', ') : undefined);
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
    const names = volumes.map(visibleName);
    const who = names.length === 1 ? `${names[0] ?? ''}'s copy was` : `${names.join(' and ')} were`;
    return { atMs, volumes, text: `${who} changed last` };
  });
  if (placed !== null) {
    const { volume, atMs } = placed;
    events.push({ atMs, volumes: [volume], text: `CFS placed it on ${visibleName(volume)}` });
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** "1 line changed, 2 added". */
export function textWords({ changed, removed, added }: TextDiff): string {
  const parts: string[] = [];
  const add = (number: number, what: string): void => {
    if (number === 0) return;
    parts.push(parts.length === 0 ? `${count(number, 'line')} ${what}` : `${number.toLocaleString('en-GB')} ${what}`);
  };
  add(changed, 'changed');
  add(removed, 'only left');
  add(added, 'only right');
  return parts.length === 0 ? 'equal' : parts.join(', ');
}

/** "xxh 41d0 … 9f2c". */
export function hashWords(hash: string): string {
  return `xxh ${hash.slice(0, 4)} … ${hash.slice(-4)}`;
}

/** Where a copy that is not kept goes, for how long. */
export function trashWords(trashDays: number | null): string {
  const stay = trashDays === null ? 'until you empty it' : `for ${count(trashDays, 'day')}`;
  return `the copy not kept goes to its volume's trash ${stay}`;
}
