import { FolderSearch } from 'lucide-react';
import type { DuplicateFile, DuplicateGroup } from '../../../shared/duplicates.ts';
import { formatDay, formatDayAndClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { baseName } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { volumeOf } from '../../state/pool.ts';
import { reveal } from '../../state/view-memory.ts';
import { Checkbox, cx, IconButton, PathText, VolumeMark } from '../../ui/index.ts';
import { choiceOf } from './choices.ts';
import type { Chosen } from './choices.ts';
import css from './duplicates.module.css';
import { groupWords, words } from './words.ts';

interface Props {
  readonly pool: PoolInfo;
  readonly group: DuplicateGroup;
  readonly chosen: Chosen;
  /** This path stays. */
  readonly onKeep: (path: string) => void;
  /** The whole group is left alone. */
  readonly onLeave: (isLeft: boolean) => void;
}

/** Files of the same contents; one of them stays. */
export function Group({ pool, group, chosen, onKeep, onLeave }: Props) {
  const choice = choiceOf(group, chosen);
  const isLeft = chosen.left.has(group.id);
  // The first one, whichever stays: a name that changes under the hand is none.
  const name = visibleName(baseName((group.files[0]?.path ?? '/') as PoolPath));
  return (
    <section className={cx(css['group'], isLeft && css['left'])} aria-label={name}>
      <div className={css['head']}>
        <span className={css['check']}>
          <Checkbox label={<b className={css['name']}>{name}</b>} checked={!isLeft} onChange={(on) => onLeave(!on)} />
        </span>
        <span className={css['amount']}>{groupWords(group)}</span>
        <span className={css['wasted']}>{words.wasted(formatSize(group.wasted))}</span>
      </div>
      <ul className={css['files']} role="radiogroup" aria-label={words.whichOf(name)}>
        {group.files.map((file) => (
          <FileRow
            key={file.path}
            pool={pool}
            file={file}
            group={group.id}
            fate={choice === null ? 'stays' : file.path === choice.keep ? 'kept' : fateOf(file, choice.go)}
            disabled={isLeft}
            onKeep={() => onKeep(file.path)}
          />
        ))}
      </ul>
    </section>
  );
}

/** `linked`: it stays because it has other names. */
type Fate = 'kept' | 'goes' | 'stays' | 'linked';

function fateOf({ path, links }: DuplicateFile, go: readonly string[]): Fate {
  return go.includes(path) ? 'goes' : links > 1 ? 'linked' : 'stays';
}

const fateWords: Readonly<Record<Fate, string>> = {
  kept: words.stays,
  goes: words.toTrash,
  stays: words.stays,
  linked: words.linked,
};

interface FileProps {
  readonly pool: PoolInfo;
  readonly file: DuplicateFile;
  readonly group: string;
  readonly fate: Fate;
  readonly disabled: boolean;
  readonly onKeep: () => void;
}

function FileRow({ pool, file, group, fate, disabled, onKeep }: FileProps) {
  const { path, volumes, mtimeMs } = file;
  const show = (): void => reveal(path as PoolPath);
  return (
    <li className={css['file']} role="presentation">
      <label className={css['keep']}>
        <input
          type="radio"
          name={`keep ${group}`}
          checked={fate === 'kept'}
          disabled={disabled}
          onChange={onKeep}
          aria-label={words.keep(path)}
        />
        <span className={css['path']}>
          <PathText path={path} />
        </span>
      </label>
      <span className={css['marks']}>
        {volumes.map((name) => {
          const volume = volumeOf(pool, name);
          return volume === undefined ? null : (
            <VolumeMark
              key={name}
              mark={volume.mark}
              colour={volume.colour}
              state={volume.state}
              name={visibleName(name)}
            />
          );
        })}
      </span>
      <span className={css['when']} title={formatDayAndClock(mtimeMs)}>
        {formatDay(mtimeMs)}
      </span>
      <span className={cx(css['fate'], fate === 'goes' && css['goes'])}>{fateWords[fate]}</span>
      <IconButton label={words.show} icon={FolderSearch} size="small" onClick={show} />
    </li>
  );
}
