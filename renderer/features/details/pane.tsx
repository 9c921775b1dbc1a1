import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { useBrowse } from '../../state/browse.ts';
import { toggleDetails, useRail } from '../../state/layout.ts';
import { selectedEntries, useRows } from '../../state/rows.ts';
import { IconButton } from '../../ui/index.ts';
import { FolderSummary } from './folder-summary.tsx';
import css from './details.module.css';
import { OneEntry } from './one-entry.tsx';
import { SeveralEntries } from './several.tsx';
import { words } from './words.ts';

export interface DetailsPaneProps {
  readonly pool: PoolInfo;
  /** Over the details. */
  readonly head?: ReactNode;
}

/** What is selected: where it is, what it is, why it is there. Over the list in a narrow window. */
export function DetailsPane({ pool, head }: DetailsPaneProps) {
  const narrow = useRail();
  // Both decide what `selectedEntries` answers.
  useBrowse((state) => state.selected);
  useRows((state) => state.rows);
  const entries = selectedEntries();
  const [first] = entries;
  return (
    <aside className={css['pane']} aria-label={words.details}>
      {narrow && (
        <div className={css['close']}>
          <IconButton label={words.closeDetails} icon={X} size="small" onClick={() => toggleDetails(false)} />
        </div>
      )}
      {head}
      {first === undefined && <FolderSummary pool={pool} />}
      {first !== undefined && entries.length === 1 && <OneEntry pool={pool} entry={first} />}
      {entries.length > 1 && <SeveralEntries pool={pool} entries={entries} />}
    </aside>
  );
}
