import { memo } from 'react';
import { formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, FolderSize, PoolInfo } from '../../../shared/model.ts';
import type { ColumnKey } from '../../../shared/settings.ts';
import { unreadWords, unsure } from '../../../shared/unread.ts';
import { countedWords, folderSizeWords, modeText, typeWords } from '../../state/entry-words.ts';
import { allocatedOf, copiesOf } from '../../state/order.ts';
import { text } from '../../text.ts';
import { cx, ShareBar, VolumeMark } from '../../ui/index.ts';
import { columnPlaces } from './columns.ts';
import { rowCss as css } from './row-css.ts';
import { sharesOf, shareWords } from './shares.ts';
import { words } from './words.ts';

function isAway({ away }: Entry, volume: string): boolean {
  return away?.some((holder) => holder.volume === volume) ?? false;
}

export interface MarksProps {
  readonly entry: Entry;
  readonly pool: PoolInfo;
  /** The name stands beside the mark of a single one. */
  readonly named?: boolean;
  /** At most this many marks; more are counted. */
  readonly most?: number;
}

/** The marks of the volumes that hold an entry. */
export function Marks({ entry, pool, named = true, most = 5 }: MarksProps) {
  const held = pool.volumes.filter(({ name }) => entry.volumes.includes(name) || isAway(entry, name));
  const [only] = held;
  if (named && held.length === 1 && only !== undefined) {
    return (
      <span className={css['chip']}>
        <VolumeMark mark={only.mark} colour={only.colour} state={only.state} />
        <span className={css['ellipsis']}>{visibleName(only.name)}</span>
      </span>
    );
  }
  return (
    <span className={css['marks']}>
      {held.slice(0, most).map((volume) => (
        <VolumeMark
          key={volume.id}
          mark={volume.mark}
          colour={volume.colour}
          state={volume.state}
          name={visibleName(volume.name) + (isAway(entry, volume.name) ? `, ${text.notConnected}` : '')}
        />
      ))}
      {held.length > most && <span className={css['quiet']}>+{held.length - most}</span>}
    </span>
  );
}

const nothing = <span className={css['quiet']}>–</span>;

/** The marks of an entry, and behind those of a folder how what is in it lies on its volumes. */
function WhereItIs({ entry, pool }: Pick<MarksProps, 'entry' | 'pool'>) {
  const shares = sharesOf(entry.folder, pool.volumes);
  if (shares.length < 2) return <Marks entry={entry} pool={pool} />;
  return (
    <span className={css['where']}>
      <Marks entry={entry} pool={pool} />
      <ShareBar
        thin
        parts={shares.map(({ volume, allocated }) => ({ key: volume.id, colour: volume.colour, bytes: allocated }))}
        total={shares.reduce((sum, { allocated }) => sum + allocated, 0)}
        label={shareWords(shares)}
      />
    </span>
  );
}

/** All that is in a folder, as the catalog knows it; nothing where it does not. */
export function SizeOfFolder({ size }: { readonly size: FolderSize | undefined }) {
  if (size === undefined) return nothing;
  const { allocated, files, partial, unread } = size;
  const about = words.folderSize(unsure(words.files(files), unread), allocated, countedWords(size));
  return (
    <span title={about} {...((partial || unread !== undefined) && { className: css['quiet'] })}>
      {folderSizeWords(size)}
      {unread !== undefined && <span className="visually-hidden">{words.andUnread(unreadWords(unread))}</span>}
    </span>
  );
}

function Contents({ column, entry, pool }: { readonly column: ColumnKey } & Pick<MarksProps, 'entry' | 'pool'>) {
  const folder = entry.type === 'directory';
  switch (column) {
    case 'volumes':
      return <WhereItIs entry={entry} pool={pool} />;
    case 'size':
      return folder ? <SizeOfFolder size={entry.folder} /> : formatSize(entry.size);
    case 'modified':
      return formatDay(entry.mtimeMs);
    case 'created':
      return entry.createdMs === undefined ? (
        nothing
      ) : (
        <span title={words.madeOnVolume(entry.createdMs)}>{formatDay(entry.createdMs)}</span>
      );
    case 'copies':
      return folder ? nothing : copiesOf(entry);
    case 'allocated': {
      const bytes = allocatedOf(entry);
      return bytes === undefined ? nothing : formatSize(bytes);
    }
    case 'type':
      return <span className={css['ellipsis']}>{typeWords(entry)}</span>;
    case 'mode':
      return <span className={css['mode']}>{modeText(entry.mode)}</span>;
  }
}

export interface CellsProps {
  readonly entry: Entry;
  readonly pool: PoolInfo;
  /** After the name, in their order. */
  readonly columns: readonly ColumnKey[];
}

/** The cells of a row behind its name. */
export const Cells = memo(function Cells({ entry, pool, columns }: CellsProps) {
  return columns.map((column) => (
    <div
      key={column}
      role="gridcell"
      data-column={column}
      className={cx(css['cell'], columnPlaces[column] === 'end' && css['right'], column !== 'size' && css['when'])}
    >
      <Contents column={column} entry={entry} pool={pool} />
    </div>
  ));
});
