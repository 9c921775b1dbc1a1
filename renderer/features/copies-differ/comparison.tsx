import { useState } from 'react';
import { Eye } from 'lucide-react';
import { formatDayAndClock, visibleName } from '../../../shared/format.ts';
import { baseName } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ComparedCopy, CopyComparison, DifferingEntry, ResolvedCopies } from '../../../shared/copies.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { keepBothCopies, keepCopy, openDiffering, useComparison } from '../../state/copies.ts';
import { notifyUndoable } from '../../state/history.ts';
import { notifyError } from '../../state/notices.ts';
import { volumeOf } from '../../state/pool.ts';
import { notLookedAt, text } from '../../text.ts';
import { Badge, Button, ErrorMessage, Segmented, Skeleton, useDelayed, VolumeMark } from '../../ui/index.ts';
import css from './copies.module.css';
import { Facts } from './facts.tsx';
import type { TextDiff } from './lines.ts';
import { Previews } from './previews.tsx';
import { OtherEntry } from './other-entry.tsx';
import { differences, differs, explanation, headline, story, trashWords, words } from './words.ts';

interface Props {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  /** All that differ, for the list beside. */
  readonly others: readonly DifferingEntry[];
  /** A choice was made: what comes next. */
  readonly onDecided: () => void;
}

/** Copies of one path side by side, two at a time, and the choices. */
export function Comparison({ pool, path, others, onDecided }: Props) {
  const [read, setRead] = useState(false);
  const { value, error, busy, again } = useComparison(pool.id, path, read);
  const waiting = useDelayed(value === null && error === null);
  if (error !== null) {
    return (
      <main className={css['page1']}>
        <ErrorMessage error={error} action={<Button onClick={again}>{text.tryAgain}</Button>} />
      </main>
    );
  }
  if (value === null) {
    return (
      <main className={css['page1']} aria-busy>
        {waiting && <Skeleton width="50%" height={20} />}
      </main>
    );
  }
  return (
    <Loaded
      pool={pool}
      comparison={value}
      others={others}
      reading={busy && read}
      onRead={setRead}
      onDecided={onDecided}
    />
  );
}

interface LoadedProps {
  readonly pool: PoolInfo;
  readonly comparison: CopyComparison;
  readonly others: readonly DifferingEntry[];
  readonly reading: boolean;
  /** Reads the contents of large files, or stops that. */
  readonly onRead: (read: boolean) => void;
  readonly onDecided: () => void;
}

