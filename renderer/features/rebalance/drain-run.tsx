import type { ReactNode } from 'react';
import { Check, Info, Layers, Search, TriangleAlert } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { useRail } from '../../state/layout.ts';
import { useRowHeight } from '../../state/settings.ts';
import { listOf, named } from '../../text.ts';
import { cx, Icon, Marked, VolumeBar, volumeClass, VolumeMark } from '../../ui/index.ts';
import { HeldList, heldOf } from './drain-held.tsx';
import { share } from './figures.ts';
import type { Level } from './figures.ts';
import { LeadWords } from './lead-words.tsx';
import list from './moves-list.module.css';
import styles from './rebalance.module.css';
import { arrivalsOf, goneFrom } from './run-figures.ts';
import type { Arrival } from './run-figures.ts';
import { RunFooter } from './run-footer.tsx';
import { RunMoves } from './run-moves.tsx';
import { RunProgress, RunRemarks } from './run-parts.tsx';
import type { RunNow } from './run-parts.tsx';
import { runText } from './run-screen-words.ts';
import { runHeadline } from './run-words.ts';
import run from './run.module.css';
import { planText } from './screen-words.ts';
import { SpeedPanel } from './speed.tsx';
import { emptyAgain } from './store.ts';
import { planFiles } from './words.ts';

export interface DrainProps {
  readonly run: RunNow;
  /** That is emptied. */
  readonly volume: VolumeInfo;
}

/** The list of moves: as high as its rows, up to nine; px. */
const headPx = 34;
const listPx = 286;

type Turn = 'over' | 'current' | 'later';

function Stage(props: { number: number; turn: Turn; title: string; say: string; children?: ReactNode }) {
  const { number, turn, title, say, children } = props;
  return (
    <li className={cx(run['stage'], run[turn])} aria-current={turn === 'current' ? 'step' : undefined}>
      <span className={run['place']}>
        {turn === 'over' ? <Icon icon={Check} /> : number}
        {turn === 'over' && <span className="visually-hidden">{runText.over}</span>}
      </span>
      <div>
        <h3>
          {title} <span>{say}</span>
        </h3>
        {children}
      </div>
    </li>
  );
}

/** A volume is emptied: that it fits, the moves, and the proof that follows by itself. */
export function DrainRun({ run: now, volume }: DrainProps) {
  const narrow = useRail();
  const { plan, job, pool, levels, flows, receipt } = now;
  const { name } = volume;
  const rowPx = useRowHeight();
  const held = heldOf(plan, job, pool);
  const free = levels
    .filter((level) => level.name !== volume.name && level.left === '')
    .reduce((sum, level) => sum + level.total - level.after, 0);
  const proving = job.filesTotal > 0 && job.filesDone + job.errors.length >= job.filesTotal;
  const left = receipt === null ? null : receipt.planned.files - receipt.moved.files;
  return (
    <>
      <div className={run['drain']}>
        <section className={styles['lead']}>
          <LeadWords
            lead={{
              lead: runHeadline(job, runText.hasLeft(name), now.left),
              say: runText.drainSay(name),
            }}
          />
          <RunRemarks job={job} />
        </section>
        <ol className={run['stages']}>
          <Stage number={1} turn="over" title={runText.fits} say={runText.fitsSay(plan.bytes, planFiles(plan), free)}>
            {arrivalsOf(plan, levels, volume.name).map((arrival) => (
              <Fit key={arrival.level.name} arrival={arrival} />
            ))}
          </Stage>
          <Stage
            number={2}
            turn={proving ? 'over' : 'current'}
            title={runText.moving}
            say={runText.movingSay(job.filesDone, job.filesTotal)}
          >
            <RunProgress run={now} />
            <div className={run['list']} style={{ height: Math.min(listPx, headPx + now.rows.length * rowPx) }}>
              <RunMoves
                plan={plan.id}
                rows={now.rows}
                levels={levels}
                pace={job.state === 'running' ? job.rate : 0}
                drained={volume.name}
                empty={planText.nothingMoves}
              />
            </div>
          </Stage>
          <Stage
            number={3}
            turn={proving ? 'current' : 'later'}
            title={runText.prove}
            say={proving ? runText.reading(name) : runText.proveLater}
          >
            <ul className={run['checks']}>
              <li>
                <Icon icon={Search} size={16} />
                {runText.readAll(name)}
              </li>
              <li>
                <Icon icon={Layers} size={16} />
                {runText.noHalfLeft}
                {left !== null && left > 0 && (
                  <span className={cx(styles['quiet'], styles['end'])}>{runText.toGo(left)}</span>
                )}
              </li>
              <li>
                <Icon icon={Info} size={16} />
                {runText.nameOthers}
              </li>
            </ul>
          </Stage>
        </ol>
        <aside className={run['aside']}>
          {!narrow && (
            <Emptied
              volume={volume}
              gone={goneFrom(volume.name, flows)}
              level={levels.find((one) => one.name === volume.name)}
            />
          )}
          <div className={cx(!narrow && run['part'])}>
            <SpeedPanel job={job} written={now.written} limit={now.limit} />
          </div>
          {held.length > 0 && (
            <section className={run['part']}>
              <div className={styles['head']}>
                <h3>
                  <Icon icon={TriangleAlert} className={styles['warn']} />
                  {runText.holdsUp(held.length)}
                </h3>
              </div>
              <HeldList items={held} job={job} again={() => emptyAgain(volume)} />
              <p className={styles['sideSay']}>{runText.notEmptyUntil(name)}</p>
            </section>
          )}
        </aside>
      </div>
      <RunFooter job={job} left={now.left} />
    </>
  );
}

