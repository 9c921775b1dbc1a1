import { FolderInput, Trash2 } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openDialog } from '../../state/dialogs.ts';
import { bytesInFolders, trashEntries } from '../../state/entries.ts';
import { count, text } from '../../text.ts';
import { Button, ShareBar, VolumeMark } from '../../ui/index.ts';
import css from './details.module.css';

/** Sums of a selection and how its bytes lie on the volumes, where folders count without what is in them. */
export function SeveralEntries({ pool, entries }: { readonly pool: PoolInfo; readonly entries: readonly Entry[] }) {
  const files = entries.filter((entry) => entry.type !== 'directory');
  const folders = entries.length - files.length;
  const bytes = files.reduce((sum, entry) => sum + entry.size, 0);
  const below = bytesInFolders(entries);
  const split = pool.volumes
    .map((volume) => {
      const held = files.filter((entry) => entry.volumes.includes(volume.name));
      return { volume, files: held.length, bytes: held.reduce((sum, entry) => sum + entry.size, 0) };
    })
    .filter((part) => part.files > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const onVolumes = split.reduce((sum, part) => sum + part.bytes, 0);
  const movable = entries.filter((entry) => entry.foreign !== true && !entry.offline);
  return (
    <>
      <h2 className={css['title']}>{count(entries.length, 'item')} selected</h2>
      <p className={css['kind']}>
        {[
          folders > 0 ? count(folders, 'folder') + (below === null ? '' : `, ${formatSize(below)}`) : '',
          files.length > 0 ? `${count(files.length, 'file')}, ${formatSize(bytes)}` : '',
        ]
          .filter((part) => part !== '')
          .join(' and ')}
      </p>
      {split.length > 0 && (
        <section className={css['section']}>
          <h3>{folders > 0 ? 'Where the files are' : 'Where they are'}</h3>
          <ShareBar
            parts={split.map((part) => ({ key: part.volume.id, colour: part.volume.colour, bytes: part.bytes }))}
            total={onVolumes}
            label="Bytes of the selected files per volume"
          />
          <ul className={css['split']}>
            {split.map(({ volume, files: held, bytes: size }) => (
              <li key={volume.id}>
                <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                <span className={css['ellipsis']}>{visibleName(volume.name)}</span>
                <span className={css['quiet']}>{count(held, 'file')}</span>
                <span className={css['number']}>{formatSize(size)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {movable.length > 0 && (
        <div className={css['actions']}>
          <Button
            icon={FolderInput}
            onClick={() =>
              openDialog({ kind: 'destination', verb: 'move', paths: movable.map((entry) => entry.path as PoolPath) })
            }
          >
            {text.moveTo}
          </Button>
          <Button icon={Trash2} onClick={() => void trashEntries(movable)}>
            {text.trash}
          </Button>
        </div>
      )}
    </>
  );
}
