import type { KeyboardEvent } from 'react';
import { formatCount, formatSize } from '../../../shared/format.ts';
import { cx, volumeClass } from '../../ui/index.ts';
import type { Flow, Level } from './figures.ts';
import { FlowBase, FlowRows } from './flow-base.tsx';
import type { FlowBand, Way } from './flow-layout.ts';
import styles from './flow.module.css';
import { planText } from './screen-words.ts';

export interface FlowProps {
  readonly flows: readonly Flow[];
  readonly levels: readonly Level[];
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

const margin = 88;

function wordsOf(way: Way | null, bytes: number): string {
  return way === null ? planText.flowOthers(bytes) : planText.flowSends(way.from, way.to, bytes);
}

/** Sources left, targets right, a band for the bytes between two volumes. */
export function FlowPicture({ flows, levels, ways }: FlowPictureProps) {
  const lit = ways?.chosen ?? ways?.pointed ?? null;
  const band = ({ words, way, from, path, width }: FlowBand) => (
    <path
      key={words}
      className={cx(
        styles['band'],
        volumeClass(from?.colour ?? 5),
        ways !== undefined && way !== null && styles['way'],
        isSameWay(lit, way) && styles['chosen'],
        lit !== null && !isSameWay(lit, way) && styles['dim'],
      )}
      d={path}
      strokeWidth={Math.max(1.5, width)}
      {...(ways !== undefined && way !== null && steered(words, way, ways))}
    >
      <title>{words}</title>
    </path>
  );
  return (
    <FlowBase
      flows={flows}
      levels={levels}
      margin={margin}
      role={ways === undefined ? 'img' : 'group'}
      words={wordsOf}
      figure={formatSize}
      band={band}
    />
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
    'aria-label': planText.onlyThese(words),
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

/** The same as a table. */
export function FlowTable({ flows, levels }: FlowProps) {
  return (
    <FlowRows
      flows={flows}
      levels={levels}
      columns={[
        { title: planText.files, cell: ({ files }) => formatCount(files) },
        { title: planText.size, cell: ({ bytes }) => formatSize(bytes) },
      ]}
    />
  );
}
