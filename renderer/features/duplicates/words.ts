import type { DuplicateGroup, DuplicateReport, KeepRule } from '../../../shared/duplicates.ts';
import { formatAgo, formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import { baseName } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { count } from '../../text.ts';
import type { Sum } from './choices.ts';

/** "124 MB in 12 groups of duplicates". */
export function headline({ groups, wasted }: DuplicateReport): string {
  if (groups === 0) return 'No duplicates';
  return `${formatSize(wasted)} in ${count(groups, 'group')} of duplicates`;
}

/** What was looked at, when, and what was not. */
export function explanation({ path, larger, looked, endedMs, away }: DuplicateReport): string {
  const where = path === '/' ? 'the whole pool' : visibleName(baseName(path as PoolPath));
  const from = larger > 1 ? `, files from ${formatSize(larger)} on` : '';
  const when = endedMs === null ? '' : ` ${formatAgo(endedMs)}`;
  const read = looked === 0 ? 'no two files have the same size' : `${count(looked, 'file')} compared`;
  const not = away.length === 0 ? '' : ` Not connected, and not looked at: ${away.map(visibleName).join(', ')}.`;
  return `Looked through ${where}${from}${when}: ${read}.${not}`;
}

/** "3 x 12.3 MB". */
export function groupWords({ files, size }: DuplicateGroup): string {
  return `${formatCount(files.length)} × ${formatSize(size)}`;
}

export function ruleWords(rule: KeepRule): string {
  switch (rule.keep) {
    case 'oldest':
      return 'Keep the oldest';
    case 'newest':
      return 'Keep the newest';
    case 'volume':
      return `Keep the one on ${visibleName(rule.volume)}`;
  }
}

/** "Moves 14 files, 124 MB". */
export function sumWords({ files, bytes }: Sum): string {
  return files === 0 ? 'Nothing goes so far' : `Moves ${count(files, 'file')}, ${formatSize(bytes)}, to the trash`;
}
