import { useEffect, useRef, useState } from 'react';
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import type { BaseEventPayload, ElementDragType } from '@atlaskit/pragmatic-drag-and-drop/types';
import { ArrowRight } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import { speak } from '../../state/notices.ts';
import { Icon, PointerNote, QuietNote, VolumeNote } from '../../ui/index.ts';
import { isRowDrag } from './drag-row.ts';
import type { RowDrag } from './drag-row.ts';
import type { Level } from './figures.ts';
import { planText } from './screen-words.ts';

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
      const words = to === null ? '' : planText.sendTo(nameOf(path), to);
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
  const named = (name: string) => <VolumeNote volume={levels.find((level) => level.name === name)} />;
  if (note === null) return <PointerNote box={box}>{null}</PointerNote>;
  const { drag, to } = note;
  return (
    <PointerNote box={box}>
      {to === null ? (
        <span>{planText.dropOn(nameOf(drag.path))}</span>
      ) : (
        <>
          <b>{planText.sendTo(nameOf(drag.path), to)}</b>
          <QuietNote />
          <span>{formatSize(drag.bytes)}</span>
          <QuietNote />
          {named(drag.from)}
          <Icon icon={ArrowRight} size={14} />
          {named(to)}
        </>
      )}
    </PointerNote>
  );
}

function nameOf(path: string): string {
  return visibleName(path.slice(path.lastIndexOf('/') + 1));
}
