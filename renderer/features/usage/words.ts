import { kindWords } from '../../../shared/kinds.ts';
import { formatAgo, formatDay, formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import { pathNames } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageFolder } from '../../../shared/usage.ts';
import { count } from '../../text.ts';
import type { Colouring } from './paint.ts';
import type { Part, Thing } from './thing.ts';

export const words = {
  usage: 'Usage',
  byVolume: 'By volume',
  byKind: 'By kind',
  byAge: 'By age',
  allocated: 'Allocated size',
  logical: 'Logical size',
  hint: 'Double-click to go in, Backspace to go out',
  name: 'Name',
  volumes: 'Volumes',
  size: 'Size',
  change: '30 days',
  showInFiles: 'Show in Files',
  goIn: 'Go in',
  largest: 'Largest files',
  oldest: 'Oldest',
  kinds: 'By kind',
  grown: 'Find what grew',
  wholePool: 'The whole pool',
} as const;

/** "+118 GB", "−31 GB", "0"; "–" while it is not known. */
export function changeWords(change: number | null): string {
  if (change === null) return '–';
  if (change === 0) return '0';
  return change > 0 ? `+${formatSize(change)}` : formatSize(change);
}

/** The name of a thing as it is shown. */
export function nameOf(thing: Pick<Thing, 'type' | 'name' | 'files'>): string {
  return thing.type === 'more' ? thing.name : visibleName(thing.name);
}

/** "Photos / 2025 / 07 Lofoten". */
export function trail(path: PoolPath): string {
  return pathNames(path).map(visibleName).join(' / ');
}

/** "262 GB on disk4, 39 GB on disk1". */
export function partsWords(parts: readonly Part[]): string {
  return parts.map((part) => `${formatSize(part.bytes)} on ${visibleName(part.volume)}`).join(', ');
}

/** Behind a size: " on disk4", or ": 262 GB on disk4, 39 GB on disk1"; empty when no volume is known. */
export function whereWords(parts: readonly Part[]): string {
  const [first] = parts;
  if (first === undefined) return '';
  return parts.length === 1 ? ` on ${visibleName(first.volume)}` : `: ${partsWords(parts)}`;
}

/** What a block says to a screen reader: name, size, share of the folder, where, and what its colour tells. */
export function blockWords(thing: Thing, whole: number, colouring: Colouring): string {
  const share = whole > 0 ? `, ${formatPercent(thing.bytes / whole)}` : '';
  const files = thing.type === 'file' ? '' : `, ${count(thing.files, 'file')}`;
  const base = `${nameOf(thing)}, ${formatSize(thing.bytes)}${share}${files}`;
  switch (colouring) {
    case 'volume':
      return thing.parts.length === 0 ? base : `${base}, ${partsWords(thing.parts.slice(0, 3))}`;
    case 'kind':
      return thing.kind === null ? base : `${base}, mostly ${kindWords[thing.kind].toLowerCase()}`;
    case 'age':
      return thing.newestMs === null ? base : `${base}, changed ${formatDay(thing.newestMs)}`;
  }
}

/** "16.3 TB in 412,806 files, counted 2 min ago"; "counted so far" while a volume was never counted whole. */
export function sumWords(
  shown: Pick<Thing, 'bytes' | 'files'>,
  folder: Pick<UsageFolder, 'partial' | 'countedMs'>,
  state: CatalogStatus['state'] | undefined,
  nowMs: number,
): string {
  const sum = `${formatSize(shown.bytes)} in ${count(shown.files, 'file')}`;
  if (shown.files === 0 && (state === 'off' || state === 'none')) return 'Not counted';
  if (folder.partial) return `${sum}, counted so far`;
  if (state === 'fresh') return `${sum}, as it is now`;
  return folder.countedMs === null ? sum : `${sum}, counted ${formatAgo(folder.countedMs, nowMs)}`;
}

/** What is not in the figures because it could not be read; null when all could. */
export function unreadWords(status: CatalogStatus | null): { readonly title: string; readonly text: string } | null {
  const unreadable = (status?.perVolume ?? []).flatMap((volume) => volume.unreadable);
  if (unreadable.length === 0) return null;
  const are = unreadable.length === 1 ? 'is' : 'are';
  return {
    title: `${count(unreadable.length, 'folder')} could not be read and ${are} not counted`,
    text: unreadable
      .slice(0, 3)
      .map(({ path }) => visibleName(path))
      .join(', '),
  };
}

/** Why there are no figures at all, and whether to count now would bring them. */
export function notCounted(status: CatalogStatus | null): { readonly text: string; readonly canCount: boolean } {
  switch (status?.state) {
    case 'off':
      return { text: 'The catalog, which the figures come from, cannot be used.', canCount: false };
    case 'none':
      return status.perVolume.every(({ state }) => state === 'offline')
        ? { text: 'None of the volumes is connected. They are counted as soon as they are.', canCount: false }
        : { text: 'The volumes were not looked through yet.', canCount: true };
    default:
      return { text: 'The volumes are looked through; the map grows as they are.', canCount: false };
  }
}
