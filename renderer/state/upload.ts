import { asAppError, fromWire } from '../../shared/errors.ts';
import type { WireError } from '../../shared/errors.ts';
import type { PoolPath } from '../../shared/path.ts';
import { urlPath } from '../../shared/session.ts';
import { capabilities, host } from '../api/host.ts';
import { requestHeaders } from '../api/session.ts';
import { jobEnd } from './jobs.ts';
import { notifyError } from './notices.ts';
import { currentPool } from './pool.ts';
import { problems } from './problems.ts';
import { captureDrop, fromInput, walkDrop } from './walk-drop.ts';
import type { LocalFile, LocalTree } from './walk-drop.ts';

/** Browsers open six connections to one host; one stays free for downloads meanwhile. */
const streams = 5;
/** Folders per message; paths may be long. */
const folderBatch = 5000;

let running = 0;

// Leaving the page would end uploads: the browser asks first.
window.addEventListener('beforeunload', (event) => {
  if (running > 0) event.preventDefault();
});

/** Where what comes from outside goes: a folder, and on which volume when a person chose one. */
export interface Destination {
  readonly dest: PoolPath;
  readonly volume?: string;
}

/** Files and folders dropped from the system, or pasted. Call it while the event is handled. */
export function addDropped(to: Destination, items: readonly DataTransferItem[]): void {
  const { entries, files, loose } = captureDrop(items);
  const bridge = window.cfs;
  if (capabilities().dropPaths && bridge !== undefined) {
    putPaths(
      to,
      files.map((file) => bridge.pathOf(file)),
    ).catch(notifyError);
    return;
  }
  walkDrop(entries)
    .then((tree) => upload(to, { ...tree, files: [...tree.files, ...fromInput(loose).files] }))
    .catch(notifyError);
}

/** Lets the person choose files, or one folder, with the browser's own dialog. */
export function chooseFiles(to: Destination, kind: 'files' | 'folder'): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = kind === 'folder';
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    const bridge = window.cfs;
    const work =
      capabilities().dropPaths && bridge !== undefined
        ? putPaths(to, rootPaths(files, bridge))
        : upload(to, fromInput(files));
    work.catch(notifyError);
  });
  input.click();
}

/** Real paths of what was chosen: the files, or the folder that they all lie in. */
function rootPaths(files: readonly File[], bridge: CfsBridge): readonly string[] {
  const paths = files.map((file) => {
    const real = bridge.pathOf(file);
    const relative = file.webkitRelativePath;
    if (relative === '') return real;
    const first = relative.split('/')[0] ?? '';
    return real.slice(0, real.length - relative.length) + first;
  });
  return [...new Set(paths)];
}

async function putPaths(to: Destination, paths: readonly string[]): Promise<void> {
  const pool = currentPool();
  const sources = paths.filter((path) => path !== '');
  const lost = paths.length - sources.length;
  if (lost > 0) notifyError(problems.noRealFile(lost));
  if (pool === null || sources.length === 0) return;
  await host().call('transfer.put', { pool: pool.id, sources, ...to, onConflict: 'ask' });
}

/** Sends a tree as one job: folders first, then files over several streams. */
async function upload(to: Destination, tree: LocalTree): Promise<void> {
  const pool = currentPool();
  if (tree.unread.length > 0) notifyError(problems.unreadable(tree.unread));
  if (pool === null || (tree.files.length === 0 && tree.folders.length === 0)) return;
  running += 1;
  try {
    const bytes = tree.files.reduce((sum, { file }) => sum + file.size, 0);
    const begin = { pool: pool.id, ...to, files: tree.files.length, bytes, onConflict: 'ask' } as const;
    const { jobId, url } = await host().call('upload.begin', begin);
    const ended = new AbortController();
    void jobEnd(jobId).then(() => ended.abort());
    try {
      for (let at = 0; at < tree.folders.length; at += folderBatch) {
        await host().call('upload.folders', { jobId, paths: tree.folders.slice(at, at + folderBatch) });
      }
      const failed = await sendAll(url, tree.files, ended.signal);
      if (failed.length > 0) notifyError(problems.unreadable(failed));
    } finally {
      if (!isOver(ended.signal)) await host().call('upload.end', { jobId });
    }
  } finally {
    running -= 1;
  }
}

/** Asked anew each time: the job may end while files are sent. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Sends the files one after the other over several streams. Answers those that never reached the host. */
async function sendAll(url: string, files: readonly LocalFile[], signal: AbortSignal): Promise<readonly string[]> {
  const lost: string[] = [];
  let next = 0;
  const stream = async (): Promise<void> => {
    for (let file = files[next]; file !== undefined && !signal.aborted; file = files[next]) {
      next += 1;
      try {
        await send(url, file, signal);
      } catch (thrown) {
        if (isOver(signal)) return;
        if (asAppError(thrown).code === 'disconnected') throw thrown;
        if (thrown instanceof TypeError) lost.push(file.path);
        // Anything else the host knows, and lists with the job.
      }
    }
  };
  await Promise.all(Array.from({ length: streams }, stream));
  return lost;
}

/** @throws AppError as the host answers; TypeError when the bytes could not be sent at all */
async function send(url: string, { path, file }: LocalFile, signal: AbortSignal): Promise<void> {
  const query = `&path=${urlPath(path)}&size=${file.size}&mtimeMs=${file.lastModified}`;
  const answer = await fetch(url + query, { method: 'PUT', body: file, headers: requestHeaders(), signal });
  if (answer.ok) return;
  const body = (await answer.json().catch(() => null)) as { readonly error?: WireError } | null;
  throw body?.error === undefined ? problems.notSent(path, answer.status) : fromWire(body.error);
}
