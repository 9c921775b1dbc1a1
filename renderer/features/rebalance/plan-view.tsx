import { useEffect, useId, useMemo, useState } from 'react';
import { TriangleAlert } from 'lucide-react';
import type { PlanDraft, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlanGoal } from '../../../shared/planning.ts';
import { offerPlan } from '../../state/drag.ts';
import { useRail } from '../../state/layout.ts';
import { notifyError } from '../../state/notices.ts';
import { setPool } from '../../state/pool.ts';
import { ask, askedNow, useRebalanceGoal } from '../../state/rebalance.ts';
import { Button, cx, ErrorMessage, Icon, Message, Skeleton } from '../../ui/index.ts';
import { takenIn, takesPart, withoutTargets, withTarget } from './asked.ts';
import { DragNote } from './drag-note.tsx';
import { hold, useDraft } from './draft-store.ts';
import { Evenness } from './evenness.tsx';
import { evennessOf, levelsOf } from './figures.ts';
import type { Level } from './figures.ts';
import type { Way } from './flow-layout.ts';
import { questionOf, stepWords } from './goal-words.ts';
import { Goals } from './goals.tsx';
import { LeadWords } from './lead-words.tsx';
import { Legend, ScaleSwitch } from './levels.tsx';
import type { Scale } from './levels.tsx';
import { PlanFlowSection } from './plan-flow.tsx';
import { PlanFooter } from './plan-footer.tsx';
import { PlanLevels } from './plan-levels.tsx';
import { PlanList, sendAllTo, sendTo } from './plan-list.tsx';
import { KeptList, keptOf, keptTotal } from './plan-not-moved.tsx';
import { planLead } from './plan-words.ts';
import styles from './rebalance.module.css';
import { planText } from './screen-words.ts';
import { DrainedPanel } from './sections.tsx';
import { planAgain } from './store.ts';

export interface NoPlanProps {
  readonly pool: PoolInfo;
  readonly error: Error | null;
  /** Nothing came for a while. */
  readonly late: boolean;
}

