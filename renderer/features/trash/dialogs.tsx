import { visibleName } from '../../../shared/format.ts';
import type { ConflictPolicy, TrashEntry } from '../../../shared/model.ts';
import { text } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import css from './trash.module.css';
import { words } from './words.ts';

/** Names that a dialog lists; the rest is a number. */
const namesMost = 6;

function Names({ entries }: { readonly entries: readonly TrashEntry[] }) {
  const more = entries.length - namesMost;
  return (
    <ul className={css['names']}>
      {entries.slice(0, namesMost).map((entry) => (
        <li key={entry.id}>{visibleName(entry.path)}</li>
      ))}
      {more > 0 && <li className={css['quiet']}>{words.andMore(more)}</li>}
    </ul>
  );
}

/** Asks before things are deleted for ever. */
export function EmptyTrash({
  entries,
  all,
  onClose,
  onDelete,
}: {
  readonly entries: readonly TrashEntry[];
  readonly all: boolean;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}) {
  return (
    <Dialog
      title={all ? words.emptyAsk : words.deleteAsk(entries.length)}
      say={words.deleteSay(entries)}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {text.cancel}
          </Button>
          <Button variant="danger" onClick={onDelete}>
            {all ? words.empty : words.deleteMany(entries.length)}
          </Button>
        </>
      }
    >
      <Names entries={entries} />
    </Dialog>
  );
}

/** What could not go back because something else has its place: beside it, in its place, or not at all. */
export function TakenPlaces({
  entries,
  onClose,
  onChoose,
}: {
  readonly entries: readonly TrashEntry[];
  readonly onClose: () => void;
  readonly onChoose: (policy: ConflictPolicy) => void;
}) {
  return (
    <Dialog
      title={words.taken(entries.length)}
      say={words.takenSay(entries.length)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.leave}</Button>
          <Button onClick={() => onChoose('replace')}>{words.replace}</Button>
          <Button variant="primary" data-autofocus onClick={() => onChoose('keep-both')}>
            {words.keepBoth}
          </Button>
        </>
      }
    >
      <Names entries={entries} />
    </Dialog>
  );
}
