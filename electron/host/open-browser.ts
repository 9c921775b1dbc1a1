import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../shared/errors.ts';
import { newSecret } from './auth.ts';

/** ms after which the file is removed; by then the browser has read it. */
const keepMs = 60_000;

export interface BrowserFile {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Writes a page that leads to `address`, readable by this user only: on a command line every user of the computer
 * would see the token.
 */
export async function writeBrowserFile(folder: string, address: string): Promise<BrowserFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `open-${newSecret().slice(0, 12)}.html`);
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Opening CFS</title>
<p><a href="${address}">Open CFS</a></p>
</html>
`;
  await writeFile(path, page, { mode: 0o600, flag: 'wx' });
  return { path, remove: () => rm(path, { force: true }) };
}

/** Starts a program with arguments and answers when it has started (not when it ends). */
export type Launch = (command: string, args: readonly string[]) => Promise<void>;

/**
 * Opens the default browser at `address`. The file it goes through is removed after a minute, or by `remove`.
 * @throws AppError `unsupported` when there is no browser to start
 */
export async function openBrowser(folder: string, address: string, launch: Launch = start): Promise<BrowserFile> {
  const file = await writeBrowserFile(folder, address);
  const [command, args] = opener(file.path);
  try {
    await launch(command, args);
  } catch (cause) {
    await file.remove();
    const why = `${command} could not be started`;
    throw fail('unsupported', 'Opening the browser', why, 'open the printed address yourself', { cause });
  }
  setTimeout(() => void file.remove(), keepMs).unref();
  return file;
}

function opener(path: string): [command: string, args: readonly string[]] {
  if (process.platform === 'darwin') return ['open', [path]];
  if (process.platform === 'win32') return ['explorer.exe', [path]];
  return ['xdg-open', [path]];
}

const start: Launch = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
