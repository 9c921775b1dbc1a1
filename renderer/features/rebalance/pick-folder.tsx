import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowUp, ChevronRight, Folder } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import { parentPath, parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { foldersIn } from '../../state/folders.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage, Icon, IconButton } from '../../ui/index.ts';
import { folderWords, pickFolder } from './goal-words.ts';
import type { PickWords } from './goal-words.ts';
import styles from './pick-folder.module.css';

export interface PickFolderProps {
  readonly pool: string;
  readonly words: PickWords;
  readonly start?: string | undefined;
  /** The top of the pool may be chosen too. */
  readonly top: boolean;
  /** What else is to be chosen with it. */
  readonly children?: ReactNode;
  readonly onPick: (path: string) => void;
  readonly onClose: () => void;
}

interface Listed {
  readonly at: PoolPath;
  readonly folders: readonly Entry[];
  readonly error: AppError | null;
}

/** Chooses a folder of the pool, one level after the other. */
export function PickFolder({ pool, words, start = '/', top, children, onPick, onClose }: PickFolderProps) {
  const [at, setAt] = useState<PoolPath>(() => parsePath(start));
  const [listed, setListed] = useState<Listed | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    foldersIn(pool, at, abort.signal)
      .then((folders) => setListed({ at, folders, error: null }))
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setListed({ at, folders: [], error: asAppError(thrown) });
      });
    return () => abort.abort();
  }, [pool, at]);
  const name = folderWords(at);
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            disabled={!top && at === '/'}
            why={pickFolder.openIt}
            onClick={() => {
              onClose();
              onPick(at);
            }}
          >
            {!top && at === '/' ? words.verb : words.pick(name)}
          </Button>
        </>
      }
    >
      <div className={styles['where']}>
        <IconButton
          label={pickFolder.up}
          icon={ArrowUp}
          disabled={at === '/'}
          why={text.isTop}
          onClick={() => setAt(parentPath(at))}
        />
        <b title={visibleName(at)}>{at === '/' ? pickFolder.all : visibleName(at)}</b>
      </div>
      <ul className={styles['folders']} aria-label={pickFolder.foldersIn(name)}>
        {listed !== null && listed.error !== null && (
          <li>
            <ErrorMessage error={listed.error} />
          </li>
        )}
        {listed?.error === null && listed.folders.length === 0 && <li className={styles['none']}>{text.noFolders}</li>}
        {listed?.folders.map((folder) => (
          <li key={folder.path}>
            <button type="button" className={styles['folder']} onClick={() => setAt(folder.path as PoolPath)}>
              <Icon icon={Folder} size={18} />
              <span>{visibleName(folder.name)}</span>
              <Icon icon={ChevronRight} size={14} />
            </button>
          </li>
        ))}
      </ul>
      {children}
    </Dialog>
  );
}
