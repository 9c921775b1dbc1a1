import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import type { FileKind } from '../../../shared/kinds.ts';
import { formatSize } from '../../../shared/format.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { cx, Icon, volumeClass, VolumeMark } from '../../ui/index.ts';
import { kindIcons } from './kind-icons.ts';
import { layOut } from './layout.ts';
import type { Block } from './layout.ts';
import css from './map.module.css';
import { ageOf, markedParts, volumeFor } from './paint.ts';
import type { Colouring } from './paint.ts';
import { steer } from './steer.ts';
import type { Direction } from './steer.ts';
import type { Thing } from './thing.ts';
import { blockWords, nameOf, shortAge, sizeWhereWords, titleOf, trail } from './words.ts';

export interface MapProps {
  /** Its accessible name. */
  readonly label: string;
  readonly things: readonly Thing[];
  readonly volumes: readonly VolumeInfo[];
  readonly colouring: Colouring;
  /** Only what this volume holds is coloured. */
  readonly only: string | null;
  /** Key of the thing that is selected. */
  readonly selected: string | null;
  /** Time that ages count from, ms. */
  readonly nowMs: number;
  readonly onSelect: (thing: Thing) => void;
  readonly onEnter: (thing: Thing) => void;
  readonly onOut: () => void;
}

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The inner size of an element, px, as it changes. */
function useSize(): [(element: HTMLElement | null) => void, { readonly width: number; readonly height: number }] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (element === null) return;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, size];
}

/** Where the focus of a screen reader is: a block by its place in the order of drawing. */
const blockId = (at: number): string => `usage-block-${at}`;

/**
 * A treemap as a tree of its own: what is selected is selected in the list beside it too. One element has the focus for
 * the keyboard, so that a map that grows moves nobody away from where they are.
 */
export function UsageMap(props: MapProps) {
  const { label, things, volumes, colouring, only, selected, nowMs, onSelect, onEnter, onOut } = props;
  const [setBox, { width, height }] = useSize();
  const [hovered, setHovered] = useState<{ readonly key: string; readonly x: number; readonly y: number } | null>(null);
  const blocks = useMemo(() => layOut(things, width, height), [things, width, height]);
  const whole = useMemo(() => things.reduce((sum, thing) => sum + thing.bytes, 0), [things]);
  const at = blocks.findIndex((block) => block.node.key === selected);
  const under = hovered === null ? undefined : blocks.find((block) => block.node.key === hovered.key);

  // Not made again for each move of the pointer.
  const drawn = useMemo(
    () =>
      blocks.map((block, index) => (
        <BlockView
          key={block.node.key}
          at={index}
          block={block}
          whole={whole}
          volumes={volumes}
          colouring={colouring}
          only={only}
          nowMs={nowMs}
          selected={index === at}
          holds={block.group && index !== at && holds(blocks, index, at)}
        />
      )),
    [blocks, whole, volumes, colouring, only, nowMs, at],
  );

  const blockAt = (target: EventTarget): Block<Thing> | undefined => {
    const element = target instanceof Element ? target.closest('[data-at]') : null;
    return element instanceof HTMLElement ? blocks[Number(element.dataset['at'])] : undefined;
  };
  const pressed = (event: PointerEvent): void => {
    const block = blockAt(event.target);
    if (block !== undefined) onSelect(block.node);
  };
  const doubled = (event: MouseEvent): void => {
    const block = blockAt(event.target);
    setHovered(null);
    if (block !== undefined) onEnter(block.node);
  };
  const moved = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const block = blockAt(event.target);
    setHovered(block === undefined ? null : { key: block.node.key, x: event.clientX, y: event.clientY });
  };
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    setHovered(null);
    const here = blocks[at];
    const last = blocks.at(-1);
    const direction = arrows[event.key];
    if (direction !== undefined) {
      const next = here === undefined ? blocks[0] : steer(blocks, here, direction);
      if (next !== undefined) onSelect(next.node);
    } else if (event.key === 'Home' && blocks[0] !== undefined) onSelect(blocks[0].node);
    else if (event.key === 'End' && last !== undefined) onSelect(last.node);
    else if (event.key === 'Enter' && here !== undefined) onEnter(here.node);
    else if (event.key === 'Backspace') onOut();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div
        ref={setBox}
        className={css['map']}
        role="tree"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={at >= 0 ? blockId(at) : undefined}
        onKeyDown={key}
        onPointerDown={pressed}
        onDoubleClick={doubled}
        onPointerMove={moved}
        onPointerLeave={() => setHovered(null)}
      >
        {drawn}
      </div>
      {hovered !== null && under !== undefined && <Caption thing={under.node} x={hovered.x} y={hovered.y} />}
    </>
  );
}

/** Whether the block at `inner` is drawn inside the group at `outer`. */
function holds(blocks: readonly Block<Thing>[], outer: number, inner: number): boolean {
  const group = blocks[outer];
  if (group === undefined || inner <= outer) return false;
  for (let at = outer + 1; at <= inner; at += 1) if ((blocks[at]?.level ?? 0) <= group.level) return false;
  return true;
}

