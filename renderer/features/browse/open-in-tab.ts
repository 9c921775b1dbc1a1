import type { MouseEvent } from 'react';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openInTab } from '../../state/new-tab.ts';

/** The middle button on a folder opens it in a tab of the browser. */
export function openRowInTab({ button }: Pick<MouseEvent, 'button'>, entry: Entry | undefined): void {
  if (button !== 1 || entry?.type !== 'directory' || entry.foreign === true) return;
  // Entries come from the host, which made their paths.
  openInTab(entry.path as PoolPath);
}
