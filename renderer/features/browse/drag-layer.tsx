import { useEffect, useRef } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import { DragCaptionView } from './drag-caption.tsx';
import { startDragging } from './drag-monitor.ts';
import { noPreviewId } from './drag-source.ts';
import { DropChoice } from './drop-choice.tsx';
import css from './list.module.css';

/** Dragging in the whole window: what is under the pointer takes it, and the caption says what that would do. */
export function DragLayer({ pool }: { readonly pool: PoolInfo }) {
  const caption = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      startDragging(({ clientX, clientY }) => {
        const view = caption.current;
        if (view === null) return;
        // 12 px right and 14 px below the pointer, and never out of the window.
        const left = Math.max(0, Math.min(clientX + 12, window.innerWidth - view.offsetWidth - 8));
        const top = Math.max(0, Math.min(clientY + 14, window.innerHeight - view.offsetHeight - 8));
        view.style.transform = `translate(${String(left)}px, ${String(top)}px)`;
      }),
    [],
  );
  return (
    <>
      <div id={noPreviewId} className={css['noPreview']} />
      <DragCaptionView pool={pool} box={caption} />
      <DropChoice />
    </>
  );
}
