import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Entry } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { select, setRenaming } from '../../state/browse.ts';
import { renameEntry } from '../../state/entries.ts';
import { folderAt } from '../../state/folders.ts';
import { rowIndex, useRows } from '../../state/rows.ts';
import { ErrorMessage, Message } from '../../ui/index.ts';
import { nameProblem } from './name-problem.ts';
import type { NameProblem } from './name-problem.ts';
import { rowCss as css } from './row-css.ts';
import { words } from './words.ts';

/** Characters before the last dot of a file name; the whole name of a folder or of a dot file. */
export function stemLength(entry: Pick<Entry, 'name' | 'type'>): number {
  const dot = entry.name.lastIndexOf('.');
  return entry.type === 'directory' || dot <= 0 ? entry.name.length : dot;
}

/** Something beside it that is shown has this name. */
function isTaken(path: PoolPath, name: string): boolean {
  const beside = folderAt(parentPath(path))?.entries ?? [];
  return beside.some((entry) => entry.name === name && entry.path !== path);
}

/** The next entry in the list, for Tab; null behind the last one. */
function entryBeside(path: PoolPath, step: 1 | -1): PoolPath | null {
  const { rows } = useRows.getState();
  for (let at = rowIndex(path) + step; at >= 0 && at < rows.length; at += step) {
    const entry = rows.entryAt(at);
    if (entry !== undefined) return entry.foreign === true || entry.offline ? null : (entry.path as PoolPath);
  }
  return null;
}

/** What else is renamed with it; empty for what lies on one volume. */
function hint({ type, volumes, away }: Entry): string {
  const copies = volumes.length + (away?.length ?? 0);
  if (copies < 2) return '';
  return type === 'directory' ? words.renamedOn(copies) : words.copiesRenamed(copies);
}

/** Renames in place: Enter and leaving the field rename, Tab goes on to the next, Escape leaves it as it is. */
export function RenameField({ entry, path }: { readonly entry: Entry; readonly path: PoolPath }) {
  const field = useRef<HTMLInputElement>(null);
  /** What the field shows at first: it may lack characters of the name that a field cannot hold (line breaks). */
  const shown = useRef('');
  /** Of what is typed. */
  const [problem, setProblem] = useState<NameProblem | null>(null);
  /** Of what was tried. */
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const also = hint(entry);

  useEffect(() => {
    const input = field.current;
    if (input === null) return;
    shown.current = input.value;
    input.focus();
    input.setSelectionRange(0, stemLength(entry));
    // Only when the field appears: a new listing must not take the selection away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const finish = (next: PoolPath | null = null): void => {
    const row = field.current?.closest<HTMLElement>('[data-index]');
    setRenaming(next);
    if (next === null) row?.focus();
    else select([next], next);
  };
  const check = (name: string): NameProblem | null => {
    const found = nameProblem(entry.name, name, (one) => isTaken(path, one));
    setProblem(found);
    setError(null);
    return found;
  };
  const commit = async (next: PoolPath | null = null): Promise<void> => {
    const name = field.current?.value ?? '';
    if (busy) return;
    if (name === shown.current || name === '') {
      finish(next);
      return;
    }
    if (check(name) !== null) return;
    setBusy(true);
    try {
      await renameEntry(path, name);
      finish(next);
    } catch (thrown) {
      setBusy(false);
      setError(asAppError(thrown));
      field.current?.focus();
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const next = event.key === 'Tab' ? entryBeside(path, event.shiftKey ? -1 : 1) : null;
    if (event.key === 'Enter' || next !== null) {
      event.preventDefault();
      void commit(next);
    } else if (event.key === 'Escape') finish();
  };

  return (
    <>
      <input
        ref={field}
        className={css['rename']}
        aria-label={also === '' ? words.newNameOf(entry.name) : words.newNameAlso(entry.name, also)}
        aria-invalid={error !== null || problem !== null || undefined}
        defaultValue={entry.name}
        spellCheck={false}
        autoComplete="off"
        readOnly={busy}
        onChange={(event) => check(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          // A name that was refused stays until it is mended or given up.
          if (error === null && problem === null) void commit();
          else setRenaming(null);
        }}
      />
      {error === null && problem === null && also !== '' && <span className={css['renameHint']}>{also}</span>}
      {problem !== null && (
        <div className={css['renameError']}>
          <Message tone="danger" title={problem.why}>
            {problem.todo}
          </Message>
        </div>
      )}
      {error !== null && (
        <div className={css['renameError']}>
          <ErrorMessage error={error} />
        </div>
      )}
    </>
  );
}
