import type { HostFrame, Transport } from '../../shared/wire.ts';

/** The host's end of a connection. Incoming frames come from outside and are unverified. */
export interface HostTransport extends Transport<HostFrame, unknown> {
  /** True while the peer takes frames more slowly than they come. Absent: never. */
  congested?(): boolean;
  /** Called whenever `congested` may have become false. */
  onDrain?(listener: () => void): void;
}

/** Frames that may wait for a slow client. One that is further behind is cut off; it connects again and asks anew. */
const mostWaiting = 20_000;

/** Sends frames in order. While the peer is slow they wait, and of one job or pool only the newest state waits. */
export class Outbox {
  /** Insertion order is sending order. */
  private readonly waiting = new Map<string | number, HostFrame>();
  private readonly transport: HostTransport;
  private count = 0;

  constructor(transport: HostTransport) {
    this.transport = transport;
    transport.onDrain?.(() => this.drain());
  }

  /** `key`: a later frame with the same key makes this one needless. */
  send(frame: HostFrame, key?: string): void {
    if (this.waiting.size === 0 && this.transport.congested?.() !== true) {
      this.transport.send(frame);
      return;
    }
    this.count += 1;
    if (key !== undefined) this.waiting.delete(key);
    this.waiting.set(key ?? this.count, frame);
    if (this.waiting.size > mostWaiting) {
      this.waiting.clear();
      this.transport.close();
    }
  }

  private drain(): void {
    for (const [key, frame] of this.waiting) {
      if (this.transport.congested?.() === true) return;
      this.waiting.delete(key);
      this.transport.send(frame);
    }
  }
}
