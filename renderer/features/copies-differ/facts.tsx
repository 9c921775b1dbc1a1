import { formatMoment, formatSize, visibleName } from '../../../shared/format.ts';
import type { ComparedCopy, CopyComparison } from '../../../shared/copies.ts';
import { Button } from '../../ui/index.ts';
import css from './copies.module.css';
import { hashWords } from './words.ts';

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
      <dt>Modified</dt>
      <dd>
        {isNewer ? (
          <>
            <b>{formatMoment(copy.mtimeMs)}</b>, newer
          </>
        ) : (
          formatMoment(copy.mtimeMs)
        )}
      </dd>
      {copy.type === 'file' && (
        <>
          <dt>Size</dt>
          <dd>{isLarger ? <b>{formatSize(copy.size)}</b> : formatSize(copy.size)}</dd>
          <dt>Contents</dt>
          <dd className={css['quiet']}>
            {copy.hash !== null ? (
              <span title={copy.hash}>{hashWords(copy.hash)}, read just now</span>
            ) : reading ? (
              <>
                being read…{' '}
                <Button variant="bare" className={css['read']} onClick={() => onRead(false)}>
                  Stop
                </Button>
              </>
            ) : (
              <Button variant="bare" className={css['read']} onClick={() => onRead(true)}>
                Read and compare
              </Button>
            )}
          </dd>
        </>
      )}
      {copy.linkTarget !== undefined && (
        <>
          <dt>Leads to</dt>
          <dd>{visibleName(copy.linkTarget)}</dd>
        </>
      )}
    </dl>
  );
}
