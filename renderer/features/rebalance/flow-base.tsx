import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Table2, Workflow } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import { cx, Segmented, volumeClass, VolumeMark } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import { layoutFlows, nodeWidth } from './flow-layout.ts';
import type { FlowBand, FlowBytes, Way } from './flow-layout.ts';
import styles from './flow.module.css';
import page from './rebalance.module.css';
import { planText } from './screen-words.ts';

export interface FlowBaseProps {
  readonly flows: readonly FlowBytes[];
  readonly levels: readonly Level[];
  /** Room for the names on both sides, px. */
  readonly margin: number;
  readonly role: 'img' | 'group';
  readonly words: (way: Way | null, bytes: number, done: number) => string;
  /** On a band, and behind the sign of an end. */
  readonly figure: (bytes: number, done: number) => string;
  readonly band: (band: FlowBand) => ReactNode;
  /** Of the names beside the ends. */
  readonly endClass?: string | undefined;
}

/** Sources left, targets right, a band for the bytes between two volumes; how a band looks is up to the caller. */
export function FlowBase({ flows, levels, margin, role, words, figure, band, endClass }: FlowBaseProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(352);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { height, ends, bands } = layoutFlows(flows, levels, width, margin, words);
  return (
    <div
      ref={box}
      className={styles['flow']}
      style={{ height }}
      role={role}
      aria-label={bands.map((one) => one.words).join('; ')}
    >
      <svg viewBox={`0 0 ${width} ${height}`}>
        {bands.map(band)}
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
          (one) =>
            one.width >= 13 && (
              <text key={one.words} className={styles['bytes']} x={margin + nodeWidth + 8} y={one.y + 4}>
                {figure(one.bytes, one.done)}
              </text>
            ),
        )}
      </svg>
      {ends.map((end) => (
        <span
          key={end.id}
          className={cx(styles['end'], styles[end.side], endClass)}
          style={{ top: (end.y0 + end.y1) / 2 }}
          aria-hidden
        >
          {end.level !== null && <VolumeMark mark={end.level.mark} colour={end.level.colour} />}
          <span>
            <b title={end.level?.name}>{end.level === null ? planText.otherVolume : visibleName(end.level.name)}</b>
            <em>
              {end.side === 'left' ? '−' : '+'}
              {figure(end.bytes, end.done)}
            </em>
          </span>
        </span>
      ))}
    </div>
  );
}

export interface FlowColumn<Flow> {
  readonly title: string;
  readonly cell: (flow: Flow) => string;
}

/** The same as a table. */
export function FlowRows<Flow extends Way>({
  flows,
  levels,
  columns,
}: {
  readonly flows: readonly Flow[];
  readonly levels: readonly Level[];
  readonly columns: readonly FlowColumn<Flow>[];
}) {
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
            <th scope="col">{planText.from}</th>
            <th scope="col">{planText.to}</th>
            {columns.map(({ title }) => (
              <th key={title} scope="col" className={styles['number']}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={JSON.stringify([flow.from, flow.to])}>
              <td>{name(flow.from)}</td>
              <td>{name(flow.to)}</td>
              {columns.map(({ title, cell }) => (
                <td key={title} className={styles['number']}>
                  {cell(flow)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Where = 'flow' | 'table';
const whereOptions = [
  { value: 'flow', label: planText.flow, icon: Workflow },
  { value: 'table', label: planText.table, icon: Table2 },
] as const;

export interface FlowSectionProps {
  /** Nothing moves. */
  readonly empty: boolean;
  readonly levels: readonly Level[];
  readonly picture: ReactNode;
  readonly table: ReactNode;
}

/** Where it goes: the picture, or the same as a table. */
export function FlowSection({ empty, levels, picture, table }: FlowSectionProps) {
  const [chosen, setChosen] = useState<Where | null>(null);
  // Over eight volumes the table is the better picture.
  const where = chosen ?? (levels.length > 8 ? 'table' : 'flow');
  return (
    <>
      <div className={page['head']}>
        <h3>{planText.whereItGoes}</h3>
        {!empty && (
          <span className={page['end']}>
            <Segmented label={planText.whereAs} value={where} options={whereOptions} onChange={setChosen} />
          </span>
        )}
      </div>
      {empty && <p className={page['sideSay']}>{planText.nothingMoves}</p>}
      {!empty && (where === 'flow' ? picture : table)}
    </>
  );
}
