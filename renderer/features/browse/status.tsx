import { formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { useBrowse } from '../../state/browse.ts';
import type { Folder } from '../../state/folders.ts';
import { bytesInFolders } from '../../state/entries.ts';
import { selectedEntries, useRows } from '../../state/rows.ts';
import { hiddenIn } from '../../state/order.ts';
import { useSettings } from '../../state/settings.ts';
import { count } from '../../text.ts';
import css from './list.module.css';
import { TileZoom } from './zoom.tsx';

/** Counts under the list: what is here, what is shown, what is selected, what may be missing. */
export function StatusLine({ pool, folder }: { readonly pool: PoolInfo; readonly folder: Folder | undefined }) {
  const shown = useRows((state) => state.rows.entryCount);
  const selection = useBrowse((state) => state.selected);
  const selected = selectedEntries();
  const inFiles = selected.reduce((sum, entry) => sum + entry.size, 0);
  const inFolders = bytesInFolders(selected);
  const hasFiles = selected.some((entry) => entry.type !== 'directory');
  const away = pool.volumes.filter((volume) => volume.state === 'offline').map((volume) => visibleName(volume.name));
  const isKnown = folder !== undefined && folder.missing.every(({ knownMs }) => knownMs !== undefined);
  const reading = folder !== undefined && !folder.fresh && !folder.complete;
  const isCounted = folder !== undefined && !folder.fresh && !(reading && folder.total === 0);
  const { kind, hidden: showsHidden } = useSettings(({ view }) => view);
  const hidden = folder === undefined || showsHidden ? 0 : hiddenIn(folder.entries);
  const here = isCounted ? Math.max(folder.total, folder.entries.length) - hidden : null;
  return (
    <footer className={css['status']}>
      {here !== null && (
        <span>
          {count(here, 'item')}
          {shown > here ? ` here, ${formatCount(shown)} shown` : ''}
        </span>
      )}
      {reading && folder.entries.length !== folder.total && (
        <span>
          {folder.tooMany
            ? `the first ${formatCount(folder.entries.length)} shown`
            : `${formatCount(folder.entries.length)} read so far`}
        </span>
      )}
      {hidden > 0 && <span>{formatCount(hidden)} hidden</span>}
      {selection.isComing && <span>{formatCount(selection.size)} selected</span>}
      {selected.length > 0 && !selection.isComing && (
        <span>
          {formatCount(selected.length)} selected
          {inFolders !== null || hasFiles ? `, ${formatSize(inFiles + (inFolders ?? 0))}` : ''}
          {inFolders === null && hasFiles ? ' without the folders' : ''}
        </span>
      )}
      {away.length > 0 && (
        <span className={css['end']}>
          {away.join(', ')} {away.length === 1 ? 'is' : 'are'} not connected{' '}
          {isKnown ? 'and shown as last seen' : 'and may hold more'}
        </span>
      )}
      {kind === 'grid' && <TileZoom />}
    </footer>
  );
}
