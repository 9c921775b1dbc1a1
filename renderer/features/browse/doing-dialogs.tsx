import { formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { copyPathOf, deleteForever } from '../../state/doing.ts';
import type { RealCopy } from '../../state/doing.ts';
import { notifyError } from '../../state/notices.ts';
import { openWithSystem } from '../../state/opening.ts';
import { volumeOf } from '../../state/pool.ts';
import { count, text } from '../../text.ts';
import { Button, Dialog, VolumeMark } from '../../ui/index.ts';
import { deletionWords } from './deletion-words.ts';
import css from './doing-dialogs.module.css';

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
      say={
        entries.length === 1
          ? 'It does not go to the trash, and Undo does not bring it back.'
          : 'They do not go to the trash, and Undo does not bring them back.'
      }
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
            Delete for ever
          </Button>
        </>
      }
    >
      <p className={css['figures']}>{figures}</p>
      {unread !== '' && <p>{unread}</p>}
      {copies !== '' && <p className={css['quiet']}>{copies}</p>}
      {entries.length > 1 && (
        <ul className={css['names']} aria-label="What is deleted">
          {entries.slice(0, namesShown).map((entry) => (
            <li key={entry.path} title={visibleName(entry.path)}>
              <span className={css['ellipsis']}>{visibleName(entry.name)}</span>
              {entry.type !== 'directory' && <span className={css['quiet']}>{formatSize(entry.size)}</span>}
            </li>
          ))}
          {entries.length > namesShown && (
            <li className={css['quiet']}>and {formatCount(entries.length - namesShown)} more</li>
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
      title={`Run ${visibleName(name)}?`}
      say={`Opening it may start it: ${why}. A program can read and change everything that you can.`}
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
            Open and run
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
    <Dialog
      title={`Real path of ${visibleName(name)}`}
      say={`It lies on ${count(copies.length, 'volume')}. The first is the one that opens.`}
      wide
      onClose={onClose}
    >
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
                aria-label={`Copy path on ${visibleName(copy.volume)}`}
                {...(index === 0 && { 'data-autofocus': true })}
                onClick={() => {
                  onClose();
                  copyPathOf(copy, name).catch(notifyError);
                }}
              >
                Copy path
              </Button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
