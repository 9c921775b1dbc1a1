import { formatCount } from '../../../shared/format.ts';
import { count, plural } from '../../text.ts';

/** Words of the trash. */
export const words = {
  title: 'Trash',
  chooseWhat: 'Choose what to restore',
  restore: 'Restore',
  restoreMany: (number: number): string => `Restore ${count(number, 'item')}`,
  restoreNamed: (name: string): string => `Restore ${name}`,
  restored: (number: number): string => `${count(number, 'item')} restored`,
  notAllRestored: 'Not everything was restored',
  deleteMany: (number: number): string => `Delete ${count(number, 'item')}`,
  deleted: (number: number): string => `${count(number, 'item')} deleted for ever`,
  notDeleted: (number: number): string => `${count(number, 'item')} could not be deleted`,
  amount: (number: number, size: string): string => `${count(number, 'item')}, ${size}`,
  empty: 'Empty trash',
  isEmpty: (pool: string): string => `The trash is empty on all volumes of ${pool}`,
  isEmptySay: 'What you delete comes here first, on the volume that holds it.',
  chooseAll: 'Choose all',
  choose: (name: string): string => `Choose ${name}`,
  name: 'Name',
  wasIn: 'Was in',
  volume: 'Volume',
  size: 'Size',
  deletedAt: 'Deleted',
  showMore: (number: number): string => `Show ${formatCount(number)} more`,
  andMore: (number: number): string => `and ${formatCount(number)} more`,
  emptyAsk: 'Empty the trash?',
  deleteAsk: (number: number): string => `Delete ${count(number, 'item')} for ever?`,
  deleteSay: (number: number, size: string): string =>
    size === ''
      ? `${count(number, 'item')}. This cannot be undone.`
      : `${count(number, 'item')}, ${size} of files. This cannot be undone.`,
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
