import type { RawData, WebSocket } from 'ws';
import type { HostTransport } from './outbox.ts';

/** Bytes that may wait in a socket before its client counts as slow. */
const mostBuffered = 1024 * 1024;

/** ms between two pings; a client that did not answer the last one is gone. */
const pingMs = 30_000;

/** A WebSocket as a transport of JSON text frames. */
export function webSocketTransport(socket: WebSocket): HostTransport {
  const drains: (() => void)[] = [];
  let alive = true;
  let slow = false;

  const ping = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    socket.ping();
  }, pingMs);
  ping.unref();
  socket.on('pong', () => (alive = true));
  socket.on('close', () => clearInterval(ping));
  // An error is followed by 'close', which ends the client.
  socket.on('error', () => socket.terminate());

  const congested = (): boolean => {
    slow ||= socket.bufferedAmount > mostBuffered;
    return slow;
  };
  const taken = (): void => {
    if (!slow || socket.bufferedAmount > mostBuffered / 2) return;
    slow = false;
    for (const drain of drains) drain();
  };

  return {
    send: (frame) => socket.send(JSON.stringify(frame), taken),
    onFrame: (listener) => {
      socket.on('message', (data, isBinary) => listener(isBinary ? null : parse(data)));
    },
    onClose: (listener) => {
      socket.on('close', (_code, reason) => listener(reason.toString() || 'the connection ended'));
    },
    close: () => socket.close(1000),
    congested,
    onDrain: (listener) => drains.push(listener),
  };
}

/** What is no JSON becomes null, which is no frame and closes the connection. */
function parse(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    return null;
  }
}
