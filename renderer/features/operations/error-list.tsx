import { useState } from 'react';
import { Search } from 'lucide-react';
import type { LeftItem } from '../../../shared/activity.ts';
import { visibleName } from '../../../shared/format.ts';
import type { JobError, PoolInfo } from '../../../shared/model.ts';
import { csvText, saveText } from '../../state/save-text.ts';
import { told } from '../../text.ts';
import { Button, errorParts, TextField } from '../../ui/index.ts';
import css from './operations.module.css';
import { doneWords } from './receipt-words.ts';
import { MoreRoom } from './room-warning.tsx';
import { shortPaths } from './short-paths.ts';

/** Rows that are drawn at first, and more at each press. */
const step = 100;
/** From so many on a filter helps. */
const filteredFrom = 8;

/** What failed and why, as a table for another program. */
function errorsAsCsv(errors: readonly JobError[]): string {
  return csvText([['file', 'code', 'reason'], ...errors.map(({ path, error }) => [path, error.code, error.message])]);
}

export interface ErrorListProps {
  /** Given where it is not said elsewhere how there can be more room in it. */
  readonly pool?: PoolInfo;
  /** Whose errors these are, for its name. */
  readonly of: string;
  readonly errors: readonly JobError[];
  /** How many there were, where more than these. */
  readonly failed?: number;
  readonly notes: readonly string[];
  /** Left alone on purpose. */
  readonly left?: readonly LeftItem[];
  /** Tries what failed again; null where that cannot be. */
  readonly onRetry: (() => void) | null;
  /** Why not, and what to do instead; '' where nothing is to be said. */
  readonly noRetry?: string;
}

/** Errors of one operation, each with what, why and what to do; filtered, kept as CSV, tried again. */
export function ErrorList({
  pool,
  of,
  errors,
  failed = errors.length,
  notes,
  left = [],
  onRetry,
  noRetry = '',
}: ErrorListProps) {
  const [filter, setFilter] = useState('');
  const [shown, setShown] = useState(step);
  const wanted = filter.toLowerCase();
  const found = errors.filter(({ path, error }) => `${path}\n${error.message}`.toLowerCase().includes(wanted));
  const { folder, rest } = shortPaths(errors.map(({ path }) => path).filter((path) => path !== ''));
  const noSpace = errors.some(({ error }) => error.code === 'no-space');
  return (
    <div className={css['errors']}>
      {errors.length > 0 && (
        <div className={css['errorsHead']}>
          <b>{doneWords.failures(failed)}</b>
          {folder !== '' && (
            <span className={css['errorsIn']} title={visibleName(folder)}>
              {doneWords.inFolder(folder)}
            </span>
          )}
          {errors.length >= filteredFrom && (
            <TextField
              label={doneWords.filterFailures}
              hideLabel
              icon={Search}
              look="quiet"
              value={filter}
              onChange={setFilter}
              placeholder={doneWords.filter}
            />
          )}
          {filter !== '' && <span role="status">{doneWords.failuresShown(found.length)}</span>}
          <span className={css['end']}>
            {pool !== undefined && noSpace && <MoreRoom pool={pool} />}
            <Button variant="bare" onClick={() => saveText(doneWords.failuresFile(of), errorsAsCsv(errors))}>
              {doneWords.saveCsv}
            </Button>
            {onRetry !== null && (
              <Button variant="bare" onClick={onRetry}>
                {doneWords.retryAll(failed)}
              </Button>
            )}
          </span>
        </div>
      )}
      {onRetry === null && noRetry !== '' && <p className={css['noRetry']}>{noRetry}</p>}
      <ul aria-label={doneWords.errorsOf(of)} tabIndex={0}>
        {found.slice(0, shown).map((one, at) => {
          const { what, rest: why } = errorParts(one.error);
          return (
            <li key={`${at} ${one.path}`}>
              <b title={visibleName(one.path)}>{one.path === '' ? what : visibleName(rest(one.path))}</b>
              <span>{told(why === '' ? what : why)}</span>
            </li>
          );
        })}
        {found.length > shown && (
          <li>
            <Button variant="bare" onClick={() => setShown(shown + step * 5)}>
              {doneWords.showMore(found.length - shown)}
            </Button>
          </li>
        )}
        {notes.map((note) => (
          <li key={note}>
            <span>{told(note)}</span>
          </li>
        ))}
        {left.slice(0, step).map(({ path, why }) => (
          <li key={`left ${path}`}>
            <b>{visibleName(path)}</b>
            <span>{why === '' ? doneWords.wasLeft : doneWords.wasLeftFor(why)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
