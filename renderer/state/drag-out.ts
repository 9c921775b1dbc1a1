import { asAppError } from '../../shared/errors.ts';
import type { Entry } from '../../shared/model.ts';
import { capabilities, host } from '../api/host.ts';
import type { Dragged } from './drag-rule.ts';
import { startDrag, thingOf, useDrag } from './drag.ts';
import { notifyProblem } from './notices.ts';
import { currentPool } from './pool.ts';
import { words } from './words.ts';

/**
 * What other programs get of a drag. In a browser: one file, as a download. In the desktop window: the real files, by a
 * drag of the system's own; when that comes back over the window, it is known by its files and means what it meant here.
 */

/** Most files of one drag to other programs. */
export const mostOut = 5_000;
/** A drag of the system tells nothing when it ends elsewhere; after so long it is another one, ms. */
const longest = 10 * 60_000;

interface Ready {
  /** The element that was pressed. */
  readonly element: HTMLElement;
  readonly entries: readonly Entry[];
  /** Of the desktop; null: a browser's. */
  readonly native: { readonly id: string; readonly files: readonly string[] } | null;
  /** Of a browser. */
  readonly download: string | null;
}

let ready: Ready | null = null;
/** Why what was pressed last cannot be handed out. */
let refused: string | null = null;
let wanted = 0;
let session: { readonly entries: readonly Entry[]; readonly files: readonly string[]; readonly atMs: number } | null =
  null;

/** An entry was pressed: makes ready what a drag of these would hand to other programs. Never throws. */
export function prepareOut(element: HTMLElement, entries: readonly Entry[]): void {
  wanted += 1;
  ready = null;
  refused = null;
  session = null;
  const turn = wanted;
  const { dragOut, streams } = capabilities();
  const pool = currentPool();
  const [only] = entries;
  if (pool === null || only === undefined || entries.length > mostOut) return;
  const keep = (more: Pick<Ready, 'native' | 'download'>): void => {
    if (turn === wanted) ready = { element, entries, ...more };
  };
  // What cannot be handed out is dragged inside the window all the same.
  const nothing = (): void => undefined;
  if (dragOut) {
    const paths = entries.map(({ path }) => path);
    host()
      .call('drag.ready', { pool: pool.id, paths, id: String(turn) })
      .then(
        ({ files }) => keep({ native: { id: String(turn), files }, download: null }),
        (thrown: unknown) => {
          if (turn === wanted) refused = asAppError(thrown).message;
        },
      );
  } else if (streams && entries.length === 1 && only.type === 'file' && only.name.isWellFormed()) {
    host()
      .call('entry.link', { pool: pool.id, path: only.path })
      .then(({ url }) => keep({ native: null, download: downloadUrl(only.name, url) }), nothing);
  }
}

/** What Chromium reads as "this drag is a file": type, name, address. A colon would end the name. */
export function downloadUrl(name: string, url: string): string {
  return `application/octet-stream:${name.replaceAll(':', '_')}:${new URL(url, window.location.href).href}`;
}

/** Data for other programs of a drag that begins at this element. */
export function externalData(element: HTMLElement): Record<string, string> {
  return ready?.element === element && ready.download !== null ? { DownloadURL: ready.download } : {};
}

/**
 * Turns a drag that begins into one of the system, where the host can. True: it did, and the browser's own must not begin.
 */
export function beginNative(target: EventTarget | null): boolean {
  if (ready === null || ready.native === null || ready.element !== target) return false;
  const { entries, native } = ready;
  session = { entries, files: native.files, atMs: Date.now() };
  startDrag({ kind: 'entries', things: entries.map(thingOf) }, entries);
  host()
    .call('drag.begin', { id: native.id })
    .catch(() => forgetNative());
  return true;
}

/** Says why a drag that ended outside of the window handed out nothing, where the person may wonder. */
export function tellKept(
  things: number,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): void {
  const isInside = clientX >= 0 && clientY >= 0 && clientX <= window.innerWidth && clientY <= window.innerHeight;
  if (isInside || !capabilities().dragOut) return;
  const why = things > mostOut ? words.tooManyOut(mostOut) : refused;
  if (why !== null) notifyProblem(words.nothingHandedOut, why);
}

/** What is dragged, when a drag from the system is the one that began here; `items`: how many files it has. */
export function nativeDrag(items: number): { readonly dragged: Dragged; readonly entries: readonly Entry[] } | null {
  if (session === null || Date.now() - session.atMs > longest) return null;
  if (items !== session.files.length) return null;
  const { entries } = session;
  return { dragged: { kind: 'entries', things: entries.map(thingOf) }, entries };
}

/** Whether the files that were dropped are those of the drag that began here. */
export function isOwnDrop(items: readonly DataTransferItem[]): boolean {
  const bridge = window.cfs;
  if (session === null || bridge === undefined) return false;
  const dropped = items.flatMap((item) => item.getAsFile() ?? []).map((file) => bridge.pathOf(file));
  return sameFiles(dropped, session.files);
}

/** The same files, in whatever order. */
export function sameFiles(some: readonly string[], others: readonly string[]): boolean {
  const left = new Set(others);
  return some.length === others.length && some.every((file) => left.delete(file));
}

/** The drag of the system is over. */
export function forgetNative(): void {
  session = null;
  if (useDrag.getState().active) useDrag.setState(useDrag.getInitialState());
}
