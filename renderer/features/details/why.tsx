import { Check } from 'lucide-react';
import { formatDay, visibleName } from '../../../shared/format.ts';
import type { EntryDetails, PlacementReason, PoolInfo } from '../../../shared/model.ts';
import { volumeOf } from '../../state/pool.ts';
import { cx, Icon, VolumeMark } from '../../ui/index.ts';
import css from './details.module.css';

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
                {candidate.fix !== undefined && <span className={css['fix']}>To use it: {candidate.fix}</span>}
              </span>
              {candidate.chosen ? <Icon icon={Check} size={14} /> : <span />}
              {candidate.chosen && <span className="visually-hidden">chosen</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
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
            Why here?
            {why.atMs !== null && <span className={css['quiet']}>{formatDay(why.atMs)}</span>}
          </h3>
          <Reason pool={pool} reason={why} />
        </section>
      )}
      {why === null && !folder && entry.foreign !== true && (
        <section className={css['section']}>
          <h3>Why here?</h3>
          <p className={css['hint']}>CFS found it there; it was not placed by CFS.</p>
        </section>
      )}
      {next !== null && (
        <section className={css['section']}>
          <h3>{folder ? 'A new file in it would go to' : 'A new file beside it would go to'}</h3>
          <Reason pool={pool} reason={next} />
        </section>
      )}
    </>
  );
}
