import { useEffect, useState } from 'react';
import { CircleHelp } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Candidate, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { openDialog } from '../../state/dialogs.ts';
import { newFolder, whyHere } from '../../state/entries.ts';
import { volumeOf } from '../../state/pool.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { Button, Icon, VolumeMark } from '../../ui/index.ts';
import css from './list.module.css';

function where(pool: PoolInfo): string {
  const connected = pool.volumes.filter((volume) => volume.state !== 'offline').length;
  if (pool.volumes.length === 0) return 'This pool has no volumes yet';
  if (connected === 1) return 'Empty on its one connected volume';
  return connected === pool.volumes.length
    ? connected === 2
      ? 'Empty on both volumes'
      : `Empty on all ${connected} volumes`
    : `Empty on the ${connected} connected volumes`;
}

/** Where a new file in this folder would go, and why. */
function Next({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const [chosen, setChosen] = useState<Candidate | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    whyHere(path, 0, abort.signal)
      .then(({ candidates }) => setChosen(candidates.find((candidate) => candidate.chosen) ?? null))
      .catch(() => setChosen(null));
    return () => abort.abort();
  }, [pool.id, path]);
  const volume = chosen === null ? undefined : volumeOf(pool, chosen.volume);
  if (chosen === null || volume === undefined) return null;
  return (
    <span className={css['next']}>
      <Icon icon={CircleHelp} size={14} />
      <span>A new file would go to</span>
      <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
      <span>
        <b>{visibleName(volume.name)}</b>, {chosen.reason}
      </span>
    </span>
  );
}

/** An open folder with nothing in it. */
export function EmptyFolder({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const { streams, dropPaths } = useCapabilities();
  const closed = pool.volumes.length === 0;
  return (
    <div className={css['over']}>
      <svg className={css['drawn']} viewBox="0 0 148 104" aria-hidden>
        <path d="M10 24c0-6 4-10 10-10h30c3 0 6 1.5 8 4l5 7h65c6 0 10 4 10 10v49c0 6-4 10-10 10H20c-6 0-10-4-10-10Z" />
        <path d="M74 42v32M62 63l12 12 12-12" />
      </svg>
      <h2 className={css['emptyTitle']}>{where(pool)}</h2>
      <p className={css['emptyText']}>
        {closed
          ? 'A volume is a folder on a disk; what is in it shows here.'
          : 'Drop files or folders here, or paste them.'}
      </p>
      <div className={css['emptyButtons']}>
        {closed && (
          <Button variant="primary" onClick={() => openDialog({ kind: 'add-volume' })}>
            Add a volume
          </Button>
        )}
        {!closed && (streams || dropPaths) && (
          <Button variant="primary" onClick={() => chooseFiles(path, 'files')}>
            {text.addFiles}
          </Button>
        )}
        {!closed && <Button onClick={() => void newFolder(path)}>{text.newFolder}</Button>}
      </div>
      <Next pool={pool} path={path} />
    </div>
  );
}
