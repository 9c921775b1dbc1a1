import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { containsFiles } from '@atlaskit/pragmatic-drag-and-drop/utils/contains-files';
import { dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/adapter/drop-target-for-external';
import { monitorForExternal } from '@atlaskit/pragmatic-drag-and-drop/adapter/monitor-for-external';
import { getElementFromPointWithoutHoneypot } from '@atlaskit/pragmatic-drag-and-drop/get-element-from-point-without-honey-pot';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { setDropTarget, setExpanded, useBrowse } from '../../state/browse.ts';
import { endDrag, setCaption, startDrag, useDrag } from '../../state/drag.ts';
import type { DragCaption } from '../../state/drag.ts';
import { folderName, placeable, transferEntries, whyHere } from '../../state/entries.ts';
import { speak } from '../../state/notices.ts';
import { currentPool } from '../../state/pool.ts';
import { useRoute } from '../../state/route.ts';
import { entryAt, useRows } from '../../state/rows.ts';
import { addDropped } from '../../state/upload.ts';
import { count } from '../../text.ts';

/** A folder opens under a resting drag after this time, in ms. */
const springMs = 700;
/** Within this distance of its edge the list scrolls, px; and at most so far per frame. */
const edge = 36;
const edgeSpeed = 14;

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/** The folder that would take a drop at this point: the folder of the row, or the one that the row lies in. */
function folderUnder(list: HTMLElement, point: Point): PoolPath {
  const open = useRoute.getState().route.path;
  // While a drag begins, the library covers the pointer with an element of its own.
  const top = getElementFromPointWithoutHoneypot({ x: point.clientX, y: point.clientY });
  const hit = top?.closest<HTMLElement>('[data-index]');
  if (hit === null || hit === undefined || !list.contains(hit)) return open;
  const row = useRows.getState().rows.at(Number(hit.dataset['index']));
  if (row?.kind !== 'entry') return open;
  if (row.entry.type === 'directory') return row.path;
  return row.level === 0 ? open : parentPath(row.path);
}

function amountOf(entries: readonly Entry[]): string {
  const folders = entries.some((entry) => entry.type === 'directory');
  if (folders || entries.length === 0) return count(entries.length, 'item');
  return formatSize(entries.reduce((sum, entry) => sum + entry.size, 0));
}

function refusal(paths: readonly PoolPath[], target: PoolPath, verb: 'move' | 'copy', external: boolean): string {
  const pool = currentPool();
  const entry = entryAt(target);
  if (entry?.foreign === true) return 'it is not part of the pool';
  const writable = pool?.volumes.some((volume) => volume.state === 'online' && volume.mode === 'read-write');
  if ((external || verb === 'copy') && writable !== true) return 'no volume takes new files now';
  if (external || placeable(paths, target, verb).length > 0) return '';
  return paths.includes(target) || paths.some((path) => target.startsWith(`${path}/`))
    ? 'a folder cannot go into itself'
    : 'it is here already';
}

/** The choice of a volume for new bytes is asked once per folder and size of a drag. */
let asked = { key: '', to: null as string | null };

function predict(target: PoolPath, size: number, show: (to: string) => void): string | null {
  const key = `${target}\n${size}`;
  if (asked.key === key) return asked.to;
  asked = { key, to: null };
  whyHere(target, size)
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

function captionFor(verb: DragCaption['verb'], target: PoolPath, items: number): DragCaption {
  const { paths } = useDrag.getState();
  const entries = paths.map((path) => entryAt(path)).filter((entry) => entry !== null);
  const external = verb === 'Add';
  const from = external ? [] : [...new Set(entries.flatMap((entry) => entry.volumes))];
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const caption = {
    verb,
    target: folderName(target),
    amount: external ? (items > 0 ? count(items, 'item') : '') : amountOf(entries),
    from,
    refused: refusal(paths, target, verb === 'Copy' ? 'copy' : 'move', external),
  };
  const writes = caption.refused === '' && verb !== 'Move';
  const show = (to: string): void => {
    const now = useDrag.getState().caption;
    // The answer may come when the drag has gone on or is over.
    if (now?.verb === verb && now.target === caption.target) setCaption({ ...now, to });
  };
  const to = writes ? predict(target, size, show) : null;
  return { ...caption, to };
}

export function captionWords({ verb, target, amount, from, to, refused }: DragCaption): string {
  if (refused !== '') return `Cannot ${verb.toLowerCase()} to ${target}: ${refused}`;
  const names = from.map(visibleName).join(', ');
  const stays = verb === 'Move' && from.length > 0 ? `stays on ${names}` : '';
  const goes = to === null ? '' : `${names === '' ? '' : `from ${names} `}to ${visibleName(to)}`;
  return [`${verb} to ${target}`, amount, stays, goes].filter((part) => part !== '').join(', ');
}

/** Makes the list a place to drop on, for rows of the window and for files of the system. */
export function acceptDrops(list: HTMLElement, follow: (point: Point) => void): () => void {
  let spring: { path: PoolPath; timer: ReturnType<typeof setTimeout> } | null = null;
  let shown = '';

  const rest = (path: PoolPath | null): void => {
    if (spring?.path === path) return;
    if (spring !== null) clearTimeout(spring.timer);
    spring = null;
    if (path === null || entryAt(path)?.type !== 'directory' || useBrowse.getState().expanded.has(path)) return;
    spring = { path, timer: setTimeout(() => setExpanded(path, true), springMs) };
  };

  const scroll = ({ clientY }: Point): void => {
    const box = list.getBoundingClientRect();
    const over = clientY < box.top + edge ? clientY - box.top - edge : Math.max(0, clientY - box.bottom + edge);
    if (over !== 0) list.scrollBy(0, (over / edge) * edgeSpeed);
  };

  const hover = (point: Point, verb: DragCaption['verb'], items: number): void => {
    scroll(point);
    const target = folderUnder(list, point);
    const key = `${verb}\n${target}`;
    if (key === shown) return;
    shown = key;
    setDropTarget(target);
    rest(target);
    const caption = captionFor(verb, target, items);
    setCaption(caption);
    speak(captionWords(caption));
  };

  const leave = (): void => {
    shown = '';
    rest(null);
    setDropTarget(null);
    setCaption(null);
  };

  const over = (element: Element, targets: readonly { readonly element: Element }[]): boolean =>
    targets.some((target) => target.element === element);

  const verbOf = (input: { readonly ctrlKey: boolean; readonly altKey: boolean }): 'Copy' | 'Move' =>
    input.ctrlKey || input.altKey ? 'Copy' : 'Move';

  return combine(
    dropTargetForElements({
      element: list,
      canDrop: ({ source }) => source.data['kind'] === 'entries',
      getDropEffect: ({ input }) => (verbOf(input) === 'Copy' ? 'copy' : 'move'),
      onDrop: ({ location }) => {
        // A quick drop may come before any caption: everything is asked anew.
        const { paths } = useDrag.getState();
        const target = folderUnder(list, location.current.input);
        const verb = verbOf(location.current.input) === 'Copy' ? 'copy' : 'move';
        if (refusal(paths, target, verb, false) === '') void transferEntries(verb, paths, target);
      },
    }),
    monitorForElements({
      canMonitor: ({ source }) => source.data['kind'] === 'entries',
      onDrag: ({ location }) => {
        const { input, dropTargets } = location.current;
        follow(input);
        if (over(list, dropTargets)) hover(input, verbOf(input), 0);
        else leave();
      },
      onDrop: () => {
        // The target's own onDrop comes first.
        leave();
        endDrag();
      },
    }),
    dropTargetForExternal({
      element: list,
      canDrop: containsFiles,
      getDropEffect: () => 'copy',
      onDrop: ({ location, source }) => {
        const target = folderUnder(list, location.current.input);
        if (refusal([], target, 'copy', true) === '') addDropped(target, source.items);
      },
    }),
    monitorForExternal({
      canMonitor: containsFiles,
      onDragStart: () => startDrag([]),
      onDrag: ({ location, source }) => {
        const { input, dropTargets } = location.current;
        follow(input);
        if (over(list, dropTargets)) hover(input, 'Add', source.items.length);
        else leave();
      },
      onDrop: () => {
        leave();
        endDrag();
      },
    }),
    () => rest(null),
  );
}
