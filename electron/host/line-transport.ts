import type { Socket } from 'node:net';
import type { Transport } from '../../shared/wire.ts';

/** Bytes that may wait in a socket before its peer counts as slow. */
const mostBuffered = 1024 * 1024;

const newline = 0x0a;

export interface LineTransport<Out> extends Transport<Out, unknown> {
  congested(): boolean;
  onDrain(listener: () => void): void;
}

/**
 * Frames over a local socket: one line of JSON each, the same at both ends. What is no JSON becomes null, which is no
 * frame. A line above `mostBytes` ends the connection before it fills the memory.
 */
export function lineTransport<Out>(socket: Socket, mostBytes: number): LineTransport<Out> {
  const frames: ((frame: unknown) => void)[] = [];
  const closes: ((why: string) => void)[] = [];
  let parts: Buffer[] = [];
  let held = 0;
  let why = 'the connection ended';

  const take = (bytes: Buffer): void => {
    parts.push(bytes);
    held += bytes.length;
  };
  const deliver = (): void => {
    const frame = parse(Buffer.concat(parts, held).toString('utf8'));
    parts = [];
    held = 0;
    for (const listener of frames) listener(frame);
  };

  socket.on('data', (chunk: Buffer) => {
    for (let start = 0; start < chunk.length && !socket.destroyed;) {
      const end = chunk.indexOf(newline, start);
      take(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (held > mostBytes) {
        why = 'a message was too long';
        socket.destroy();
      } else if (end >= 0) deliver();
      start = end < 0 ? chunk.length : end + 1;
    }
  });
  // An error is followed by 'close', which ends the client.
  socket.on('error', (error) => (why = error.message));
  socket.on('close', () => {
    for (const listener of closes) listener(why);
  });

  return {
    send: (frame) => {
      if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`);
    },
    onFrame: (listener) => void frames.push(listener),
    onClose: (listener) => void closes.push(listener),
    // What was sent before is still delivered.
    close: () => void socket.end(),
    congested: () => socket.writableLength > mostBuffered,
    onDrain: (listener) => void socket.on('drain', listener),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
