/**
 * Entry of a thread that answers questions to catalogs (its own bundle): read connections only, one question at a time.
 * The threads of a child are shared by its pools, and the same question always comes to the same thread, so that what it
 * keeps in memory is kept once.
 */
import { parentPort } from 'node:worker_threads';
import { asAppError, toWire } from '../../../shared/errors.ts';
import type { WireError } from '../../../shared/errors.ts';
import { catalogFile } from './catalog.ts';
import type { CatalogFile } from './catalog.ts';
import type { ReaderInput, ReaderName } from './readers.ts';

export type ReadRequest =
  | {
      readonly t: 'read';
      readonly id: number;
      readonly path: string;
      readonly name: string;
      readonly input: unknown;
      /** Set to 1 when nobody waits for the answer any more. */
      readonly cancelled: Int32Array;
    }
  /** Lets go of a file, which is removed or of no pool any more. */
  | { readonly t: 'forget'; readonly path: string };

export type ReadAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

const files = new Map<string, CatalogFile>();

function read({ path, name, input }: Extract<ReadRequest, { readonly t: 'read' }>): unknown {
  const file = files.get(path) ?? catalogFile(path);
  files.set(path, file);
  return file.read(name as ReaderName, input as ReaderInput<ReaderName>);
}

parentPort?.on('message', (request: ReadRequest) => {
  if (request.t === 'forget') {
    files.get(request.path)?.close();
    files.delete(request.path);
    return;
  }
  // It lay in the queue while a longer question was answered.
  if (Atomics.load(request.cancelled, 0) === 1) return;
  let answer: ReadAnswer;
  try {
    answer = { id: request.id, ok: true, value: read(request) };
  } catch (thrown) {
    answer = { id: request.id, ok: false, error: toWire(asAppError(thrown)) };
  }
  parentPort?.postMessage(answer);
});
