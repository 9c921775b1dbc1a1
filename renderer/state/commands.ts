import type { LucideIcon } from 'lucide-react';
import { ariaKeys, isPressed, keyWords, onMac, parseKeys } from './keys.ts';
import type { KeyPress } from './keys.ts';
import { useRoute } from './route.ts';
import { words } from './words.ts';

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

export type CommandGroup = 'file' | 'edit' | 'select' | 'view' | 'go' | 'pool' | 'operations' | 'help';

/** `hidden`: means nothing here at all. */
export type CommandState = true | 'hidden' | { readonly why: string };

export interface Command {
  /** "file.rename"; never shown. */
  readonly id: string;
  /** A verb with its object; a function where it names what it would be about ("Undo: Rename"). */
  readonly title: string | (() => string);
  readonly group: CommandGroup;
  readonly icon?: LucideIcon;
  readonly keys?: Keys;
  /** Where its keys hold: in the list of entries, anywhere on that screen, or in the whole window. Default: window. */
  readonly where?: 'list' | 'files' | 'window';
  /** True, or in a few words why not: shown instead of leaving it out. `hidden`: means nothing here at all. */
  readonly enabled?: () => CommandState;
  readonly danger?: boolean;
  /** It is on or off: menus show a tick. */
  readonly checked?: () => boolean;
  /** In fields its keys hold too (F1, the palette). Never for keys that type or edit. */
  readonly inFields?: boolean;
  /** Its keys are left to the browser, which answers with an event of its own (paste): menus and palette run it. */
  readonly keysAreNative?: () => boolean;
  readonly run: () => void;
}

const commands = new Map<string, Command>();

/** Adds commands. @throws Error for an id that is taken: a mistake of ours, seen at the first start */
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

export function keysOf({ keys }: Command, mac: boolean = onMac): readonly string[] {
  return (mac ? (keys?.mac ?? keys?.other) : keys?.other) ?? [];
}

export function commandTitle({ title }: Command): string {
  return typeof title === 'string' ? title : title();
}

/** The first keys of a command as menus write them; undefined when it has none. */
export function shortcutOf(id: string): string | undefined {
  const command = commands.get(id);
  const [first] = command === undefined ? [] : keysOf(command);
  return first === undefined ? undefined : keyWords(first);
}

/** All keys of a command for `aria-keyshortcuts`. */
export function ariaShortcutsOf(id: string): string | undefined {
  const command = commands.get(id);
  const all = command === undefined ? [] : keysOf(command);
  return all.length === 0 ? undefined : all.map((keys) => ariaKeys(keys)).join(' ');
}

/** Screens with the list of entries, which commands of files work on. */
export function listIsShown(): boolean {
  const { screen } = useRoute.getState().route;
  return screen === 'files' || screen === 'search';
}

/** Whether a command can be run now, in its place too. */
export function commandState(command: Command): CommandState {
  if ((command.where ?? 'window') !== 'window' && !listIsShown()) return { why: words.onlyInLists };
  return command.enabled?.() ?? true;
}

/** Runs a command by its id when it can be. True when it did. */
export function runCommand(id: string): boolean {
  const command = commands.get(id);
  if (command === undefined || commandState(command) !== true) return false;
  command.run();
  return true;
}

/** Whose commands hear a press at a place: the places lie within each other. */
const wider = { list: ['list', 'files', 'window'], files: ['files', 'window'], window: ['window'] } as const;

/**
 * The command that a press means, in the narrowest place first. A command that is hidden hears nothing; one that cannot
 * be run still takes its keys, so that the browser does not do something else with them.
 */
export function pressedCommand(
  press: KeyPress,
  place: 'list' | 'files' | 'window',
  inField: boolean,
  mac: boolean = onMac,
): Command | undefined {
  for (const where of wider[place]) {
    for (const command of commands.values()) {
      if ((command.where ?? 'window') !== where || (inField && command.inFields !== true)) continue;
      if (!keysOf(command, mac).some((keys) => isPressed(parseKeys(keys, mac), press))) continue;
      if (commandState(command) !== 'hidden') return command;
    }
  }
  return undefined;
}

/** Pairs of commands with the same keys in places that overlap; for the test of the table. */
export function keyClashes(mac: boolean): readonly string[] {
  const found: string[] = [];
  const taken = new Map<string, Command>();
  for (const command of commands.values()) {
    for (const keys of keysOf(command, mac)) {
      const name = ariaKeys(keys, mac);
      const other = taken.get(name);
      if (other === undefined) taken.set(name, command);
      else found.push(`${name}: ${other.id} and ${command.id}`);
    }
  }
  return found;
}

/** What Escape ends, from the first to the last: one press ends one thing. */
const escapes = ['drag', 'rename', 'cut', 'typing', 'filter', 'selection'] as const;
type EscapeStage = (typeof escapes)[number];
const enders = new Map<EscapeStage, () => boolean>();

/** What Escape does at a stage; it answers whether there was something to end. */
export function onEscape(stage: EscapeStage, end: () => boolean): void {
  enders.set(stage, end);
}

/** Ends the first thing that can be ended. True when there was one. */
export function escape(): boolean {
  return escapes.some((stage) => enders.get(stage)?.() === true);
}

/** A command ends the word that is being typed in the list: what is typed after it is a new one. */
export function endTypedWord(): void {
  enders.get('typing')?.();
}

/** A menu or dialog gives the focus back when it is gone; what takes the focus itself begins after that. ms. */
const focusBackMs = 30;

/** Runs when the menu or dialog that is closing has given back the focus. */
export function afterFocus(action: () => void): void {
  setTimeout(action, focusBackMs);
}
