import { useEffect, useState } from 'react';
import { ArrowUp, ChevronRight, Folder } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { folderName, placeable, transferEntries } from '../../state/entries.ts';
import { foldersIn } from '../../state/folders.ts';
import { useRoute } from '../../state/route.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage, Icon, IconButton } from '../../ui/index.ts';
import css from './dialogs.module.css';
import { dialogWords } from './words.ts';

export interface DestinationDialogProps {
  readonly pool: PoolInfo;
  readonly verb: 'move' | 'copy';
  readonly paths: readonly PoolPath[];
  readonly onClose: () => void;
}

/** Chooses the folder that entries are moved or copied to: the way without dragging. */
export function DestinationDialog({ pool, verb, paths, onClose }: DestinationDialogProps) {
  const [at, setAt] = useState<PoolPath>(useRoute.getState().route.path);
  const [listed, setListed] = useState<{ at: PoolPath; folders: readonly Entry[]; error: AppError | null } | null>(
    null,
  );
  useEffect(() => {
    const abort = new AbortController();
    foldersIn(pool.id, at, abort.signal)
      .then((folders) => setListed({ at, folders, error: null }))
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setListed({ at, folders: [], error: asAppError(thrown) });
      });
    return () => abort.abort();
  }, [pool.id, at]);

  const fits = placeable(paths, at, verb).length > 0;
  return (
    <Dialog
      title={verb === 'move' ? dialogWords.moveTo(paths.length) : dialogWords.copyTo(paths.length)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            disabled={!fits}
            why={paths.includes(at) ? dialogWords.intoItself : dialogWords.isHere}
            onClick={() => {
              onClose();
              void transferEntries(verb, paths, at);
            }}
          >
            {verb === 'move' ? dialogWords.moveInto(folderName(at)) : dialogWords.copyInto(folderName(at))}
          </Button>
        </>
      }
    >
      <div className={css['where']}>
        <IconButton
          label={dialogWords.up}
          icon={ArrowUp}
          disabled={at === '/'}
          why={text.isTop}
          onClick={() => setAt(parentPath(at))}
        />
        <b className={css['ellipsis']} title={visibleName(at)}>
          {folderName(at)}
        </b>
      </div>
      <ul className={css['folders']} aria-label={dialogWords.foldersIn(folderName(at))}>
        {listed !== null && listed.error !== null && (
          <li>
            <ErrorMessage error={listed.error} />
          </li>
        )}
        {listed?.error === null && listed.folders.length === 0 && <li className={css['none']}>{text.noFolders}</li>}
        {listed?.folders.map((folder) => {
          const own = paths.includes(folder.path as PoolPath);
          return (
            <li key={folder.path}>
              <button
                type="button"
                className={css['folder']}
                aria-disabled={own || undefined}
                onClick={() => !own && setAt(folder.path as PoolPath)}
              >
                <Icon icon={Folder} size={18} />
                <span className={css['ellipsis']}>{visibleName(folder.name)}</span>
                {!own && <Icon icon={ChevronRight} size={14} />}
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
