import type { PointerEvent } from 'react';
import type { ColumnKey } from '../../../shared/settings.ts';
import { useSettings } from '../../state/settings.ts';
import { movedColumn, setColumns, setColumnWidth } from '../../state/view.ts';
import { nameWidth } from './columns.ts';

/** What the pointer does at the headers of the list: columns are made wider and put elsewhere. */

/** px that a press may move before it is a drag. */
const slack = 5;

const headOf = (element: Element, key: string): HTMLElement | null =>
  element.closest('[role=row]')?.querySelector<HTMLElement>(`[role=columnheader][data-column="${key}"]`) ?? null;

/** Follows the pointer until it is let go; Escape and a lost pointer give up. */
function follow(move: (event: globalThis.PointerEvent) => void, end: (kept: boolean) => void): void {
  const done = (kept: boolean): void => {
    controller.abort();
    end(kept);
  };
  const controller = new AbortController();
  const { signal } = controller;
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', () => done(true), { signal });
  window.addEventListener('pointercancel', () => done(false), { signal });
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      done(false);
    },
    { signal, capture: true },
  );
}

/** The left edge of a column is dragged: it takes from the name, or gives to it. Escape gives its width back. */
export function dragWidth(event: PointerEvent<HTMLElement>, key: ColumnKey): void {
  const handle = event.currentTarget;
  const head = headOf(handle, key);
  const name = headOf(handle, 'name');
  if (event.button !== 0 || head === null || name === null) return;
  event.preventDefault();
  event.stopPropagation();
  const [from, width] = [event.clientX, head.offsetWidth];
  const most = Math.max(width, width + name.offsetWidth - nameWidth);
  const { columns } = useSettings.getState().view;
  handle.setPointerCapture(event.pointerId);
  follow(
    ({ clientX }) => setColumnWidth(key, Math.min(most, width + from - clientX)),
    (kept) => {
      if (!kept) setColumns(columns);
    },
  );
}

/** Where a column would go: before this one; null: behind all. */
export interface ColumnPlace {
  readonly key: ColumnKey;
  readonly before: ColumnKey | null;
}

/** A header is dragged along the others. `show` is told where it would go, and null when it is over. */
export function dragColumn(
  event: PointerEvent<HTMLElement>,
  key: ColumnKey,
  show: (place: ColumnPlace | null) => void,
): void {
  if (event.button !== 0) return;
  const head = event.currentTarget;
  const from = event.clientX;
  let place: ColumnPlace | null = null;
  follow(
    ({ clientX }) => {
      if (place === null && Math.abs(clientX - from) < slack) return;
      // From now on it is no press of the button that it began on.
      head.setPointerCapture(event.pointerId);
      const heads = [...(head.closest('[role=row]')?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
      const next = heads.find((other) => {
        const { left, width } = other.getBoundingClientRect();
        return other.dataset['column'] !== 'name' && clientX < left + width / 2;
      });
      place = { key, before: (next?.dataset['column'] as ColumnKey | undefined) ?? null };
      show(place);
    },
    (kept) => {
      show(null);
      if (kept && place !== null) setColumns(movedColumn(useSettings.getState().view.columns, place.key, place.before));
    },
  );
}

/** As wide as the widest of what is in sight in this column, with its header. */
export function fitColumn(from: Element, key: ColumnKey): void {
  const list = from.closest('[role=treegrid]');
  if (list === null) return;
  const widths = [...list.querySelectorAll<HTMLElement>(`[data-column="${key}"]`)].map((cell) => {
    const range = document.createRange();
    // Of a header only its words, not the edge that is dragged.
    range.selectNodeContents(cell.querySelector('button') ?? cell);
    // What is cut off counts as well: the boxes of texts are as wide as the texts.
    const boxes = [...range.getClientRects()];
    const left = Math.min(...boxes.map((box) => box.left));
    const right = Math.max(...boxes.map((box) => box.right));
    return boxes.length === 0 ? 0 : right - left;
  });
  setColumnWidth(key, Math.ceil(Math.max(0, ...widths)) + 18);
}
