import { useEffect, useRef, useState } from 'react';
import type { ComponentType } from 'react';
import { ChevronLeft, ChevronRight, Info, Maximize2, Minimize2 } from 'lucide-react';
import { formatDay, formatDayAndClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { useCapabilities } from '../../api/host.ts';
import { closeDialog, openDialog } from '../../state/dialogs.ts';
import { openEntry } from '../../state/entries.ts';
import { folderSizeWords } from '../../state/entry-words.ts';
import { notifyError } from '../../state/notices.ts';
import { volumeOf } from '../../state/pool.ts';
import { joined, named, text } from '../../text.ts';
import { Button, Dialog, IconButton, VolumeMark } from '../../ui/index.ts';
import { Body } from './body.tsx';
import css from './quick-look.module.css';
import { focusRowShown, goOn, useShown } from './store.ts';
import type { Shown } from './store.ts';
import { Strip } from './strip.tsx';
import type { Thumbnail } from './strip.tsx';
import { words } from './words.ts';

export interface QuickLookProps {
  readonly pool: PoolInfo;
  /** Of what has no preview. */
  readonly icon: ComponentType<{ readonly entry: Entry }>;
  readonly thumbnail: Thumbnail;
}

/** A look at what is selected, or at the row of the keyboard, without opening it: arrows go on, Space closes. */
export function QuickLook({ pool, icon, thumbnail }: QuickLookProps) {
  const shown = useShown();
  const isGone = shown === null;
  useEffect(() => {
    if (isGone) closeDialog();
  }, [isGone]);
  // Before the row can be reached again the dialog has to be gone.
  useEffect(() => focusRowShown, []);
  return shown === null ? null : <Viewer pool={pool} shown={shown} icon={icon} thumbnail={thumbnail} />;
}

const steps: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function Viewer({ pool, shown, icon, thumbnail }: QuickLookProps & { readonly shown: Shown }) {
  const { entry, place, of, isSet, canGoBack, canGoOn } = shown;
  const { openFile, streams } = useCapabilities();
  const [full, setFull] = useState(false);
  const [facts, setFacts] = useState<{ readonly path: string; readonly volume: string; readonly words: string } | null>(
    null,
  );
  const body = useRef<HTMLDivElement>(null);
  const own = facts?.path === entry.path ? facts : null;
  const name = visibleName(entry.name);

  // Heard wherever the focus is: what had it may be gone (a button that has done its work).
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isIn = (what: string): boolean => event.target instanceof Element && event.target.closest(what) !== null;
      if (event.defaultPrevented || isIn('input, [role=menu]')) return;
      const command = event.metaKey || event.ctrlKey;
      const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
      if (step !== undefined && !command && !event.altKey && !event.shiftKey) goOn(step);
      else if ((event.key === ' ' && !isIn('button')) || (command && event.key.toLowerCase() === 'y')) closeDialog();
      else if (!scrolled(event, body.current)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  const isOpenable = entry.type === 'directory' || openFile || (streams && entry.type === 'file');
  return (
    <Dialog
      title={name}
      say={<Facts pool={pool} entry={entry} volume={own?.volume ?? null} more={own?.words ?? ''} />}
      look={full ? 'full' : 'viewer'}
      tools={
        <>
          <span className={css['place']}>{words.place(place, of)}</span>
          <IconButton
            label={full ? words.smaller : words.larger}
            icon={full ? Minimize2 : Maximize2}
            onClick={() => setFull(!full)}
          />
          <IconButton
            label={words.info}
            icon={Info}
            onClick={() => openDialog({ kind: 'properties', entries: [entry] })}
          />
          {isOpenable && (
            <Button
              disabled={entry.offline && entry.type !== 'directory'}
              why={words.awayWhy}
              onClick={() => {
                closeDialog();
                openEntry(entry).catch(notifyError);
              }}
            >
              {entry.type === 'directory' || openFile ? text.open : text.download}
            </Button>
          )}
        </>
      }
      onClose={closeDialog}
    >
      <div ref={body} className={css['stage']}>
        <Body
          key={entry.path}
          pool={pool}
          entry={entry}
          icon={icon}
          keys={isSet ? words.keysOfSelection : words.keysOfList}
          onFacts={(volume, more) => setFacts({ path: entry.path, volume, words: more })}
        />
        <Step back can={canGoBack} />
        <Step can={canGoOn} />
        <Strip pool={pool} icon={icon} thumbnail={thumbnail} />
      </div>
      {/* What is behind a dialog is not heard: the entry is told from inside of it. */}
      <div className="visually-hidden" role="status">
        {name}, {words.place(place, of)}
      </div>
    </Dialog>
  );
}

/** PageUp, PageDown, Home and End move what is looked at, wherever the focus is. */
function scrolled(event: KeyboardEvent, body: HTMLElement | null): boolean {
  const view = body?.querySelector<HTMLElement>('[data-scrolls], [role=region]') ?? null;
  if (view === null || event.ctrlKey || event.metaKey || event.altKey) return false;
  const page = view.clientHeight * 0.9;
  switch (event.key) {
    case 'PageDown':
      view.scrollBy({ top: page });
      return true;
    case 'PageUp':
      view.scrollBy({ top: -page });
      return true;
    case 'Home':
      view.scrollTo({ top: 0, left: 0 });
      return true;
    case 'End':
      view.scrollTo({ top: view.scrollHeight });
      return true;
    default:
      return false;
  }
}

interface FactsProps {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  /** From which it is read; null while nothing is. */
  readonly volume: string | null;
  readonly more: string;
}

/** Volume, size and time in one line. */
function Facts({ pool, entry, volume, more }: FactsProps) {
  const names = volume === null ? entry.volumes : [volume];
  const marks = names.flatMap((name) => volumeOf(pool, name) ?? []);
  const size = entry.type === 'directory' ? entry.folder && folderSizeWords(entry.folder) : formatSize(entry.size);
  return (
    <span className={css['facts']}>
      {marks.map(({ id, name, mark, colour, state }) => (
        <VolumeMark key={id} mark={mark} colour={colour} state={state} name={visibleName(name)} />
      ))}
      <span className={css['words']}>
        <span title={formatDayAndClock(entry.mtimeMs)}>
          {joined(...names.map(named), size ?? '', more, formatDay(entry.mtimeMs))}
        </span>
      </span>
    </span>
  );
}

/** The focus stays where it was, so that Space and arrows go on to mean the same. */
function Step({ back = false, can }: { readonly back?: boolean; readonly can: boolean }) {
  if (!can) return null;
  return (
    <IconButton
      label={back ? words.previous : words.next}
      icon={back ? ChevronLeft : ChevronRight}
      className={back ? css['back'] : css['on']}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => goOn(back ? -1 : 1)}
    />
  );
}
