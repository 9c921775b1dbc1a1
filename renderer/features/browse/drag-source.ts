import { draggable } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import type { PoolPath } from '../../../shared/path.ts';
import { select, useBrowse } from '../../state/browse.ts';
import { startDrag, thingOf } from '../../state/drag.ts';
import { externalData } from '../../state/drag-out.ts';
import { selectedEntries } from '../../state/rows.ts';
import { pressDrags } from './press.ts';

/** Id of an element that cannot be seen. */
export const noPreviewId = 'no-drag-preview';

/** The caption says what is dragged; the browser's picture of the row would only hide rows. */
function hidePreview(setDragImage: DataTransfer['setDragImage'] | null): void {
  const nothing = document.getElementById(noPreviewId);
  if (nothing !== null) setDragImage?.(nothing, 0, 0);
}

/** A drag begins at this entry: it takes the whole selection along, or only the entry when that is not selected. */
function beginDrag(path: PoolPath): void {
  if (!useBrowse.getState().selected.has(path)) select([path]);
  const movable = selectedEntries().filter((entry) => entry.foreign !== true && !entry.offline);
  startDrag({ kind: 'entries', things: movable.map(thingOf) }, movable);
}

/**
 * Makes the element of an entry (a row, a tile) something to drag. `path` is asked when a drag begins: elements are used
 * again for other entries.
 */
export function entryDrag(element: HTMLElement, path: () => PoolPath): () => void {
  return draggable({
    element,
    // Beside the name of what is not selected a press draws a rubber band.
    canDrag: pressDrags,
    onGenerateDragPreview: ({ nativeSetDragImage }) => hidePreview(nativeSetDragImage),
    getInitialData: () => ({ kind: 'entries' }),
    getInitialDataForExternal: externalData,
    onDragStart: () => beginDrag(path()),
  });
}
