import { useEffect, useState } from 'react';
import { Check } from 'lucide-react';
import { formatDay, parseSize, visibleName } from '../../../shared/format.ts';
import type { EntryDetails, PlacementReason, PoolInfo } from '../../../shared/model.ts';
import { notifyError } from '../../state/notices.ts';
import { whyPlaced } from '../../state/placement.ts';
import { volumeOf } from '../../state/pool.ts';
import { text } from '../../text.ts';
import { cx, Icon, TextField, VolumeMark } from '../../ui/index.ts';
import css from './details.module.css';
import { words } from './words.ts';

function Reason({ pool, reason }: { readonly pool: PoolInfo; readonly reason: PlacementReason }) {
  return (
    <>
      <p className={css['summary']}>{reason.summary}</p>
      <ul className={css['candidates']}>
        {reason.candidates.map((candidate) => {
          const volume = volumeOf(pool, candidate.volume);
          return (
            <li
              key={candidate.volume}
              className={cx(candidate.chosen && css['chosen'], !candidate.eligible && css['not'])}
            >
              {volume === undefined ? (
                <span />
              ) : (
                <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
              )}
              <span className={css['ellipsis']}>{visibleName(candidate.volume)}</span>
              <span className={css['reason']}>
                {candidate.reason}
                {candidate.fix !== undefined && <span className={css['fix']}>{words.toUseIt(candidate.fix)}</span>}
              </span>
              {candidate.chosen ? <Icon icon={Check} size={14} /> : <span />}
              {candidate.chosen && <span className="visually-hidden">{words.chosen}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Where a new file would go, of the size that is typed, or why nowhere and what would help. */
function Next({
  pool,
  details,
  next,
}: {
  readonly pool: PoolInfo;
  readonly details: EntryDetails;
  readonly next: PlacementReason;
}) {
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<{ readonly size: number; readonly reason: PlacementReason } | null>(null);
  const folder = details.entry.type === 'directory';
  const size = sizeOf(typed);
  const path = newPathOf(details.entry);
  useEffect(() => {
    if (size === null || size === 0) return;
    let current = true;
    const timer = setTimeout(() => {
      whyPlaced(pool.id, path, size)
        .then((reason) => current && setAsked({ size, reason }))
        .catch(notifyError);
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [pool.id, path, size]);
  return (
    <section className={css['section']}>
      <h3>{folder ? words.newFileIn : words.newFileBeside}</h3>
      <TextField
        label={words.sizeOfNew}
        hideLabel
        className={css['size']}
        placeholder={words.sizeSuch}
        value={typed}
        onChange={setTyped}
        error={size === null ? text.notASize : undefined}
      />
      <Reason pool={pool} reason={size !== null && size > 0 && asked?.size === size ? asked.reason : next} />
    </section>
  );
}

/** Bytes of a size as it was typed: 0 when nothing was, null when it is none. */
function sizeOf(typed: string): number | null {
  if (typed.trim() === '') return 0;
  try {
    return parseSize(typed);
  } catch {
    return null;
  }
}

/** A name for a file that could be in the folder, or beside the file: rules go by endings, too. */
function newPathOf({ path, type, name }: EntryDetails['entry']): string {
  if (type === 'directory') return `${path === '/' ? '' : path}/new file`;
  const dot = name.lastIndexOf('.');
  return `${path.slice(0, path.length - name.length)}new file${dot > 0 ? name.slice(dot) : ''}`;
}

/** Why the entry is where it is (when CFS placed it), and where a new file beside it would go. */
export function Why({ pool, details }: { readonly pool: PoolInfo; readonly details: EntryDetails }) {
  const { why, next, entry } = details;
  const folder = entry.type === 'directory';
  return (
    <>
      {why !== null && (
        <section className={css['section']}>
          <h3>
            {words.whyHere}
            {why.atMs !== null && <span className={css['quiet']}>{formatDay(why.atMs)}</span>}
          </h3>
          <Reason pool={pool} reason={why} />
        </section>
      )}
      {why === null && !folder && entry.foreign !== true && (
        <section className={css['section']}>
          <h3>{words.whyHere}</h3>
          <p className={css['hint']}>{words.foundThere}</p>
        </section>
      )}
      {next !== null && <Next key={entry.path} pool={pool} details={details} next={next} />}
    </>
  );
}
