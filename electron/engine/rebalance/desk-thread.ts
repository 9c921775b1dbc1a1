/** Entry of the thread that plans for a host (its own bundle): the items of one pool, and what is solved on them. */
import { parentPort } from 'node:worker_threads';
import { asAppError, toWire } from '../../../shared/errors.ts';
import { setFormats } from '../../../shared/format.ts';
import { Desk } from './desk.ts';
import type { DeskCall, FromDesk, ToDesk } from './desk-protocol.ts';
import type { ScannedItem } from './scan.ts';

const desk = new Desk();
const names = new Map<string, string>();

/** A clone has its own copy of each name: of a million items that would be a million names of eight volumes. */
function withSharedNames(items: readonly ScannedItem[]): readonly ScannedItem[] {
  for (const item of items as readonly { volume: string }[]) {
    const known = names.get(item.volume);
    if (known === undefined) names.set(item.volume, item.volume);
    else item.volume = known;
  }
  return items;
}

function answerTo(call: DeskCall): unknown {
  switch (call.t) {
    case 'solve':
      setFormats({ units: call.units, locale: null });
      return desk.solve(call.draft, call.input, () => Atomics.load(call.cancelled, 0) === 1);
    case 'page':
      return desk.page(call.draft, call.options);
    case 'moves':
      return desk.moves(call.draft);
    case 'wanted':
      return desk.wanted(call.draft, call.most);
  }
}

parentPort?.on('message', (message: ToDesk) => {
  if (message.t === 'add') {
    desk.add(withSharedNames(message.items));
    return;
  }
  if (message.t === 'ready') {
    desk.ready(message.rest);
    return;
  }
  let answer: FromDesk;
  try {
    answer = { id: message.id, ok: true, value: answerTo(message) };
  } catch (thrown) {
    answer = { id: message.id, ok: false, error: toWire(asAppError(thrown)) };
  }
  parentPort?.postMessage(answer);
});
