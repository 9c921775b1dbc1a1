import { useRef, useState } from 'react';
import type { MouseEvent, PointerEvent, ReactNode } from 'react';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { formatPercent } from '../../../shared/format.ts';
import { Button, IconButton } from '../../ui/index.ts';
import { PictureView } from '../../ui/preview/index.ts';
import css from './quick-look.module.css';
import { words } from './words.ts';

const least = 0.05;
const most = 16;
const step = 1.5;

export interface PictureProps {
  readonly picture: Blob;
  readonly label: string;
  readonly onBroken: () => void;
  readonly foot: (tools: ReactNode) => ReactNode;
}

/** A picture as a whole, or point by point: then it is moved by scrolling, keys or dragging. */
export function Picture({ picture, label, onBroken, foot }: PictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  /** Null: as large as there is room for. */
  const [zoom, setZoom] = useState<number | null>(null);

  /** One point of the picture is one of the screen at 1. An SVG has the size that it says, or that of the room. */
  const unit = 1 / window.devicePixelRatio;
  const fitting = (): number => {
    const view = box.current;
    if (view === null || size === null || size.width === 0 || size.height === 0) return 1;
    return Math.min(1, view.clientWidth / (size.width * unit), view.clientHeight / (size.height * unit));
  };
  const zoomTo = (wanted: number): void => {
    const view = box.current;
    const before = zoom ?? fitting();
    const next = Math.min(most, Math.max(least, wanted));
    setZoom(next);
    if (view === null) return;
    // What was in the middle stays there.
    const [x, y] = [view.scrollLeft + view.clientWidth / 2, view.scrollTop + view.clientHeight / 2];
    requestAnimationFrame(() => {
      view.scrollTo((x * next) / before - view.clientWidth / 2, (y * next) / before - view.clientHeight / 2);
    });
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const { currentTarget: view, pointerId, buttons } = event;
    if (buttons !== 1 || zoom === null) return;
    if (!view.hasPointerCapture(pointerId)) view.setPointerCapture(pointerId);
    view.scrollBy(-event.movementX, -event.movementY);
  };
  const known = size !== null && size.width > 0;
  return (
    <>
      <div
        ref={box}
        data-scrolls
        className={zoom === null ? css['fit'] : css['zoomed']}
        onPointerMove={drag}
        onDoubleClick={() => (zoom === null ? zoomTo(1) : setZoom(null))}
        onWheel={(event) => {
          if (event.ctrlKey) zoomTo((zoom ?? fitting()) * (event.deltaY < 0 ? step : 1 / step));
        }}
      >
        <PictureView
          picture={picture}
          label={label}
          className={css['picture']}
          style={zoom === null || !known ? undefined : { width: `${String(size.width * unit * zoom)}px` }}
          onSize={setSize}
          onBroken={onBroken}
        />
      </div>
      {foot(
        <>
          <Choice isOn={zoom === null} label={words.fit} onChoose={() => setZoom(null)} />
          <Choice isOn={zoom === 1} label={words.whole} onChoose={() => zoomTo(1)} />
          <IconButton
            label={words.zoomOut}
            icon={ZoomOut}
            onMouseDown={keepFocus}
            onClick={() => zoomTo((zoom ?? fitting()) / step)}
          />
          <IconButton
            label={words.zoomIn}
            icon={ZoomIn}
            onMouseDown={keepFocus}
            onClick={() => zoomTo((zoom ?? fitting()) * step)}
          />
          {zoom !== null && zoom !== 1 && <span className={css['percent']}>{formatPercent(zoom)}</span>}
          {known && <span className={css['quiet']}>{words.points(size.width, size.height)}</span>}
        </>,
      )}
    </>
  );
}

/** The keyboard stays with the list: arrows and Space mean the same after a press. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function Choice({
  isOn,
  label,
  onChoose,
}: {
  readonly isOn: boolean;
  readonly label: string;
  readonly onChoose: () => void;
}) {
  return (
    <Button
      variant="bare"
      className={isOn ? css['chosen'] : undefined}
      aria-pressed={isOn}
      onMouseDown={keepFocus}
      onClick={onChoose}
    >
      {label}
    </Button>
  );
}
