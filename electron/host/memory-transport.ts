import type { ClientFrame, HostFrame, Transport } from '../../shared/wire.ts';
import type { HostTransport } from './outbox.ts';

export interface MemoryPair {
  readonly client: Transport<ClientFrame, unknown>;
  readonly host: HostTransport;
  /** While true the client takes nothing: frames wait at the host. */
  stall(stalled: boolean): void;
}

interface End {
  /** Frames that came before somebody listened. */
  readonly early: string[];
  readonly frames: ((frame: unknown) => void)[];
  readonly closes: ((why: string) => void)[];
}

/**
 * Two ends of a connection in this process, for tests and for programs that embed a host. Frames go through JSON as on
 * a WebSocket, asynchronously and in order.
 */
export function memoryPair(): MemoryPair {
  const clientEnd: End = { early: [], frames: [], closes: [] };
  const hostEnd: End = { early: [], frames: [], closes: [] };
  const drains: (() => void)[] = [];
  let closed = false;
  let stalled = false;

  const deliver = (to: End, frame: unknown): void => {
    if (closed) return;
    const text = JSON.stringify(frame);
    queueMicrotask(() => {
      if (closed) return;
      if (to.frames.length === 0) to.early.push(text);
      for (const listener of to.frames) listener(JSON.parse(text));
    });
  };
  const close = (why: string): void => {
    if (closed) return;
    closed = true;
    for (const listener of [...clientEnd.closes, ...hostEnd.closes]) listener(why);
  };
  const end = <Out>(mine: End, other: End): Transport<Out, unknown> => ({
    send: (frame) => deliver(other, frame),
    onFrame(listener) {
      mine.frames.push(listener);
      for (const text of mine.early.splice(0)) listener(JSON.parse(text));
    },
    onClose: (listener) => mine.closes.push(listener),
    close: () => close('the connection was closed'),
  });

  return {
    client: end<ClientFrame>(clientEnd, hostEnd),
    host: {
      ...end<HostFrame>(hostEnd, clientEnd),
      congested: () => stalled,
      onDrain: (listener) => drains.push(listener),
    },
    stall(next) {
      stalled = next;
      if (!next) for (const drain of drains) drain();
    },
  };
}
