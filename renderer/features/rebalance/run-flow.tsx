import { volumeClass } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import { FlowBase, FlowRows } from './flow-base.tsx';
import type { FlowBand, Way } from './flow-layout.ts';
import type { FlowNow } from './run-figures.ts';
import { runText } from './run-screen-words.ts';
import styles from './run.module.css';
import { ofSize } from './run-words.ts';

export interface RunFlowProps {
  readonly flows: readonly FlowNow[];
  readonly levels: readonly Level[];
}

const margin = 120;

function wordsOf(way: Way | null, bytes: number, done: number): string {
  const moved = ofSize(done, bytes);
  return way === null ? runText.flowOthers(moved) : runText.flowWay(moved, way.from, way.to);
}

/** Sources left, targets right; of each band the darker part is done. */
export function RunFlow({ flows, levels }: RunFlowProps) {
  const band = ({ words, from, path, width, doneWidth }: FlowBand) => (
    <g key={words} className={volumeClass(from?.colour ?? 5)}>
      <title>{words}</title>
      <path className={styles['still']} d={path} strokeWidth={Math.max(1.5, width)} />
      {doneWidth > 0 && (
        <path
          className={styles['gone']}
          d={path}
          strokeWidth={doneWidth}
          // The done part lies at the upper edge of the band.
          transform={`translate(0 ${((doneWidth - width) / 2).toFixed(2)})`}
        />
      )}
    </g>
  );
  return (
    <FlowBase
      flows={flows}
      levels={levels}
      margin={margin}
      role="img"
      words={wordsOf}
      figure={(bytes, done) => ofSize(done, bytes)}
      band={band}
      endClass={styles['wide']}
    />
  );
}

/** The same as a table. */
export function RunFlowTable({ flows, levels }: RunFlowProps) {
  return (
    <FlowRows
      flows={flows}
      levels={levels}
      columns={[{ title: runText.moved, cell: ({ done, bytes }) => ofSize(done, bytes) }]}
    />
  );
}
