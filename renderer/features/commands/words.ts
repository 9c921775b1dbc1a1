import type { CommandGroup } from '../../state/commands.ts';

export const words = {
  palette: 'Find a command',
  field: 'What to do',
  none: (typed: string) => `No command is called like "${typed}"`,
  recent: 'Used last',
  on: 'is so now',
  results: 'Commands',
  shortcuts: 'Keyboard shortcuts',
  shortcutsSay: 'Every command is also in the palette.',
  inList: 'In the list',
  inOperations: 'On an operation',
} as const;

export const groupWords: Readonly<Record<CommandGroup, string>> = {
  file: 'Files',
  edit: 'Editing',
  select: 'Selecting',
  view: 'View',
  go: 'Moving about',
  pool: 'Pool',
  operations: 'Operations',
  help: 'Help',
};

/** Keys of a list itself, which are no commands. */
interface OwnKeys {
  readonly title: string;
  readonly other: readonly string[];
  readonly mac?: readonly string[];
}

/** They hold on the line of an operation. */
export const operationKeys: readonly OwnKeys[] = [
  { title: 'Go to another operation', other: ['ArrowUp', 'ArrowDown'] },
  { title: 'Pause, continue', other: ['Space'] },
  { title: 'Cancel, or put away what has ended', other: ['Delete'] },
  { title: 'Put a waiting one earlier, later', other: ['Alt+ArrowUp', 'Alt+ArrowDown'] },
];

/** They move and select. */
export const listKeys: readonly OwnKeys[] = [
  { title: 'Go to another row', other: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] },
  { title: 'Select up to a row', other: ['Shift+ArrowUp', 'Shift+ArrowDown'] },
  {
    title: 'Go without selecting',
    other: ['Mod+ArrowUp', 'Mod+ArrowDown'],
    mac: ['Alt+ArrowUp', 'Alt+ArrowDown'],
  },
  { title: 'Add to the selection, or take away', other: ['Mod+Space'], mac: ['Alt+Space'] },
  { title: 'Open and close a folder in the list', other: ['ArrowRight', 'ArrowLeft'] },
  { title: 'Menu of what is selected', other: ['Shift+F10', 'ContextMenu'] },
  { title: 'End a drag, a cut, a selection', other: ['Escape'] },
];