interface BlockProps {
  readonly at: number;
  readonly block: Block<Thing>;
  readonly whole: number;
  readonly volumes: readonly VolumeInfo[];
  readonly colouring: Colouring;
  readonly only: string | null;
  readonly nowMs: number;
  readonly selected: boolean;
  /** What is selected is in it. */
  readonly holds: boolean;
}

function colourClass({ block, volumes, colouring, only, nowMs }: BlockProps): string {
  const { node } = block;
  const apart = only !== null && !node.parts.some((part) => part.volume === only) ? css['apart'] : undefined;
  switch (colouring) {
    case 'volume': {
      const volume = only === null ? volumeFor(node, volumes) : volumes.find(({ name }) => name === only);
      if (volume === undefined) return cx(css['unknown'], apart);
      return cx(volumeClass(volume.colour), volume.state === 'offline' && css['away'], apart);
    }
    case 'kind':
      return cx(css[node.kind ?? 'unknown'], apart);
    case 'age': {
      const age = ageOf(node.newestMs, nowMs);
      return cx(age === null ? css['unknown'] : css['age'], age !== null && css[age], apart);
    }
  }
}

const BlockView = memo(function BlockView(props: BlockProps) {
  const { at, block, whole, colouring, selected } = props;
  const { node, x, y, width, height, level, group, header } = block;
  const says = blockWords(node, whole, colouring);
  const place = { left: x, top: y, width, height };
  const named = width >= 40 && height >= 20;
  const wide = width >= 88;
  const sized = named && width >= 52 && (height >= 58 || (height >= 38 && wide));
  const signed = named ? height >= 44 || wide : width >= 26 && height >= 26;
  const beside = named && signed && height < 58 && wide;
  const written = group || named || signed;
  return (
    <div
      id={blockId(at)}
      data-at={at}
      role="treeitem"
      aria-level={level}
      aria-posinset={block.position}
      aria-setsize={block.siblings}
      aria-selected={selected}
      {...(group ? { 'aria-expanded': true } : {})}
      {...(written ? {} : { 'aria-label': says })}
      className={cx(
        css['block'],
        group ? css['group'] : css['leaf'],
        group && level > 1 && css['deep'],
        !group && colourClass(props),
        !group && width * height > 900 && css['tex'],
        !group && named && css['named'],
        !group && beside && css['beside'],
        selected && css['selected'],
        props.holds && css['holds'],
      )}
      style={place}
    >
      {/* In place of what is seen, which is shortened as the block is small. */}
      {written && <span className="visually-hidden">{says}</span>}
      {group ? (
        <span className={css['header']} style={{ height: header, lineHeight: `${header}px` }} aria-hidden>
          <span className={css['name']}>{nameOf(node)}</span>
          {width >= 120 && <span className={css['size']}>{formatSize(node.bytes)}</span>}
        </span>
      ) : (
        <>
          {named && (
            <span className={css['name']} aria-hidden>
              {nameOf(node)}
            </span>
          )}
          {sized && (
            <span className={css['size']} aria-hidden>
              {formatSize(node.bytes)}
            </span>
          )}
          {signed && <Marks {...props} room={beside ? width / 2 : width - 6} />}
        </>
      )}
    </div>
  );
});

/** What the colour tells, as a sign too; `room` is how wide it may be, px. */
function Marks({ block, volumes, colouring, only, nowMs, room }: BlockProps & { readonly room: number }) {
  const { node, width } = block;
  if (colouring === 'kind') {
    return node.kind === null ? null : (
      <span className={css['marks']}>
        <KindMark kind={node.kind} />
      </span>
    );
  }
  if (colouring === 'age') {
    const age = shortAge(node.newestMs, nowMs);
    return age === '' || width < 44 ? null : (
      <span className={css['marks']} aria-hidden>
        <span className={css['markText']}>{age}</span>
      </span>
    );
  }
  const most = Math.max(1, Math.floor(room / 18));
  const parts = only === null ? markedParts(node).slice(0, most) : node.parts.filter((part) => part.volume === only);
  return (
    <span className={css['marks']} aria-hidden>
      {parts.map((part) => {
        const volume = volumes.find(({ name }) => name === part.volume);
        return volume === undefined ? null : (
          <VolumeMark key={part.volume} mark={volume.mark} colour={volume.colour} state={volume.state} />
        );
      })}
    </span>
  );
}

function KindMark({ kind }: { readonly kind: FileKind }) {
  return <Icon icon={kindIcons[kind]} size={15} />;
}

/** What is under the pointer: where it is, how much, on which volumes. For the eye only: blocks say it themselves. */
function Caption({ thing, x, y }: { readonly thing: Thing; readonly x: number; readonly y: number }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.max(4, Math.min(x + 12, window.innerWidth - width - 4));
    const below = y + 14 + height < window.innerHeight - 4;
    element.style.transform = `translate(${left}px, ${below ? y + 14 : y - 10 - height}px)`;
  });
  return (
    <div ref={box} className={css['caption']} aria-hidden>
      <b>{titleOf(thing, trail(thing.path))}</b>
      <span>{sizeWhereWords(thing)}</span>
    </div>
  );
}
