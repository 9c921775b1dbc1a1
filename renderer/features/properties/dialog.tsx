import { visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { typeWords } from '../../state/entry-words.ts';
import { Dialog } from '../../ui/index.ts';
import { One } from './one.tsx';
import { Several } from './several.tsx';
import { words } from './words.ts';

export interface PropertiesDialogProps {
  readonly pool: PoolInfo;
  /** As they were listed when it was opened. */
  readonly entries: readonly Entry[];
  readonly onClose: () => void;
}

/** Everything that is known of one entry, or what several amount to. */
export function PropertiesDialog({ pool, entries, onClose }: PropertiesDialogProps) {
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const say = only.foreign === true ? words.foreign : typeWords(only);
    return (
      <Dialog title={visibleName(only.name)} say={say} wide onClose={onClose}>
        <One pool={pool} entry={only} />
      </Dialog>
    );
  }
  const of = (type: Entry['type']): number => entries.filter((entry) => entry.type === type).length;
  const say = words.mixed(of('directory'), of('file'), of('symlink'), of('other'));
  return (
    <Dialog title={words.several(entries.length)} say={say} wide onClose={onClose}>
      <Several pool={pool} entries={entries} />
    </Dialog>
  );
}
