import { host, useHost } from '../../api/host.ts';
import { allCommands, commandState, commandTitle, commandById, keysOf } from '../../state/commands.ts';
import { inField } from '../../state/focus.ts';
import { useHistory } from '../../state/history.ts';
import { notifyError, notifyNote } from '../../state/notices.ts';

/** Titles may change with every act: they are told when it has been quiet for so long. ms */
const quietMs = 300;

/** Undo of a menu in a field is the field's own. */
function inFieldInstead(id: string): boolean {
  const action = { 'edit.undo': 'undo', 'edit.redo': 'redo', 'select.all': 'selectAll' }[id];
  if (action === undefined || !inField(document.activeElement)) return false;
  // The only way to the undo of a field; it is not going away for fields.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand(action);
  return true;
}

function choose(id: string): void {
  const command = commandById(id);
  if (command === undefined || inFieldInstead(id)) return;
  const state = commandState(command);
  if (state === true) command.run();
  else if (state !== 'hidden') notifyNote(commandTitle(command), { text: `${state.why}.` });
}

function tell(): void {
  if (useHost.getState().info?.capabilities.appMenu !== true) return;
  const commands = allCommands().map((command) => ({
    id: command.id,
    title: commandTitle(command),
    group: command.group,
    keys: keysOf(command)[0] ?? null,
  }));
  host().call('menu.show', { commands }).catch(notifyError);
}

/** Tells the host's menu what the window can do, and does what is chosen in it; called once when the window starts. */
export function startAppMenu(): void {
  host().on('menu.chosen', ({ id }) => choose(id));
  useHost.subscribe((now, before) => {
    if (now.connection !== before.connection) tell();
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  useHistory.subscribe((now, before) => {
    if (now.undo === before.undo && now.redo === before.redo) return;
    clearTimeout(timer);
    timer = setTimeout(tell, quietMs);
  });
}
