import { dialog, shell } from 'electron';
import type { BrowserWindow, MessageBoxOptions, OpenDialogOptions } from 'electron';
import { fail } from '../../shared/errors.ts';
import { visibleName } from '../../shared/format.ts';
import type { Job } from '../../shared/model.ts';
import type { QuitAnswer } from './quit.ts';

/** Lets a person choose a folder; null when they chose none. The path is a real one of this computer. */
export async function pickFolder(window: BrowserWindow | null, title: string): Promise<string | null> {
  const options: OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'] };
  const { filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return filePaths[0] ?? null;
}

/** The system's functions take text: a name that is not UTF-8 would become another name. */
function asText(attempted: string, path: string): string {
  if (path.isWellFormed()) return path;
  const why = 'its name is not valid UTF-8, and the system cannot take such a name from another program';
  throw fail('unsupported', attempted, why, 'rename it, or copy it out with "cfs get"');
}

/** Opens a file or folder with the system's program for it. @throws AppError `unsupported`, `io` */
export async function openPath(path: string): Promise<void> {
  const attempted = `Opening ${visibleName(path)}`;
  const why = await shell.openPath(asText(attempted, path));
  if (why !== '') throw fail('io', attempted, why, 'choose a program for this kind of file in the system settings');
}

/** Shows a file in the system's file manager. @throws AppError `unsupported` */
export function showPath(path: string): Promise<void> {
  return new Promise((resolve) => {
    shell.showItemInFolder(asText(`Showing ${visibleName(path)}`, path));
    resolve();
  });
}

const quitAnswers: readonly QuitAnswer[] = ['stay', 'after-file', 'now'];

/** Asks before work that runs is ended, and says what each answer does. */
export async function askToQuit(window: BrowserWindow | null, running: readonly Job[]): Promise<QuitAnswer> {
  const [first] = running;
  const uploads = running.some(({ kind }) => kind === 'upload') ? ' An upload must be started anew.' : '';
  const options: MessageBoxOptions = {
    type: 'question',
    message:
      running.length === 1 && first !== undefined
        ? `Still working: ${visibleName(first.title)}`
        : `Still working: ${running.length} jobs`,
    detail:
      '"Stop after this file" finishes the files that are under way, then quits. "Stop now" removes what is half ' +
      'copied. What is finished stays, and no source is removed before its copy is whole. The rest of copies and moves ' +
      `is offered again at the next start.${uploads}`,
    buttons: ['Keep working', 'Stop after this file and quit', 'Stop now and quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return quitAnswers[response] ?? 'stay';
}
