import { draggable } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { select, useBrowse } from '../../state/browse.ts';
import { startDrag, thingOf } from '../../state/drag.ts';
import { externalData, prepareOut } from '../../state/drag-out.ts';
import { entryAt, selectedEntries } from '../../state/rows.ts';
import { pressDrags } from './press.ts';

/** Id of an element that cannot be seen. */
export const noPreviewId = 'no-drag-preview';

/** The caption says what is dragged; the browser's picture of the row would only hide rows. */
function hidePreview(setDragImage: DataTransfer['setDragImage'] | null): void {
  const nothing = document.getElementById(noPreviewId);
  if (nothing !== null) setDragImage?.(nothing, 0, 0);
}

/** What a drag that begins at this entry takes along: the whole selection, or the entry when that is not selected. */
function inHand(path: PoolPath): readonly Entry[] {
  const { selected } = useBrowse.getState();
  const one = selected.has(path) ? null : entryAt(path);
  const all = one === null ? selectedEntries() : [one];
  return all.filter((entry) => entry.foreign !== true && !entry.offline);
}

function beginDrag(path: PoolPath): void {
  if (!useBrowse.getState().selected.has(path)) select([path]);
  const movable = inHand(path);
  startDrag({ kind: 'entries', things: movable.map(thingOf) }, movable);
}

/**
 * Makes the element of an entry (a row, a tile) something to drag. `path` is asked when a drag begins: elements are used
 * again for other entries.
 */
export function entryDrag(element: HTMLElement, path: () => PoolPath): () => void {
  const press = (event: MouseEvent): void => {
    // What is pressed is selected by the list, after this.
    if (event.button === 0) setTimeout(() => pressDrags() && prepareOut(element, inHand(path())), 0);
  };
  element.addEventListener('mousedown', press);
  const end = draggable({
    element,
    // Beside the name of what is not selected a press draws a rubber band.
    canDrag: pressDrags,
    onGenerateDragPreview: ({ nativeSetDragImage }) => hidePreview(nativeSetDragImage),
    getInitialData: () => ({ kind: 'entries' }),
    getInitialDataForExternal: () => externalData(element),
    onDragStart: () => beginDrag(path()),
  });
  return () => {
    element.removeEventListener('mousedown', press);
    end();
  };
}
