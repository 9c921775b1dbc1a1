import { useState } from 'react';
import { select } from '../../state/browse.ts';
import { useRows } from '../../state/rows.ts';
import { text } from '../../text.ts';
import { Button, Dialog, TextField } from '../../ui/index.ts';
import { pathsMatching, readPattern } from '../../state/name-pattern.ts';
import { dialogWords } from './words.ts';

/** Selects what in the list has a name like this, in place of what was selected. */
export function SelectPattern({ onClose }: { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const rows = useRows((state) => state.rows);
  const reading = readPattern(typed);
  const problem = 'problem' in reading ? reading.problem : '';
  const found = typed.trim() === '' || 'problem' in reading ? [] : pathsMatching(rows, reading.matches);
  const choose = (): void => {
    if (found.length === 0) return;
    onClose();
    select(found, found[0] ?? null);
  };
  return (
    <Dialog
      title={text.selectPattern}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" disabled={found.length === 0} why={dialogWords.noneLike} onClick={choose}>
            {found.length === 0 ? dialogWords.select : dialogWords.selectItems(found.length)}
          </Button>
        </>
      }
    >
      <TextField
        label={dialogWords.namesLike}
        value={typed}
        onChange={setTyped}
        error={problem === '' ? undefined : dialogWords.noPattern(problem)}
        hint={dialogWords.patternHint}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose();
        }}
      />
    </Dialog>
  );
}
