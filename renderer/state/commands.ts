import type { LucideIcon } from 'lucide-react';

/**
 * One table of all that can be done in the window: menus, keys, the palette and the list of shortcuts are made from it.
 * A feature registers its own commands when the window starts.
 */

/** Keys as they are pressed: `Mod` is Ctrl, or Command on a Mac. "Mod+Shift+N", "F2", "Alt+ArrowUp", "Delete". */
export interface Keys {
  readonly other: readonly string[];
  /** Left out: the same. */
  readonly mac?: readonly string[];
}

export interface Command {
  /** "file.rename"; never shown. */
  readonly id: string;
  /** A verb with its object; a function where it names what it would be about ("Undo: Rename"). */
  readonly title: string | (() => string);
  readonly group: 'file' | 'edit' | 'select' | 'view' | 'go' | 'pool' | 'operations' | 'help';
  readonly icon?: LucideIcon;
  readonly keys?: Keys;
  /** Where its keys hold: in the list of entries, anywhere on that screen, or in the whole window. Default: window. */
  readonly where?: 'list' | 'files' | 'window';
  /** True, or in a few words why not: shown instead of leaving it out. `hidden`: means nothing here at all. */
  readonly enabled?: () => true | 'hidden' | { readonly why: string };
  readonly danger?: boolean;
  readonly run: () => void;
}

const commands = new Map<string, Command>();

/** Adds commands. @throws Error for an id or keys that are taken: a mistake of ours, seen at the first start */
export function registerCommands(added: readonly Command[]): void {
  for (const command of added) {
    if (commands.has(command.id)) throw new Error(`There are two commands "${command.id}"`);
    commands.set(command.id, command);
  }
}

export function allCommands(): readonly Command[] {
  return [...commands.values()];
}

export function commandById(id: string): Command | undefined {
  return commands.get(id);
}
