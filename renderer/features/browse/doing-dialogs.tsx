import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { copyPathOf, deleteForever } from '../../state/doing.ts';
import type { RealCopy } from '../../state/doing.ts';
import { notifyError } from '../../state/notices.ts';
import { openWithSystem } from '../../state/opening.ts';
import { volumeOf } from '../../state/pool.ts';
import { text } from '../../text.ts';
import { Button, Dialog, VolumeMark } from '../../ui/index.ts';
import { deletionWords } from './deletion-words.ts';
import css from './doing-dialogs.module.css';
import { dialogWords } from './words.ts';

/** Asks before something is deleted past the trash: what, how much, and that nothing brings it back. */
export function DeleteForever({
  entries,
  onClose,
}: {
  readonly entries: readonly Entry[];
  readonly onClose: () => void;
}) {
  const { title, figures, unread, copies } = deletionWords(entries);
  return (
    <Dialog
      title={title}
      say={dialogWords.deleteSay(entries.length)}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {text.cancel}
          </Button>
          <Button
            variant="danger"
            onClick={() => {
              onClose();
              void deleteForever(entries);
            }}
          >
            {dialogWords.deleteNow}
          </Button>
        </>
      }
    >
      <p className={css['figures']}>{figures}</p>
      {unread !== '' && <p>{unread}</p>}
      {copies !== '' && <p className={css['quiet']}>{copies}</p>}
      {entries.length > 1 && (
        <ul className={css['names']} aria-label={dialogWords.deleted}>
          {entries.slice(0, namesShown).map((entry) => (
            <li key={entry.path} title={visibleName(entry.path)}>
              <span className={css['ellipsis']}>{visibleName(entry.name)}</span>
              {entry.type !== 'directory' && <span className={css['quiet']}>{formatSize(entry.size)}</span>}
            </li>
          ))}
          {entries.length > namesShown && (
            <li className={css['quiet']}>{dialogWords.more(entries.length - namesShown)}</li>
          )}
        </ul>
      )}
    </Dialog>
  );
}

/** The first names are enough to see that they are the wrong ones. */
const namesShown = 8;

export interface RunProgramProps {
  readonly path: PoolPath;
  readonly name: string;
  /** The end of a sentence. */
  readonly why: string;
  readonly onClose: () => void;
}

/** Asks before something is opened that the system may run. */
export function RunProgram({ path, name, why, onClose }: RunProgramProps) {
  return (
    <Dialog
      title={dialogWords.run(name)}
      say={dialogWords.runSay(why)}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {text.cancel}
          </Button>
          <Button
            variant="danger"
            onClick={() => {
              onClose();
              void openWithSystem(path, name, true);
            }}
          >
            {dialogWords.openAndRun}
          </Button>
        </>
      }
    />
  );
}

export interface RealPathsProps {
  readonly pool: PoolInfo;
  readonly name: string;
  readonly copies: readonly RealCopy[];
  readonly onClose: () => void;
}

/** One of several copies is chosen for its real path. */
export function RealPaths({ pool, name, copies, onClose }: RealPathsProps) {
  return (
    <Dialog title={dialogWords.realPath(name)} say={dialogWords.realPathSay(copies.length)} wide onClose={onClose}>
      <ul className={css['paths']}>
        {copies.map((copy, index) => {
          const volume = volumeOf(pool, copy.volume);
          return (
            <li key={copy.volume} className={css['path']}>
              {volume !== undefined && <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />}
              <span className={css['where']}>
                <b>{visibleName(copy.volume)}</b>
                <span className={css['real']}>{visibleName(copy.physical)}</span>
              </span>
              <Button
                aria-label={dialogWords.copyPathOn(copy.volume)}
                {...(index === 0 && { 'data-autofocus': true })}
                onClick={() => {
                  onClose();
                  copyPathOf(copy, name).catch(notifyError);
                }}
              >
                {dialogWords.copyPath}
              </Button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
