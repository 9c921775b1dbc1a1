import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { containsFiles } from '@atlaskit/pragmatic-drag-and-drop/utils/contains-files';
import { dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/adapter/drop-target-for-external';
import { monitorForExternal } from '@atlaskit/pragmatic-drag-and-drop/adapter/monitor-for-external';
import type { DropTargetRecord } from '@atlaskit/pragmatic-drag-and-drop/types';
import type { PoolPath } from '../../../shared/path.ts';
import { setDropTarget } from '../../state/browse.ts';
import { endDrag, setCaption, setSplit, startDrag, useDrag } from '../../state/drag.ts';
import type { DragCaption } from '../../state/drag.ts';
import type { Dragged, DropPlace, HeldKeys } from '../../state/drag-rule.ts';
import { folderUsage, whyHere } from '../../state/entries.ts';
import { speak } from '../../state/notices.ts';
import { currentPool } from '../../state/pool.ts';
import { forgetNative, isOwnDrop, nativeDrag, tellKept } from '../../state/drag-out.ts';
import { doneWords } from './command-words.ts';
import { captionOf, captionWords } from './drag-words.ts';
import { folderForNew, drop, outcomeAt, spotAt } from './drop.ts';
import type { Point, Spot } from './drop.ts';
import { scrollAt } from './drag-scroll.ts';
import { endSprings, restAt } from './drag-spring.ts';

type At = HeldKeys & Point;

/** Things of the list of a plan are dragged by that screen; onto the sidebar's volumes too. */
interface PlanRow extends Record<string | symbol, unknown> {
  readonly kind: 'plan-row';
  readonly path: string;
  readonly from: string;
  readonly bytes: number;
}

const isPlanRow = (data: Record<string | symbol, unknown>): data is PlanRow => data['kind'] === 'plan-row';
const isEntries = (data: Record<string | symbol, unknown>): boolean => data['kind'] === 'entries';
/** A bookmark is put in another place by the sidebar; onto a volume it stands for its folder. */
const isBookmark = (data: Record<string | symbol, unknown>): boolean => data['kind'] === 'bookmark';

/** Places that mean something for what is dragged: only entries themselves go into folders and to the trash. */
function means(data: Record<string | symbol, unknown>, { kind }: DropPlace): boolean {
  return isEntries(data) || kind === 'volume' || (kind === 'screen' && isBookmark(data));
}

function draggedOf(data: Record<string | symbol, unknown>): Dragged | null {
  if (isEntries(data)) return useDrag.getState().dragged;
  const { path: bookmarked } = data;
  if (isBookmark(data) && typeof bookmarked === 'string') {
    const thing = { path: bookmarked as PoolPath, type: 'directory', bytes: null, volumes: [] } as const;
    return { kind: 'entries', things: [thing] };
  }
  if (!isPlanRow(data)) return null;
  const { path, from, bytes } = data;
  // Paths of a plan are the host's.
  return { kind: 'entries', things: [{ path: path as PoolPath, type: 'file', bytes, volumes: [from] }] };
}

/** The choice of a volume for new bytes is asked once per folder and size of a drag. */
let asked = { key: '', to: null as string | null };

function predict(path: PoolPath, size: number, show: (to: string) => void): string | null {
  const key = `${path}\n${String(size)}`;
  if (asked.key === key) return asked.to;
  asked = { key, to: null };
  whyHere(path, size)
    .then(({ candidates }) => {
      const chosen = candidates.find((candidate) => candidate.chosen)?.volume;
      if (asked.key !== key || chosen === undefined) return;
      asked = { key, to: chosen };
      show(chosen);
    })
    .catch(() => {
      // The caption then says nothing of the volume; the drop itself reports what fails.
    });
  return null;
}

/** So many folders of one drag are asked how they lie on their volumes. */
const splitsAsked = 20;
let splitsOf: Dragged | null = null;

/** Of folders on several volumes it has to be known what of them would go; asked once, over the first volume. */
function askSplits(dragged: Dragged, again: () => void): void {
  const pool = currentPool();
  if (dragged.kind !== 'entries' || pool === null || splitsOf !== null) return;
  splitsOf = dragged;
  const folders = dragged.things.filter(({ type, volumes }) => type === 'directory' && volumes.length > 1);
  if (folders.length > splitsAsked) return;
  for (const { path } of folders) {
    folderUsage(pool.id, path, new AbortController().signal)
      .then(({ root, volumes, partial }) => {
        if (partial) return;
        setSplit(path, Object.fromEntries(volumes.map((volume, at) => [volume, root.split[at] ?? 0])));
        again();
      })
      .catch(() => {
        // The caption then counts items; what does not fit is refused by the host.
      });
  }
}

/** What the pointer is over, and what is shown of it. */
function createHover(follow: (point: Point) => void) {
  let shown = '';
  let marked: HTMLElement | null = null;
  let last: { readonly dragged: Dragged; readonly at: At } | null = null;

  const mark = (spot: Spot | null, refused: boolean): void => {
    const next = spot?.element ?? null;
    if (marked !== null && marked !== next) delete marked.dataset['over'];
    marked = next;
    if (next !== null) next.dataset['over'] = refused ? 'refuses' : 'takes';
    const { place, element } = spot ?? {};
    setDropTarget(place?.kind === 'folder' && element === null ? place.path : null);
  };

  const leave = (): void => {
    shown = '';
    last = null;
    mark(null, false);
    restAt(null);
    scrollAt(null);
    setCaption(null);
  };

  const over = (dragged: Dragged, at: At): void => {
    last = { dragged, at };
    follow(at);
    scrollAt(at);
    const spot = spotAt(at);
    if (spot === null && dragged.kind !== 'text') {
      shown = '';
      mark(null, false);
      restAt(null);
      setCaption(null);
      return;
    }
    const place = spot?.place ?? { kind: 'trash' as const };
    const outcome = outcomeAt(dragged, place, at);
    const base = captionOf(dragged, place, outcome, folderForNew());
    const caption = dragged.kind === 'text' ? { ...base, target: doneWords.notHere } : base;
    const key = JSON.stringify([place, caption]);
    if (key === shown) return;
    shown = key;
    mark(spot, outcome.refused !== '');
    // What is dragged itself does not open under its own drag.
    restAt(place.kind === 'folder' && useDrag.getState().paths.has(place.path) ? null : spot);
    const { verb } = outcome;
    const writes = outcome.refused === '' && place.kind === 'folder' && (verb === 'copy' || verb === 'add');
    const show = (to: string): void => {
      const now = useDrag.getState().caption;
      // The answer may come when the drag has gone on or is over.
      if (now?.verb === caption.verb && now.target === caption.target) setCaption({ ...now, to });
    };
    const size = dragged.kind === 'entries' ? dragged.things.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : 0;
    const told: DragCaption = writes ? { ...caption, to: predict(place.path, size, show) } : caption;
    setCaption(told);
    speak(captionWords(told));
    if (place.kind === 'volume') askSplits(dragged, again);
  };

  const again = (): void => {
    const { dragged } = useDrag.getState();
    if (last !== null && dragged !== null) over(dragged, last.at);
  };

  return { over, leave };
}

const isOurs = (targets: readonly DropTargetRecord[]): boolean => targets[0]?.element === document.documentElement;

/** How many files are dragged, while the system does not let them be seen. */
function countOutside(): { readonly now: () => number; readonly end: () => void } {
  let items = 0;
  const count = (event: DragEvent): void => {
    items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length;
  };
  window.addEventListener('dragenter', count, { capture: true });
  return { now: () => items, end: () => window.removeEventListener('dragenter', count, { capture: true }) };
}

/**
 * Makes every place of the window take drops, of its own rows and of other programs. One target, the whole page, stands
 * for all: places come and go while one drags (folders open, rows scroll), and are found under the pointer.
 * @param follow is told where the pointer is, for the caption
 */
export function startDragging(follow: (point: Point) => void): () => void {
  const hover = createHover(follow);
  const page = document.documentElement;
  const outside = countOutside();

  /** Drags from other programs; one of our own files that came back over the window is ours. */
  const fromOutside = (files: boolean): Dragged => {
    if (!files) return { kind: 'text' };
    const items = outside.now();
    return nativeDrag(items)?.dragged ?? { kind: 'files', items };
  };
  const accepts = (dragged: Dragged | null, at: At): boolean => {
    const spot = dragged === null ? null : spotAt(at);
    if (spot === null || dragged === null) return false;
    const { refused, verb } = outcomeAt(dragged, spot.place, at);
    return refused === '' && verb !== 'open';
  };
  const begin = (dragged: Dragged): void => {
    asked = { key: '', to: null };
    splitsOf = null;
    startDrag(dragged, dragged.kind === 'entries' ? nativeDrag(outside.now())?.entries : []);
  };
  const end = (dropped: boolean): void => {
    hover.leave();
    endSprings(!dropped);
    endDrag();
  };

  return combine(
    dropTargetForElements({
      element: page,
      canDrop: ({ source, input }) => {
        const spot = spotAt(input);
        return spot !== null && means(source.data, spot.place) && accepts(draggedOf(source.data), input);
      },
      // Whoever draws a caption of its own knows the volume by this.
      getData: ({ input }) => {
        const place = spotAt(input)?.place;
        return place?.kind === 'volume' ? { volume: place.name } : {};
      },
      getDropEffect: ({ source, input }) => {
        const [dragged, spot] = [draggedOf(source.data), spotAt(input)];
        if (dragged === null || spot === null) return 'move';
        return outcomeAt(dragged, spot.place, input).verb === 'copy' ? 'copy' : 'move';
      },
    }),
    monitorForElements({
      canMonitor: ({ source: { data } }) => isEntries(data) || isPlanRow(data) || isBookmark(data),
      onDragStart: () => {
        asked = { key: '', to: null };
        splitsOf = null;
      },
      onDrag: ({ source, location }) => {
        // What is dragged in a plan has a caption there.
        if (isPlanRow(source.data)) return;
        const { input } = location.current;
        const [dragged, spot] = [draggedOf(source.data), spotAt(input)];
        if (dragged === null) return;
        if (isEntries(source.data) || (spot !== null && means(source.data, spot.place))) hover.over(dragged, input);
        else hover.leave();
      },
      onDrop: ({ source, location }) => {
        const { input, dropTargets } = location.current;
        const ours = isOurs(dropTargets);
        // A quick drop may come before any caption: everything is asked anew.
        const [dragged, spot] = [draggedOf(source.data), ours ? spotAt(input) : null];
        if (dragged !== null && spot !== null) drop(dragged, spot.place, input);
        if (isEntries(source.data) && !ours && dragged?.kind === 'entries') tellKept(dragged.things.length, input);
        if (!isPlanRow(source.data)) end(ours);
      },
    }),
    dropTargetForExternal({
      element: page,
      canDrop: ({ source, input }) => accepts(fromOutside(containsFiles({ source })), input),
      getDropEffect: () => 'copy',
    }),
    monitorForExternal({
      canMonitor: () => true,
      onDragStart: ({ source }) => begin(fromOutside(containsFiles({ source }))),
      onDrag: ({ location }) => {
        const { dragged } = useDrag.getState();
        if (dragged !== null) hover.over(dragged, location.current.input);
      },
      onDrop: ({ location, source }) => {
        const { input, dropTargets } = location.current;
        const ours = isOurs(dropTargets);
        const spot = ours ? spotAt(input) : null;
        if (spot !== null) {
          const own = isOwnDrop(source.items);
          const { dragged } = useDrag.getState();
          if (own && dragged?.kind === 'entries') drop(dragged, spot.place, input);
          else drop({ kind: 'files', items: source.items.length }, spot.place, input, source.items);
          forgetNative();
        }
        end(ours);
      },
    }),
    outside.end,
    () => end(false),
  );
}
