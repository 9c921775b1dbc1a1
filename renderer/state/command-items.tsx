import { MenuCheckItem, MenuItem, MenuSeparator } from '../ui/index.ts';
import { afterFocus, commandById, commandState, commandTitle, shortcutOf } from './commands.ts';
import type { Command } from './commands.ts';

/** '-' parts groups. */
export type MenuPlan = readonly string[];

interface Line {
  readonly command: Command;
  /** A line stands above it. */
  readonly parted: boolean;
}

/** The commands of a plan that mean something now; a line only between two that are there. */
function linesOf(plan: MenuPlan): readonly Line[] {
  const lines: Line[] = [];
  let parted = false;
  for (const id of plan) {
    const command = id === '-' ? undefined : commandById(id);
    if (id === '-') parted = lines.length > 0;
    else if (command !== undefined && commandState(command) !== 'hidden') {
      lines.push({ command, parted });
      parted = false;
    }
  }
  return lines;
}

/** Items of a menu from the table of commands: their words, keys, and why one cannot be chosen. */
export function CommandItems({ plan }: { readonly plan: MenuPlan }) {
  return linesOf(plan).map(({ command, parted }) => <CommandItem key={command.id} command={command} parted={parted} />);
}

function CommandItem({ command, parted }: Line) {
  const state = commandState(command);
  const keys = shortcutOf(command.id);
  const run = (): void => afterFocus(() => command.run());
  return (
    <>
      {parted && <MenuSeparator />}
      {command.checked === undefined ? (
        <MenuItem
          {...(command.icon !== undefined && { icon: command.icon })}
          {...(keys !== undefined && { shortcut: keys })}
          disabled={state !== true}
          {...(typeof state === 'object' && { why: state.why })}
          danger={command.danger === true}
          onSelect={run}
        >
          {commandTitle(command)}
        </MenuItem>
      ) : (
        <MenuCheckItem checked={command.checked()} {...(keys !== undefined && { shortcut: keys })} onSelect={run}>
          {commandTitle(command)}
        </MenuCheckItem>
      )}
    </>
  );
}
