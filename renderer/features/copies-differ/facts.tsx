import { formatDayAndClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { ComparedCopy, CopyComparison } from '../../../shared/copies.ts';
import { Button } from '../../ui/index.ts';
import css from './copies.module.css';
import { words } from './words.ts';

interface Props {
  readonly copy: ComparedCopy;
  readonly comparison: CopyComparison;
  /** The two that are shown. */
  readonly pair: readonly ComparedCopy[];
  readonly reading: boolean;
  /** Reads the contents of large files, or stops that. */
  readonly onRead: (read: boolean) => void;
}

/** Time, size and contents of one copy; what it has more of is in bold. */
export function Facts({ copy, comparison, pair, reading, onRead }: Props) {
  const other = pair.find((one) => one !== copy);
  const isNewer = comparison.time === 'different' && other !== undefined && copy.mtimeMs > other.mtimeMs;
  const isLarger = other !== undefined && copy.size > other.size;
  return (
    <dl className={css['facts']}>
      <dt>{words.modified}</dt>
      <dd>{isNewer ? <b>{words.newer(copy.mtimeMs)}</b> : formatDayAndClock(copy.mtimeMs)}</dd>
      {copy.type === 'file' && (
        <>
          <dt>{words.size}</dt>
          <dd>{isLarger ? <b>{formatSize(copy.size)}</b> : formatSize(copy.size)}</dd>
          <dt>{words.contents}</dt>
          <dd className={css['quiet']}>
            {copy.hash !== null ? (
              <span title={copy.hash}>{words.readNow(copy.hash)}</span>
            ) : reading ? (
              <>
                {words.reading}{' '}
                <Button variant="bare" className={css['read']} onClick={() => onRead(false)}>
                  {words.stop}
                </Button>
              </>
            ) : (
              <Button variant="bare" className={css['read']} onClick={() => onRead(true)}>
                {words.read}
              </Button>
            )}
          </dd>
        </>
      )}
      {copy.linkTarget !== undefined && (
        <>
          <dt>{words.leadsTo}</dt>
          <dd>{visibleName(copy.linkTarget)}</dd>
        </>
      )}
    </dl>
  );
}
