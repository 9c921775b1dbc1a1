import { useEffect, useState } from 'react';
import { Download, ExternalLink, FolderOpen, Pencil, Trash2 } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatDay, formatDayAndClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, EntryDetails, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { setRenaming } from '../../state/browse.ts';
import { openDialog } from '../../state/dialogs.ts';
import { entryDetails, openEntry, showInSystem, trashEntries } from '../../state/entries.ts';
import { modeText, typeWords } from '../../state/entry-words.ts';
import { text } from '../../text.ts';
import { Button, ErrorMessage, Skeleton, useDelayed } from '../../ui/index.ts';
import { Copies } from './copies.tsx';
import css from './details.module.css';
import { FolderUsage } from './folder-usage.tsx';
import { Glance } from './glance.tsx';
import { Why } from './why.tsx';
import { words } from './words.ts';

/** Arrow keys pass rows quickly: details are asked for when one rests, ms. */
const restMs = 80;

/** Details of the entry; the former ones stay until the new ones are there. */
function useDetails(pool: PoolInfo, entry: Entry): { details: EntryDetails | null; error: AppError | null } {
  const [state, setState] = useState<{ details: EntryDetails | null; error: AppError | null }>({
    details: null,
    error: null,
  });
  const { path, size, mtimeMs } = entry;
  const holders = entry.volumes.join('/');
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      entryDetails(pool.id, path as PoolPath, abort.signal)
        .then((details) => setState({ details, error: null }))
        .catch((thrown: unknown) => {
          if (!abort.signal.aborted) setState({ details: null, error: asAppError(thrown) });
        });
    }, restMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pool.id, path, size, mtimeMs, holders]);
  return state.details !== null && state.details.entry.path !== path ? { details: null, error: null } : state;
}

function kindText(entry: Entry): string {
  if (entry.foreign === true) return words.foreign;
  return entry.type === 'file' ? `${typeWords(entry)}, ${formatSize(entry.size)}` : typeWords(entry);
}

function Properties({ entry, details }: { readonly entry: Entry; readonly details: EntryDetails | null }) {
  const allocated = details?.copies.reduce((sum, copy) => sum + copy.allocated, 0);
  const links = details?.copies[0]?.links ?? 1;
  return (
    <section className={css['section']}>
      <div className={css['head']}>
        <h3>{words.properties}</h3>
        <Button
          variant="bare"
          className={css['all']}
          onClick={() => openDialog({ kind: 'properties', entries: [entry] })}
        >
          {words.allProperties}
        </Button>
      </div>
      <dl className={css['properties']}>
        <dt>{words.modified}</dt>
        <dd title={formatDayAndClock(entry.mtimeMs)}>{formatDay(entry.mtimeMs)}</dd>
        {entry.type === 'file' && allocated !== undefined && (
          <>
            <dt>{words.onDisk}</dt>
            <dd>{words.allocated(allocated)}</dd>
          </>
        )}
        {entry.type === 'file' && links > 1 && (
          <>
            <dt>{words.hardLinks}</dt>
            <dd>{words.namesOfOne(links)}</dd>
          </>
        )}
        {entry.linkTarget !== undefined && (
          <>
            <dt>{words.pointsTo}</dt>
            <dd className={css['path']}>{visibleName(entry.linkTarget)}</dd>
          </>
        )}
        <dt>{words.permissions}</dt>
        <dd className={css['mono']}>{modeText(entry.mode)}</dd>
        <dt>{words.poolPath}</dt>
        <dd className={css['path']}>{visibleName(entry.path)}</dd>
      </dl>
    </section>
  );
}

function Actions({ entry }: { readonly entry: Entry }) {
  const { openFile, streams, showInSystem: canShow } = useCapabilities();
  const path = entry.path as PoolPath;
  const away = entry.offline ? words.volumeAway : undefined;
  const openable = entry.type === 'directory' || openFile || (streams && entry.type === 'file');
  const downloads = entry.type === 'file' && !openFile;
  return (
    <div className={css['actions']}>
      {openable && (
        <Button
          icon={downloads ? Download : FolderOpen}
          disabled={entry.offline && entry.type !== 'directory'}
          why={away}
          onClick={() => void openEntry(entry)}
        >
          {downloads ? text.download : text.open}
        </Button>
      )}
      {canShow && (
        <Button icon={ExternalLink} disabled={entry.offline} why={away} onClick={() => showInSystem(path)}>
          {text.showReal}
        </Button>
      )}
      <Button icon={Pencil} disabled={entry.offline} why={away} onClick={() => setRenaming(path)}>
        {text.rename}
      </Button>
      <Button icon={Trash2} disabled={entry.offline} why={away} onClick={() => void trashEntries([entry])}>
        {text.trash}
      </Button>
    </div>
  );
}

/** Everything about one entry. */
export function OneEntry({ pool, entry }: { readonly pool: PoolInfo; readonly entry: Entry }) {
  const { details, error } = useDetails(pool, entry);
  const waiting = useDelayed(details === null && error === null, 250);
  return (
    <>
      <Glance pool={pool} entry={entry} />
      <h2 className={css['title']}>{visibleName(entry.name)}</h2>
      <p className={css['kind']}>{kindText(entry)}</p>
      {error !== null && <ErrorMessage error={error} />}
      {waiting && <Skeleton width={180} />}
      {entry.type === 'directory' && entry.foreign !== true && (
        <FolderUsage pool={pool} path={entry.path as PoolPath} />
      )}
      {details !== null && <Copies pool={pool} entry={entry} copies={details.copies} />}
      <Properties entry={entry} details={details} />
      {details !== null && <Why pool={pool} details={details} />}
      {entry.foreign !== true && <Actions entry={entry} />}
    </>
  );
}
