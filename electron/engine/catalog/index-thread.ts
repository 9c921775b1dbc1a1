/**
 * Entry of a thread that reads the volumes of one device once, one after the other (its own bundle), and sends what it
 * read ahead of who takes it over, but not far: memory stays flat.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { asAppError } from '../../../shared/errors.ts';
import { batchesAhead } from './index-protocol.ts';
import type { FromIndex, IndexVolume, IndexWork } from './index-protocol.ts';
import { KnownFolders } from './known-folders.ts';
import { newWalk, walkVolume } from './walk-volume.ts';

const { volumes, shared } = workerData as IndexWork;
let sent = 0;

const send = (message: FromIndex, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);
const isGivenUp = (): boolean => Atomics.load(shared, 1) === 1;

/** Waits until the other side is not far behind. */
function waitForRoom(): void {
  for (;;) {
    const taken = Atomics.load(shared, 0);
    if (sent - taken < batchesAhead || isGivenUp()) return;
    Atomics.wait(shared, 0, taken, 1_000);
  }
}

function readVolume({ key, id, root, known, what }: IndexVolume): void {
  const walked = newWalk();
  const onFolder = (): void => void Atomics.add(shared, 2, 1);
  let error: { code: string; message: string } | null = null;
  try {
    for (const batch of walkVolume({ root, id, what, known: KnownFolders.unpack(known), onFolder }, walked)) {
      sent += 1;
      send({ t: 'batch', key, batch, walked: { ...walked } }, [batch]);
      waitForRoom();
      if (isGivenUp()) break;
    }
  } catch (thrown) {
    const { code, message } = asAppError(thrown);
    error = { code, message };
  }
  send({ t: 'ended', key, walked, error });
}

for (const volume of volumes) if (!isGivenUp()) readVolume(volume);