/** Before the first plan: skeletons of the true height, an error, or what the goal still asks. */
export function NoPlan({ pool, error, late }: NoPlanProps) {
  const goal = useRebalanceGoal((state) => state.goal);
  const question = questionOf(goal);
  return (
    <div className={styles['body']}>
      <section className={styles['lead']}>
        {question !== null ? (
          <LeadWords lead={{ lead: question, say: [planText.shownFirst] }} />
        ) : (
          late && (
            <div className={styles['waiting']} role="status" aria-label={planText.making}>
              <Skeleton width="60%" height={24} />
              <Skeleton width="80%" height={16} />
            </div>
          )
        )}
        <Goals pool={pool} goal={goal} />
        {error !== null && (
          <div className={styles['messages']}>
            <ErrorMessage error={error} action={<Button onClick={planAgain}>{planText.again}</Button>} />
          </div>
        )}
        {late && question === null && (
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

export interface PlanViewProps {
  readonly pool: PoolInfo;
  readonly draft: PlanDraft;
  /** What the draft was made for. */
  readonly goal: PlanGoal;
}

/** A plan that one can see, change by hand and start. */
export function PlanView({ pool, draft, goal }: PlanViewProps) {
  const narrow = useRail();
  const error = useDraft((state) => state.error);
  const asked = useRebalanceGoal();
  const [way, setWay] = useState<Way | null>(null);
  const [pointed, setPointed] = useState<Way | null>(null);
  const without = asked.edits.without ?? noVolumes;
  const levels = useMemo(
    () =>
      levelsOf(draft, pool).map((level) =>
        level.left === '' && without.includes(level.name) ? { ...level, left: planText.takesNoPart } : level,
      ),
    [draft, pool, without],
  );
  const kept = keptOf(draft.blocked, pool, {
    again: planAgain,
    takeIn: (path) => ask(stepWords.takeIt, { edits: takenIn(askedNow().edits, path) }),
    unpin: (path) => {
      const pins = pool.pins.filter((pin) => pin.path !== path);
      if (pins.length === pool.pins.length) return;
      setPool({ pool: pool.id, pins }).then(planAgain, notifyError);
    },
  });
  const within = (asked.scope.path ?? '/') as PoolPath;
  // Files that are dragged here from the list go where they are dropped, here and in the sidebar.
  useEffect(() => offerPlan({ scope: within, take: sendAllTo }), [within]);
  const more = draft.blockedCount - draft.blocked.length;
  const after = draft.reached && draft.moves > 0 ? planText.withoutThese : '';
  const taking = levels.filter((level) => level.left === '');
  const flows = way === null || draft.flows.some((flow) => flow.from === way.from && flow.to === way.to);
  // A way that nothing goes any more narrows nothing.
  const shownWay = flows ? way : null;
  const drained = goal.kind === 'drain' ? goal.volume : null;
  const volume = pool.volumes.find((one) => one.name === drained);
  const aside = (
    <>
      {goal.kind === 'even' && (
        <Evenness
          points={draft.curve}
          within={asked.within}
          reaches={draft.moves === 0 ? null : evennessOf(afterOf(taking))}
          bytes={draft.bytes}
          onChoose={(within, again) => ask(stepWords.even, { within }, again)}
        />
      )}
      {drained !== null && volume !== undefined && (
        <DrainedPanel level={levels.find((one) => one.name === drained)} volume={volume} ended={false} />
      )}
    </>
  );
  return (
    <>
      <div className={cx(styles['body'], styles['plan'])}>
        <section className={styles['lead']}>
          <div className={cx(narrow && styles['top'])}>
            <LeadWords lead={planLead(draft, goal, new Set(taking.map((level) => level.name)))} />
            {narrow && aside}
          </div>
          <Goals pool={pool} goal={asked.goal} />
          <div className={styles['messages']}>
            {error !== null && (
              <ErrorMessage error={error} action={<Button onClick={planAgain}>{planText.again}</Button>} />
            )}
            {!draft.reached && (
              <Message tone="warn" title={planText.outOfReach}>
                {draft.note}
              </Message>
            )}
            {draft.reached && draft.note !== '' && <p className={styles['quiet']}>{draft.note}</p>}
          </div>
        </section>
        {!narrow && <div>{aside}</div>}
        <LevelsSection pool={pool} draft={draft} levels={levels} without={without} />
        {!narrow && (
          <section className={styles['section']}>
            <PlanFlowSection
              flows={draft.flows}
              levels={levels}
              chosen={shownWay}
              pointed={pointed}
              onPoint={setPointed}
              onChoose={setWay}
            />
          </section>
        )}
        <PlanList
          pool={pool}
          draft={draft}
          levels={levels}
          kept={kept}
          after={after}
          narrow={narrow}
          way={shownWay}
          onWay={setWay}
        />
        {!narrow && (
          <section className={cx(styles['section'], styles['last'])}>
            <div className={styles['head']}>
              <h3>
                {kept.length > 0 && <Icon icon={TriangleAlert} className={styles['warn']} />}
                {planText.notMoved}
              </h3>
              <span className={cx(styles['quiet'], styles['end'])}>{kept.length > 0 && keptTotal(kept, more)}</span>
            </div>
            {kept.length === 0 ? (
              <p className={styles['sideSay']}>{planText.nothingLeft}</p>
            ) : (
              <KeptList items={kept} after={after} />
            )}
          </section>
        )}
      </div>
      <DragNote levels={levels} />
      {draft.moves > 0 && <PlanFooter draft={draft} pool={pool} />}
    </>
  );
}

const afterOf = (levels: readonly Level[]) =>
  levels.map(({ name, after, total }) => ({ volume: name, used: after, total }));

const noTargets = {};
const noVolumes: readonly string[] = [];

interface LevelsSectionProps {
  readonly pool: PoolInfo;
  readonly draft: PlanDraft;
  readonly levels: readonly Level[];
  readonly without: readonly string[];
}

/** The bars with their handles, on one scale. */
function LevelsSection({ pool, draft, levels, without }: LevelsSectionProps) {
  const [scale, setScale] = useState<Scale>('percent');
  const heading = useId();
  const held = useDraft((state) => state.held);
  const targets = useRebalanceGoal((state) => state.edits.targets) ?? noTargets;
  const set = (volume: string, bytes: number | null, again: boolean): void =>
    ask(stepWords.level(volume), { edits: withTarget(askedNow().edits, volume, bytes) }, again);
  return (
    <section className={styles['section']} aria-labelledby={heading}>
      <div className={styles['head']}>
        <h3 id={heading}>{planText.volumes}</h3>
        {Object.keys(targets).length > 0 && (
          <Button variant="bare" onClick={() => ask(stepWords.allLevels, { edits: withoutTargets(askedNow().edits) })}>
            {planText.allLevels}
          </Button>
        )}
        <Legend running={false} ended={false} />
        <ScaleSwitch scale={scale} onChange={setScale} />
      </div>
      <PlanLevels
        levels={levels}
        band={draft.before.length > 0 ? draft.band : null}
        scale={scale}
        targets={targets}
        held={held}
        onHold={(volume, bytes) => hold({ volume, bytes })}
        onRelease={(volume, bytes) => {
          hold(null);
          if (bytes !== null) set(volume, bytes, false);
        }}
        onSet={set}
        onSend={sendTo}
        without={without}
        onPart={(name, part) => ask(stepWords.part(name), { edits: takesPart(askedNow().edits, name, part) })}
        onEmpty={(name) => {
          const volume = pool.volumes.find((one) => one.name === name);
          if (volume !== undefined)
            ask(stepWords.emptying(name), { goal: { kind: 'drain', volume: volume.id }, edits: {} });
        }}
      />
    </section>
  );
}
