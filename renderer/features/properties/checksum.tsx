import { useEffect, useRef, useState } from 'react';
import { asAppError, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { Copy, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { DigestName } from '../../../shared/preview.ts';
import { host } from '../../api/host.ts';
import { volumeOf } from '../../state/pool.ts';
import { text } from '../../text.ts';
import { Button, ErrorMessage, Segmented, VolumeMark } from '../../ui/index.ts';
import { Copyable } from './parts.tsx';
import css from './properties.module.css';
import { words } from './words.ts';

interface Sums {
  readonly name: DigestName;
  /** By volume. */
  readonly found: Readonly<Record<string, string>>;
  /** The volume that is read now. */
  readonly reading: string | null;
  readonly error: AppError | null;
}

const nothing: Omit<Sums, 'name'> = { found: {}, reading: null, error: null };

export interface ChecksumProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  readonly copies: readonly Copy[];
  readonly size: number;
}

/** Checksums of all copies that can be read, one after the other, when a person asks for them. */
export function Checksum({ pool, path, copies, size }: ChecksumProps) {
  const [sums, setSums] = useState<Sums>({ name: 'sha256', ...nothing });
  const abort = useRef<AbortController | null>(null);
  // Nobody waits for a sum any more when the dialog is closed.
  useEffect(() => () => abort.current?.abort(), []);
  const readable = copies.filter(({ away, type }) => away === undefined && type === 'file');
  const unread = copies.filter(({ away }) => away !== undefined).map(({ volume }) => visibleName(volume));

  const choose = (name: DigestName): void => {
    abort.current?.abort();
    setSums({ name, ...nothing });
  };
  const compute = async (): Promise<void> => {
    const { name } = sums;
    const own = new AbortController();
    abort.current = own;
    const found: Record<string, string> = {};
    try {
      for (const { volume } of readable) {
        setSums({ name, found: { ...found }, reading: volume, error: null });
        const { digest } = await host().call(
          'entry.digest',
          { pool: pool.id, path, volume, name },
          { signal: own.signal },
        );
        found[volume] = digest;
      }
      setSums({ name, found, reading: null, error: null });
    } catch (thrown) {
      if (abort.current !== own) return;
      const error = isAppError(thrown, 'cancelled') ? null : asAppError(thrown);
      setSums({ name, found, reading: null, error });
    }
  };
  const values = Object.values(sums.found);
  const isDone = sums.reading === null && values.length > 0;
  return (
    <section className={css['section']}>
      <h3>{words.checksum}</h3>
      <div className={css['row']}>
        <Segmented
          label={words.algorithm}
          value={sums.name}
          options={[
            { value: 'sha256', label: words.sha256 },
            { value: 'xxh128', label: words.xxh128 },
          ]}
          onChange={choose}
        />
        {sums.reading === null ? (
          <Button disabled={readable.length === 0} why={words.noAway(unread)} onClick={() => void compute()}>
            {words.compute}
          </Button>
        ) : (
          <Button onClick={() => abort.current?.abort()}>{text.cancel}</Button>
        )}
        <span className={css['quiet']} role="status">
          {sums.reading === null
            ? values.length === 0
              ? words.computeSay(size)
              : ''
            : words.reading(sums.reading, size)}
        </span>
      </div>
      {sums.error !== null && <ErrorMessage error={sums.error} />}
      {values.length > 0 && (
        <ul className={css['digests']}>
          {Object.entries(sums.found).map(([volume, digest]) => {
            const info = volumeOf(pool, volume);
            return (
              <li key={volume}>
                {info !== undefined && (
                  <VolumeMark mark={info.mark} colour={info.colour} state={info.state} name={visibleName(volume)} />
                )}
                <Copyable shown={digest} value={digest} label={words.copyDigestOf(volume)} said={words.digestCopied} />
              </li>
            );
          })}
        </ul>
      )}
      {isDone && values.length > 1 && (
        <p className={css['quiet']}>{new Set(values).size === 1 ? words.allSame : words.notSame}</p>
      )}
      {isDone && unread.length > 0 && <p className={css['quiet']}>{words.noAway(unread)}</p>}
    </section>
  );
}
