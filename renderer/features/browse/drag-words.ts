import { formatSize, visibleName } from '../../../shared/format.ts';
import type { DragCaption } from '../../state/drag.ts';
import { bytesOf, loadOf } from '../../state/drag-rule.ts';
import type { Dragged, DropOutcome, DropPlace } from '../../state/drag-rule.ts';
import { folderName } from '../../state/entries.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { count, firstOf, listOf, named } from '../../text.ts';

/** The name of the place, as a person reads it there. */
export function placeName(place: DropPlace): string {
  switch (place.kind) {
    case 'folder':
      return folderName(place.path);
    case 'volume':
      return visibleName(place.name);
    case 'trash':
      return 'trash';
    case 'bookmarks':
      return 'Bookmarks';
    case 'screen':
      return place.label;
  }
}

/**
 * What a drop here would do, without the volume that is still asked for.
 * @param open the folder that files from outside come to when they are dropped on a volume
 */
export function captionOf(
  dragged: Dragged,
  place: DropPlace,
  { verb, refused, asks }: DropOutcome,
  open: PoolPath = rootPath,
): DragCaption {
  const target = placeName(place);
  const plain = { verb, target, from: [], to: null, stays: false, refused, asks };
  if (dragged.kind === 'text' || verb === 'open') return { ...plain, amount: '' };
  if (dragged.kind === 'files') {
    const onto = place.kind === 'volume' && refused === '' ? { target: folderName(open), to: place.name } : {};
    return { ...plain, ...onto, amount: dragged.items > 0 ? count(dragged.items, 'item') : '' };
  }
  const { things } = dragged;
  if (place.kind === 'volume') {
    const { bytes, from } = loadOf(things, place.name);
    return { ...plain, amount: amountOf(things.length, bytes), from, to: place.name };
  }
  const from = [...new Set(things.flatMap(({ volumes }) => volumes))];
  const stays = (verb === 'move' && !asks) || verb === 'trash' || verb === 'keep';
  return { ...plain, amount: amountOf(things.length, bytesOf(things)), from, stays };
}

function amountOf(things: number, bytes: number | null): string {
  if (bytes === null) return count(things, 'item');
  return things === 1 ? formatSize(bytes) : `${count(things, 'item')}, ${formatSize(bytes)}`;
}

/** "Move to Photos". */
export function verbWords({ verb, target: at, asks }: Pick<DragCaption, 'verb' | 'target' | 'asks'>): string {
  const target = named(at);
  if (asks) return `Move or copy to ${target}`;
  switch (verb) {
    case 'move':
    case 'send':
    case 'trash':
      return `Move to ${target}`;
    case 'copy':
      return `Copy to ${target}`;
    case 'add':
      return `Add to ${target}`;
    case 'plan':
      return `Send to ${target} in this plan`;
    case 'keep':
      return `Add to ${target}`;
    case 'open':
      return `Hold to open ${target}`;
  }
}

/** Before the marks of the volumes that keep the bytes. */
export const staysOn = 'stays on';

/** At most so many volumes are named; more are counted. */
export const volumesNamed = 3;

/** All of it, for those who do not see it. */
export function captionWords(caption: DragCaption): string {
  const { target, amount, from, to, stays, refused } = caption;
  if (refused !== '') return `${named(target)}: ${refused}`;
  const giving = firstOf(from.map(named), volumesNamed);
  const where =
    stays && from.length > 0
      ? `${staysOn} ${giving}`
      : to === null
        ? ''
        : from.length === 0
          ? `to ${named(to)}`
          : `from ${giving} to ${named(to)}`;
  return listOf(
    [verbWords(caption), amount, where].filter((part) => part !== ''),
    'plain',
  );
}
