import { useEffect, useRef } from 'react';
import { Copy, FolderInput, X } from 'lucide-react';
import { create } from 'zustand';
import type { PoolPath } from '../../../shared/path.ts';
import { folderName, placeable, transferEntries } from '../../state/entries.ts';
import { text } from '../../text.ts';
import { ContextMenu, MenuItem, MenuSeparator } from '../../ui/index.ts';
import { dialogWords } from './words.ts';

interface Choice {
  readonly clientX: number;
  readonly clientY: number;
  readonly paths: readonly PoolPath[];
  readonly dest: PoolPath;
}

const useChoice = create<{ readonly choice: Choice | null }>()(() => ({ choice: null }));

/** Asks at the pointer whether a drop moves or copies. */
export function askVerb(
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
  paths: readonly PoolPath[],
  dest: PoolPath,
): void {
  useChoice.setState({ choice: { clientX, clientY, paths, dest } });
}

/** The menu of a drop with Alt: move, copy, or neither. */
export function DropChoice() {
  const choice = useChoice((state) => state.choice);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (choice === null) return;
    const { clientX, clientY } = choice;
    place.current?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }));
  }, [choice]);
  return (
    <ContextMenu items={choice === null ? null : <Items choice={choice} />}>
      <div ref={place} aria-hidden />
    </ContextMenu>
  );
}

function Items({ choice: { paths, dest } }: { readonly choice: Choice }) {
  const item = (verb: 'move' | 'copy', label: string, icon: typeof Copy) => (
    <MenuItem
      icon={icon}
      disabled={placeable(paths, dest, verb).length === 0}
      onSelect={() => void transferEntries(verb, paths, dest)}
    >
      {label}
    </MenuItem>
  );
  return (
    <>
      {item('move', dialogWords.moveInto(folderName(dest)), FolderInput)}
      {item('copy', dialogWords.copyInto(folderName(dest)), Copy)}
      <MenuSeparator />
      <MenuItem icon={X} onSelect={() => undefined}>
        {text.cancel}
      </MenuItem>
    </>
  );
}
