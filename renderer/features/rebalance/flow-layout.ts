import { sankey, sankeyJustify, sankeyLinkHorizontal } from 'd3-sankey';
import { drawnFlows } from './figures.ts';
import type { Level } from './figures.ts';

/** From one volume to another. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

/** What goes a way, and how much of it has gone; bytes. */
export interface FlowBytes extends Way {
  readonly bytes: number;
  readonly done?: number;
}

export interface FlowEnd {
  readonly id: string;
  /** null: all the rest together. */
  readonly level: Level | null;
  readonly side: 'left' | 'right';
  readonly x: number;
  readonly y0: number;
  readonly y1: number;
  readonly bytes: number;
  readonly done: number;
}

export interface FlowBand {
  readonly from: Level | null;
  /** null: all the rest together. */
  readonly way: Way | null;
  readonly words: string;
  readonly bytes: number;
  readonly done: number;
  /** Height, and that of the part that is done; px. */
  readonly width: number;
  readonly doneWidth: number;
  readonly y: number;
  readonly path: string;
}

export interface FlowLayout {
  readonly height: number;
  readonly ends: readonly FlowEnd[];
  readonly bands: readonly FlowBand[];
}

export const nodeWidth = 8;

type End = Pick<FlowEnd, 'id' | 'level' | 'side'>;
type Band = Pick<FlowBand, 'from' | 'way' | 'words' | 'done'>;

const linkPath = sankeyLinkHorizontal<End, Band>();

/**
 * Places sources left and targets right, with a band for the bytes between two volumes. Twelve bands at most, then
 * "other".
 * @param flows largest first
 * @param margin room for the names on both sides, px
 * @param words what a band is; of no way: all the rest together
 */
export function layoutFlows(
  flows: readonly FlowBytes[],
  levels: readonly Level[],
  width: number,
  margin: number,
  words: (way: Way | null, bytes: number, done: number) => string,
): FlowLayout {
  const levelOf = (name: string): Level | null => levels.find((level) => level.name === name) ?? null;
  const ends = new Map<string, End>();
  const end = (name: string | null, side: End['side']): string => {
    const id = JSON.stringify([side, name]);
    if (!ends.has(id)) ends.set(id, { id, level: name === null ? null : levelOf(name), side });
    return id;
  };
  const link = (way: Way | null, bytes: number, done: number) => ({
    source: end(way?.from ?? null, 'left'),
    target: end(way?.to ?? null, 'right'),
    value: Math.max(1, bytes),
    from: way === null ? null : levelOf(way.from),
    words: words(way, bytes, done),
    way,
    done,
  });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const links = flows.slice(0, drawnFlows).map(({ from, to, bytes, done = 0 }) => link({ from, to }, bytes, done));
  const rest = flows.slice(drawnFlows);
  if (rest.length > 0) {
    links.push(link(null, sum(rest.map(({ bytes }) => bytes)), sum(rest.map(({ done = 0 }) => done))));
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
    ends: graph.nodes.map(({ id, level, side, x0 = 0, y0 = 0, y1 = 0, value = 0, sourceLinks, targetLinks }) => {
      const own = (side === 'left' ? sourceLinks : targetLinks) ?? [];
      return { id, level, side, x: x0, y0, y1, bytes: value, done: sum(own.map(({ done }) => done)) };
    }),
    bands: graph.links.map((one) => ({
      from: one.from,
      way: one.way,
      words: one.words,
      bytes: one.value,
      done: one.done,
      width: one.width ?? 0,
      doneWidth: (one.width ?? 0) * Math.min(1, one.done / one.value),
      y: one.y0 ?? 0,
      path: linkPath(one) ?? '',
    })),
  };
}
