import { capabilities } from '../../api/host.ts';
import { runCommand } from '../../state/commands.ts';
import { inField, inLayer, inList, textIsSelected } from '../../state/focus.ts';
import { useRoute } from '../../state/route.ts';
import { addDropped } from '../../state/upload.ts';

/**
 * Cut, copy and paste as the browser and the menu of the system say them. Only with its paste event does a browser hand
 * over the files of other programs; the menu's items are roles, which fields answer and files hear as these events.
 */
function onClipboard(event: ClipboardEvent): void {
  const { target, clipboardData } = event;
  if (event.defaultPrevented || inField(target) || inLayer(target)) return;
  if (event.type !== 'paste') {
    if (!inList(target) || textIsSelected()) return;
    if (runCommand(event.type === 'cut' ? 'edit.cut' : 'edit.copy')) event.preventDefault();
    return;
  }
  const { screen, path } = useRoute.getState().route;
  if (screen !== 'files') return;
  event.preventDefault();
  const files = [...(clipboardData?.items ?? [])].filter(({ kind }) => kind === 'file');
  if (files.length > 0 && !capabilities().systemClipboard) addDropped({ dest: path }, files);
  else runCommand('edit.paste');
}

/** Called once when the window starts. */
export function startClipboardEvents(): void {
  for (const type of ['cut', 'copy', 'paste'] as const) window.addEventListener(type, onClipboard);
}
