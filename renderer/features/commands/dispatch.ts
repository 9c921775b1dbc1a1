import { commandState, escape, listIsShown, pressedCommand } from '../../state/commands.ts';
import { useDialog } from '../../state/dialogs.ts';
import { speak } from '../../state/notices.ts';

/** Where what has the focus keeps its keys for itself. */
function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.closest('input:not([type=checkbox], [type=radio]), textarea, select') !== null
  );
}

function inLayer(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=menu], dialog, [role=dialog]') !== null;
}

/** The list of entries, or nothing at all: then the list is what one looks at. */
function inList(target: EventTarget | null): boolean {
  if (!listIsShown()) return false;
  if (target === document.body || target === document.documentElement) return true;
  return target instanceof Element && target.closest('[role=treegrid], [role=grid], [data-entries]') !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  // Whoever is nearer comes first: the list with its own keys, fields, menus.
  if (event.defaultPrevented || event.isComposing) return;
  if (inLayer(event.target) || useDialog.getState().open !== null) return;
  const field = inField(event.target);
  const list = inList(event.target);
  const command = pressedCommand(event, list ? 'list' : listIsShown() ? 'files' : 'window', field);
  if (command !== undefined) {
    if (command.keysAreNative?.() === true) return;
    event.preventDefault();
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
