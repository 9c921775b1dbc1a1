import type { ByteSource } from './volume.ts';

/**
 * The chunks of a source, until the signal is aborted: also while the source keeps silent. The source is told to end
 * (`return`) however this ends, but not waited for: one that hangs must not hold whoever cancelled.
 * @throws the signal's reason; what the source throws
 */
export async function* untilAborted(source: ByteSource, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => signal?.removeEventListener('abort', onAbort);
  });
  // Whoever loses the race must not count as an unhandled rejection.
  aborted.catch(() => undefined);
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = Promise.resolve(iterator.next());
      next.catch(() => undefined);
      const result = await Promise.race([next, aborted]).catch((thrown: unknown) => {
        ended = signal?.aborted !== true;
        throw thrown;
      });
      if (result.done === true) {
        ended = true;
        return;
      }
      yield result.value;
    }
  } finally {
    stop();
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
