import { useEffect, useId, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowLeft, Filter, ShieldCheck, Table2, TriangleAlert, Workflow } from 'lucide-react';
import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import { isEnded, useJob, useJobs } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { removeVolume } from '../../state/pool.ts';
import { setRebalanceGoal, useRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import {
  Button,
  cx,
  ErrorMessage,
  Icon,
  IconButton,
  Message,
  ProgressBar,
  Segmented,
  Skeleton,
  TextField,
  useDelayed,
  VolumeBar,
} from '../../ui/index.ts';
import { NotMovedList, notMovedOf, totalOf } from './blocked.tsx';
import { evennessOf, flowsOf, levelsOf, materialKey, share } from './figures.ts';
import { FlowPicture, FlowTable } from './flow.tsx';
import { PlanFooter, RunFooter } from './footers.tsx';
import { Enough, Goals } from './goals.tsx';
import { Legend, Levels } from './levels.tsx';
import type { Scale } from './levels.tsx';
import { Moves } from './moves.tsx';
import { ProofSteps, useProof } from './proof.tsx';
import styles from './rebalance.module.css';
import { SpeedPanel } from './speed.tsx';
import { adopt, followRun, makePlan, planAgain, useRebalance } from './store.ts';
import { count, drainLead, endLead, evenLead, runLead } from './words.ts';
import type { Lead } from './words.ts';

/** Waits for changes to settle before a plan is made anew, ms. */
const settleMs = 300;

/** Plans on entering and when the pool, the goal or the band changed materially; never while a run is shown. */
function usePlanning(pool: PoolInfo): void {
  const goal = useRebalanceGoal((state) => state.goal);
  const { within, planKey, jobId } = useRebalance();
  const running = useJobs(({ jobs }) =>
    jobs.find((job) => job.pool === pool.name && isRebalance(job) && !isEnded(job)),
  );
  const key = `${materialKey(pool)} ${JSON.stringify(goal)} ${goal.kind === 'even' ? within : ''}`;
  useEffect(() => {
    if (running !== undefined && running.id !== jobId) void adopt(running);
  }, [running, jobId]);
  useEffect(() => {
    if (jobId !== null || running !== undefined || key === planKey) return;
    const timer = setTimeout(() => void makePlan(pool, goal, within, key), planKey === '' ? 0 : settleMs);
    return () => clearTimeout(timer);
  }, [key, planKey, jobId, running, pool, goal, within]);
  useEffect(() => (jobId === null ? undefined : followRun(pool.id)), [jobId, pool.id]);
  // A run that has ended is not shown again at the next visit.
  useEffect(
    () => () => {
      const shown = useJobs.getState().jobs.find((job) => job.id === useRebalance.getState().jobId);
      if (shown === undefined || isEnded(shown)) planAgain();
    },
    [],
  );
}

function isRebalance(job: Job): boolean {
  return (job.kind === 'rebalance' || job.kind === 'drain') && job.planId !== null;
}

/** The name of the volume that this plan empties; null for another goal. */
function drainedBy(plan: Plan | null, pool: PoolInfo): string | null {
  if (plan === null || !plan.goal.startsWith('drain')) return null;
  const name = plan.goal.slice('drain'.length).trim();
  return pool.volumes.find((volume) => volume.name === name)?.name ?? plan.moves[0]?.from ?? null;
}

export function Screen({ pool }: { readonly pool: PoolInfo }) {
  usePlanning(pool);
  const { plan, planning, error, jobId } = useRebalance();
  const goal = useRebalanceGoal((state) => state.goal);
  const job = useJob(jobId);
  const drained = drainedBy(plan, pool);
  const running = job !== undefined && !isEnded(job);
  const late = useDelayed(plan === null && planning);
  const chosen = goal.kind !== 'drain' || goal.volume !== null;
  return (
    <main className={styles['screen']} aria-busy={planning}>
      <header className={styles['bar']}>
        <IconButton label="Back to files" icon={ArrowLeft} onClick={() => go({ screen: 'files' })} />
        <h1>{drained === null ? 'Rebalance' : `Empty ${visibleName(drained)}`}</h1>
        <span className={styles['scope']}>{visibleName(pool.name)}, whole pool</span>
      </header>
      {plan === null ? (
        <NoPlan pool={pool} error={error} late={late} asks={!chosen} />
      ) : (
        <WithPlan pool={pool} plan={plan} job={job} drained={drained} />
      )}
      {plan !== null && jobId === null && plan.moves.length > 0 && <StartFooter plan={plan} pool={pool} />}
      {running && <RunFooter job={job} />}
      {job !== undefined && !running && plan !== null && <EndFooter job={job} pool={pool} drained={drained} />}
    </main>
  );
}

/** Before the first plan: skeletons of the true height, an error, or the question which volume to empty. */
function NoPlan(props: { pool: PoolInfo; error: Error | null; late: boolean; asks: boolean }) {
  const { pool, error, late, asks } = props;
  const goal = useRebalanceGoal((state) => state.goal);
  return (
    <div className={styles['body']}>
      <section className={styles['lead']}>
        {asks ? (
          <>
            <h2>Which volume is to be emptied?</h2>
            <p>What fits where is shown before anything moves.</p>
          </>
        ) : (
          late && (
            <div className={styles['waiting']} role="status" aria-label="Making the plan">
              <Skeleton width="60%" height={24} />
              <Skeleton width="80%" height={16} />
            </div>
          )
        )}
        <Goals pool={pool} goal={goal} />
        {error !== null && (
          <div className={styles['messages']}>
            <ErrorMessage error={error} action={<Button onClick={planAgain}>Plan again</Button>} />
          </div>
        )}
        {late && (
          <div className={cx(styles['section'], styles['waiting'])}>
            {pool.volumes.map((volume) => (
              <Skeleton key={volume.id} height={20} />
            ))}
          </div>
        )}
      </section>
    </div>
  );
}

interface WithPlanProps {
  readonly pool: PoolInfo;
  readonly plan: Plan;
  readonly job: Job | undefined;
  readonly drained: string | null;
}

function WithPlan({ pool, plan, job, drained }: WithPlanProps) {
  const narrow = useRail();
  const { within, error, live, speeds } = useRebalance();
  const goal = useRebalanceGoal((state) => state.goal);
  const ended = job !== undefined && isEnded(job);
  const levels = levelsOf(plan, live ?? pool, job);
  const items = notMovedOf(plan, pool);
  const volume = pool.volumes.find((one) => one.name === drained);
  const proof = useProof(pool, volume, job);
  const proven = proof.proof !== null && proof.proof.left.length === 0;
  const lead = leadOf(plan, job, levels, drained, proven);
  return (
    <div className={styles['body']}>
      <section className={styles['lead']}>
        <div className={cx(proven && styles['proof'])}>
          {proven && (
            <span className={styles['shield']}>
              <Icon icon={ShieldCheck} size={22} />
            </span>
          )}
          <LeadWords lead={lead} />
        </div>
        {job === undefined && <Goals pool={pool} goal={goal} />}
        {job !== undefined && !proven && <Progress job={job} />}
        <Remarks plan={plan} job={job} error={error} />
      </section>
      <div>
        {job === undefined && goal.kind === 'even' && <EvenEnough plan={plan} within={within} />}
        {job !== undefined && !ended && <SpeedPanel job={job} speeds={speeds} />}
        {drained !== null && volume !== undefined && (job === undefined || ended) && (
          <DrainedPanel level={levels.find((one) => one.name === drained)} volume={volume} ended={ended} />
        )}
      </div>
      <VolumesSection levels={levels} band={plan.band} running={job !== undefined} />
      {!narrow && (
        <section className={styles['section']}>
          {ended && volume !== undefined && job.state === 'done' ? (
            <>
              <div className={styles['head']}>
                <h3>Proof of empty</h3>
              </div>
              <ProofSteps state={proof} volume={volume} job={job} />
            </>
          ) : (
            <FlowSection plan={plan} levels={levels} />
          )}
        </section>
      )}
      <MovesSection plan={plan} levels={levels} job={job} items={items} narrow={narrow} />
      {!narrow && (
        <section className={cx(styles['section'], styles['last'])}>
          <div className={styles['head']}>
            <h3>
              {items.length > 0 && <Icon icon={TriangleAlert} className={styles['warn']} />}
              Not moved
            </h3>
            <span className={cx(styles['quiet'], styles['end'])}>{items.length > 0 && totalOf(items)}</span>
          </div>
          {items.length === 0 ? (
            <p className={styles['sideSay']}>Nothing is left out.</p>
          ) : (
            <NotMovedList items={items} after={plan.reached ? 'The plan reaches its target without these.' : ''} />
          )}
        </section>
      )}
      {narrow && ended && volume !== undefined && job.state === 'done' && (
        <section className={styles['section']}>
          <ProofSteps state={proof} volume={volume} job={job} />
        </section>
      )}
    </div>
  );
}

function leadOf(
  plan: Plan,
  job: Job | undefined,
  levels: ReturnType<typeof levelsOf>,
  drained: string | null,
  proven: boolean,
): Lead {
  if (job === undefined) return drained === null ? evenLead(plan) : drainLead(plan, drained);
  if (!isEnded(job)) return runLead(job, drained);
  const taking = levels.filter((level) => level.left === '');
  const even = evennessOf(taking.map((level) => ({ volume: level.name, used: level.now, total: level.total })));
  const lead = endLead(job, plan, even, drained);
  return proven && drained !== null ? { ...lead, lead: `${visibleName(drained)} is empty. Safe to remove.` } : lead;
}

/** Announced when it changes for good: not with every figure of a run. */
function LeadWords({ lead }: { readonly lead: Lead }) {
  return (
    <div>
      <h2>{lead.lead}</h2>
      <p>{lead.say.map((part, at) => (at % 2 === 1 ? <b key={part}>{part}</b> : part))}</p>
    </div>
  );
}

function Remarks({
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

function Progress({ job }: { readonly job: Job }) {
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

function EvenEnough({ plan, within }: { readonly plan: Plan; readonly within: number }) {
  const even = evennessOf(plan.after);
  const used = plan.before.reduce((sum, one) => sum + one.used, 0);
  const total = plan.before.reduce((sum, one) => sum + one.total, 0);
  return (
    <Enough
      within={within}
      result={even === null ? '' : `${formatPercent(even)} for ${formatSize(plan.bytes)}`}
      say={`Each volume ends within ${within} ${within === 1 ? 'point' : 'points'} of ${formatPercent(share(used, total))}, what the pool is full. A narrower band moves more.`}
    />
  );
}

function DrainedPanel(props: {
  level: ReturnType<typeof levelsOf>[number] | undefined;
  volume: PoolInfo['volumes'][number];
  ended: boolean;
}) {
  const { level, volume, ended } = props;
  if (level === undefined) return null;
  const used = ended ? level.now : level.before;
  return (
    <section className={styles['side']}>
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
  readonly levels: ReturnType<typeof levelsOf>;
  readonly band: Plan['band'];
  readonly running: boolean;
}

function VolumesSection({ levels, band, running }: VolumesSectionProps) {
  const [scale, setScale] = useState<Scale>('percent');
  const id = useId();
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h3 id={id}>Volumes</h3>
        <Legend running={running} />
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

function FlowSection({ plan, levels }: Pick<WithPlanProps, 'plan'> & Pick<VolumesSectionProps, 'levels'>) {
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

interface MovesSectionProps extends Pick<WithPlanProps, 'plan' | 'job'>, Pick<VolumesSectionProps, 'levels'> {
  readonly items: ReturnType<typeof notMovedOf>;
  readonly narrow: boolean;
}

/** The list; in a narrow window also the way to the flow, the table and what is not moved. */
function MovesSection({ plan, job, levels, items, narrow }: MovesSectionProps) {
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
  const flows = useMemo(() => flowsOf(plan.moves), [plan]);
  const tabs: readonly { readonly value: Lower; readonly label: string }[] = [
    { value: 'moves', label: 'Moves' },
    { value: 'flow', label: 'Flow' },
    { value: 'table', label: 'Table' },
    ...(items.length > 0 ? [{ value: 'blocked', label: 'Not moved' } as const] : []),
  ];
  const after = plan.reached ? 'The plan reaches its target without these.' : '';
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

function StartFooter({ plan, pool }: { readonly plan: Plan; readonly pool: PoolInfo }) {
  const { planning, starting, error } = useRebalance();
  const busy = useJobs(({ jobs }) => jobs.some((job) => job.pool === pool.name && isRebalance(job) && !isEnded(job)));
  const why = planning
    ? 'The plan is being made anew.'
    : starting
      ? 'It is starting.'
      : error !== null
        ? 'This plan was refused; plan again.'
        : busy
          ? 'Another plan of this pool is running.'
          : undefined;
  return <PlanFooter plan={plan} why={why} />;
}

function EndFooter({
  job,
  pool,
  drained,
}: {
  readonly job: Job;
  readonly pool: PoolInfo;
  readonly drained: string | null;
}) {
  const name = drained === null ? '' : visibleName(drained);
  const again = (): void => {
    planAgain();
    if (drained !== null && job.state === 'done') setRebalanceGoal({ kind: 'even' });
  };
  return (
    <Foot
      what={job.state === 'done' ? 'Every file is whole' : 'What moved is done; the rest is where it was'}
      more={drained === null ? '' : `nothing new is placed on ${name} while it is draining`}
    >
      <Button size="large" onClick={again}>
        {drained !== null && job.state === 'done' ? 'Even out the rest' : 'Plan again'}
      </Button>
      {drained !== null && job.state === 'done' && job.errors.length === 0 ? (
        <Button
          variant="primary"
          size="large"
          onClick={() => {
            removeVolume({ pool: pool.id, volume: drained }).then(() => {
              setRebalanceGoal({ kind: 'even' });
              notify(`${name} is no longer part of ${visibleName(pool.name)}.`);
              go({ screen: 'files' });
            }, notifyError);
          }}
        >
          Remove {name} from the pool
        </Button>
      ) : (
        <Button variant="primary" size="large" onClick={() => go({ screen: 'files' })}>
          Back to files
        </Button>
      )}
    </Foot>
  );
}

function Foot(props: { readonly what: string; readonly more: string; readonly children: ReactNode }) {
  return (
    <footer className={styles['foot']}>
      <div className={styles['cost']}>
        <b>{props.what}</b>
        <span>{props.more}</span>
      </div>
      <div className={styles['actions']}>{props.children}</div>
    </footer>
  );
}
