import { useId, useMemo, useState } from 'react';
import { Filter, ShieldCheck, Table2, TriangleAlert, Workflow } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Job, Plan, VolumeInfo } from '../../../shared/model.ts';
import {
  Button,
  cx,
  ErrorMessage,
  Icon,
  Message,
  ProgressBar,
  Segmented,
  TextField,
  VolumeBar,
} from '../../ui/index.ts';
import { NotMovedList } from './blocked.tsx';
import type { NotMoved } from './blocked.tsx';
import { flowsOf, movesBehind } from './figures.ts';
import type { Level } from './figures.ts';
import { FlowPicture, FlowTable } from './flow.tsx';
import { Legend, Levels } from './levels.tsx';
import type { Scale } from './levels.tsx';
import { Moves } from './moves.tsx';
import styles from './rebalance.module.css';
import { planAgain } from './store.ts';
import { count } from './words.ts';

export function Remarks({
  plan,
  job,
  error,
}: {
  readonly plan: Plan;
  readonly job: Job | undefined;
  readonly error: Error | null;
}) {
  return (
    <div className={styles['messages']}>
      {error !== null && <ErrorMessage error={error} action={<Button onClick={planAgain}>Plan again</Button>} />}
      {!plan.reached && job === undefined && (
        <Message tone="warn" title="The target is out of reach">
          {plan.note}
        </Message>
      )}
      {plan.reached && plan.note !== '' && job === undefined && <p className={styles['quiet']}>{plan.note}</p>}
      {job?.notes.map((note) => (
        <Message key={note} tone="info" title={note} />
      ))}
    </div>
  );
}

export function Progress({ job }: { readonly job: Job }) {
  const failed = job.errors.length;
  return (
    <div className={styles['progress']}>
      <ProgressBar
        size="big"
        label="Moved"
        value={job.bytesDone}
        max={job.counting ? 0 : Math.max(job.bytesTotal, 1)}
        still={job.state !== 'running' && job.state !== 'done'}
      />
      <p className={styles['facts']}>
        <span>
          <b>{formatSize(job.bytesDone)}</b> of {formatSize(job.bytesTotal)}
        </span>
        <span>
          <b>{job.filesDone}</b> of {count(job.filesTotal, 'file')}
        </span>
        <span className={failed > 0 ? styles['bad'] : undefined}>
          <b>{failed}</b> failed
        </span>
        <span className={styles['ok']}>
          <Icon icon={ShieldCheck} />
          {job.filesDone} verified
        </span>
      </p>
    </div>
  );
}

export function DrainedPanel(props: { level: Level | undefined; volume: VolumeInfo; ended: boolean }) {
  const { level, volume, ended } = props;
  if (level === undefined) return null;
  const used = ended ? level.now : level.before;
  return (
    <section className={cx(styles['side'], styles['drained'])}>
      <div className={styles['sideHead']}>
        <h3>{visibleName(volume.name)}</h3>
        <span className={styles['quiet']}>
          {formatSize(level.total)}, {volume.filesystem}
        </span>
      </div>
      <VolumeBar
        size="tall"
        colour={volume.colour}
        used={used}
        total={level.total}
        label={`${formatSize(used)} of ${formatSize(level.total)} used`}
      />
      <p className={styles['sideSay']}>
        {formatSize(used)} used{ended ? '' : `, ${formatSize(level.after)} after`}. {visibleName(volume.root)}
      </p>
    </section>
  );
}

interface VolumesSectionProps {
  readonly levels: readonly Level[];
  readonly band: Plan['band'];
  readonly running: boolean;
  readonly ended: boolean;
}

export function VolumesSection({ levels, band, running, ended }: VolumesSectionProps) {
  const [scale, setScale] = useState<Scale>('percent');
  const id = useId();
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h3 id={id}>Volumes</h3>
        <Legend running={running} ended={ended} />
        <Segmented
          label="Scale"
          value={scale}
          options={[
            { value: 'percent', label: 'Percent' },
            { value: 'bytes', label: 'Bytes' },
          ]}
          onChange={setScale}
        />
      </div>
      <Levels levels={levels} band={band} scale={scale} running={running} />
    </section>
  );
}

