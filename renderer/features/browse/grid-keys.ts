import type { PoolPath } from '../../../shared/path.ts';
import { useBrowse } from '../../state/browse.ts';
import { onMac } from '../../state/keys.ts';
import { rowIndex, useRows } from '../../state/rows.ts';
import type { GridLayout } from './grid-layout.ts';
import { endTyping, reachRow } from './keyboard.ts';
import { listAct } from './list-keys.ts';

/**
 * Up and down among tiles: by where they lie, not by their numbers. True when the key was one of these; all other keys are
 * those of every list. `page`: lines that fit.
 */
export function moveInGrid(event: KeyboardEvent, layout: GridLayout, page: number): boolean {
  if (event.isComposing) return false;
  const act = listAct(event, { mac: onMac, typing: false, tiles: true });
  if (act?.kind !== 'move') return false;
  const lines = { up: -1, down: 1, 'page-up': -page, 'page-down': page, left: 0, right: 0, home: 0, end: 0 }[act.to];
  const at = rowIndex(useBrowse.getState().focused);
  // Without a place to go from, and along the line, the list's own keys do it.
  if (lines === 0 || at < 0) return false;
  endTyping();
  const to = layout.vertically(at, lines);
  const entry = to === null ? undefined : useRows.getState().rows.entryAt(to);
  // Entries come from the host, which made their paths.
  if (entry !== undefined) reachRow(entry.path as PoolPath, act.reach);
  return true;
}
