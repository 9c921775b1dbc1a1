import { commandState, endTypedWord, escape, listIsShown, pressedCommand } from '../../state/commands.ts';
import { inField, inLayer, inList } from '../../state/focus.ts';
import { speak } from '../../state/notices.ts';

function onKeyDown(event: KeyboardEvent): void {
  // Whoever is nearer comes first: the list with its own keys, fields, menus.
  if (event.defaultPrevented || event.isComposing || inLayer(event.target)) return;
  const list = inList(event.target);
  const command = pressedCommand(event, list ? 'list' : listIsShown() ? 'files' : 'window', inField(event.target));
  if (command !== undefined) {
    if (command.keysAreNative?.() === true) {
      endTypedWord();
      return;
    }
    event.preventDefault();
    endTypedWord();
    const state = commandState(command);
    if (state === true) {
      // A key that is held does a thing once.
      if (!event.repeat) command.run();
    } else if (state !== 'hidden') speak(state.why);
    return;
  }
  if (event.key === 'Escape' && list && escape()) event.preventDefault();
}

/** Hears the keys of all commands; called once when the window starts. */
export function startKeys(): void {
  window.addEventListener('keydown', onKeyDown);
}
