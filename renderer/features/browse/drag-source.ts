import type { PoolPath } from '../../../shared/path.ts';
import { select, useBrowse } from '../../state/browse.ts';
import { startDrag } from '../../state/drag.ts';
import { selectedEntries } from '../../state/rows.ts';

/** Id of an element that cannot be seen. */
export const noPreviewId = 'no-drag-preview';

/** The caption says what is dragged; the browser's picture of the row would only hide rows. */
export function hidePreview(setDragImage: DataTransfer['setDragImage'] | null): void {
  const nothing = document.getElementById(noPreviewId);
  if (nothing !== null) setDragImage?.(nothing, 0, 0);
}

/** A drag begins at this row: it takes the whole selection along, or only the row when that is not selected. */
export function beginDrag(path: PoolPath): void {
  if (!useBrowse.getState().selected.has(path)) select([path]);
  const movable = selectedEntries().filter((entry) => entry.foreign !== true);
  startDrag(movable.map((entry) => entry.path as PoolPath));
}
