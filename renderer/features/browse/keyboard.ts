import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { select, setClipboard, setExpanded, setRenaming, toggleSelected, useBrowse } from '../../state/browse.ts';
import { openEntry, paste, trashEntries } from '../../state/entries.ts';
import { notifyError, speak } from '../../state/notices.ts';
import { currentPool } from '../../state/pool.ts';
import { go, useRoute } from '../../state/route.ts';
import { entryAt, rowIndex, selectedEntries, useRows } from '../../state/rows.ts';
import type { EntryRow, Row } from '../../state/rows.ts';
import { count } from '../../text.ts';

/** What the list's keys do. Navigation follows the ARIA treegrid pattern, rows first; commands are the menu's. */

/** Ctrl, or Command where that is the habit. */
export function withCommand(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return /mac/i.test(navigator.userAgent) ? event.metaKey : event.ctrlKey;
}

/** The next entry row from `at` in a direction; note rows are passed over. */
function entryFrom(rows: readonly Row[], at: number, step: 1 | -1): EntryRow | null {
  for (let index = at; index >= 0 && index < rows.length; index += step) {
    const row = rows[index];
    if (row?.kind === 'entry') return row;
  }
  return null;
}

/** Everything between two rows, both included, from top to bottom. */
export function between(from: PoolPath | null, to: PoolPath): readonly PoolPath[] {
  const { rows } = useRows.getState();
  const a = Math.max(0, rowIndex(from ?? to));
  const b = rowIndex(to);
  return rows.slice(Math.min(a, b), Math.max(a, b) + 1).flatMap((row) => (row.kind === 'entry' ? [row.path] : []));
}

/** Goes to a row as a key or a click with these modifiers does. */
export function goToRow(path: PoolPath, how: { readonly extend: boolean; readonly keep: boolean }): void {
  const { anchor, focused } = useBrowse.getState();
  if (how.extend) {
    const from = anchor ?? focused ?? path;
    select(between(from, path), path, from);
  } else if (how.keep) useBrowse.setState({ focused: path });
  else select([path], path);
}

function moveBy(step: number, event: KeyboardEvent): void {
  const { rows } = useRows.getState();
  const at = rowIndex(useBrowse.getState().focused);
  const from = at < 0 ? (step > 0 ? -1 : rows.length) : at;
  const wanted = Math.max(0, Math.min(rows.length - 1, from + step));
  const direction = step > 0 ? 1 : -1;
  const row = entryFrom(rows, wanted, direction) ?? entryFrom(rows, wanted, direction === 1 ? -1 : 1);
  if (row !== null) goToRow(row.path, { extend: event.shiftKey, keep: withCommand(event) });
}

/** End was pressed while later rows were still on their way: the last one is followed until something else is done. */
let followed: PoolPath | null = null;

function toEnd(event: KeyboardEvent): void {
  moveBy(Infinity, event);
  followed = event.shiftKey || withCommand(event) ? null : useBrowse.getState().focused;
}

/** Called when rows came: keeps the keyboard on the last one after End. */
export function followEnd(): void {
  if (followed === null) return;
  if (useBrowse.getState().focused !== followed) followed = null;
  else {
    const { rows } = useRows.getState();
    const last = entryFrom(rows, rows.length - 1, -1);
    if (last === null || last.path === followed) return;
    followed = last.path;
    select([last.path], last.path);
  }
}

let typed = '';
let typedAt = 0;
/** Letters that come within this time belong together, in ms. */
const typeAheadMs = 1000;

/** Goes to the next row whose name begins with what was typed. The same letter again goes to the next such row. */
function typeAhead(letter: string): void {
  const now = performance.now();
  typed = now - typedAt > typeAheadMs ? letter : typed + letter;
  typedAt = now;
  const first = typed.charAt(0);
  const wanted = typed === first.repeat(typed.length) ? first : typed;
  const search = wanted.toLocaleLowerCase();
  const { rows } = useRows.getState();
  const at = Math.max(0, rowIndex(useBrowse.getState().focused));
  const start = wanted.length === 1 ? at + 1 : at;
  for (let step = 0; step < rows.length; step += 1) {
    const row = rows[(start + step) % rows.length];
    if (row?.kind === 'entry' && row.entry.name.toLocaleLowerCase().startsWith(search)) {
      select([row.path], row.path);
      return;
    }
  }
}

