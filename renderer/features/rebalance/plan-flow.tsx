import type { PlanFlow } from '../../../shared/planning.ts';
import type { Level } from './figures.ts';
import { FlowSection } from './flow-base.tsx';
import type { Way } from './flow-layout.ts';
import { FlowPicture, FlowTable } from './flow.tsx';

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
  return (
    <FlowSection
      empty={flows.length === 0}
      levels={levels}
      picture={<FlowPicture flows={flows} levels={levels} ways={{ chosen, pointed, onPoint, onChoose }} />}
      table={<FlowTable flows={flows} levels={levels} />}
    />
  );
}
