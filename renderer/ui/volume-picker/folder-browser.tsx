import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { ArrowUp, Folder } from 'lucide-react';
import type { HostFolder } from '../../../shared/contract.ts';
import { asAppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import { hostFolders } from '../../state/pool.ts';
import { Button, IconButton } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import { Checkbox, TextField } from '../field.tsx';
import { Icon } from '../icon.tsx';
import { ErrorMessage } from '../status.tsx';
import styles from './browser.module.css';
import { words } from './words.ts';

export interface FolderBrowserProps {
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

/**
 * Chooses a folder of the host where there is no native picker. In the list: arrows move, Enter or the right arrow
 * opens, Backspace or the left arrow goes up, a letter jumps.
 */
export function FolderBrowser({ onChoose, onClose }: FolderBrowserProps) {
  const [wanted, setWanted] = useState({ path: '', from: '' });
  const [hidden, setHidden] = useState(false);
  const [shown, setShown] = useState<HostFolder | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    let gone = false;
    hostFolders(wanted.path, hidden).then(
      (folder) => {
        if (gone) return;
        setShown(folder);
        setError(null);
        setTyped(null);
        // Going up selects the folder that one came from.
        setAt(folder.folders.findIndex((one) => one.path === wanted.from));
      },
      (thrown: unknown) => {
        if (!gone) setError(asAppError(thrown));
      },
    );
    return () => {
      gone = true;
    };
  }, [wanted, hidden]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, shown]);

  const folders = shown?.folders ?? [];
  const selected = folders[at];
  const open = (path: string, from = ''): void => setWanted({ path, from });
  const up = (): void => {
    if (shown !== null && shown.parent !== null) open(shown.parent, shown.path);
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = folders.length - 1;
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => setAt(Math.min(last, at + 1)),
      ArrowUp: () => setAt(Math.max(0, at - 1)),
      Home: () => setAt(Math.min(0, last)),
      End: () => setAt(last),
      PageDown: () => setAt(Math.min(last, at + 10)),
      PageUp: () => setAt(Math.max(0, at - 10)),
      Enter: () => selected && open(selected.path),
      ArrowRight: () => selected && open(selected.path),
      Backspace: up,
      ArrowLeft: up,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      step();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLowerCase();
      const starts = (index: number): boolean => folders[index]?.name.toLowerCase().startsWith(letter) === true;
      const order = folders.map((_, index) => (at + 1 + index) % folders.length);
      const next = order.find(starts);
      if (next !== undefined) setAt(next);
    }
  };
  const chosen = selected?.path ?? shown?.path;
  return (
    <Dialog
      title={words.choose}
      say={words.chooseSay}
      onClose={onClose}
      footer={
        <>
          <span className={styles['hidden']}>
            <Checkbox label={words.hiddenFolders} checked={hidden} onChange={setHidden} />
          </span>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            variant="primary"
            disabled={chosen === undefined}
            onClick={() => chosen !== undefined && onChoose(chosen)}
          >
            {selected === undefined ? words.chooseThis : words.chooseNamed(selected.name)}
          </Button>
        </>
      }
    >
      <div className={styles['place']}>
        <IconButton label={words.up} icon={ArrowUp} disabled={shown === null || shown.parent === null} onClick={up} />
        <TextField
          label={words.folder}
          hideLabel
          className={styles['path']}
          value={typed ?? visibleName(shown?.path ?? '')}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (typed !== null) open(typed);
          }}
        />
      </div>
      {error !== null && <ErrorMessage error={error} />}
      <div
        ref={list}
        role="listbox"
        aria-label={words.folders}
        tabIndex={0}
        data-autofocus
        className={styles['list']}
        aria-activedescendant={selected === undefined ? undefined : `${id}-${at}`}
        onKeyDown={onKey}
      >
        {folders.map((folder, index) => (
          <div
            key={folder.path}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles['folder']}
            onMouseDown={() => setAt(index)}
            onDoubleClick={() => open(folder.path)}
          >
            <Icon icon={Folder} />
            <span>{visibleName(folder.name)}</span>
          </div>
        ))}
        {shown !== null && folders.length === 0 && <p className={styles['none']}>{words.noFolders}</p>}
      </div>
    </Dialog>
  );
}
