import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import { count } from '../../text.ts';

export interface DeletionWords {
  readonly title: string;
  /** How much, and on which volumes. */
  readonly figures: string;
  /** What of it has several copies; empty when nothing has. */
  readonly copies: string;
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** What is lost when these are deleted for ever, in words with figures. */
export function deletionWords(entries: readonly Entry[]): DeletionWords {
  const [first] = entries;
  const folders = entries.filter(({ type }) => type === 'directory');
  const known = folders.flatMap(({ folder }) => (folder === undefined || folder.partial ? [] : [folder]));
  const uncounted = folders.length - known.length;
  const plain = entries.length - folders.length;
  const files = known.reduce((sum, { files: inIt }) => sum + inIt, plain);
  const bytes = known.reduce((sum, folder) => sum + folder.bytes, 0) + sizeOf(entries);
  const inside = folders.length === 0 ? '' : ` in ${plain > 0 ? 'and beside ' : ''}${count(folders.length, 'folder')}`;
  const counted = files > 0 || uncounted === 0 ? `${count(files, 'file')}${inside}, ${formatSize(bytes)}` : '';
  const more =
    uncounted === 0
      ? ''
      : `${counted === '' ? 'A' : ', and a'}ll that is in ${count(uncounted, 'folder')}, which ${uncounted === 1 ? 'is' : 'are'} not counted yet`;
  const volumes = [...new Set(entries.flatMap((entry) => entry.volumes))].map(visibleName);
  const several = entries.filter((entry) => entry.type === 'file' && entry.volumes.length > 1);
  const [one] = several;
  return {
    title:
      entries.length === 1 && first !== undefined
        ? `Delete ${visibleName(first.name)} for ever?`
        : `Delete ${count(entries.length, 'item')} for ever?`,
    figures: `${counted}${more}, on ${list(volumes)}.`,
    copies:
      one === undefined
        ? ''
        : several.length === 1
          ? `${one.volumes.length === 2 ? 'Both' : `All ${String(one.volumes.length)}`} copies of ${visibleName(one.name)} are deleted.`
          : `All copies of ${count(several.length, 'file')} are deleted.`,
  };
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { type, size }) => (type === 'directory' ? sum : sum + size), 0);
}