function clip(verb: 'move' | 'copy'): void {
  const pool = currentPool();
  const paths = selectedEntries()
    .filter((entry) => entry.foreign !== true)
    .map((entry) => entry.path as PoolPath);
  if (pool === null || paths.length === 0) return;
  setClipboard({ verb, pool: pool.id, paths });
  speak(`${count(paths.length, 'item')} ${verb === 'move' ? 'cut' : 'copied'}`);
}

export const cutSelection = (): void => clip('move');
export const copySelection = (): void => clip('copy');

/** The folder that a paste or a new folder is for: the one that is open. */
export function openFolder(): PoolPath {
  return useRoute.getState().route.path;
}

export function goUp(): void {
  const { path } = useRoute.getState().route;
  if (path !== rootPath) go({ path: parentPath(path) });
}

export function trashSelection(): void {
  void trashEntries(selectedEntries());
}

export function renameFocused(): void {
  const entry = entryAt(useBrowse.getState().focused);
  if (entry !== null && entry.foreign !== true) setRenaming(entry.path as PoolPath);
}

export function openFocused(): void {
  const entry = entryAt(useBrowse.getState().focused);
  if (entry !== null) openEntry(entry).catch(notifyError);
}

export function selectAll(): void {
  const { focused } = useBrowse.getState();
  const paths = useRows.getState().rows.flatMap((row) => (row.kind === 'entry' ? [row.path] : []));
  select(paths, focused ?? paths[0] ?? null);
}

function escape(): void {
  if (useBrowse.getState().clipboard !== null) setClipboard(null);
  else select([], useBrowse.getState().focused);
}

function right(): void {
  const { rows } = useRows.getState();
  const at = rowIndex(useBrowse.getState().focused);
  const row = rows[at];
  if (row?.kind !== 'entry' || row.entry.type !== 'directory' || row.entry.foreign === true) return;
  if (!row.expanded) {
    setExpanded(row.path, true);
    return;
  }
  const child = rows[at + 1];
  if (child?.kind === 'entry' && child.level > row.level) select([child.path], child.path);
}

function left(): void {
  const row = useRows.getState().rows[rowIndex(useBrowse.getState().focused)];
  if (row?.kind !== 'entry') return;
  if (row.expanded) setExpanded(row.path, false);
  else if (row.level > 0) {
    const parent = parentPath(row.path);
    select([parent], parent);
  }
}

const withoutCommand: Readonly<Record<string, (event: KeyboardEvent, page: number) => void>> = {
  ArrowDown: (event) => moveBy(1, event),
  ArrowUp: (event) => moveBy(-1, event),
  PageDown: (event, page) => moveBy(page, event),
  PageUp: (event, page) => moveBy(-page, event),
  Home: (event) => moveBy(-Infinity, event),
  End: toEnd,
  ArrowRight: right,
  ArrowLeft: left,
  Enter: openFocused,
  Backspace: goUp,
  F2: renameFocused,
  Delete: trashSelection,
  Escape: escape,
};

const commands: Readonly<Record<string, (event: KeyboardEvent, page: number) => void>> = {
  a: selectAll,
  x: cutSelection,
  c: copySelection,
  v: () => void paste(openFolder()),
  ' ': () => {
    const { focused } = useBrowse.getState();
    if (focused !== null) toggleSelected(focused);
  },
};

/** Handles a key of the list. True when it meant something here. `page`: rows that fit. */
export function listKey(event: KeyboardEvent, page: number): boolean {
  if (event.altKey || event.isComposing) return false;
  const command = withCommand(event);
  const moves = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].includes(event.key);
  const action =
    command && !moves
      ? event.shiftKey
        ? undefined
        : commands[event.key.toLocaleLowerCase()]
      : Object.hasOwn(withoutCommand, event.key)
        ? withoutCommand[event.key]
        : undefined;
  if (action !== undefined) {
    // What is typed after a command is a new word.
    typed = '';
    typedAt = -Infinity;
    action(event, page);
    return true;
  }
  if (command || event.key.length !== 1) return false;
  if (event.key === ' ' && performance.now() - typedAt > typeAheadMs) {
    commands[' ']?.(event, page);
    return true;
  }
  typeAhead(event.key);
  return true;
}
