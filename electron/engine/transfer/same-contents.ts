import type { ByteSource } from '../volume/volume.ts';

/**
 * True when both streams give the same bytes. Read side by side and given up at the first difference, so nothing is
 * kept and no hash can collide. Both are closed at the end.
 */
export async function sameContents(a: ByteSource, b: ByteSource): Promise<boolean> {
  const [left, right] = [reader(a), reader(b)];
  try {
    for (;;) {
      const [one, other] = await Promise.all([left.look(), right.look()]);
      if (one === null || other === null) return one === other;
      const length = Math.min(one.length, other.length);
      if (Buffer.compare(one.subarray(0, length), other.subarray(0, length)) !== 0) return false;
      left.pass(length);
      right.pass(length);
    }
  } finally {
    await Promise.allSettled([left.close(), right.close()]);
  }
}

function reader(source: ByteSource) {
  const chunks = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let held: Uint8Array = new Uint8Array(0);
  return {
    /** Bytes that were not passed yet (one at least), or null at the end. */
    async look(): Promise<Uint8Array | null> {
      while (held.length === 0) {
        const next = await chunks.next();
        if (next.done === true) return null;
        held = next.value;
      }
      return held;
    },
    pass(length: number): void {
      held = held.subarray(length);
    },
    async close(): Promise<void> {
      await chunks.return?.();
    },
  };
}
