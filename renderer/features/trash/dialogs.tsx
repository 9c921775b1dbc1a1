import { formatSize, visibleName } from '../../../shared/format.ts';
import type { ConflictPolicy, TrashEntry } from '../../../shared/model.ts';
import { count, text } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import css from './trash.module.css';

/** Names that a dialog lists; the rest is a number. */
const namesMost = 6;

function Names({ entries }: { readonly entries: readonly TrashEntry[] }) {
  const more = entries.length - namesMost;
  return (
    <ul className={css['names']}>
      {entries.slice(0, namesMost).map((entry) => (
        <li key={entry.id}>{visibleName(entry.path)}</li>
      ))}
      {more > 0 && <li className={css['quiet']}>and {count(more, 'more', 'more')}</li>}
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
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  const size = bytes > 0 ? `, ${formatSize(bytes)} of files` : '';
  return (
    <Dialog
      title={all ? 'Empty the trash?' : `Delete ${count(entries.length, 'item')} for ever?`}
      say={`${count(entries.length, 'item')}${size}. This cannot be undone.`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {text.cancel}
          </Button>
          <Button variant="danger" onClick={onDelete}>
            {all ? 'Empty trash' : `Delete ${count(entries.length, 'item')}`}
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
  const one = entries.length === 1;
  return (
    <Dialog
      title={one ? 'Its place is taken' : `The places of ${count(entries.length, 'item')} are taken`}
      say={
        one
          ? 'Something of that name is there by now. Folders are merged; what is replaced goes to the trash.'
          : 'Things of those names are there by now. Folders are merged; what is replaced goes to the trash.'
      }
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave in trash</Button>
          <Button onClick={() => onChoose('replace')}>Replace</Button>
          <Button variant="primary" data-autofocus onClick={() => onChoose('keep-both')}>
            Keep both
          </Button>
        </>
      }
    >
      <Names entries={entries} />
    </Dialog>
  );
}
