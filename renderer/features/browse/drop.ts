import { getElementFromPointWithoutHoneypot } from '@atlaskit/pragmatic-drag-and-drop/get-element-from-point-without-honey-pot';
import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { addBookmarks } from '../../state/bookmarks.ts';
import { planOffered, useDrag } from '../../state/drag.ts';
import { dropOutcome } from '../../state/drag-rule.ts';
import type { Dragged, DropOutcome, DropPlace, DropWorld, HeldKeys } from '../../state/drag-rule.ts';
import { transferEntries, trashEntries } from '../../state/entries.ts';
import { onMac } from '../../state/keys.ts';
import { currentPool } from '../../state/pool.ts';
import { useRoute } from '../../state/route.ts';
import { entryAt, useRows } from '../../state/rows.ts';
import { sendToVolume } from '../../state/send.ts';
import { addDropped } from '../../state/upload.ts';
import { askVerb } from './drop-choice.tsx';

export interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/** A place to drop on, and where it is in the page. */
export interface Spot {
  readonly place: DropPlace;
  /** Carries `data-drop`; null: a row of the list, or the list. */
  readonly element: HTMLElement | null;
}

/** The place under the pointer; null: nothing takes a drop there. */
export function spotAt({ clientX, clientY }: Point): Spot | null {
  // While a drag begins, the library covers the pointer with an element of its own.
  const top = getElementFromPointWithoutHoneypot({ x: clientX, y: clientY });
  const element = top?.closest<HTMLElement>('[data-drop], [data-drop-rows]') ?? null;
  if (top === null || element === null) return null;
  const given = element.dataset['drop'];
  // Written by `dropPlace` alone.
  if (given !== undefined) return { place: JSON.parse(given) as DropPlace, element };
  return { place: { kind: 'folder', path: folderUnder(element, top) }, element: null };
}

/** The folder of the row, or the one that the row lies in. */
function folderUnder(list: HTMLElement, top: Element): PoolPath {
  const open = useRoute.getState().route.path;
  const hit = top.closest<HTMLElement>('[data-index]');
  if (hit === null || !list.contains(hit)) return open;
  const row = useRows.getState().rows.at(Number(hit.dataset['index']));
  if (row?.kind !== 'entry') return open;
  if (row.entry.type === 'directory') return row.path;
  return row.level === 0 ? open : parentPath(row.path);
}

function world(): DropWorld {
  const { screen } = useRoute.getState().route;
  const offer = planOffered();
  return {
    mac: onMac,
    volumes: currentPool()?.volumes ?? [],
    plan: offer ?? (screen === 'rebalance' ? 'waits' : 'none'),
    isForeign: (path) => entryAt(path)?.foreign === true,
  };
}

/** Where files from outside come to when they are dropped on a volume: the open folder, else the top of the pool. */
export function folderForNew(): PoolPath {
  const { screen, path } = useRoute.getState().route;
  return screen === 'files' ? path : rootPath;
}

export function outcomeAt(dragged: Dragged, place: DropPlace, keys: HeldKeys): DropOutcome {
  return dropOutcome(dragged, place, keys, world());
}

/** Does what the drop means. `items`: of the system, alive only while the event is handled. */
export function drop(
  dragged: Dragged,
  place: DropPlace,
  at: HeldKeys & Point,
  items: readonly DataTransferItem[] = [],
): void {
  const { verb, refused, asks } = outcomeAt(dragged, place, at);
  if (refused !== '' || verb === 'open') return;
  if (dragged.kind !== 'entries') {
    if (place.kind === 'folder') addDropped({ dest: place.path }, items);
    else if (place.kind === 'volume') addDropped({ dest: folderForNew(), volume: place.name }, items);
    return;
  }
  const paths = dragged.things.map(({ path }) => path);
  if (place.kind === 'bookmarks') addBookmarks(currentPool()?.id ?? '', paths, place.at);
  else if (place.kind === 'trash') void trashEntries(useDrag.getState().entries);
  else if (place.kind === 'volume') {
    if (verb === 'plan') planOffered()?.take(paths, place.name);
    else void sendToVolume(paths, place.name);
  } else if (place.kind === 'folder') {
    if (asks) askVerb(at, paths, place.path);
    else void transferEntries(verb === 'copy' ? 'copy' : 'move', paths, place.path);
  }
}
