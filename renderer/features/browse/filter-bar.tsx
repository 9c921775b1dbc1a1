import { useEffect, useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { ListFilter, X } from 'lucide-react';
import type { PoolPath } from '../../../shared/path.ts';
import { select, useBrowse } from '../../state/browse.ts';
import { closeFilter, narrowed, typeFilter, useFilter } from '../../state/filter.ts';
import type { Folder } from '../../state/folders.ts';
import { speak } from '../../state/notices.ts';
import { hiddenIn } from '../../state/order.ts';
import { useRows } from '../../state/rows.ts';
import { useSettings } from '../../state/settings.ts';
import { IconButton, TextField } from '../../ui/index.ts';
import css from './filter-bar.module.css';
import { filterWords, shownOf } from './filter-words.ts';
import type { FilterCount } from './filter-words.ts';

/** Screen readers are told of a count that stayed so long, ms. */
const restMs = 600;

/** How many of a folder a filter shows; null: it hides nothing yet. */
function useCounts(folder: Folder | undefined): FilterCount | null {
  const pattern = useFilter((state) => state.pattern);
  const showsHidden = useSettings(({ view }) => view.hidden);
  if (folder === undefined || folder.fresh || pattern === null) return null;
  const left = (entries: Folder['entries']): number => entries.length - (showsHidden ? 0 : hiddenIn(entries));
  return {
    shown: left(narrowed(folder.entries, pattern)),
    all: left(folder.entries),
    complete: folder.complete,
  };
}

function listElement(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-drop-rows]:is([role=treegrid], [role=grid])');
}

/** Gives the keyboard to the list: to the row that has it, else to the first one when `first` is set. */
function focusList(first: boolean): void {
  const list = listElement();
  if (list === null) return;
  list.focus({ preventScroll: true });
  const { rows } = useRows.getState();
  if (first && useBrowse.getState().focused === null) {
    // The head of a group may stand over it.
    const entry = rows.entryAt(0) ?? rows.entryAt(1);
    if (entry !== undefined) select([entry.path as PoolPath]);
  }
  // When the list has been drawn with it.
  requestAnimationFrame(() => {
    if (list.contains(document.activeElement)) {
      list.querySelector<HTMLElement>('[data-index][tabindex="0"]')?.focus({ preventScroll: true });
    }
  });
}

/** The last wish for the keyboard that was answered: a screen that is shown again takes it from nobody. */
let answered = 0;

/** The field that narrows the open folder, with how much of it is shown. */
export function FilterBar({ folder }: { readonly folder: Folder | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const { typed, pattern, problem, fieldWanted } = useFilter();
  const counts = useCounts(folder);
  const says = counts === null ? '' : shownOf(counts);

  useLayoutEffect(() => {
    if (fieldWanted === answered) return;
    answered = fieldWanted;
    input.current?.focus();
    input.current?.select();
  }, [fieldWanted]);

  // What is found is seen from its beginning.
  const seen = useRef(pattern);
  useEffect(() => {
    if (seen.current === pattern) return;
    seen.current = pattern;
    if (pattern !== null) listElement()?.scrollTo(0, 0);
  }, [pattern]);

  useEffect(() => {
    if (says === '') return;
    const timer = setTimeout(() => speak(says), restMs);
    return () => clearTimeout(timer);
  }, [says]);

  const close = (): void => {
    closeFilter();
    focusList(false);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' || event.key === 'ArrowDown') focusList(true);
    else return;
    event.preventDefault();
  };

  return (
    <div className={css['bar']} role="search" aria-label={filterWords.command}>
      <TextField
        ref={input}
        label={filterWords.label}
        hideLabel
        className={css['field']}
        icon={ListFilter}
        look="quiet"
        placeholder={filterWords.placeholder}
        value={typed}
        onChange={typeFilter}
        onKeyDown={onKeyDown}
        error={problem === '' ? undefined : filterWords.problem(problem)}
      />
      <span className={css['count']}>{says}</span>
      <IconButton label={filterWords.close} icon={X} size="small" onClick={close} />
    </div>
  );
}
