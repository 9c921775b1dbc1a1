import { useEffect, useRef, useState } from 'react';
import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageFolder } from '../../../shared/usage.ts';
import { folderUsage } from '../../state/entries.ts';
import { useCatalog } from '../../state/catalog.ts';
import { volumeOf } from '../../state/pool.ts';
import { ShareBar, VolumeMark } from '../../ui/index.ts';
import css from './details.module.css';
import { amountWords, words } from './words.ts';

/** Arrow keys pass rows quickly, and a catalog that is being filled tells of itself twice a second: ms. */
const restMs = 120;
const refreshMs = 1_000;

/** What the catalog knows of a folder; null until it is known, and where it is not. The former one stays meanwhile. */
function useFolderUsage(pool: string, path: PoolPath): UsageFolder | null {
  const [known, setKnown] = useState<{ readonly of: string; readonly usage: UsageFolder | null } | null>(null);
  const status = useCatalog((state) => (state.pool === pool ? state.status : null));
  const of = `${pool} ${path}`;
  const asked = useRef({ of: '', atMs: 0 });
  useEffect(() => {
    if (status === null || status.state === 'none' || status.state === 'off') return;
    const abort = new AbortController();
    const { current: before } = asked;
    // Counted from the last question: a catalog that tells of itself all the time is asked now and then all the same.
    const wait = before.of === of ? Math.max(0, before.atMs + refreshMs - performance.now()) : restMs;
    const timer = setTimeout(() => {
      asked.current = { of, atMs: performance.now() };
      folderUsage(pool, path, abort.signal)
        .then((usage) => setKnown({ of, usage }))
        .catch(() => {
          // It is one of several facts; where the catalog does not know the folder there is nothing to say.
          if (!abort.signal.aborted) setKnown({ of, usage: null });
        });
    }, wait);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pool, path, of, status]);
  return known !== null && known.of === of ? known.usage : null;
}

/** How much is in a folder, and on which volumes. */
export function FolderUsage({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const usage = useFolderUsage(pool.id, path);
  if (usage === null) return null;
  const { root, volumes, partial, countedMs } = usage;
  const parts = volumes
    .map((name, index) => ({ name, volume: volumeOf(pool, name), bytes: root.split[index] ?? 0 }))
    .filter(({ bytes }) => bytes > 0);
  const onVolumes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <section className={css['section']}>
      <h3>{words.whatIsIn}</h3>
      <p className={css['amount']}>{amountWords(root.size, parts.length, root.files, root.unread)}</p>
      {parts.length > 0 && (
        <>
          <ShareBar
            parts={parts.map(({ name, volume, bytes }) => ({ key: name, colour: volume?.colour ?? 5, bytes }))}
            total={onVolumes}
            label={words.bytesInFolder}
          />
          <ul className={css['split']}>
            {parts.map(({ name, volume, bytes }) => (
              <li key={name}>
                {volume !== undefined && <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />}
                <span className={css['ellipsis']}>{visibleName(name)}</span>
                <span className={css['quiet']}>{formatPercent(bytes / onVolumes)}</span>
                <span className={css['number']}>{formatSize(bytes)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {(root.unread === undefined || root.files > 0) && (
        <p className={css['hint']}>
          {partial || countedMs === null ? words.countsSoFar : words.countsSince(countedMs)}
        </p>
      )}
      {root.unread !== undefined && <p className={css['hint']}>{words.without(root.unread)}</p>}
    </section>
  );
}
