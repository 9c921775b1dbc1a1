import { useState } from 'react';
import { Table2, Workflow } from 'lucide-react';
import type { PlanFlow } from '../../../shared/planning.ts';
import { Segmented } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import { FlowPicture, FlowTable } from './flow.tsx';
import type { Way } from './flow.tsx';
import styles from './rebalance.module.css';

type Where = 'flow' | 'table';
const whereOptions = [
  { value: 'flow', label: 'Flow', icon: Workflow },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

export interface PlanFlowProps {
  readonly flows: readonly PlanFlow[];
  readonly levels: readonly Level[];
  readonly chosen: Way | null;
  readonly pointed: Way | null;
  readonly onPoint: (way: Way | null) => void;
  readonly onChoose: (way: Way | null) => void;
}

/** Where it goes: a flow whose bands narrow the list of moves, and the same as a table. */
export function PlanFlowSection({ flows, levels, chosen, pointed, onPoint, onChoose }: PlanFlowProps) {
  const [picked, setPicked] = useState<Where | null>(null);
  // Over eight volumes the table is the better picture.
  const where = picked ?? (levels.length > 8 ? 'table' : 'flow');
  return (
    <>
      <div className={styles['head']}>
        <h3>Where it goes</h3>
        {flows.length > 0 && (
          <span className={styles['end']}>
            <Segmented label="Where it goes, as" value={where} options={whereOptions} onChange={setPicked} />
          </span>
        )}
      </div>
      {flows.length === 0 && <p className={styles['sideSay']}>Nothing moves.</p>}
      {flows.length > 0 && where === 'flow' && (
        <FlowPicture flows={flows} levels={levels} ways={{ chosen, pointed, onPoint, onChoose }} />
      )}
      {flows.length > 0 && where === 'table' && <FlowTable flows={flows} levels={levels} />}
    </>
  );
}
