import type { ClientFrame, Transport } from '../../shared/wire.ts';
import { connectionWords } from './words.ts';

/** A WebSocket as a transport of JSON text frames. Resolves when it is open. */
export function openSocket(address: string, protocols: string[]): Promise<Transport<ClientFrame, unknown>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocols);
    // The host greets at once: frames that come before somebody listens are kept.
    const early: unknown[] = [];
    let deliver = (frame: unknown): void => void early.push(frame);
    const closed = new Set<(why: string) => void>();

    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') deliver(parse(event.data));
    });
    socket.addEventListener('close', (event) => {
      const why = event.reason === '' ? connectionWords.ended : event.reason;
      reject(new Error(why));
      for (const listener of closed) listener(why);
    });
    socket.addEventListener('open', () =>
      resolve({
        send: (frame) => socket.send(JSON.stringify(frame)),
        onFrame: (listener) => {
          deliver = listener;
          for (const frame of early.splice(0)) listener(frame);
        },
        onClose: (listener) => closed.add(listener),
        close: () => socket.close(),
      }),
    );
  });
}

/** What is no JSON becomes null, which the client refuses as no frame. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
