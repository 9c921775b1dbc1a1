import { Check, ChevronDown, X } from 'lucide-react';
import { formatMonth, formatSize, visibleName } from '../../../shared/format.ts';
import type { PolicyName, PoolInfo } from '../../../shared/model.ts';
import { policySentences } from '../../../shared/placement.ts';
import type { PolicyOutcome, SimulatedVolume, Simulation, SimulationVolume } from '../../../shared/simulation.ts';
import { bestBy, bestOutcome, measureOf, measures } from '../../../shared/simulation-verdict.ts';
import type { Measure } from '../../../shared/simulation-verdict.ts';
import { listOf } from '../../text.ts';
import { Badge, cx, Icon, IconButton, Menu, MenuItem, MenuLabel, volumeClass, VolumeMark } from '../../ui/index.ts';
import { areaPath, chartHeight, lastPoint, linePath } from './chart.ts';
import css from './lab.module.css';
import { choose, policiesLeft, setColumn, useLab } from './store.ts';
import { byWords, endWords, eventWords, fillWords, measureLabel, measureWords, nameOf, words } from './words.ts';

interface ComparisonProps {
  readonly pool: PoolInfo;
  readonly simulation: Simulation;
}

/** The chosen policy: a person's choice while it is shown, else the one that fits best. */
export function useChosen(simulation: Simulation): PolicyName | null {
  const chosen = useLab((state) => state.chosen);
  const isShown = simulation.outcomes.some(({ policy }) => policy === chosen);
  return isShown ? chosen : (bestOutcome(simulation)?.policy ?? null);
}

/** One column per policy, one row per volume, one scale; under it the figures that are compared. */
export function Comparison({ pool, simulation }: ComparisonProps) {
  const chosen = useChosen(simulation);
  const { outcomes, volumes, events } = simulation;
  const loses = events.some(({ kind }) => kind === 'lose');
  const shownMeasures = measures.filter((measure) => measure !== 'lostBytes' || loses);
  const columns = { ['--columns' as string]: outcomes.length, ['--volumes' as string]: volumes.length };
  const classOf = (policy: PolicyName, ...more: (string | undefined)[]): string =>
    cx(...more, policy === chosen && css['chosen']);
  return (
    <section aria-label={words.comparison} className={css['comparison']}>
      <div className={cx(css['grid'], css['charts'])} style={columns}>
        <p className={css['scale']}>{words.axis}</p>
        {outcomes.map(({ policy }, index) => (
          <PolicyHead
            key={policy}
            policy={policy}
            index={index}
            isChosen={policy === chosen}
            inUse={policy === pool.policy}
          />
        ))}
        {volumes.map((volume, at) => (
          <VolumeRow key={volume.name} pool={pool} volume={volume} at={at} simulation={simulation} chosen={chosen} />
        ))}
        <span />
        {outcomes.map(({ policy }) => (
          <div key={policy} className={classOf(policy, css['axis'])} aria-hidden>
            <Axis simulation={simulation} />
          </div>
        ))}
      </div>
      <div className={css['grid']} style={columns} aria-hidden>
        {shownMeasures.map((measure) => (
          <MeasureRow key={measure} measure={measure} simulation={simulation} chosen={chosen} />
        ))}
      </div>
      <FigureTable simulation={simulation} shown={shownMeasures} />
    </section>
  );
}

interface PolicyHeadProps {
  readonly policy: PolicyName;
  readonly index: number;
  readonly isChosen: boolean;
  readonly inUse: boolean;
}

