import { formatSize } from '../../../shared/format.ts';
import type { Entry, FolderSize } from '../../../shared/model.ts';
import { bothUnread, unreadWords, unsure } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import { count, listOf, named, plural } from '../../text.ts';
import { asSentence } from '../../ui/words.ts';

export interface DeletionWords {
  readonly title: string;
  /** How much, and on which volumes. */
  readonly figures: string;
  /** What the figures are without, and why; empty when all was counted. */
  readonly unread: string;
  /** What of it has several copies; empty when nothing has. */
  readonly copies: string;
}

/** What is lost when these are deleted for ever, in words with figures. */
export function deletionWords(entries: readonly Entry[]): DeletionWords {
  const [first] = entries;
  const folders = entries.filter(({ type }) => type === 'directory');
  // Of these there is something to tell; of the others only that nobody could count, or has counted yet.
  const known = folders.flatMap(({ folder }) => (folder !== undefined && isCounted(folder) ? [folder] : []));
  const waiting = folders.filter(({ folder }) => folder === undefined || folder.partial).length;
  const closed = folders.length - known.length - waiting;
  const unread = folders.reduce<Unread | undefined>((sum, { folder }) => bothUnread(sum, folder?.unread), undefined);
  const plain = entries.length - folders.length;
  const files = known.reduce((sum, { files: inIt }) => sum + inIt, plain);
  const bytes = known.reduce((sum, folder) => sum + folder.bytes, 0) + sizeOf(entries);
  const inside = count(folders.length, 'folder');
  const found =
    folders.length === 0
      ? count(files, 'file')
      : plain > 0
        ? `${count(files, 'file')} in and beside ${inside}`
        : `${count(files, 'file')} in ${inside}`;
  const isUnsure = known.some((folder) => folder.unread !== undefined);
  const counted = unsure(`${found}, ${formatSize(bytes)}`, isUnsure ? unread : undefined);
  const amounts = [
    files > 0 || waiting + closed === 0 ? counted : '',
    waiting === 0
      ? ''
      : `all that is in ${count(waiting, 'folder')}, which ${plural(waiting, 'is', 'are')} not counted yet`,
    closed === 0 ? '' : `all that is in ${count(closed, 'folder')}, which could not be read`,
  ].filter((part) => part !== '');
  const volumes = [...new Set(entries.flatMap((entry) => entry.volumes))].map(named);
  const several = entries.filter((entry) => entry.type === 'file' && entry.volumes.length > 1);
  const [one] = several;
  return {
    title:
      entries.length === 1 && first !== undefined
        ? `Delete ${named(first.name)} for ever?`
        : `Delete ${count(entries.length, 'item')} for ever?`,
    figures: `${asSentence(amounts.join(', and '))}, on ${listOf(volumes)}.`,
    unread: unread === undefined ? '' : `${asSentence(unreadWords(unread))}.`,
    copies:
      one === undefined
        ? ''
        : several.length > 1
          ? `All copies of ${count(several.length, 'file')} are deleted.`
          : one.volumes.length === 2
            ? `Both copies of ${named(one.name)} are deleted.`
            : `All ${String(one.volumes.length)} copies of ${named(one.name)} are deleted.`,
  };
}

function isCounted({ partial, files, unread }: FolderSize): boolean {
  return !partial && (unread === undefined || files > 0);
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { type, size }) => (type === 'directory' ? sum : sum + size), 0);
}
