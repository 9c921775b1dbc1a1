import { ClipboardCopy, GitCompare, GitFork } from 'lucide-react';
import { formatDay, formatDayAndClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { Copy, Entry, PoolInfo } from '../../../shared/model.ts';
import { openComparison } from '../../state/copies.ts';
import { copyText } from '../../state/entries.ts';
import { entryTypeWords } from '../../state/entry-words.ts';
import { volumeOf } from '../../state/pool.ts';
import { awaySince, joined, text } from '../../text.ts';
import { asSentence, Badge, Button, IconButton, VolumeMark } from '../../ui/index.ts';
import css from './details.module.css';
import { words } from './words.ts';

function Place({ pool, copy, folder }: { readonly pool: PoolInfo; readonly copy: Copy; readonly folder: boolean }) {
  const volume = volumeOf(pool, copy.volume);
  const { physical } = copy;
  return (
    <li className={css['place']}>
      {volume !== undefined && (
        <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} size="large" />
      )}
      <div className={css['placeText']}>
        <div className={css['placeHead']}>
          <b className={css['ellipsis']}>{visibleName(copy.volume)}</b>
        </div>
        {copy.away !== undefined && (
          <div className={css['quiet']}>
            {asSentence(copy.away.vanished === true ? text.vanished : awaySince(copy.away.seenMs))}
          </div>
        )}
        {physical !== null && (
          <code className={css['physical']} title={visibleName(physical)}>
            {visibleName(physical)}
          </code>
        )}
        <span className={css['quiet']}>
          <span title={formatDayAndClock(copy.mtimeMs)}>
            {joined(folder ? '' : formatSize(copy.size), formatDay(copy.mtimeMs))}
          </span>
        </span>
      </div>
      {physical !== null && (
        <IconButton
          label={text.copyRealPath}
          icon={ClipboardCopy}
          size="small"
          onClick={() => void copyText(physical, words.realPathCopied(copy.volume))}
        />
      )}
    </li>
  );
}

interface DifferencesProps {
  readonly pool: PoolInfo;
  readonly path: string;
  readonly copies: readonly Copy[];
}

/** Two or more copies that are not the same, side by side: what differs is in bold. */
function Differences({ pool, path, copies }: DifferencesProps) {
  const newest = Math.max(...copies.map((copy) => copy.mtimeMs));
  const differs = (value: (copy: Copy) => unknown): boolean => new Set(copies.map(value)).size > 1;
  const rows: readonly { readonly label: string; readonly bold: boolean; readonly show: (copy: Copy) => string }[] = [
    { label: words.type, bold: differs((copy) => copy.type), show: (copy) => entryTypeWords[copy.type] },
    { label: words.size, bold: differs((copy) => copy.size), show: (copy) => formatSize(copy.size) },
    {
      label: words.modified,
      bold: differs((copy) => copy.mtimeMs),
      show: ({ mtimeMs }) => (mtimeMs === newest ? words.newest(mtimeMs) : formatDayAndClock(mtimeMs)),
    },
  ];
  return (
    <div className={css['differ']}>
      <p className={css['differHead']}>
        <Badge tone="warn" icon={GitFork}>
          {text.copiesDiffer}
        </Badge>
      </p>
      <table className={css['compare']}>
        <thead>
          <tr>
            <td />
            {copies.map((copy) => {
              const volume = volumeOf(pool, copy.volume);
              return (
                <th key={copy.volume} scope="col">
                  <span className={css['compareVolume']}>
                    {volume !== undefined && (
                      <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                    )}
                    <span className={css['ellipsis']}>{visibleName(copy.volume)}</span>
                  </span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, bold, show }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {copies.map((copy) => (
                <td key={copy.volume}>{bold ? <b>{show(copy)}</b> : show(copy)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css['hint']}>{words.newestOpens}</p>
      <Button icon={GitCompare} onClick={() => openComparison(path)}>
        {text.compareCopies}
      </Button>
    </div>
  );
}

export interface CopiesProps {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  readonly copies: readonly Copy[];
}

/** Where an entry is: each volume with the real path. */
export function Copies({ pool, entry, copies }: CopiesProps) {
  const folder = entry.type === 'directory';
  return (
    <section className={css['section']}>
      <h3>{folder && copies.length > 1 ? words.onSeveral(copies.length) : words.whereItIs}</h3>
      {entry.conflict && copies.length > 1 && <Differences pool={pool} path={entry.path} copies={copies} />}
      <ul className={css['places']}>
        {copies.map((copy) => (
          <Place key={copy.volume} pool={pool} copy={copy} folder={folder} />
        ))}
      </ul>
      {entry.offline && <p className={css['hint']}>{text.connectToUse}</p>}
    </section>
  );
}