function PolicyHead({ policy, index, isChosen, inUse }: PolicyHeadProps) {
  const columns = useLab((state) => state.columns);
  return (
    <div className={cx(css['policy'], isChosen && css['chosen'])}>
      <label title={policySentences[policy]}>
        <input type="radio" name="policy" checked={isChosen} onChange={() => choose(policy)} />
        <span>
          <b>
            {nameOf(policy)}
            {inUse && <Badge>{words.inUse}</Badge>}
          </b>
          <em>{byWords[policy]}</em>
        </span>
      </label>
      <Menu align="end" trigger={<IconButton size="small" icon={ChevronDown} label={words.anotherThan(policy)} />}>
        <MenuLabel>{words.showInColumn}</MenuLabel>
        {policiesLeft(columns).map((name) => (
          <MenuItem key={name} onSelect={() => setColumn(index, name)}>
            {nameOf(name)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}

interface VolumeRowProps extends ComparisonProps {
  readonly volume: SimulationVolume;
  /** Its place among the volumes. */
  readonly at: number;
  readonly chosen: PolicyName | null;
}

function VolumeRow({ pool, volume, at, simulation, chosen }: VolumeRowProps) {
  const known = pool.volumes.find(({ name }) => name === volume.name);
  const colour = known?.colour ?? at + 1;
  return (
    <>
      <div className={css['volume']}>
        <VolumeMark mark={known?.mark ?? '+'} colour={colour} size="large" />
        <span>
          <b title={visibleName(volume.name)}>{visibleName(volume.name)}</b>
          <em>{formatSize(volume.total)}</em>
        </span>
      </div>
      {simulation.outcomes.map((outcome) => {
        const simulated = outcome.volumes[at];
        return (
          <div key={outcome.policy} className={cx(css['cell'], outcome.policy === chosen && css['chosen'])}>
            {simulated !== undefined && (
              <Fill volume={volume} simulated={simulated} simulation={simulation} colour={colour} />
            )}
          </div>
        );
      })}
    </>
  );
}

interface FillProps {
  readonly volume: SimulationVolume;
  readonly simulated: SimulatedVolume;
  readonly simulation: Simulation;
  readonly colour: number;
}

/** How full one volume gets by one policy. */
function Fill({ volume, simulated, simulation, colour }: FillProps) {
  const { fill } = simulated;
  const end = lastPoint(fill);
  const isLost = fill.at(-1) === null && end !== null;
  const reserve = Math.min(1, volume.total > 0 ? volume.reserve / volume.total : 0);
  return (
    <div
      className={cx(css['fill'], volumeClass(colour))}
      role="img"
      aria-label={words.ofVolume(simulated.volume, fillWords(simulated))}
    >
      <div className={css['plot']}>
        <svg viewBox={`0 0 100 ${String(chartHeight)}`} preserveAspectRatio="none" aria-hidden>
          <path className={css['lines']} d={`M0 .5H100M0 ${String(chartHeight / 2)}H100`} />
          <rect className={css['reserve']} width="100" height={reserve * chartHeight} />
          {simulation.events.map((event, index) => (
            <path key={index} className={css['event']} d={`M${String(event.at * 100)} 0V${String(chartHeight)}`} />
          ))}
          <path className={css['area']} d={areaPath(fill)} />
          <path className={css['line']} d={linePath(fill)} />
          <path className={css['base']} d={`M0 ${String(chartHeight - 0.5)}H100`} />
        </svg>
        {isLost && (
          <span className={css['cross']} style={{ left: `${String(end.x * 100)}%`, top: `${String(end.y * 100)}%` }}>
            <Icon icon={X} size={12} />
          </span>
        )}
      </div>
      <span className={cx(css['end'], isLost && css['lost'])}>{endWords(simulated)}</span>
    </div>
  );
}

/** Where the replay begins, and what happens when. */
function Axis({ simulation }: { readonly simulation: Simulation }) {
  const [first] = simulation.points;
  const last = simulation.points.at(-1);
  const [event] = simulation.events;
  return (
    <>
      {(event === undefined || event.at > 0.5) && first !== undefined && <span>{formatMonth(first)}</span>}
      {event !== undefined && (
        <span
          className={cx(css['what'], event.at < 0.25 ? css['after'] : event.at > 0.75 && css['before'])}
          style={{ ['--at' as string]: event.at }}
          title={listOf(simulation.events.map(eventWords), 'plain')}
        >
          {eventWords(event)}
        </span>
      )}
      {event === undefined && last !== undefined && (
        <span className={cx(css['what'], css['before'])} style={{ ['--at' as string]: 1 }}>
          {formatMonth(last)}
        </span>
      )}
    </>
  );
}

interface MeasureRowProps {
  readonly measure: Measure;
  readonly simulation: Simulation;
  readonly chosen: PolicyName | null;
}

function MeasureRow({ measure, simulation, chosen }: MeasureRowProps) {
  const { outcomes, events } = simulation;
  const most = measure === 'busiest' ? 1 : Math.max(...outcomes.map((outcome) => measureOf(outcome, measure)));
  const best = bestBy(outcomes, measure);
  return (
    <>
      <span className={css['measure']}>{measureLabel(measure, events)}</span>
      {outcomes.map((outcome) => {
        const share = most > 0 ? measureOf(outcome, measure) / most : 0;
        const isBest = best.has(outcome.policy);
        return (
          <span
            key={outcome.policy}
            className={cx(css['figure'], isBest && css['best'], outcome.policy === chosen && css['chosen'])}
          >
            <span className={css['track']}>
              <i style={{ width: `${String(share * 100)}%` }} />
            </span>
            <b>{measureWords(outcome, measure)}</b>
            <span className={css['tick']}>{isBest && <Icon icon={Check} size={14} />}</span>
          </span>
        );
      })}
    </>
  );
}

/** All of it in words and figures: what the pictures show. */
function FigureTable({ simulation, shown }: { readonly simulation: Simulation; readonly shown: readonly Measure[] }) {
  const { outcomes, volumes, events } = simulation;
  const ends = (outcome: PolicyOutcome, at: number): string => {
    const volume = outcome.volumes[at];
    return volume === undefined ? '' : fillWords(volume);
  };
  return (
    <table className="visually-hidden">
      <caption>{words.whatEach}</caption>
      <thead>
        <tr>
          <th scope="col">{words.figure}</th>
          {outcomes.map(({ policy }) => (
            <th key={policy} scope="col">
              {nameOf(policy)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {volumes.map(({ name }, at) => (
          <tr key={name}>
            <th scope="row">{visibleName(name)}</th>
            {outcomes.map((outcome) => (
              <td key={outcome.policy}>{ends(outcome, at)}</td>
            ))}
          </tr>
        ))}
        {shown.map((measure) => {
          const best = bestBy(outcomes, measure);
          return (
            <tr key={measure}>
              <th scope="row">{measureLabel(measure, events)}</th>
              {outcomes.map((outcome) => (
                <td key={outcome.policy}>
                  {best.has(outcome.policy)
                    ? words.best(measureWords(outcome, measure))
                    : measureWords(outcome, measure)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
