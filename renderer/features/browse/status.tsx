import type { PoolInfo } from '../../../shared/model.ts';
import { useBrowse } from '../../state/browse.ts';
import type { Folder } from '../../state/folders.ts';
import { bytesInFolders } from '../../state/entries.ts';
import { selectedEntries, useRows } from '../../state/rows.ts';
import { hiddenIn } from '../../state/order.ts';
import { useSettings } from '../../state/settings.ts';
import css from './list.module.css';
import { words } from './words.ts';
import { TileZoom } from './zoom.tsx';

/** Counts under the list: what is here, what is shown, what is selected, what may be missing. */
export function StatusLine({ pool, folder }: { readonly pool: PoolInfo; readonly folder: Folder | undefined }) {
  const shown = useRows((state) => state.rows.entryCount);
  const selection = useBrowse((state) => state.selected);
  const selected = selectedEntries();
  const inFiles = selected.reduce((sum, entry) => sum + entry.size, 0);
  const inFolders = bytesInFolders(selected);
  const hasFiles = selected.some((entry) => entry.type !== 'directory');
  const away = pool.volumes.filter((volume) => volume.state === 'offline').map((volume) => volume.name);
  const isKnown = folder !== undefined && folder.missing.every(({ knownMs }) => knownMs !== undefined);
  // A volume that is connected could not say what it has.
  const failed = folder?.missing.some(({ code }) => code !== undefined) === true;
  const reading = folder !== undefined && !folder.fresh && !folder.complete;
  const isCounted = folder !== undefined && !folder.fresh && folder.error === null && !(reading && folder.total === 0);
  const { kind, hidden: showsHidden } = useSettings(({ view }) => view);
  const hidden = folder === undefined || showsHidden ? 0 : hiddenIn(folder.entries);
  const here = isCounted ? Math.max(folder.total, folder.entries.length) - hidden : null;
  return (
    <footer className={css['status']}>
      {here !== null && (
        <span>
          {failed ? words.hereAtLeast(here) : shown > here ? words.hereAndShown(here, shown) : words.here(here)}
        </span>
      )}
      {reading && folder.entries.length !== folder.total && (
        <span>{folder.tooMany ? words.firstShown(folder.entries.length) : words.readSoFar(folder.entries.length)}</span>
      )}
      {hidden > 0 && <span>{words.hidden(hidden)}</span>}
      {selection.isComing && <span>{words.selected(selection.size)}</span>}
      {selected.length > 0 && !selection.isComing && (
        <span>
          {inFolders !== null
            ? words.selectedBytes(selected.length, inFiles + inFolders)
            : hasFiles
              ? words.selectedFiles(selected.length, inFiles)
              : words.selected(selected.length)}
        </span>
      )}
      {away.length > 0 && (
        <span className={css['end']}>{isKnown ? words.awayKnown(away) : words.awayUnknown(away)}</span>
      )}
      {kind === 'grid' && <TileZoom />}
    </footer>
  );
}
