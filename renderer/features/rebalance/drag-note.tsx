import { useEffect, useRef, useState } from 'react';
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import type { BaseEventPayload, ElementDragType } from '@atlaskit/pragmatic-drag-and-drop/types';
import { ArrowRight } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import { speak } from '../../state/notices.ts';
import { Icon, VolumeMark } from '../../ui/index.ts';
import { isRowDrag } from './drag-row.ts';
import type { RowDrag } from './drag-row.ts';
import type { Level } from './figures.ts';
import styles from './plan-note.module.css';

interface Note {
  readonly drag: RowDrag;
  readonly to: string | null;
}

/** What a drag of a row would do, at the pointer: verb, bytes, from, to. */
export function DragNote({ levels }: { readonly levels: readonly Level[] }) {
  const [note, setNote] = useState<Note | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let said = '';
    const follow = ({ source, location }: Pick<BaseEventPayload<ElementDragType>, 'source' | 'location'>): void => {
      if (!isRowDrag(source.data)) return;
      const { input, dropTargets } = location.current;
      const volume = dropTargets[0]?.data['volume'];
      const to = typeof volume === 'string' ? volume : null;
      const { path } = source.data;
      const drag = source.data;
      setNote((known) => (known?.to === to && known.drag.path === path ? known : { drag, to }));
      if (box.current !== null) {
        box.current.style.transform = `translate(${String(input.clientX + 12)}px, ${String(input.clientY + 14)}px)`;
      }
      const words = to === null ? '' : `Send ${nameOf(path)} to ${visibleName(to)}`;
      if (words !== said) {
        said = words;
        if (words !== '') speak(words);
      }
    };
    return monitorForElements({
      canMonitor: ({ source }) => isRowDrag(source.data),
      onDrag: follow,
      onDropTargetChange: follow,
      onDrop: () => setNote(null),
    });
  }, []);
  const mark = (name: string) => {
    const level = levels.find((one) => one.name === name);
    return level === undefined ? null : (
      <span className={styles['volume']}>
        <VolumeMark mark={level.mark} colour={level.colour} /> {visibleName(name)}
      </span>
    );
  };
  return (
    <div ref={box} className={styles['place']} aria-hidden>
      {note !== null && (
        <div className={styles['note']}>
          {note.to === null ? (
            <span>Drop {nameOf(note.drag.path)} on a volume</span>
          ) : (
            <>
              <b>
                Send {nameOf(note.drag.path)} to {visibleName(note.to)}
              </b>
              <span className={styles['quiet']}>·</span>
              <span>{formatSize(note.drag.bytes)}</span>
              <span className={styles['quiet']}>·</span>
              {mark(note.drag.from)}
              <Icon icon={ArrowRight} size={14} />
              {mark(note.to)}
            </>
          )}
        </div>
      )}
    </div>
  );
}

function nameOf(path: string): string {
  return visibleName(path.slice(path.lastIndexOf('/') + 1));
}