/** What a volume takes: before, what comes, its reserve. */
function Fit({ arrival: { level, bytes, folders } }: { readonly arrival: Arrival }) {
  return (
    <div className={cx(run['fit'], volumeClass(level.colour))}>
      <span className={run['who']}>
        <VolumeMark mark={level.mark} colour={level.colour} state={level.state} />
        <span className={list['text']}>{visibleName(level.name)}</span>
      </span>
      <Lane level={level} comes={bytes} />
      <span className={run['what']}>
        {bytes > 0 ? (
          <Marked parts={runText.thenFull(bytes, share(level.after, level.total))} />
        ) : (
          runText.takesNone(Math.max(0, level.total - level.before))
        )}
      </span>
      <span className={cx(run['which'], list['text'])} title={listOf(folders.map(named), 'plain')}>
        {listOf(
          folders.slice(0, 3).map((folder) => (folder === '/' ? runText.atTop : visibleName(folder.slice(1)))),
          'plain',
        )}
      </span>
    </div>
  );
}

/** Before and what comes, on the size of the volume. */
export function Lane({
  level,
  comes,
  came = false,
}: {
  readonly level: Level;
  readonly comes: number;
  readonly came?: boolean;
}) {
  const part = (of: number): string => `${(share(of, level.total) * 100).toFixed(3)}%`;
  return (
    <span className={cx(run['lane'], volumeClass(level.colour))} aria-hidden>
      <i className={run['stays']} style={{ width: part(level.before) }} />
      {comes > 0 && (
        <i
          className={run[came ? 'came' : 'comes']}
          style={{ left: part(level.before), width: `max(${part(comes)}, 6px)` }}
        />
      )}
      {level.reserve > 0 && (
        <i className={run['reserve']} style={{ width: part(Math.min(level.reserve, level.total)) }} />
      )}
    </span>
  );
}

interface EmptiedProps {
  readonly volume: VolumeInfo;
  readonly gone: { readonly gone: number; readonly all: number };
  readonly level: Level | undefined;
}

function Emptied({ volume, gone, level }: EmptiedProps) {
  const used = level?.now ?? volume.space?.used ?? 0;
  const total = level?.total ?? volume.space?.total ?? 0;
  return (
    <section className={styles['side']}>
      <div className={styles['sideHead']}>
        <h3>{visibleName(volume.name)}</h3>
        <span className={styles['quiet']}>{planText.sizeAndSystem(total, volume.filesystem)}</span>
      </div>
      <VolumeBar size="tall" colour={volume.colour} used={used} total={total} label={planText.usedOf(used, total)} />
      <p className={run['figures']}>
        <span>
          <Marked parts={runText.leftToMove(Math.max(0, gone.all - gone.gone))} />
        </span>
        <span>{runText.gone(gone.gone)}</span>
      </p>
    </section>
  );
}
