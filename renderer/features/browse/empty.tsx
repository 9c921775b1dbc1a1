import { useEffect, useState } from 'react';
import { CircleHelp } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Candidate, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useCapabilities } from '../../api/host.ts';
import { openDialog } from '../../state/dialogs.ts';
import { newFolder } from '../../state/doing.ts';
import { dropRows } from '../../state/drag.ts';
import { whyHere } from '../../state/entries.ts';
import { volumeOf } from '../../state/pool.ts';
import { showSettings } from '../../state/settings-place.ts';
import { chooseFiles } from '../../state/upload.ts';
import { text } from '../../text.ts';
import { Button, Icon, VolumeMark } from '../../ui/index.ts';
import css from './list.module.css';
import { emptyWords, where } from './empty-words.ts';

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
      <span>{emptyWords.next}</span>
      <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
      <span>
        <b>{visibleName(volume.name)}</b>, {chosen.reason}
      </span>
    </span>
  );
}

/** An open folder with nothing in it, a pool without volumes, or one of which none is connected. */
export function EmptyFolder({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const { streams, dropPaths } = useCapabilities();
  const none = pool.volumes.length === 0;
  const away = !none && pool.volumes.every((volume) => volume.state === 'offline');
  const open = !none && !away;
  return (
    <div {...dropRows} className={css['over']}>
      <svg className={css['drawn']} viewBox="0 0 148 104" aria-hidden>
        <path d="M10 24c0-6 4-10 10-10h30c3 0 6 1.5 8 4l5 7h65c6 0 10 4 10 10v49c0 6-4 10-10 10H20c-6 0-10-4-10-10Z" />
        {open && <path d="M74 42v32M62 63l12 12 12-12" />}
      </svg>
      <h2 className={css['emptyTitle']}>{where(pool)}</h2>
      <p className={css['emptyText']}>{none ? emptyWords.none : away ? emptyWords.away : emptyWords.drop}</p>
      <div className={css['emptyButtons']}>
        {none && (
          <Button variant="primary" onClick={() => openDialog({ kind: 'add-volume' })}>
            {emptyWords.addVolume}
          </Button>
        )}
        {away && (
          <Button variant="primary" onClick={() => showSettings({ page: 'pool' })}>
            {emptyWords.showVolumes}
          </Button>
        )}
        {open && (streams || dropPaths) && (
          <Button variant="primary" onClick={() => chooseFiles({ dest: path }, 'files')}>
            {text.addFiles}
          </Button>
        )}
        {open && <Button onClick={() => void newFolder(path)}>{text.newFolder}</Button>}
      </div>
      {open && <Next pool={pool} path={path} />}
    </div>
  );
}
