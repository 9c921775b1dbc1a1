/**
 * Entry of the watching child process (its own bundle): receives lists of folders, answers lists of changed folders.
 * Runs under child_process.fork as well as Electron's utilityProcess.
 */
import { watchFolders } from './chokidar.ts';
import { watchFoldersDirectly } from './own-watches.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
const send = (folders: readonly string[]): void => {
  if (parentPort === undefined) process.send?.(folders);
  else parentPort.postMessage(folders);
};
const watcher = process.platform === 'linux' ? watchFoldersDirectly(send) : watchFolders(send);

const receive = (message: unknown): void => {
  if (Array.isArray(message)) watcher.setFolders(message.filter((folder) => typeof folder === 'string'));
};
if (parentPort === undefined) {
  process.on('message', receive);
  process.on('disconnect', () => process.exit(0));
} else {
  parentPort.on('message', (event) => receive(event.data));
}
