import { useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowRight, Check, Copy, File, Link, OctagonAlert } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Job, PlanMove } from '../../../shared/model.ts';
import { Badge, cx, errorParts, Icon, VolumeMark } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import styles from './moves.module.css';
import { count, sentence } from './words.ts';

export interface MovesProps {
  readonly moves: readonly PlanMove[];
  /** Moves of the plan that are behind the job. */
  readonly behind: ReadonlySet<PlanMove>;
  readonly levels: readonly Level[];
  /** The run: its current file, what failed, how it ended. */
  readonly job: Job | undefined;
  /** Words instead of an empty list. */
  readonly empty: string;
}

/** `--row` of the tokens, px. */
const rowHeight = 28;

function folderOf(path: string): string {
  return path.slice(1, path.lastIndexOf('/')).split('/').map(visibleName).join(' / ');
}

/** The moves of a plan, drawn only where they are in sight. */
export function Moves({ moves, behind, levels, job, empty }: MovesProps) {
  const scroll = useRef<HTMLDivElement>(null);
  // The compiler does not memoize what this hook returns, which is what is wanted: it changes with the scroll position.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: moves.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 0, height: 400 },
  });
  const failures = new Map(job?.errors.map(({ path, error }) => [path, error.message]));
  return (
    <div role="table" aria-label="Moves" aria-rowcount={moves.length + 1} className={styles['moves']}>
      <div role="rowgroup" className={cx(moves.length === 0 && 'visually-hidden')}>
        <div role="row" aria-rowindex={1} className={styles['header']}>
          <span role="columnheader">Name</span>
          <span role="columnheader" className={styles['number']}>
            Size
          </span>
          <span role="columnheader">From, to</span>
          <span role="columnheader">{job === undefined ? 'Why' : 'Why, step'}</span>
        </div>
      </div>
      {moves.length === 0 ? (
        <p role="row" className={styles['none']}>
          <span role="cell">{empty}</span>
        </p>
      ) : (
        <div ref={scroll} role="rowgroup" tabIndex={0} aria-label="Moves" className={styles['scroll']}>
          <div role="presentation" className={styles['inner']} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const move = moves[item.index];
              if (move === undefined) return null;
              return (
                <div
                  key={move.path}
                  role="row"
                  aria-rowindex={item.index + 2}
                  className={styles['row']}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Cells
                    move={move}
                    levels={levels}
                    job={job}
                    done={behind.has(move)}
                    failure={failures.get(move.path)}
                  />
                </div>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

interface CellsProps extends Pick<MovesProps, 'levels' | 'job'> {
  readonly move: PlanMove;
  readonly done: boolean;
  readonly failure: string | undefined;
}

function Cells({ move, levels, job, done, failure }: CellsProps) {
  const folder = folderOf(move.path);
  const links = move.links?.length ?? 0;
  const mark = (name: string) => {
    const level = levels.find((one) => one.name === name);
    return (
      <VolumeMark
        mark={level?.mark ?? name.charAt(0)}
        colour={level?.colour ?? 5}
        state={level === undefined ? 'offline' : 'online'}
        name={visibleName(name)}
      />
    );
  };
  return (
    <>
      <span role="cell" className={styles['name']} title={visibleName(move.path)}>
        <Icon icon={File} />
        <span className={styles['text']}>
          {visibleName(move.path.slice(move.path.lastIndexOf('/') + 1))}
          {folder !== '' && <span className={styles['folder']}>{folder}</span>}
        </span>
      </span>
      <span role="cell" className={styles['number']}>
        {formatSize(move.size)}
      </span>
      <span role="cell" className={styles['ways']}>
        {mark(move.from)}
        <Icon icon={ArrowRight} size={14} />
        {mark(move.to)}
      </span>
      <span role="cell" className={styles['why']}>
        <Step move={move} job={job} done={done} failure={failure} />
        {links > 0 && (
          <Badge tone="warn" icon={Link}>
            {count(links + 1, 'hard link')}
          </Badge>
        )}
      </span>
    </>
  );
}

/** Before its turn: why. Then what became of it; all that moved was verified. */
function Step({ move, job, done, failure }: Omit<CellsProps, 'levels'>) {
  if (failure !== undefined) {
    const { rest, what } = errorParts({ message: failure });
    return (
      <>
        <Icon icon={OctagonAlert} size={14} className={styles['failed']} />
        <span className={cx(styles['text'], styles['failed'])} title={failure}>
          {rest === '' ? what : rest}
        </span>
      </>
    );
  }
  if (job?.state === 'running' && job.current === move.path) {
    return (
      <>
        <Icon icon={Copy} size={14} className={styles['now']} />
        <span className={cx(styles['text'], styles['now'])}>Moving now</span>
      </>
    );
  }
  if (done) {
    return (
      <span className={cx(styles['why'], styles['done'])}>
        <Icon icon={Check} size={14} />
        <span className={styles['text']}>Done and verified</span>
      </span>
    );
  }
  return (
    <span className={styles['text']} title={move.reason}>
      {sentence(move.reason, [move.from, move.to])}
    </span>
  );
}
