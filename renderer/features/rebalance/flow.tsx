import { useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { sankey, sankeyJustify, sankeyLinkHorizontal } from 'd3-sankey';
import { formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import { cx, volumeClass, VolumeMark } from '../../ui/index.ts';
import { drawnFlows } from './figures.ts';
import type { Flow, Level } from './figures.ts';
import styles from './flow.module.css';

export interface FlowProps {
  readonly flows: readonly Flow[];
  readonly levels: readonly Level[];
}

/** From one volume to another. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

export interface FlowPictureProps extends FlowProps {
  /** Bands can be chosen: press, or Enter on a focused one. Left out: a picture alone. */
  readonly ways?: {
    readonly chosen: Way | null;
    /** Under the pointer or focused. */
    readonly pointed: Way | null;
    readonly onPoint: (way: Way | null) => void;
    readonly onChoose: (way: Way | null) => void;
  };
}

interface End {
  readonly id: string;
  /** null: all the rest together. */
  readonly level: Level | null;
  readonly side: 'left' | 'right';
}

interface Band {
  readonly from: Level | null;
  readonly words: string;
  /** null: all the rest together. */
  readonly way: Way | null;
}

/** Room for the names on both sides, px. */
const margin = 88;
const nodeWidth = 8;

const linkPath = sankeyLinkHorizontal<End, Band>();

/** Sources left, targets right, a band for the bytes between two volumes. Twelve bands at most, then "other". */
export function FlowPicture({ flows, levels, ways }: FlowPictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(352);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { height, ends, bands } = layout(flows, levels, width);
  const lit = ways?.chosen ?? ways?.pointed ?? null;
  return (
    <div
      ref={box}
      className={styles['flow']}
      style={{ height }}
      role={ways === undefined ? 'img' : 'group'}
      aria-label={bands.map((band) => band.words).join('; ')}
    >
      <svg viewBox={`0 0 ${width} ${height}`}>
        {bands.map((band) => (
          <path
            key={band.words}
            className={cx(
              styles['band'],
              volumeClass(band.from?.colour ?? 5),
              ways !== undefined && band.way !== null && styles['way'],
              isSameWay(lit, band.way) && styles['chosen'],
              lit !== null && !isSameWay(lit, band.way) && styles['dim'],
            )}
            d={band.path}
            strokeWidth={Math.max(1.5, band.width)}
            {...(ways !== undefined && band.way !== null && steered(band.words, band.way, ways))}
          >
            <title>{band.words}</title>
          </path>
        ))}
        {ends.map((end) => (
          <rect
            key={end.id}
            className={cx(styles['node'], volumeClass(end.level?.colour ?? 5))}
            x={end.x}
            y={end.y0}
            width={nodeWidth}
            height={Math.max(2, end.y1 - end.y0)}
            rx={2}
          />
        ))}
        {bands.map(
          (band) =>
            band.width >= 13 && (
              <text key={band.words} className={styles['bytes']} x={margin + nodeWidth + 8} y={band.y + 4}>
                {formatSize(band.bytes)}
              </text>
            ),
        )}
      </svg>
      {ends.map((end) => (
        <span
          key={end.id}
          className={cx(styles['end'], styles[end.side])}
          style={{ top: (end.y0 + end.y1) / 2 }}
          aria-hidden
        >
          {end.level !== null && <VolumeMark mark={end.level.mark} colour={end.level.colour} />}
          <span>
            <b title={end.level?.name}>{end.level === null ? 'other' : visibleName(end.level.name)}</b>
            <em>
              {end.side === 'left' ? '−' : '+'}
              {formatSize(end.bytes)}
            </em>
          </span>
        </span>
      ))}
    </div>
  );
}

function isSameWay(one: Way | null, other: Way | null): boolean {
  return one !== null && other !== null && one.from === other.from && one.to === other.to;
}

/** A band that is a switch: pressed while only its moves are listed. */
function steered(words: string, way: Way, ways: NonNullable<FlowPictureProps['ways']>) {
  const pressed = isSameWay(ways.chosen, way);
  const toggle = (): void => ways.onChoose(pressed ? null : way);
  return {
    role: 'button',
    tabIndex: 0,
    'aria-label': `${words}: show only these moves`,
    'aria-pressed': pressed,
    onClick: toggle,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      toggle();
    },
    onPointerEnter: () => ways.onPoint(way),
    onPointerLeave: () => ways.onPoint(null),
    onFocus: () => ways.onPoint(way),
    onBlur: () => ways.onPoint(null),
  };
}

const toWay = ({ from, to }: Flow): Way | null => ({ from, to });

function layout(flows: readonly Flow[], levels: readonly Level[], width: number) {
  const levelOf = (name: string): Level | null => levels.find((level) => level.name === name) ?? null;
  const shown = flows.slice(0, drawnFlows);
  const rest = flows.slice(drawnFlows);
  const ends = new Map<string, End>();
  const end = (name: string | null, side: End['side']): string => {
    const id = JSON.stringify([side, name]);
    if (!ends.has(id)) ends.set(id, { id, level: name === null ? null : levelOf(name), side });
    return id;
  };
  const links = shown.map((flow) => ({
    source: end(flow.from, 'left'),
    target: end(flow.to, 'right'),
    value: Math.max(1, flow.bytes),
    from: levelOf(flow.from),
    words: `${visibleName(flow.from)} sends ${formatSize(flow.bytes)} to ${visibleName(flow.to)}`,
    way: toWay(flow),
  }));
  if (rest.length > 0) {
    const bytes = rest.reduce((sum, flow) => sum + flow.bytes, 0);
    links.push({
      source: end(null, 'left'),
      target: end(null, 'right'),
      value: Math.max(1, bytes),
      from: null,
      words: `${formatSize(bytes)} between others`,
      way: null,
    });
  }
  const perSide = Math.max(
    [...ends.values()].filter((one) => one.side === 'left').length,
    [...ends.values()].filter((one) => one.side === 'right').length,
  );
  const height = Math.min(320, Math.max(130, perSide * 80));
  const graph = sankey<End, Band>()
    .nodeId((node) => node.id)
    .nodeAlign(sankeyJustify)
    .nodeWidth(nodeWidth)
    .nodePadding(26)
    // The names of the first and the last end need room above and below a thin node.
    .extent([
      [margin, 12],
      [width - margin, height - 12],
    ])({ nodes: [...ends.values()], links });
  return {
    height,
    ends: graph.nodes.map((node) => ({
      ...node,
      x: node.x0 ?? 0,
      y0: node.y0 ?? 0,
      y1: node.y1 ?? 0,
      bytes: node.value ?? 0,
    })),
    bands: graph.links.map((link) => ({
      from: link.from,
      words: link.words,
      way: link.way,
      bytes: link.value,
      width: link.width ?? 0,
      y: link.y0 ?? 0,
      path: linkPath(link) ?? '',
    })),
  };
}

/** The same as a table. */
export function FlowTable({ flows, levels }: FlowProps) {
  const name = (volume: string) => {
    const level = levels.find((one) => one.name === volume);
    return (
      <span className={styles['pair']}>
        {level !== undefined && <VolumeMark mark={level.mark} colour={level.colour} />}
        {visibleName(volume)}
      </span>
    );
  };
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className={styles['number']}>
              Files
            </th>
            <th scope="col" className={styles['number']}>
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={JSON.stringify([flow.from, flow.to])}>
              <td>{name(flow.from)}</td>
              <td>{name(flow.to)}</td>
              <td className={styles['number']}>{formatCount(flow.files)}</td>
              <td className={styles['number']}>{formatSize(flow.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
