import { useLayoutEffect, useRef, useState } from 'react';
import { sankey, sankeyJustify, sankeyLinkHorizontal } from 'd3-sankey';
import { visibleName } from '../../../shared/format.ts';
import { cx, volumeClass, VolumeMark } from '../../ui/index.ts';
import { drawnFlows } from './figures.ts';
import type { Level } from './figures.ts';
import picture from './flow.module.css';
import type { FlowNow } from './run-figures.ts';
import styles from './run.module.css';
import { Mark } from './run-moves.tsx';
import { ofSize } from './run-words.ts';

interface End {
  readonly id: string;
  /** null: all the rest together. */
  readonly level: Level | null;
  readonly name: string;
  readonly side: 'left' | 'right';
}

interface Band {
  readonly from: Level | null;
  readonly words: string;
  readonly done: number;
}

/** Room for the names on both sides, px. */
const margin = 120;
const nodeWidth = 8;

const linkPath = sankeyLinkHorizontal<End, Band>();

export interface RunFlowProps {
  readonly flows: readonly FlowNow[];
  readonly levels: readonly Level[];
}

/** Sources left, targets right; of each band the darker part is done. */
export function RunFlow({ flows, levels }: RunFlowProps) {
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
  return (
    <div
      ref={box}
      className={picture['flow']}
      style={{ height }}
      role="img"
      aria-label={bands.map((band) => band.words).join('; ')}
    >
      <svg viewBox={`0 0 ${width} ${height}`}>
        {bands.map((band) => (
          <g key={band.words} className={volumeClass(band.from?.colour ?? 5)}>
            <title>{band.words}</title>
            <path className={styles['still']} d={band.path} strokeWidth={Math.max(1.5, band.width)} />
            {band.doneWidth > 0 && (
              <path
                className={styles['gone']}
                d={band.path}
                strokeWidth={band.doneWidth}
                // The done part lies at the upper edge of the band.
                transform={`translate(0 ${((band.doneWidth - band.width) / 2).toFixed(2)})`}
              />
            )}
          </g>
        ))}
        {ends.map((end) => (
          <rect
            key={end.id}
            className={cx(picture['node'], volumeClass(end.level?.colour ?? 5))}
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
              <text key={band.words} className={picture['bytes']} x={margin + nodeWidth + 8} y={band.y + 4}>
                {ofSize(band.done, band.bytes)}
              </text>
            ),
        )}
      </svg>
      {ends.map((end) => (
        <span
          key={end.id}
          className={cx(picture['end'], picture[end.side], styles['wide'])}
          style={{ top: (end.y0 + end.y1) / 2 }}
          aria-hidden
        >
          {end.level !== null && <VolumeMark mark={end.level.mark} colour={end.level.colour} />}
          <span>
            <b title={end.level?.name}>{end.level === null ? 'other' : visibleName(end.level.name)}</b>
            <em>
              {end.side === 'left' ? '−' : '+'}
              {ofSize(end.done, end.bytes)}
            </em>
          </span>
        </span>
      ))}
    </div>
  );
}

function layout(flows: readonly FlowNow[], levels: readonly Level[], width: number) {
  const levelOf = (name: string): Level | null => levels.find((level) => level.name === name) ?? null;
  const rest = flows.slice(drawnFlows);
  const ends = new Map<string, End>();
  const end = (name: string | null, side: End['side']): string => {
    const id = JSON.stringify([side, name]);
    if (!ends.has(id)) ends.set(id, { id, level: name === null ? null : levelOf(name), name: name ?? '', side });
    return id;
  };
  const links = flows.slice(0, drawnFlows).map((flow) => ({
    source: end(flow.from, 'left'),
    target: end(flow.to, 'right'),
    value: Math.max(1, flow.bytes),
    from: levelOf(flow.from),
    done: flow.done,
    words: `${ofSize(flow.done, flow.bytes)} from ${visibleName(flow.from)} to ${visibleName(flow.to)}`,
  }));
  if (rest.length > 0) {
    const bytes = rest.reduce((sum, flow) => sum + flow.bytes, 0);
    const done = rest.reduce((sum, flow) => sum + flow.done, 0);
    links.push({
      source: end(null, 'left'),
      target: end(null, 'right'),
      value: Math.max(1, bytes),
      from: null,
      done,
      words: `${ofSize(done, bytes)} between others`,
    });
  }
  const count = (side: End['side']): number => [...ends.values()].filter((one) => one.side === side).length;
  const height = Math.min(320, Math.max(130, Math.max(count('left'), count('right')) * 80));
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
    ends: graph.nodes.map((node) => {
      const own = node.side === 'left' ? (node.sourceLinks ?? []) : (node.targetLinks ?? []);
      return {
        ...node,
        x: node.x0 ?? 0,
        y0: node.y0 ?? 0,
        y1: node.y1 ?? 0,
        bytes: node.value ?? 0,
        done: own.reduce((sum, link) => sum + link.done, 0),
      };
    }),
    bands: graph.links.map((link) => ({
      from: link.from,
      words: link.words,
      bytes: link.value,
      done: link.done,
      width: link.width ?? 0,
      doneWidth: (link.width ?? 0) * Math.min(1, link.done / link.value),
      y: link.y0 ?? 0,
      path: linkPath(link) ?? '',
    })),
  };
}

/** The same as a table. */
export function RunFlowTable({ flows, levels }: RunFlowProps) {
  return (
    <div className={picture['scroll']}>
      <table className={picture['table']}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className={picture['number']}>
              Moved
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={JSON.stringify([flow.from, flow.to])}>
              {[flow.from, flow.to].map((volume) => (
                <td key={volume}>
                  <span className={picture['pair']}>
                    <Mark name={volume} levels={levels} />
                    {visibleName(volume)}
                  </span>
                </td>
              ))}
              <td className={picture['number']}>{ofSize(flow.done, flow.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
