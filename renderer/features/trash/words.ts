import { formatCount, formatSize } from '../../../shared/format.ts';
import type { TrashEntry } from '../../../shared/model.ts';
import { count, named, plural } from '../../text.ts';

/** Words of the trash. */
export const words = {
  title: 'Trash',
  chooseWhat: 'Choose what to restore',
  restore: 'Restore',
  restoreMany: (number: number): string => `Restore ${count(number, 'item')}`,
  restoreNamed: (name: string): string => `Restore ${named(name)}`,
  restored: (number: number): string => `${count(number, 'item')} restored`,
  notAllRestored: 'Not everything was restored',
  deleteMany: (number: number): string => `Delete ${count(number, 'item')}`,
  deleted: (number: number): string => `${count(number, 'item')} deleted for ever`,
  notDeleted: (number: number): string => `${count(number, 'item')} could not be deleted`,
  amount: (entries: readonly TrashEntry[]): string => `${count(entries.length, 'item')}, ${weightOf(entries)}`,
  empty: 'Empty trash',
  isEmpty: (pool: string): string => `The trash is empty on all volumes of ${named(pool)}`,
  isEmptySay: 'What you delete comes here first, on the volume that holds it.',
  chooseAll: 'Choose all',
  choose: (name: string): string => `Choose ${named(name)}`,
  name: 'Name',
  wasIn: 'Was in',
  volume: 'Volume',
  size: 'Size',
  deletedAt: 'Deleted',
  showMore: (number: number): string => `Show ${formatCount(number)} more`,
  andMore: (number: number): string => `and ${formatCount(number)} more`,
  emptyAsk: 'Empty the trash?',
  deleteAsk: (number: number): string => `Delete ${count(number, 'item')} for ever?`,
  deleteSay: (entries: readonly TrashEntry[]): string => `${words.amount(entries)}. This cannot be undone.`,
  taken: (number: number): string =>
    plural(number, 'Its place is taken', `The places of ${count(number, 'item')} are taken`),
  takenSay: (number: number): string =>
    plural(
      number,
      'Something of that name is there by now. Folders are merged; what is replaced goes to the trash.',
      'Things of those names are there by now. Folders are merged; what is replaced goes to the trash.',
    ),
  leave: 'Leave in trash',
  replace: 'Replace',
  keepBoth: 'Keep both',
  age: 'What is deleted for ever by itself',
  ageWords: (days: number | null): string => (days === null ? 'Keep for ever' : `Empty after ${count(days, 'day')}`),
} as const;

/** "12.4 MB"; of folders nobody knows what is in them: "12.4 MB and what is in 2 folders". */
function weightOf(entries: readonly TrashEntry[]): string {
  const folders = entries.filter(({ type }) => type === 'directory').length;
  const size = formatSize(entries.reduce((sum, entry) => sum + entry.size, 0));
  const inside = `what is in ${count(folders, 'folder')}`;
  if (folders === 0) return size;
  return folders === entries.length ? inside : `${size} and ${inside}`;
}
