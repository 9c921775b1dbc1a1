import { useMemo } from 'react';
import { FolderInput, Trash2 } from 'lucide-react';
import { formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageSelection } from '../../../shared/usage.ts';
import { openDialog } from '../../state/dialogs.ts';
import { bytesInFolders, trashEntries } from '../../state/entries.ts';
import { volumeOf } from '../../state/pool.ts';
import { useSelectionUsage } from '../../state/selection-usage.ts';
import { text } from '../../text.ts';
import { Button, ShareBar, VolumeMark } from '../../ui/index.ts';
import css from './details.module.css';
import { selectionWords, words } from './words.ts';

interface Sums {
  readonly folders: number;
  readonly files: number;
  /** Logical, without what is in folders. */
  readonly bytes: number;
  readonly differing: number;
  readonly first: number;
  readonly last: number;
  /** Bytes of the files by volume. */
  readonly held: ReadonlyMap<string, { items: number; bytes: number }>;
}

function sumsOf(entries: readonly Entry[]): Sums {
  const held = new Map<string, { items: number; bytes: number }>();
  let [folders, bytes, differing, first, last] = [0, 0, 0, Infinity, -Infinity];
  for (const entry of entries) {
    first = Math.min(first, entry.mtimeMs);
    last = Math.max(last, entry.mtimeMs);
    if (entry.conflict) differing += 1;
    if (entry.type === 'directory') {
      folders += 1;
      continue;
    }
    bytes += entry.size;
    for (const name of entry.volumes) {
      const sum = held.get(name) ?? { items: 0, bytes: 0 };
      sum.items += 1;
      sum.bytes += entry.size;
      held.set(name, sum);
    }
  }
  return { folders, files: entries.length - folders, bytes, differing, first, last, held };
}

/** What a selection amounts to and how its bytes lie on the volumes: folders with all in them, where that is known. */
export function SeveralEntries({ pool, entries }: { readonly pool: PoolInfo; readonly entries: readonly Entry[] }) {
  const sums = useMemo(() => sumsOf(entries), [entries]);
  const movable = useMemo(() => entries.filter((entry) => entry.foreign !== true && !entry.offline), [entries]);
  const usage = useSelectionUsage(pool.id, entries);
  const { folders, files, bytes } = sums;
  const below = bytesInFolders(entries);
  return (
    <>
      <h2 className={css['title']}>{words.selected(entries.length)}</h2>
      <p className={css['kind']}>{selectionWords({ folders, below, files, bytes })}</p>
      <Where pool={pool} sums={sums} usage={usage} />
      <section className={css['section']}>
        <div className={css['head']}>
          <h3>{words.properties}</h3>
          <Button variant="bare" className={css['all']} onClick={() => openDialog({ kind: 'properties', entries })}>
            {words.allProperties}
          </Button>
        </div>
        <dl className={css['properties']}>
          {usage !== null && (
            <>
              <dt>{words.total}</dt>
              <dd>{words.withCopies(usage.bytes, usage.allocated, usage.unread)}</dd>
            </>
          )}
          <dt>{words.modified}</dt>
          <dd>{words.between(formatDay(sums.first), formatDay(sums.last))}</dd>
          {sums.differing > 0 && (
            <>
              <dt>{words.copies}</dt>
              <dd>{words.differing(sums.differing)}</dd>
            </>
          )}
        </dl>
      </section>
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

interface Part {
  readonly volume: VolumeInfo | undefined;
  readonly name: string;
  readonly items: number;
  readonly bytes: number;
}

function Where({
  pool,
  sums,
  usage,
}: {
  readonly pool: PoolInfo;
  readonly sums: Sums;
  readonly usage: UsageSelection | null;
}) {
  const found: readonly Omit<Part, 'volume'>[] =
    usage === null
      ? [...sums.held].map(([name, part]) => ({ name, ...part }))
      : usage.volumes.map(({ volume, items, allocated }) => ({ name: volume, items, bytes: allocated }));
  const parts: readonly Part[] = found
    .filter(({ items }) => items > 0)
    .map((part) => ({ ...part, volume: volumeOf(pool, part.name) }))
    .sort((a, b) => b.bytes - a.bytes);
  if (parts.length === 0) return null;
  const isWhole = usage !== null || sums.folders === 0;
  return (
    <section className={css['section']}>
      <h3>
        {isWhole ? words.whereTheyAre : words.whereFilesAre}
        <span className={css['quiet']}>{words.onVolumes(parts.length)}</span>
      </h3>
      <ShareBar
        parts={parts.map(({ name, volume, bytes }) => ({ key: name, colour: volume?.colour ?? 5, bytes }))}
        total={parts.reduce((sum, { bytes }) => sum + bytes, 0)}
        label={isWhole ? words.bytesPerVolume : words.bytesOfFiles}
      />
      <ul className={css['split']}>
        {parts.map(({ name, volume, items, bytes }) => (
          <li key={name}>
            {volume === undefined ? (
              <span />
            ) : (
              <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
            )}
            <span className={css['ellipsis']}>{visibleName(name)}</span>
            <span className={css['quiet']}>{words.items(items)}</span>
            <span className={css['number']}>{formatSize(bytes)}</span>
          </li>
        ))}
      </ul>
      {usage?.unread !== undefined && <p className={css['hint']}>{words.without(usage.unread)}</p>}
      {usage !== null && (usage.partial || usage.unknown > 0) && (
        <p className={css['hint']}>{usage.unknown > 0 ? words.countedWithout(usage.unknown) : words.countedSoFar}</p>
      )}
    </section>
  );
}
