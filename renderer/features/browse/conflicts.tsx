import { useId, useState } from 'react';
import { formatCount, visibleName } from '../../../shared/format.ts';
import type { ConflictPolicy } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { folderName } from '../../state/entries.ts';
import { text } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import css from './dialogs.module.css';

const choices: readonly { readonly value: ConflictPolicy; readonly label: string; readonly more: string }[] = [
  { value: 'keep-both', label: 'Keep both', more: 'The new one gets a number behind its name.' },
  { value: 'replace', label: 'Replace', more: 'What is there goes to the trash.' },
  { value: 'newer', label: 'Replace only with newer ones', more: 'Older and equally old ones are left out.' },
  { value: 'skip', label: 'Leave out', more: 'What is there stays as it is.' },
];

export interface ConflictsDialogProps {
  readonly dest: PoolPath;
  /** Names that are taken. */
  readonly names: readonly string[];
  /** How many are to be added in all. */
  readonly total: number;
  readonly answer: (choice: ConflictPolicy | null) => void;
  readonly onClose: () => void;
}

/** Some names are taken: asks once, for all of them, before anything is written. */
export function ConflictsDialog({ dest, names, total, answer, onClose }: ConflictsDialogProps) {
  const [choice, setChoice] = useState<ConflictPolicy>('keep-both');
  const group = useId();
  const shown = names.slice(0, 5);
  const some = names.length === total ? '' : ` of ${formatCount(total)}`;
  const title = `${formatCount(names.length)}${some} ${total === 1 ? 'name is' : names.length === 1 ? 'names is' : 'names are'} taken in ${folderName(dest)}`;
  return (
    <Dialog
      title={title}
      say="Folders are merged. The choice is for every file in them whose name is taken."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            onClick={() => {
              answer(choice);
              onClose();
            }}
          >
            Continue
          </Button>
        </>
      }
    >
      <ul className={css['names']}>
        {shown.map((name) => (
          <li key={name}>{visibleName(name)}</li>
        ))}
        {names.length > shown.length && <li className={css['quiet']}>and {names.length - shown.length} more</li>}
      </ul>
      <fieldset className={css['choices']}>
        <legend className="visually-hidden">What to do with taken names</legend>
        {choices.map(({ value, label, more }) => (
          <label key={value} className={css['choice']}>
            <input
              type="radio"
              name={group}
              className={css['radio']}
              checked={choice === value}
              onChange={() => setChoice(value)}
            />
            <span>
              {label}
              <span className={css['quiet']}>{more}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