type Where = 'flow' | 'table';
const whereOptions = [
  { value: 'flow', label: 'Flow', icon: Workflow },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

export function FlowSection({ plan, levels }: { readonly plan: Plan; readonly levels: readonly Level[] }) {
  const [chosen, setChosen] = useState<Where | null>(null);
  const flows = useMemo(() => flowsOf(plan.moves), [plan]);
  // Over eight volumes the table is the better picture.
  const where = chosen ?? (levels.length > 8 ? 'table' : 'flow');
  return (
    <>
      <div className={styles['head']}>
        <h3>Where it goes</h3>
        {flows.length > 0 && (
          <span className={styles['end']}>
            <Segmented label="Where it goes, as" value={where} options={whereOptions} onChange={setChosen} />
          </span>
        )}
      </div>
      {flows.length === 0 && <p className={styles['sideSay']}>Nothing moves.</p>}
      {flows.length > 0 && where === 'flow' && <FlowPicture flows={flows} levels={levels} />}
      {flows.length > 0 && where === 'table' && <FlowTable flows={flows} levels={levels} />}
    </>
  );
}

type Lower = 'moves' | 'flow' | 'table' | 'blocked';

interface MovesSectionProps {
  readonly plan: Plan;
  readonly levels: readonly Level[];
  readonly job: Job | undefined;
  readonly items: readonly NotMoved[];
  readonly narrow: boolean;
}

/** The list; in a narrow window also the way to the flow, the table and what is not moved. */
export function MovesSection({ plan, job, levels, items, narrow }: MovesSectionProps) {
  const [filter, setFilter] = useState('');
  const [chosen, setLower] = useState<Lower>('moves');
  const lower = narrow ? chosen : 'moves';
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    if (wanted === '') return plan.moves;
    return plan.moves.filter((move) =>
      [move.path, move.reason, move.from, move.to].some((text) => visibleName(text).toLowerCase().includes(wanted)),
    );
  }, [plan, filter]);
  const behind = new Set(job === undefined ? [] : plan.moves.slice(0, movesBehind(plan.moves, job)));
  const flows = useMemo(() => flowsOf(plan.moves), [plan]);
  const tabs: readonly { readonly value: Lower; readonly label: string }[] = [
    { value: 'moves', label: 'Moves' },
    { value: 'flow', label: 'Flow' },
    { value: 'table', label: 'Table' },
  ];
  const after = plan.reached && plan.moves.length > 0 ? 'The plan reaches its target without these.' : '';
  const sum =
    filter === '' ? count(plan.moves.length, 'move') : `${count(shown.length, 'move')} of ${plan.moves.length}`;
  return (
    <section className={cx(styles['section'], styles['last'])} aria-label="Moves">
      <div className={styles['head']}>
        {narrow ? <Segmented label="Show" value={lower} options={tabs} onChange={setLower} /> : <h3>Moves</h3>}
        {plan.moves.length > 0 && <span className={styles['quiet']}>{sum}</span>}
        {narrow && items.length > 0 && (
          <Button
            variant="bare"
            className={cx(styles['end'], styles['warn'])}
            icon={TriangleAlert}
            aria-pressed={lower === 'blocked'}
            onClick={() => setLower('blocked')}
          >
            {items.length === 1 ? '1 item is not moved' : `${items.length} items are not moved`}
          </Button>
        )}
        {!narrow && plan.moves.length > 0 && (
          <TextField
            label="Filter moves"
            hideLabel
            look="quiet"
            icon={Filter}
            placeholder="Filter moves"
            className={styles['end'] ?? ''}
            value={filter}
            onChange={setFilter}
          />
        )}
      </div>
      {lower === 'moves' && (
        <Moves
          moves={shown}
          behind={behind}
          levels={levels}
          job={job}
          empty={plan.moves.length === 0 ? 'Nothing needs to move.' : 'No move has these words.'}
        />
      )}
      {lower === 'flow' && <FlowPicture flows={flows} levels={levels} />}
      {lower === 'table' && <FlowTable flows={flows} levels={levels} />}
      {lower === 'blocked' && <NotMovedList items={items} after={after} />}
    </section>
  );
}
