/**
 * Entry of the thread that reads and watches the volumes of one device (its own bundle). A disk that hangs stops this
 * thread and nothing else; `beat` tells that it moves.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { WorkMeter } from '../spare-memory.ts';
import type { FromDevice, ToDevice } from './device-protocol.ts';
import { openFollower } from './volume-follower.ts';
import type { Follower } from './volume-follower.ts';

/** A turn of one volume (ms): events are taken from the system between two. */
const sliceMs = 12;
/** While the host works, a pass rests so long (ms) after each turn. */
const restMs = 40;

/** [turns so far, 1 while it is at work]. */
const beat = workerData as Int32Array;
const followers = new Map<number, Follower>();
let busy = false;
let timer: NodeJS.Timeout | null = null;
let turn: NodeJS.Immediate | null = null;
/** The timer knows of what the system told. */
let isTold = false;

const read = new WorkMeter();
const send = (message: FromDevice, transfer: ArrayBuffer[] = []): void => {
  if (message.t === 'batch') read.add(message.batch.byteLength);
  else if (message.t === 'passed') read.end();
  parentPort?.postMessage(message, transfer);
};

function work(): void {
  turn = null;
  isTold = false;
  if (timer !== null) clearTimeout(timer);
  timer = null;
  Atomics.store(beat, 1, 1);
  let more = false;
  let rests = false;
  for (const follower of followers.values()) {
    Atomics.add(beat, 0, 1);
    if (follower.slice(sliceMs)) {
      more = true;
      rests ||= busy && follower.isPassing;
    }
  }
  Atomics.store(beat, 1, 0);
  if (more && !rests) turn = setImmediate(work);
  else schedule(rests ? restMs : 0);
}

function schedule(leastMs: number): void {
  let next = Infinity;
  for (const follower of followers.values()) next = Math.min(next, follower.nextMs());
  if (next === Infinity) return;
  // Timers count whole ms: one that came a part of one too early would find nothing to do, and come again.
  const delay = Math.max(leastMs, Math.ceil(next - performance.now()), 1);
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(work, delay);
}

/** The system told of a change: it is looked at in a moment, with those that follow. */
function wakeSoon(): void {
  if (isTold || turn !== null) return;
  isTold = true;
  schedule(0);
}

/** Something came: it is looked at now. */
function wake(): void {
  turn ??= setImmediate(work);
}

parentPort?.on('message', (message: ToDevice) => {
  switch (message.t) {
    case 'open':
      followers.set(message.key, openFollower(message, send, wakeSoon));
      break;
    case 'close':
      followers.get(message.key)?.close();
      followers.delete(message.key);
      break;
    case 'touched':
      followers.get(message.key)?.touched(message.folders);
      break;
    case 'look':
      followers.get(message.key)?.look(message.folders);
      break;
    case 'pass':
      followers.get(message.key)?.pass(message.kind);
      break;
    case 'forget':
      followers.get(message.key)?.forget();
      break;
    case 'taken':
      followers.get(message.key)?.taken();
      break;
    case 'busy':
      ({ busy } = message);
      return;
  }
  wake();
});

try {
  // Of this thread only, on Linux.
  setPriority(10);
} catch {
  // It goes on as it is.
}
