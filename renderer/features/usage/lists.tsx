import type { ReactNode } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import { kindWords } from '../../../shared/kinds.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageFile, UsageLists, UsageMeasure } from '../../../shared/usage.ts';
import { ErrorMessage, Icon, Segmented, Skeleton, TrailText, useDelayed, VolumeMark } from '../../ui/index.ts';
import { kindIcons } from './kind-icons.ts';
import css from './usage.module.css';
import { changeWords, tabWords, trail, volumeWords, words } from './words.ts';

export const listTabs = ['largest', 'oldest', 'kinds', 'grew'] as const;
export type ListTab = (typeof listTabs)[number];

const options = listTabs.map((value) => ({ value, label: tabWords[value] }));

export interface ListsProps {
  readonly tab: ListTab;
  readonly onTab: (tab: ListTab) => void;
  readonly lists: UsageLists | null;
  readonly error: AppError | null;
  readonly measure: UsageMeasure;
  readonly volumes: readonly VolumeInfo[];
  readonly onFile: (path: PoolPath) => void;
  readonly onFolder: (path: PoolPath) => void;
}

/** The largest and the oldest files of the open folder, its kinds, and the folders in it that grew most. */
export function Lists(props: ListsProps) {
  const { tab, onTab, lists, error } = props;
  const late = useDelayed(lists === null && error === null);
  return (
    <section className={css['lists']} aria-label={words.lists}>
      <Segmented label={words.list} value={tab} options={options} onChange={onTab} />
      <div className={css['listBody']} tabIndex={0} role="group" aria-label={tabWords[tab]}>
        {error !== null && <ErrorMessage error={error} />}
        {late && <Skeleton width="80%" />}
        {lists !== null && <Shown {...props} lists={lists} />}
      </div>
    </section>
  );
}

function Shown({ tab, lists, measure, volumes, onFile, onFolder }: ListsProps & { readonly lists: UsageLists }) {
  const sizeOf = (one: { readonly size: number; readonly allocated: number }): number =>
    measure === 'allocated' ? one.allocated : one.size;
  const looked = lists.complete ? null : <p className={css['quiet']}>{words.lookedAt(lists.looked, lists.known)}</p>;
  switch (tab) {
    case 'largest':
      return (
        <Rows empty={lists.biggest[measure].length === 0} note={looked}>
          {lists.biggest[measure].map((file) => (
            <FileRow key={`${file.volume} ${file.path}`} file={file} volumes={volumes} onFile={onFile}>
              {formatSize(sizeOf(file))}
            </FileRow>
          ))}
        </Rows>
      );
    case 'oldest':
      return (
        <Rows empty={lists.oldest.length === 0} note={looked}>
          {lists.oldest.map((file) => (
            <FileRow key={`${file.volume} ${file.path}`} file={file} volumes={volumes} onFile={onFile}>
              {formatDay(file.mtimeMs)}
            </FileRow>
          ))}
        </Rows>
      );
    case 'kinds':
      return (
        <Rows empty={lists.kinds.length === 0} note={looked}>
          {lists.kinds
            .map(({ kind, files, bytes, allocated }) => ({ kind, files, size: sizeOf({ size: bytes, allocated }) }))
            .sort((a, b) => b.size - a.size)
            .map(({ kind, files, size }) => (
              <li key={kind} className={css['listRow']}>
                <Icon icon={kindIcons[kind]} className={css['file']} />
                <span className={css['ellipsis']}>{kindWords[kind]}</span>
                <span className={css['quiet']}>{words.files(files)}</span>
                <b>{formatSize(size)}</b>
              </li>
            ))}
        </Rows>
      );
    case 'grew':
      return (
        <Rows
          empty={lists.complete && lists.growth.length === 0}
          none={words.growthUnknown}
          note={
            lists.growth[0] === undefined ? (
              looked
            ) : (
              <p className={css['quiet']}>{words.since(lists.growth[0].sinceMs)}</p>
            )
          }
        >
          {lists.growth.map(({ path, change }) => (
            <li key={path}>
              <button type="button" className={css['listRow']} onClick={() => onFolder(path as PoolPath)}>
                <span className={css['ellipsis']}>
                  <TrailText path={path as PoolPath} top={words.wholePool} />
                </span>
                <b>{changeWords(change)}</b>
              </button>
            </li>
          ))}
        </Rows>
      );
  }
}

interface RowsProps {
  readonly empty: boolean;
  /** Said when there is nothing. */
  readonly none?: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Rows({ empty, none = words.noFiles, note, children }: RowsProps) {
  return (
    <>
      {note}
      {empty ? <p className={css['quiet']}>{none}</p> : <ul>{children}</ul>}
    </>
  );
}

interface FileRowProps {
  readonly file: UsageFile;
  readonly volumes: readonly VolumeInfo[];
  readonly onFile: (path: PoolPath) => void;
  readonly children: ReactNode;
}

function FileRow({ file, volumes, onFile, children }: FileRowProps) {
  const volume = volumes.find(({ name }) => name === file.volume);
  const folder = trail(parentPath(file.path as PoolPath));
  return (
    <li>
      <button
        type="button"
        className={css['listRow']}
        title={words.fileOn(file.path, file.volume)}
        onClick={() => onFile(file.path as PoolPath)}
      >
        <span className={css['ellipsis']}>
          {visibleName(file.name)}
          {folder !== '' && <span className={css['quiet']}> {folder}</span>}
        </span>
        {volume !== undefined && (
          <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} name={volumeWords(volume)} />
        )}
        <b>{children}</b>
      </button>
    </li>
  );
}