function Loaded({ pool, comparison, others, reading, onRead, onDecided }: LoadedProps) {
  const { copies, path, newest, away } = comparison;
  const name = baseName(path as PoolPath);
  const [first, ...rest] = [...copies].sort((a, b) => Number(b.opens) - Number(a.opens));
  const [beside, setBeside] = useState<string | null>(null);
  const other = rest.find(({ volume }) => volume === beside) ?? rest[0];
  const [found, setFound] = useState<{ readonly of: string; readonly diff: TextDiff | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const pair = [first, other].filter((copy) => copy !== undefined);
  const of = pair.map(({ volume, inode, mtimeMs }) => `${volume} ${inode} ${String(mtimeMs)}`).join(' ');
  const isOpen = differs(comparison);

  const decide = async (work: () => Promise<ResolvedCopies>, told: (done: ResolvedCopies) => string) => {
    setBusy(true);
    try {
      const done = await work();
      await notifyUndoable(told(done));
      onDecided();
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const keep = (volume: string): void =>
    void decide(
      () => keepCopy(pool.id, comparison, volume),
      ({ kept }) => words.kept(kept, name),
    );
  const keepBoth = (): void =>
    void decide(
      () => keepBothCopies(pool.id, comparison),
      ({ renamed }) => words.keptAll(renamed.map((one) => baseName(one.path as PoolPath))),
    );
  const why = busy ? words.busy : undefined;

  return (
    <main className={css['screen']}>
      <div className={css['body']}>
        <div className={css['left']}>
          <div className={css['lede']}>
            <h2>{headline(name, comparison)}</h2>
            <p>{copies.length < 2 ? words.noChoice : explanation(comparison)}</p>
            {away.length > 0 && <p>{notLookedAt(away.map(({ volume }) => volume))}</p>}
          </div>
          {rest.length > 1 && (
            <Segmented
              label={words.comparedWith}
              value={other?.volume ?? ''}
              onChange={setBeside}
              options={rest.map(({ volume }) => ({ value: volume, label: visibleName(volume) }))}
            />
          )}
          <div className={css['pair']}>
            {pair.map((copy) => (
              <Head key={copy.volume} pool={pool} copy={copy} />
            ))}
          </div>
          {first !== undefined && other !== undefined && (
            <Previews
              key={of}
              pool={pool}
              path={path as PoolPath}
              left={first}
              right={other}
              onDiff={(diff) => setFound({ of, diff })}
            />
          )}
          <div className={css['pair']}>
            {pair.map((copy) => (
              <div key={copy.volume} className={css['under']}>
                <Facts copy={copy} comparison={comparison} pair={pair} reading={reading} onRead={onRead} />
                {isOpen && (
                  <Button disabled={busy} why={why} onClick={() => keep(copy.volume)}>
                    {words.keep(copy.volume)}
                  </Button>
                )}
              </div>
            ))}
          </div>
        </div>
        <aside className={css['aside']} aria-label={words.differences}>
          <section>
            <h2>{words.whatDiffers}</h2>
            <dl className={css['differs']}>
              {differences(comparison, found?.of === of ? found.diff : null).map(({ label, value, different }) => (
                <div key={label} className={different ? undefined : css['equal']}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </section>
          {copies.length > 1 && (
            <section>
              <h2>{words.howItCame}</h2>
              <ul className={css['story']}>
                {story(comparison).map(({ atMs, volumes, text: what }) => (
                  <li key={`${String(atMs)} ${what}`}>
                    <span className={css['storyMarks']}>
                      {volumes.map((one) => {
                        const volume = volumeOf(pool, one);
                        return volume === undefined ? null : (
                          <VolumeMark key={one} mark={volume.mark} colour={volume.colour} state={volume.state} />
                        );
                      })}
                    </span>
                    <span>
                      {what}
                      <em>{formatDayAndClock(atMs)}</em>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {others.length > 1 && (
            <section>
              <h2>{words.others}</h2>
              <ul className={css['others']}>
                {others.slice(0, othersMost).map((entry) => (
                  <li key={entry.path}>
                    <OtherEntry pool={pool} entry={entry} current={entry.path === path} />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </aside>
      </div>
      <footer className={css['foot']}>
        <div className={css['footWords']}>
          <b>{isOpen ? words.nothingDeleted : words.nothingOpen}</b>
          {isOpen && <em>{trashWords(pool.trashDays)}</em>}
        </div>
        <Button onClick={openDiffering}>{isOpen ? words.later : words.all}</Button>
        {isOpen && (
          <Button disabled={busy} why={why} onClick={keepBoth}>
            {words.keepAll(copies.length)}
          </Button>
        )}
        {isOpen && newest !== null && (
          <Button variant="primary" size="large" disabled={busy} why={why} onClick={() => keep(newest)}>
            {words.keepNewest(copies.length, newest)}
          </Button>
        )}
      </footer>
    </main>
  );
}

/** Rows of the list beside; all of them are on the page of all. */
const othersMost = 50;

function Head({ pool, copy }: { readonly pool: PoolInfo; readonly copy: ComparedCopy }) {
  const volume = volumeOf(pool, copy.volume);
  const { physical } = copy;
  return (
    <div className={css['head']}>
      {volume !== undefined && (
        <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} size="large" />
      )}
      <span className={css['headWords']}>
        <b>{visibleName(copy.volume)}</b>
        {physical !== null && <code title={visibleName(physical)}>{visibleName(physical)}</code>}
      </span>
      {copy.opens && <Badge icon={Eye}>{words.opens}</Badge>}
    </div>
  );
}
