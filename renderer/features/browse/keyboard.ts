import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import {
  invertSelection,
  select,
  selectAllRows,
  selectRange,
  setExpanded,
  toggleSelected,
  useBrowse,
} from '../../state/browse.ts';
import { onMac } from '../../state/keys.ts';
import { notifyNote } from '../../state/notices.ts';
import { isWhole, rowIndex, useRows } from '../../state/rows.ts';
import type { EntryRow } from '../../state/rows.ts';
import { doneWords } from './command-words.ts';
import { listAct } from './list-keys.ts';
import type { Direction, ListAct, Reach } from './list-keys.ts';
import { findByStart, TypeAhead } from './type-ahead.ts';

/** What the list's keys do. Navigation follows the ARIA treegrid pattern, rows first; commands (commands.ts) have their own. */

/** Ctrl, or Command where that is the habit. */
export function withCommand(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return onMac ? event.metaKey : event.ctrlKey;
}

/** The next entry row from `at` in a direction; rows that are no entries are passed over. */
function entryFrom(at: number, step: 1 | -1): PoolPath | null {
  const { rows } = useRows.getState();
  for (let index = at; index >= 0 && index < rows.length; index += step) {
    const entry = rows.entryAt(index);
    // Entries come from the host, which made their paths.
    if (entry !== undefined) return entry.path as PoolPath;
  }
  return null;
}

/** Goes to a row as a key or a press does. */
export function reachRow(path: PoolPath, reach: Reach): void {
  if (reach === 'select') select([path], path);
  else if (reach === 'focus') useBrowse.setState({ focused: path });
  else selectRange(path, reach === 'add');
}

/** Rows from one to where a key leads. `page`: rows that fit; `columns`: rows that stand side by side. */
function stepOf(to: Direction, page: number, columns: number): number {
  switch (to) {
    case 'up':
      return -columns;
    case 'down':
      return columns;
    case 'left':
      return -1;
    case 'right':
      return 1;
    case 'page-up':
      return -page * columns;
    case 'page-down':
      return page * columns;
    case 'home':
      return -Infinity;
    case 'end':
      return Infinity;
  }
}

/** End was pressed while later rows were still on their way: the last one is followed until something else is done. */
let followed: PoolPath | null = null;

function move(to: Direction, reach: Reach, page: number, columns: number): void {
  const { rows } = useRows.getState();
  const step = stepOf(to, page, columns);
  const at = rowIndex(useBrowse.getState().focused);
  const from = at < 0 ? (step > 0 ? -1 : rows.length) : at;
  const beyond = from + step < 0 || from + step >= rows.length;
  // In a line of tiles there is nothing above the first line and below the last.
  if (columns > 1 && beyond && at >= 0 && (to === 'up' || to === 'down')) return;
  const wanted = Math.max(0, Math.min(rows.length - 1, from + step));
  const direction = step > 0 ? 1 : -1;
  const path = entryFrom(wanted, direction) ?? entryFrom(wanted, direction === 1 ? -1 : 1);
  if (path === null) return;
  reachRow(path, reach);
  followed = to === 'end' && reach === 'select' ? path : null;
}

/** Called when rows came: keeps the keyboard on the last one after End. */
export function followEnd(): void {
  if (followed === null) return;
  if (useBrowse.getState().focused !== followed) followed = null;
  else {
    const last = entryFrom(useRows.getState().rows.length - 1, -1);
    if (last === null || last === followed) return;
    followed = last;
    select([last], last);
  }
}

const typeAhead = new TypeAhead();

/** Ends the word that is being typed. True when there was one: Escape then does nothing else. */
export function endTyping(): boolean {
  return typeAhead.end(performance.now());
}

/** Goes to the next row whose name begins with what was typed. */
function typeLetter(letter: string): void {
  const { wanted, stay } = typeAhead.add(letter, performance.now());
  const { rows } = useRows.getState();
  const at = Math.max(0, rowIndex(useBrowse.getState().focused));
  const found = findByStart(rows.length, stay ? at : at + 1, wanted, (index) => rows.entryAt(index)?.name);
  const path = rows.entryAt(found)?.path as PoolPath | undefined;
  if (path !== undefined) select([path], path);
}

/** Everything in the list, also what has not come yet. The row of the keyboard stays where it is. */
export function selectAll(): void {
  selectAllRows(!isWhole());
}

/** What was selected is not, and all else is. */
export function selectOthers(): void {
  invertSelection(!isWhole());
}

function focusedRow(): EntryRow | null {
  const { rows } = useRows.getState();
  const row = rows.at(rowIndex(useBrowse.getState().focused));
  return row?.kind === 'entry' ? row : null;
}

const canExpand = ({ entry }: EntryRow): boolean => entry.type === 'directory' && entry.foreign !== true;

function expand(): void {
  const row = focusedRow();
  if (row === null || !canExpand(row)) return;
  if (!row.expanded) {
    setExpanded(row.path, true);
    return;
  }
  const { rows } = useRows.getState();
  const child = rows.at(rows.indexOf(row.path) + 1);
  if (child?.kind === 'entry' && child.level > row.level) select([child.path], child.path);
}

function collapse(): void {
  const row = focusedRow();
  if (row === null) return;
  if (row.expanded) setExpanded(row.path, false);
  else if (row.level > 0) {
    const parent = parentPath(row.path);
    select([parent], parent);
  }
}

/** Folders that are expanded at once, at most: each one is watched as long as it is open. */
const mostExpanded = 100;

/** Expands the folders that stand beside the row of the keyboard. */
function expandSiblings(): void {
  const focus = focusedRow();
  if (focus === null) return;
  const { rows } = useRows.getState();
  const folder = parentPath(focus.path);
  const found: PoolPath[] = [];
  let more = 0;
  // They stand first in each folder, but the order may be another one.
  for (let index = 0; index < rows.length; index += 1) {
    const entry = rows.entryAt(index);
    if (entry?.type !== 'directory' || entry.foreign === true) continue;
    const path = entry.path as PoolPath;
    if (parentPath(path) !== folder || useBrowse.getState().expanded.has(path)) continue;
    if (found.length < mostExpanded) found.push(path);
    else more += 1;
  }
  for (const path of found) setExpanded(path, true);
  if (more > 0) notifyNote(doneWords.expanded(mostExpanded, more));
}

function act(wanted: Exclude<ListAct, { readonly kind: 'letter' }>, page: number, columns: number): void {
  const { focused } = useBrowse.getState();
  switch (wanted.kind) {
    case 'move':
      move(wanted.to, wanted.reach, page, columns);
      break;
    case 'toggle':
      if (focused !== null) toggleSelected(focused);
      break;
    case 'take':
      if (focused !== null && !useBrowse.getState().selected.has(focused)) toggleSelected(focused);
      break;
    case 'expand':
      expand();
      break;
    case 'collapse':
      collapse();
      break;
    case 'expand-siblings':
      expandSiblings();
  }
}

/**
 * Handles a key of the list. True when it meant something here. `page`: rows that fit; `columns`: how many stand side by
 * side, more than one for tiles.
 */
export function listKey(event: KeyboardEvent, page: number, columns = 1): boolean {
  if (event.isComposing) return false;
  const typing = typeAhead.isTyping(performance.now());
  if (event.key === 'Escape' && typing) return endTyping();
  const wanted = listAct(event, { mac: onMac, typing, tiles: columns > 1 });
  if (wanted === null) return false;
  if (wanted.kind === 'letter') typeLetter(wanted.text);
  else {
    // What is typed after that is a new word.
    endTyping();
    act(wanted, page, columns);
  }
  return true;
}
