import { useEffect, useRef, useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { setRenaming } from '../../state/browse.ts';
import { renameEntry } from '../../state/entries.ts';
import { ErrorMessage } from '../../ui/index.ts';
import css from './row.module.css';

/** Characters before the last dot of a file name; the whole name of a folder or of a dot file. */
export function stemLength(entry: Pick<Entry, 'name' | 'type'>): number {
  const dot = entry.name.lastIndexOf('.');
  return entry.type === 'directory' || dot <= 0 ? entry.name.length : dot;
}

/** Renames in place: Enter and leaving the field rename, Escape does not. */
export function RenameField({ entry, path }: { readonly entry: Entry; readonly path: PoolPath }) {
  const field = useRef<HTMLInputElement>(null);
  /** What the field shows at first: it may lack characters of the name that a field cannot hold (line breaks). */
  const shown = useRef('');
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const input = field.current;
    if (input === null) return;
    shown.current = input.value;
    input.focus();
    input.setSelectionRange(0, stemLength(entry));
    // Only when the field appears: a new listing must not take the selection away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const finish = (): void => {
    const row = field.current?.closest<HTMLElement>('[role=row]');
    setRenaming(null);
    row?.focus();
  };
  const commit = async (): Promise<void> => {
    const name = field.current?.value ?? '';
    if (busy) return;
    if (name === shown.current || name === '') {
      finish();
      return;
    }
    setBusy(true);
    try {
      await renameEntry(path, name);
      finish();
    } catch (thrown) {
      setBusy(false);
      setError(asAppError(thrown));
      field.current?.focus();
    }
  };

  return (
    <>
      <input
        ref={field}
        className={css['rename']}
        aria-label={`New name of ${visibleName(entry.name)}`}
        aria-invalid={error !== null || undefined}
        defaultValue={entry.name}
        spellCheck={false}
        autoComplete="off"
        readOnly={busy}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void commit();
          if (event.key === 'Escape') finish();
        }}
        onBlur={() => {
          // A name that was refused stays until it is mended or given up.
          if (error === null) void commit();
          else setRenaming(null);
        }}
      />
      {error !== null && (
        <div className={css['renameError']}>
          <ErrorMessage error={error} />
        </div>
      )}
    </>
  );
}
