import type { ByteSource } from '../volume/volume.ts';

/** A stream that can be started again on another volume as long as what was read of it is still at hand. */
export interface Replay {
  /** The bytes from the start. `last` runs when all came, before the reader is told of the end. */
  open(last: () => Promise<void>): AsyncIterable<Uint8Array>;
  /** False when bytes were given away that cannot be given again. */
  canRepeat(): boolean;
  /** Bytes given by the present reading. */
  given(): number;
  /** Tells the giver that nothing more is read. */
  close(): void;
}

/** A stream of unknown kind is remembered up to so many bytes; lists of chunks can always be read again. */
const remembered = 4 << 20;

export function openReplay(source: ByteSource): Replay {
  let given = 0;
  let buffer: Uint8Array[] | null = [];
  let buffered = 0;
  let iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array> | null = null;
  let isDone = false;

  async function* list(chunks: readonly Uint8Array[], last: () => Promise<void>): AsyncIterable<Uint8Array> {
    given = 0;
    for (const chunk of chunks) {
      given += chunk.length;
      yield chunk;
    }
    await last();
  }

  async function* stream(last: () => Promise<void>): AsyncIterable<Uint8Array> {
    given = 0;
    for (const chunk of buffer ?? []) {
      given += chunk.length;
      yield chunk;
    }
    iterator ??= Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    while (!isDone) {
      const next = await iterator.next();
      if (next.done === true) {
        isDone = true;
        break;
      }
      given += next.value.length;
      if (buffer !== null) {
        buffered += next.value.length;
        // A copy: the giver may use its buffer again.
        if (buffered <= remembered) buffer.push(next.value.slice());
        else buffer = null;
      }
      yield next.value;
    }
    await last();
  }

  return {
    open: (last) => (Array.isArray(source) ? list(source, last) : stream(last)),
    canRepeat: () => Array.isArray(source) || buffer !== null,
    given: () => given,
    close() {
      if (isDone) return;
      // Not waited for: a giver that keeps silent answers only after its next chunk, and must not hold a cancel.
      Promise.resolve(iterator?.return?.()).catch(() => undefined);
    },
  };
}
