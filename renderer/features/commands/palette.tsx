import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Check } from 'lucide-react';
import { afterFocus, allCommands, keysOf } from '../../state/commands.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { keyWords } from '../../state/keys.ts';
import { cx, Dialog, Icon } from '../../ui/index.ts';
import { choicesFor } from './choices.ts';
import type { Choice } from './choices.ts';
import css from './commands.module.css';
import { recentCommands, rememberCommand } from './recent.ts';
import { groupWords, words } from './words.ts';

/** Finds a command by a few letters and runs it: the keyboard's way to everything that can be done. */
export function CommandPalette() {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [recent] = useState(recentCommands);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const choices = choicesFor(
    typed,
    allCommands().filter((command) => command.id !== 'help.palette'),
    recent,
  );
  const chosen = Math.min(at, choices.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, typed]);

  const run = ({ command, state }: Choice): void => {
    if (state !== true) return;
    rememberCommand(command.id);
    closeDialog();
    afterFocus(() => command.run());
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const last = choices.length - 1;
    const choice = choices[chosen];
    if (event.key === 'ArrowDown') setAt(chosen >= last ? 0 : chosen + 1);
    else if (event.key === 'ArrowUp') setAt(chosen <= 0 ? last : chosen - 1);
    else if (event.key === 'PageDown') setAt(Math.min(last, chosen + 10));
    else if (event.key === 'PageUp') setAt(Math.max(0, chosen - 10));
    else if (event.key === 'Enter' && choice !== undefined) run(choice);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={words.palette} wide onClose={closeDialog}>
      <input
        className={css['field']}
        type="text"
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-label={words.field}
        aria-controls={`${id}-list`}
        {...(choices[chosen] !== undefined && { 'aria-activedescendant': `${id}-${chosen}` })}
        placeholder={words.field}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} className={css['list']} role="listbox" aria-label={words.results}>
        {choices.map((choice, index) => (
          <Option
            key={choice.command.id}
            id={`${id}-${index}`}
            choice={choice}
            on={index === chosen}
            onPoint={() => setAt(index)}
            onChoose={() => run(choice)}
          />
        ))}
      </div>
      {choices.length === 0 && (
        <p className={css['none']} role="status">
          {words.none(typed)}
        </p>
      )}
    </Dialog>
  );
}

interface OptionProps {
  readonly id: string;
  readonly choice: Choice;
  readonly on: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function Option({ id, choice, on, onPoint, onChoose }: OptionProps) {
  const { command, title, state, recent } = choice;
  const [keys] = keysOf(command);
  const checked = command.checked?.() === true;
  const icon = checked ? Check : command.icon;
  return (
    // The keyboard stays in the field, which names the option that is on.
    <div
      id={id}
      role="option"
      aria-selected={on}
      aria-disabled={state !== true || undefined}
      className={cx(css['option'], on && css['on'], state !== true && css['off'])}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <span className={css['icon']}>{icon !== undefined && <Icon icon={icon} />}</span>
      <span className={css['title']}>
        {title}
        {checked && <span className="visually-hidden">, {words.on}</span>}
      </span>
      <span className={css['about']}>
        {state === true ? (recent ? words.recent : groupWords[command.group]) : state.why}
      </span>
      {keys !== undefined && <kbd className={css['key']}>{keyWords(keys)}</kbd>}
    </div>
  );
}
