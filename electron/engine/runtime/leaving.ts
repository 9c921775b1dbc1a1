import type { Volume } from '../volume/volume.ts';

/**
 * What is read, until the signal is aborted: also a reader that asks for nothing more at that moment holds nothing open
 * then, and hears of it when it does.
 */
async function* untilLeft(content: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  const end = (): void => void chunks.return?.().catch(() => undefined);
  signal.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await chunks.next();
      // One that was ended for it looks as if it were read to its end.
      signal.throwIfAborted();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', end);
    await chunks.return?.();
  }
}

/** Calls that go on as long as somebody reads or gives, by the place of their options. */
const longCalls: Readonly<Record<string, number>> = { read: 1, readTrashed: 1, write: 2, copyIn: 1 };

/**
 * The same volume, which can be left: from the moment the signal is aborted on every call rejects with its reason, and
 * what is being read or written ends with it, so that nothing of the volume stays open.
 * @param leaving the signal of now; asked for with each call
 */
export function canBeLeft(volume: Volume, leaving: () => AbortSignal): Volume {
  return new Proxy(volume, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function' || key === 'close' || key === 'physical') return member;
      const at = typeof key === 'string' ? longCalls[key] : undefined;
      return (...values: unknown[]): unknown => {
        const signal = leaving();
        if (at === undefined) {
          if (signal.aborted) return Promise.reject(signal.reason as Error);
        } else {
          const given = (values[at] ?? {}) as { readonly signal?: AbortSignal };
          const either = given.signal === undefined ? signal : AbortSignal.any([given.signal, signal]);
          values[at] = { ...given, signal: either };
        }
        const answer: unknown = Reflect.apply(member, target, values);
        const isRead = key === 'read' || key === 'readTrashed';
        return isRead ? untilLeft(answer as AsyncIterable<Uint8Array>, signal) : answer;
      };
    },
  });
}
