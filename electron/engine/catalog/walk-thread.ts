/** Entry of a thread that reads volumes for merged walks, a batch at a time as it is asked for (its own bundle). */
import { parentPort } from 'node:worker_threads';
import { asAppError, toWire } from '../../../shared/errors.ts';
import { KnownFolders } from './known-folders.ts';
import type { FromWalker, ToWalker } from './walk-protocol.ts';
import { walkVolume } from './walk-volume.ts';

const walks = new Map<number, Generator<ArrayBuffer, unknown>>();

const send = (message: FromWalker, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);

function more(key: number): void {
  const walk = walks.get(key);
  if (walk === undefined) return;
  try {
    const step = walk.next();
    if (step.done !== true) {
      send({ t: 'batch', key, batch: step.value }, [step.value]);
      return;
    }
    send({ t: 'end', key, error: null });
  } catch (thrown) {
    send({ t: 'end', key, error: toWire(asAppError(thrown)) });
  }
  walks.delete(key);
}

parentPort?.on('message', (message: ToWalker) => {
  if (message.t === 'open') {
    const { id, root, below } = message;
    walks.set(message.key, walkVolume({ root, id, what: [below], known: new KnownFolders() }));
  } else if (message.t === 'more') more(message.key);
  else walks.delete(message.key);
});
