import { allCommands, commandTitle, keysOf } from '../../state/commands.ts';
import type { CommandGroup } from '../../state/commands.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { keyWords, onMac } from '../../state/keys.ts';
import { Dialog } from '../../ui/index.ts';
import css from './commands.module.css';
import { groupWords, listKeys, operationKeys, words } from './words.ts';

interface Line {
  readonly title: string;
  readonly keys: readonly string[];
}

const groups = Object.keys(groupWords) as readonly CommandGroup[];

/** All keys that the window knows, by what they are for; made from the table of commands. */
export function ShortcutList() {
  const own = (keys: typeof listKeys): readonly Line[] =>
    keys.map(({ title, other, mac }) => ({ title, keys: (onMac ? mac : undefined) ?? other }));
  return (
    <Dialog title={words.shortcuts} say={words.shortcutsSay} wide onClose={closeDialog}>
      <div className={css['groups']} tabIndex={0} role="group" aria-label={words.shortcuts} data-autofocus>
        <Group title={words.inList} lines={own(listKeys)} />
        <Group title={words.inOperations} lines={own(operationKeys)} />
        {groups.map((group) => (
          <Group key={group} title={groupWords[group]} lines={linesOf(group)} />
        ))}
      </div>
    </Dialog>
  );
}

function linesOf(group: CommandGroup): readonly Line[] {
  return allCommands()
    .filter((command) => command.group === group)
    .map((command) => ({ title: commandTitle(command), keys: keysOf(command) }))
    .filter(({ keys }) => keys.length > 0);
}

function Group({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3 className={css['heading']}>{title}</h3>
      <dl className={css['lines']}>
        {lines.map((line) => (
          <div key={line.title} className={css['line']}>
            <dt>{line.title}</dt>
            <dd>
              {line.keys.map((keys) => (
                <kbd key={keys} className={css['cap']}>
                  {keyWords(keys)}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
